"""The law files: what a good one gives, how each way of spoiling one is answered, and what the packaged ones hold."""

import shutil
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from chinhdanh.law.errors import SENTENCES, LawProblems, NoValueOnDay, UnknownParameter, UnknownProvision
from chinhdanh.law.library import Library, Period, Provision, load_library

HERE = Path(__file__).parent
BROKEN = sorted((HERE / "broken").glob("*.yaml"))
REGIMES = {
    "R1": (date(2020, 12, 1), date(2024, 9, 17)),
    "R2": (date(2024, 9, 17), date(2025, 7, 1)),
    "R3": (date(2025, 7, 1), date(2026, 8, 1)),
    "R4": (date(2026, 8, 1), None),
}


@pytest.fixture
def law_folder(tmp_path: Path) -> Path:
    """A folder with the one good instrument of this shelf."""
    (tmp_path / "instruments").mkdir()
    shutil.copy(HERE / "sample.yaml", tmp_path / "instruments" / "nd-1-2019.yaml")
    return tmp_path


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


# --- one good file ---


def test_a_good_file_is_read_with_its_lines(law_folder: Path) -> None:
    library = load_library(law_folder)
    provision = library.provision("nd-1-2019.art-1")
    assert provision.says.vi == "Phải còn đủ thời gian công tác."
    assert provision.article.of("en") == "Article 1, Decree No. 1/2019/ND-CP"
    assert provision.file.name == "nd-1-2019.yaml"
    assert (
        provision.file.read_text(encoding="utf-8").splitlines()[provision.line - 1].strip() == "- id: nd-1-2019.art-1"
    )
    assert library.instruments["nd-1-2019"].provisions == (provision,)


@pytest.mark.parametrize(
    ("day", "value"),
    [
        (date(2019, 7, 1), 60),  # the first day in force
        (date(2021, 12, 31), 60),  # the last day of the first value
        (date(2022, 1, 1), 48),  # the first day of the next
        (date(2023, 12, 31), 48),  # the last day of the provision
    ],
)
def test_a_value_counts_from_its_day_until_the_next(law_folder: Path, day: date, value: int) -> None:
    assert load_library(law_folder).parameter("nd-1-2019.art-1", "min_service_left", day).value == value


@pytest.mark.parametrize("day", [date(2019, 6, 30), date(2024, 1, 1)])
def test_there_is_no_value_outside_the_provision(law_folder: Path, day: date) -> None:
    with pytest.raises(NoValueOnDay, match=day.isoformat()):
        load_library(law_folder).parameter("nd-1-2019.art-1", "min_service_left", day)


