"""The Party regulations and the law on integrity and organisation as encoded: what is there, its numbers, its gaps."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from chinhdanh.law.errors import NoValueOnDay, UnknownParameter
from chinhdanh.law.library import load_library
from chinhdanh.registry.schema import TABLES

# id, first day, first day no longer in force, confidence: as the law files print them
PROVISIONS = [
    ("qd-105-2017.ky-luat", "2017-12-19", "2022-08-18", "secondary"),
    ("qd-80-2022.art-16", "2022-08-18", "2025-10-08", "text"),
    ("qd-80-2022.art-18.k2", "2022-08-18", "2025-10-08", "text"),
    ("qd-80-2022.art-18.k3", "2022-08-18", "2025-10-08", "text"),
    ("qd-80-2022.art-18.k4", "2022-08-18", "2025-10-08", "text"),
    ("qd-80-2022.art-18.k5", "2022-08-18", "2025-10-08", "text"),
    ("qd-80-2022.art-18.k6", "2022-08-18", "2025-10-08", "text"),
    ("qd-80-2022.art-18.k7", "2022-08-18", "2025-10-08", "text"),
    ("qd-80-2022.art-20", "2022-08-18", "2025-10-08", "text"),
    ("qd-80-2022.art-21.k1.quorum", "2022-08-18", "2025-10-08", "text"),
    ("qd-80-2022.art-21.k1.bo-phieu", "2022-08-18", "2025-10-08", "text"),
    ("qd-80-2022.art-21.hoa-phieu", "2022-08-18", "2025-10-08", "recall"),
    ("qd-377-2025.hieu-luc", "2025-10-08", None, "secondary"),
    ("qd-377-2025.art-34", "2025-10-08", None, "text"),
    ("qd-377-2025.ky-luat-24-36-60", "2025-10-08", None, "secondary"),
    ("qd-205-2019.quan-he-gia-dinh", "2019-09-23", "2023-07-11", "text"),
    ("qd-205-2019.art-10", "2019-09-23", "2023-07-11", "secondary"),
    ("qd-205-2019.art-11", "2019-09-23", "2023-07-11", "secondary"),
    ("qd-205-2019.xu-ly", "2019-09-23", "2023-07-11", "secondary"),
    ("qd-114-2023.art-4", "2023-07-11", None, "secondary"),
    ("qd-114-2023.art-6.k5", "2023-07-11", None, "text"),
    ("qd-69-2022.dang-xem-xet", "2022-07-06", "2026-08-17", "secondary"),
    ("hd-06-2021.tuoi", "2021-07-26", None, "secondary"),
    ("luat-36-2018.art-3.k2", "2019-07-01", None, "text"),
    ("luat-36-2018.art-20.k3", "2019-07-01", None, "text"),
    ("luat-36-2018.art-23", "2019-07-01", None, "text"),
    ("luat-36-2018.art-51.k2", "2019-07-01", None, "text"),
    ("nd-59-2019.art-29", "2019-08-15", None, "text"),
    ("nd-59-2019.art-30", "2019-08-15", None, "text"),
    ("luat-76-2015.art-40.k2", "2020-07-01", "2025-03-01", "text"),
    ("nd-123-2016.art-18", "2020-11-15", "2025-11-20", "text"),
    ("nd-123-2016.art-18a", "2020-11-15", "2025-11-20", "text"),
    ("nd-123-2016.art-18b", "2020-11-15", "2025-11-20", "text"),
    ("nd-123-2016.art-21-22", "2020-11-15", "2025-11-20", "text"),
    ("nd-123-2016.art-31.k3", "2020-11-15", "2025-11-20", "text"),
    ("nd-303-2025", "2025-11-20", None, "secondary"),
    ("nd-24-2014.art-5", "2020-11-25", "2025-03-01", "text"),
    ("nd-24-2014.art-6", "2020-11-25", "2025-03-01", "text"),
    ("nd-37-2014.deputies", "2020-11-25", "2025-03-01", "text"),
    ("nd-45-2025.art-5", "2025-03-01", "2025-07-01", "secondary"),
    ("nd-150-2025.art-8-10", "2025-07-01", None, "secondary"),
    ("nd-370-2025.art-6", "2026-01-01", None, "secondary"),
    ("nd-370-2025.transition", "2026-01-01", None, "secondary"),
    ("nq-332-2025", "2025-10-15", None, "secondary"),
    ("nd-300-2025", "2025-11-17", None, "secondary"),
]

NUMBERS = [
    ("qd-105-2017.ky-luat", "reprimand_or_heavier_bar", 12),
    ("qd-105-2017.ky-luat", "removal_bar", 12),
    ("qd-80-2022.art-18.k3", "min_time_in_post", 24),
    ("qd-80-2022.art-18.k5", "min_service_left", 60),
    ("qd-80-2022.art-18.k7", "reprimand_bar", 12),
    ("qd-80-2022.art-18.k7", "warning_bar", 30),
    ("qd-80-2022.art-18.k7", "removal_bar", 60),
    ("qd-80-2022.art-20", "deadline_from_approval", 30),
    ("qd-80-2022.art-21.k1.quorum", "quorum_numerator", 2),
    ("qd-80-2022.art-21.k1.quorum", "quorum_denominator", 3),
    ("qd-377-2025.ky-luat-24-36-60", "reprimand_bar", 24),
    ("qd-377-2025.ky-luat-24-36-60", "warning_bar", 36),
    ("qd-377-2025.ky-luat-24-36-60", "removal_bar", 60),
    ("qd-205-2019.xu-ly", "planning_bar_shortest", 18),
    ("qd-205-2019.xu-ly", "planning_bar_longest", 60),
    ("hd-06-2021.tuoi", "min_service_left", 60),
    ("nd-59-2019.art-30", "deadline", 5),
    ("nd-123-2016.art-18a", "cuc_division_10_15", 2),
    ("nd-123-2016.art-31.k3", "transition", 3),
    ("nd-24-2014.art-6", "so_average", 3),
    ("nd-24-2014.art-6", "division_1_deputy_below_hn_hcm", 10),
    ("nd-24-2014.art-6", "division_1_deputy_below_class_1", 9),
    ("nd-24-2014.art-6", "division_1_deputy_below_class_2_3", 8),
    ("nd-24-2014.art-6", "division_2_up_to", 14),
    ("nd-24-2014.art-6", "division_3_from", 15),
    ("nd-370-2025.art-6", "division_1_deputy_below", 10),
    ("nd-370-2025.art-6", "hn_hcm_extra_max", 10),
    ("nd-370-2025.transition", "transition", 5),
]


@pytest.fixture(scope="module")
def library():
    return load_library()


@pytest.mark.parametrize(("identity", "start", "until", "confidence"), PROVISIONS)
def test_provision_stands_as_the_law_file_prints_it(library, identity, start, until, confidence):
    provision = library.provision(identity)
    assert provision.period.start == date.fromisoformat(start)
    assert provision.period.end == (date.fromisoformat(until) if until else None)
    assert provision.confidence == confidence
    layer = library.instruments[provision.instrument_id].layer
    assert layer == ("party" if identity.startswith(("qd-", "hd-")) else "state")


@pytest.mark.parametrize(("identity", "name", "value"), NUMBERS)
def test_number_counts_from_first_to_last_day_and_no_longer(library, identity, name, value):
    period = library.provision(identity).period
    assert library.parameter(identity, name, period.start).value == value
    with pytest.raises(NoValueOnDay):
        library.parameter(identity, name, period.start - timedelta(days=1))
    if period.end:
        assert library.parameter(identity, name, period.end - timedelta(days=1)).value == value
        with pytest.raises(NoValueOnDay):
            library.parameter(identity, name, period.end)


def test_appointment_regulations_follow_one_another_without_gap_or_overlap(library):
    bars = ["qd-105-2017.ky-luat", "qd-80-2022.art-18.k7", "qd-377-2025.ky-luat-24-36-60"]
    relatives = ["qd-205-2019.quan-he-gia-dinh", "qd-114-2023.art-6.k5"]
    for chain in (bars, relatives):
        periods = [library.provision(identity).period for identity in chain]
        assert [earlier.end for earlier in periods[:-1]] == [later.start for later in periods[1:]]
        assert periods[-1].end is None


def test_codes_are_those_of_the_registry(library):
    sectors = set(TABLES["organization"].column("sector").codes)
    relations = set(TABLES["kinship"].column("relation").codes)
    fields = set(TABLES["post"].column("field").codes)
    kinds = set(TABLES["dossier_item"].column("kind").codes)
    day = date(2023, 7, 11)
    thirteen = library.parameter("qd-114-2023.art-6.k5", "sectors", day).value
    assert len(thirteen) == 13
    assert set(thirteen) <= sectors
    assert set(library.parameter("qd-205-2019.quan-he-gia-dinh", "group_b_sectors", date(2021, 1, 1)).value) <= sectors
    assert set(library.parameter("qd-205-2019.quan-he-gia-dinh", "relations", date(2021, 1, 1)).value) <= relations
    assert set(library.parameter("qd-114-2023.art-6.k5", "relations_certain", day).value) <= relations
    assert set(library.parameter("luat-36-2018.art-20.k3", "barred_relatives", day).value) <= relations
    assert set(library.parameter("luat-36-2018.art-20.k3", "barred_fields", day).value) <= fields
    assert set(library.parameter("qd-205-2019.xu-ly", "barred_fields", date(2021, 1, 1)).value) <= fields
    assert set(library.parameter("qd-80-2022.art-18.k4", "confirmed_items", date(2023, 1, 1)).value) <= kinds


@pytest.mark.parametrize(
    ("identity", "name"),
    [
        ("nd-370-2025.art-6", "chi_cuc_division_2_from"),  # recall of the old rule
        ("qd-80-2022.art-21.k1.bo-phieu", "threshold_numerator"),  # cut off in what was read
        ("qd-377-2025.art-34", "min_time_in_post"),  # not read
    ],
)
def test_what_was_not_read_has_no_number_and_says_so(library, identity, name):
    provision = library.provision(identity)
    with pytest.raises(UnknownParameter):
        library.parameter(identity, name, provision.period.start)
    assert provision.note is not None


def test_acts_that_only_a_finding_can_establish_are_never_left_to_a_rule(library):
    for identity in ("qd-205-2019.art-10", "qd-205-2019.art-11", "qd-114-2023.art-4", "luat-36-2018.art-23"):
        assert library.provision(identity).treatment == "judgement"


def test_glossary_names_provisions_columns_and_codes_that_exist(library):
    glossary = (Path(__file__).parents[2] / "docs" / "glossary.md").read_text(encoding="utf-8")
    rows = [line.strip("|").split("|") for line in glossary.splitlines() if line.startswith("| ")]
    assert len(rows) > 80
    for row in rows:
        assert len(row) == 5, row
        identifier, cited = row[2], row[4]
        for provision in re.findall(r"`([^`]+)`", cited):
            assert provision in library.provisions, provision
        columns = [TABLES[table].column(column) for table, column in re.findall(r"`(\w+)\.(\w+)`", identifier)]
        codes = re.findall(r"`(\w+)`", identifier) if columns else []
        assert set(codes) <= {code for column in columns for code in column.codes}, row