def test_before_its_first_value_a_parameter_has_none(law_folder: Path) -> None:
    file = law_folder / "instruments" / "nd-1-2019.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("- {from: 2019-07-01, value: 60", "- {from: 2020-01-01, value: 60"), encoding="utf-8")
    parameter = load_library(law_folder).provision("nd-1-2019.art-1").parameters["min_service_left"]
    assert parameter.on(date(2019, 12, 31)) is None
    assert parameter.on(date(2020, 1, 1)) is not None


def test_periods_are_half_open() -> None:
    period = Period(date(2025, 7, 1), date(2026, 8, 1))
    assert date(2025, 6, 30) not in period
    assert date(2025, 7, 1) in period
    assert date(2026, 7, 31) in period
    assert date(2026, 8, 1) not in period
    assert date(2999, 1, 1) in Period(date(2026, 8, 1), None)


def test_the_version_follows_every_byte(law_folder: Path) -> None:
    before = load_library(law_folder).version
    assert load_library(law_folder).version == before
    file = law_folder / "instruments" / "nd-1-2019.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "# a remark\n", encoding="utf-8")
    assert load_library(law_folder).version != before


def test_an_unknown_provision_is_answered_with_the_nearest(library: Library) -> None:
    with pytest.raises(UnknownProvision, match=r"nd-170-2025\.art-29\.k5\.a") as caught:
        library.provision("nd-170-2025.art-29.k5a")
    assert "nd-170-2025.art-29.k5.a" in caught.value.nearest


def test_an_unknown_parameter_is_answered_with_the_known(library: Library) -> None:
    with pytest.raises(UnknownParameter, match="min_service_left"):
        library.parameter("nd-170-2025.art-29.k5.a", "min_service", date(2026, 1, 1))


# --- the shelf of broken files ---


@pytest.mark.parametrize("broken", BROKEN, ids=[file.stem for file in BROKEN])
def test_each_fault_is_named_with_its_line(broken: Path, tmp_path: Path) -> None:
    expected = dict(
        line.removeprefix("# ").split(": ", 1) for line in broken.read_text(encoding="utf-8").splitlines()[:3]
    )
    (tmp_path / "instruments").mkdir()
    target = tmp_path / "instruments" / "nd-1-2019.yaml"
    shutil.copy(broken, target)
    with pytest.raises(LawProblems) as caught:
        load_library(tmp_path)
    (problem,) = caught.value.problems
    assert (problem.code, problem.line, problem.file) == (expected["fault"], int(expected["line"]), target)
    assert expected["says"] in problem.message_en
    assert problem.message_vi != problem.message_en
    assert problem.place in str(caught.value)


def test_every_fault_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "instruments").mkdir()
    for name in ("bad-treatment", "impossible-date"):
        shutil.copy(HERE / "broken" / f"{name}.yaml", tmp_path / "instruments" / f"{name}.yaml")
    with pytest.raises(LawProblems) as caught:
        load_library(tmp_path)
    found = {(problem.file.stem, problem.code) for problem in caught.value.problems}
    assert {("bad-treatment", "bad_code"), ("impossible-date", "not_a_date")} <= found


def test_a_provision_of_an_amendment_waits_for_the_amending_text(law_folder: Path) -> None:
    text = (law_folder / "instruments" / "nd-1-2019.yaml").read_text(encoding="utf-8")
    amending = text.replace("nd-1-2019", "nd-9-2023").replace(
        "in_force: [{from: 2019-07-01", "in_force: [{from: 2023-01-01"
    )
    amending = amending.replace("from: 2019-07-01", "from: 2023-01-01").replace("from: 2022-01-01", "from: 2023-06-01")
    (law_folder / "instruments" / "nd-9-2023.yaml").write_text(amending, encoding="utf-8")
    load_library(law_folder)

    early = text.replace("- id: nd-1-2019.art-1", "- id: nd-1-2019+nd-9-2023.art-1")
    (law_folder / "instruments" / "nd-1-2019.yaml").write_text(early, encoding="utf-8")
    with pytest.raises(LawProblems, match="`nd-9-2023` is in force only"):
        load_library(law_folder)


def test_a_judgement_must_name_provisions_on_file(law_folder: Path) -> None:
    (law_folder / "judgements").mkdir()
    (law_folder / "judgements" / "standing.yaml").write_text(
        "- id: standing\n"
        "  provisions: [nd-1-2019.art-2]\n"
        "  what: {vi: uy tín, en: standing}\n"
        "  why: {vi: là đánh giá, en: an evaluation}\n"
        "  record_instead: {vi: nhận xét, en: assessment}\n",
        encoding="utf-8",
    )
    with pytest.raises(LawProblems, match=r"no provision `nd-1-2019\.art-2`; nearest: nd-1-2019\.art-1"):
        load_library(law_folder)


def test_a_folder_without_instruments_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LawProblems, match="no instrument file"):
        load_library(tmp_path)


def test_a_file_in_another_encoding_is_refused(law_folder: Path) -> None:
    (law_folder / "instruments" / "nd-1-2019.yaml").write_bytes("issuer: Chính phủ".encode("utf-16"))
    with pytest.raises(LawProblems, match="must be YAML in UTF-8"):
        load_library(law_folder)


def test_every_sentence_is_on_the_shelf_or_tested_above() -> None:
    on_the_shelf = {file.read_text(encoding="utf-8").splitlines()[0].removeprefix("# fault: ") for file in BROKEN}
    of_layers = {"amends_too_late", "unknown_parameter", "rule_fails", "rule_id_taken", "rule_unbound"}  # test_layers
    assert set(SENTENCES) - on_the_shelf == {"unknown_provision", "no_instruments"} | of_layers


# --- the packaged law ---


def texts(provision: Provision) -> Iterator[str]:
    for words in (provision.article, provision.heading, provision.says, provision.note):
        if words is not None:
            yield words.vi
            yield words.en


def test_the_packaged_law_is_sound(library: Library) -> None:
    assert {"nd-138-2020", "nd-170-2025", "nd-300-2026", "nd-135-2020", "l-22-2008", "l-80-2025"} <= set(
        library.instruments
    )
    for provision in library.provisions.values():
        for text in texts(provision):
            assert unicodedata.is_normalized("NFC", text)
            assert text.count("(") == text.count(")"), f"{provision.id}: {text}"


def test_a_regime_is_set_exactly_where_a_provision_lies_within_one(library: Library) -> None:
    for provision in library.provisions.values():
        if provision.instrument_id not in {"nd-138-2020", "nd-170-2025"}:
            continue
        start, until = provision.period.start, provision.period.end
        within = {
            regime
            for regime, (first, end) in REGIMES.items()
            if first <= start and (end is None or (until is not None and until <= end))
        }
        assert within == ({provision.regime} if provision.regime else set()), provision.id


@pytest.mark.parametrize(
    ("day", "regime"),
    [
        (date(2020, 12, 1), "R1"),
        (date(2024, 9, 16), "R1"),
        (date(2024, 9, 17), "R2"),
        (date(2025, 6, 30), "R2"),
        (date(2025, 7, 1), "R3"),
        (date(2026, 7, 31), "R3"),
        (date(2026, 8, 1), "R4"),
    ],
)
def test_one_regime_is_in_force_on_each_day(library: Library, day: date, regime: str) -> None:
    assert {provision.regime for provision in library.in_force_on(day)} - {None} == {regime}


@pytest.mark.parametrize(
    ("stem", "ids"),
    [
        ("min_service_left", ["nd-138-2020.art-42.k4.a", "nd-138-2020+nd-116-2024.art-42.tuoi",
                              "nd-170-2025.art-29.k5.a", "nd-170-2025+nd-300-2026.art-29.k7.a"]),
        ("answer_deadline", ["nd-138-2020.art-46.k1", "nd-138-2020+nd-116-2024.art-46.k1.b",
                             "nd-170-2025.art-33.k1.b", "nd-170-2025+nd-300-2026.art-33.k1.b"]),
        ("in_house_plan", ["nd-138-2020.art-42.k2", "nd-138-2020+nd-116-2024.art-42.quyhoach",
                           "nd-170-2025.art-29.k2", "nd-170-2025+nd-300-2026.art-29.k2"]),
        ("required_kinds", ["nd-138-2020.art-48", "nd-170-2025.art-35", "nd-170-2025+nd-300-2026.art-35"]),
        ("term", ["nd-138-2020.art-41.k1", "nd-170-2025.art-28.k1"]),
        ("handling", ["nd-172-2025.art-5.k5"]),
    ],
)  # fmt: skip
def test_each_day_has_exactly_one_provision_of_a_family(library: Library, stem: str, ids: list[str]) -> None:
    """A sweep asserts no value: since its first provision a family has no day with none and none with two."""
    family = [library.provision(identity) for identity in ids]
    day = min(provision.period.start for provision in family)
    while day < date(2027, 1, 1):
        in_force = [provision.id for provision in family if provision.in_force_on(day)]
        assert len(in_force) == 1, f"{day}: {in_force}"
        assert library.parameter(in_force[0], stem, day)
        day += timedelta(days=1)


@pytest.mark.parametrize(
    ("provision", "name", "value", "unit"),
    [
        ("nd-138-2020.art-46.k1", "answer_deadline", 10, "day"),
        ("nd-138-2020.art-46.k1", "start_deadline", 15, "day"),
        ("nd-138-2020+nd-116-2024.art-46.k1.b", "answer_deadline", 15, "working_day"),
        ("nd-138-2020+nd-116-2024.art-42.thoigian", "min_time_in_post", 24, "month"),
        ("nd-170-2025.art-33.k1.c", "finish_deadline", 30, "working_day"),
        ("nd-170-2025.art-33.k2.quorum", "quorum_numerator", 2, "part"),
        ("nd-170-2025.art-33.k2.quorum", "quorum_denominator", 3, "part"),
        ("nd-170-2025+nd-300-2026.art-29.k3", "min_time_in_post", 12, "month"),
        ("nd-170-2025+nd-300-2026.art-29.k5", "accepted_ratings", ("excellent", "good"), "codes"),
        ("nd-170-2025+nd-300-2026.art-34.k3", "max_length", 12, "month"),
        ("nd-300-2026.art-35.k3", "deadline", date(2026, 11, 1), "date"),
        ("l-22-2008.art-82.k2.giang-cach", "bar_any_post", 24, "month"),
        ("nd-172-2025.art-2.k9", "validity", 12, "month"),
        ("nd-170-2025.art-62", "min_notice", 6, "month"),
    ],
)
def test_numbers_of_the_law(library: Library, provision: str, name: str, value: object, unit: str) -> None:
    found = library.provision(provision)
    assert found.parameters[name].unit == unit
    assert library.parameter(provision, name, found.period.start).value == value


@pytest.mark.parametrize(
    ("provision", "name"),
    [("nd-170-2025.art-29.k3", "min_time_in_post"), ("nd-170-2025.art-34.k3", "max_length"),
     ("nd-170-2025+nd-300-2026.art-33.k2.a", "quorum_numerator"), ("l-80-2025.art-38.k1", "bar_months")],
)  # fmt: skip
def test_where_the_law_gives_no_number_there_is_none(library: Library, provision: str, name: str) -> None:
    assert name not in library.provision(provision).parameters


def test_what_was_recalled_stays_marked(library: Library) -> None:
    for identity in ("nd-138-2020.art-46.k2.buoc-5", "nd-138-2020.art-42.k6", "l-22-2008.art-82.k4"):
        provision = library.provision(identity)
        values = [value for parameter in provision.parameters.values() for value in parameter.values]
        assert {provision.confidence, *(value.confidence for value in values)} == {"recall"}


def test_retirement_ages_are_those_of_the_decree(library: Library) -> None:
    """Decree 135/2020 Art. 4(2): from 60y3m (men) and 55y4m (women) in 2021 by 3 and 4 months a year to 62y and 60y."""
    provision = "nd-135-2020.art-4.k2"
    for year in range(2021, 2041):
        for month_day in ((1, 1), (12, 31)):
            day = date(year, *month_day)
            assert library.parameter(provision, "men_age", day).value == min(60 * 12 + 3 + 3 * (year - 2021), 62 * 12)
            assert library.parameter(provision, "women_age", day).value == min(55 * 12 + 4 + 4 * (year - 2021), 60 * 12)
    with pytest.raises(NoValueOnDay):
        library.parameter(provision, "men_age", date(2020, 12, 31))


def test_what_needs_a_person_is_listed_with_what_to_record(library: Library) -> None:
    named = {identity for judgement in library.judgements for identity in judgement.provisions}
    for provision in library.provisions.values():
        if provision.treatment == "judgement" and provision.instrument_id in {"nd-138-2020", "nd-170-2025"}:
            assert provision.id in named
    assert all(judgement.record_instead.vi for judgement in library.judgements)
