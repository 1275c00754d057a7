"""The draw for verification: sizes, determinism, nobody excluded, fair over many seeds, and redrawn by sha256sum alone."""

import csv
import hashlib
import math
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from chinhdanh.audit.draw import BadSeed, Declarant, Numbers, digest, draw, hashed, population_text, share_of
from chinhdanh.audit.draw_population import read_population
from chinhdanh.cli import main
from chinhdanh.law.library import load_library
from chinhdanh.registry.snapshot import open_snapshot

NUMBERS = Numbers.of(load_library())
SEED = "XSMB 2026-01-20 48213"

seeds = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=20)
people = st.lists(
    st.builds(
        Declarant,
        person_id=st.uuids().map(str),
        body_id=st.integers(1, 12).map("so-{:02d}".format),
        leads=st.booleans(),
        excluded=st.sampled_from(("", "", "", "verified", "case", "abroad")),
    ),
    min_size=1,
    max_size=120,
    unique_by=lambda p: p.person_id,
)
reproducible = settings(derandomize=True, database=None, deadline=None, max_examples=60)


def staff(body, count, heads=1, excluded=()):
    return [
        Declarant(f"{body}-p{n}", body, leads=n < heads, excluded="verified" if n in excluded else "")
        for n in range(count)
    ]


def test_the_numbers_are_those_of_the_decree():
    assert Numbers((20, 100), (10, 100), 1, 4, 12, 10) == NUMBERS
    assert Numbers.of(load_library(), four_ministries=True).bodies == (10, 100)


@pytest.mark.parametrize(
    ("count", "share", "least"),
    [
        (25, (20, 100), 5),
        (26, (20, 100), 6),
        (31, (10, 100), 4),
        (30, (10, 100), 3),
        (1, (20, 100), 1),
        (0, (20, 100), 0),
    ],
)
def test_the_share_is_reached_and_not_exceeded(count, share, least):
    assert share_of(count, share) == least


def test_31_declarants_give_four_with_a_head():
    drawn = draw(staff("so-01", 31), SEED, NUMBERS)
    assert drawn.drawn_bodies == ("so-01",)
    assert len(drawn.drawn_persons) == 4
    assert "so-01-p0" in drawn.drawn_persons
    assert drawn.complete


def test_the_four_ministries_draw_half_as_many_bodies():
    population = [p for n in range(20) for p in staff(f"c-{n}", 3)]
    assert len(draw(population, SEED, NUMBERS).drawn_bodies) == 4
    assert len(draw(population, SEED, Numbers.of(load_library(), four_ministries=True)).drawn_bodies) == 2


@given(people, seeds)
@reproducible
def test_sizes_and_quotas(population, seed):
    drawn = draw(population, seed, NUMBERS)
    bodies = {p.body_id for p in population}
    eligible = {p.body_id for p in population if not p.excluded}
    assert drawn.bodies_under_control == len(bodies)
    assert drawn.bodies_wanted == math.ceil(len(bodies) / 5)
    assert len(drawn.drawn_bodies) == min(drawn.bodies_wanted, len(eligible))
    for body in drawn.drawn_bodies:
        here = [p for p in population if p.body_id == body]
        can = {p.person_id: p for p in here if not p.excluded}
        chosen = drawn.within[body].drawn
        assert len(chosen) == min(max(math.ceil(len(here) / 10), 1), len(can))
        assert set(chosen) <= can.keys()
        has_head = any(can[p].leads for p in chosen)
        assert has_head == any(p.leads for p in can.values())
        assert ("heads" in drawn.within[body].lacking) == (not has_head)


@given(people, seeds, st.randoms(use_true_random=False))
@reproducible
def test_the_order_of_rows_changes_nothing(population, seed, rng):
    shuffled = list(population)
    rng.shuffle(shuffled)
    assert draw(shuffled, seed, NUMBERS) == draw(population, seed, NUMBERS)
    assert population_text(shuffled) == population_text(population)


@given(people, seeds)
@reproducible
def test_nobody_excluded_is_drawn(population, seed):
    excluded = {p.person_id for p in population if p.excluded}
    drawn = draw(population, seed, NUMBERS)
    assert not excluded & set(drawn.drawn_persons)
    assert not excluded & {r.id for inside in drawn.within.values() for r in inside.persons}


@given(people, seeds)
@reproducible
def test_the_first_by_hash_are_drawn_save_for_the_place_of_a_head(population, seed):
    drawn = draw(population, seed, NUMBERS)
    assert [b.hash for b in drawn.bodies] == sorted(hashed(drawn.seed, b.id) for b in drawn.bodies)
    assert all(b.drawn == (b.rank <= len(drawn.drawn_bodies)) for b in drawn.bodies)
    leads = {p.person_id for p in population if p.leads}
    for inside in drawn.within.values():
        first = [p.id for p in inside.persons[: len(inside.drawn)]]
        if leads & set(first) or not leads & {p.id for p in inside.persons}:
            assert set(inside.drawn) == set(first)
        else:
            assert set(first[:-1]) <= set(inside.drawn)


def test_uniform_over_many_seeds():
    """Each of 20 bodies, and each of 30 persons of a body who leads nothing, has the same chance."""
    population = [p for n in range(20) for p in staff(f"so-{n:02d}", 1)]
    rounds = 3000
    bodies, persons = dict.fromkeys((p.body_id for p in population), 0), {}
    one_body = staff("so-01", 31)
    for n in range(rounds):
        for body in draw(population, f"seed {n}", NUMBERS).drawn_bodies:
            bodies[body] += 1
        for person in draw(one_body, f"seed {n}", NUMBERS).drawn_persons:
            persons[person] = persons.get(person, 0) + 1
    expected = rounds * 4 / 20
    chi = sum((count - expected) ** 2 / expected for count in bodies.values())
    assert chi < 43.8  # 19 degrees of freedom, one in a thousand
    assert persons.pop("so-01-p0") == rounds  # the only head is always there
    expected = rounds * 3 / 30
    assert len(persons) == 30
    assert sum((count - expected) ** 2 / expected for count in persons.values()) < 58.3  # 29 degrees of freedom


def test_another_seed_draws_others():
    population = [p for n in range(50) for p in staff(f"so-{n:02d}", 1)]
    assert draw(population, "a", NUMBERS).drawn_bodies != draw(population, "b", NUMBERS).drawn_bodies


def test_a_body_without_anybody_to_draw_counts_for_the_share_and_is_passed_over():
    population = [*staff("so-01", 2, excluded=(0, 1)), *[p for n in range(2, 11) for p in staff(f"so-{n:02d}", 2)]]
    drawn = draw(population, SEED, NUMBERS)
    assert drawn.bodies_under_control == 10
    assert drawn.bodies_wanted == 2
    assert "so-01" not in {b.id for b in drawn.bodies}


def test_what_cannot_be_met_is_said():
    lonely = draw(staff("so-01", 11, heads=0, excluded=range(10)), SEED, NUMBERS)
    assert lonely.within["so-01"].lacking == ("persons", "heads")
    assert not lonely.complete
    assert draw(staff("so-01", 3, excluded=range(3)), SEED, NUMBERS).lacking == ("bodies",)


@pytest.mark.parametrize("seed", ["", " x", "x ", "x\ny"])
def test_a_seed_that_nobody_could_type_again_is_refused(seed):
    with pytest.raises(BadSeed):
        draw(staff("so-01", 3), seed, NUMBERS)


def test_the_seed_is_taken_in_one_unicode_form():
    population = staff("so-01", 3)
    assert draw(population, "Xổ số", NUMBERS) == draw(population, "Xổ số", NUMBERS)


def test_the_worked_example_of_the_help():
    value = "f1fd47a15fe47f4da5abcfb0b3b72d945076a73f592d069df10f830afc526e34"
    assert hashed(SEED, "so-01") == value
    assert value in CliRunner().invoke(main, ["draw", "--help"]).output


def registry(folder):
    def rows(table, *lines):
        (folder / f"{table}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")

    folder.mkdir()
    rows("person", "id,full_name", *[f"p{n},Người số {n}" for n in range(1, 13)])
    rows(
        "organization",
        "id,name,kind,subkind,level,parent_id",
        "so,Sở Nội vụ,provincial_department,so,province,",
        "phong,Phòng Tổ chức,division,phong,province,so",
        "tt,Thanh tra tỉnh,provincial_department,thanh_tra,province,",
    )
    rows(
        "post",
        "id,organization_id,title,leadership,field",
        "gd,so,Giám đốc,head,general",
        "tp,phong,Trưởng phòng,head,personnel",
        "pp,phong,Phó trưởng phòng,deputy,personnel",
        "cv,so,Chuyên viên,none,general",
        "ttv,tt,Thanh tra viên,none,inspection",
        "ptt,tt,Phó Chánh thanh tra,deputy,inspection",
    )
    rows(
        "tenure",
        "id,person_id,post_id,from,until",
        "t1,p1,gd,2020-01-01,",
        "t2,p2,tp,2020-01-01,",
        "t3,p3,pp,2020-01-01,",
        "t4,p4,cv,2020-01-01,",
        "t5,p5,ttv,2020-01-01,",
        "t6,p6,ttv,2020-01-01,",
        "t7,p7,ttv,2020-01-01,",
        "t8,p8,ttv,2020-01-01,",
        "t9,p9,ptt,2020-01-01,",
        "t10,p10,ttv,2020-01-01,2025-12-31",
        "t11,p11,ttv,2020-01-01,",
    )
    rows(
        "asset_declaration",
        "person_id,kind,filed_on,verified_on",
        *[f"p{n},annual,2025-12-10," for n in (5, 6, 7, 8, 10, 11)],
        "p5,annual,2021-12-10,2022-01-02",
        "p6,annual,2021-12-10,2021-12-31",
        "p4,supplementary,2025-12-10,",
    )
    rows(
        "proceeding",
        "id,person_id,kind,from,until",
        "a1,p7,investigation,2025-11-01,",
        "a2,p8,abroad,2025-06-01,2026-06-01",
        "a3,p11,abroad,2025-06-02,2026-06-01",
        "a4,p3,trial,2025-01-01,2025-12-31",
    )
    rows("decision", "id,kind,person_id,signed_on", "d1,appointment,p1,2020-01-01")
    return folder


def test_the_population_says_why_somebody_cannot_be_drawn(tmp_path):
    with open_snapshot(registry(tmp_path / "so")) as snapshot:
        found = read_population(snapshot, 2026, NUMBERS)
        below = read_population(snapshot, 2026, NUMBERS, under="tt")
    assert found.day == date(2025, 12, 31)
    by_id = {p.person_id: p for p in found.declarants}
    assert {p: c.excluded for p, c in by_id.items()} == {
        "p1": "",
        "p2": "",
        "p3": "",
        "p5": "verified",  # less than four years before
        "p6": "",  # four years before to the day
        "p7": "case",
        "p8": "abroad",  # twelve months
        "p9": "not_known_to_declare",  # deputy head in inspection: Annex III was not read
        "p10": "no_body",
        "p11": "",  # eleven months
    }
    assert {p for p, c in by_id.items() if c.leads} == {"p1", "p9"}  # the head of a division does not lead the body
    assert {c.body_id for p, c in by_id.items() if p in ("p1", "p2", "p3")} == {"so"}
    assert {p.body_id for p in below.declarants} == {"tt"}


def test_the_protocol_can_be_redrawn_from_itself(tmp_path):
    out = tmp_path / "boc-tham.txt"
    asked = [str(registry(tmp_path / "so")), "--year", "2026", "--out", str(out)]
    listed = CliRunner().invoke(main, ["draw", *asked])
    assert listed.exit_code == 0, listed.output
    population = (tmp_path / "boc-tham-population.tsv").read_bytes()
    assert hashlib.sha256(population).hexdigest() in listed.output
    drawn = CliRunner().invoke(main, ["draw", *asked, "--seed", SEED])
    assert drawn.exit_code in (0, 1), drawn.output
    text = out.read_text(encoding="utf-8")
    assert digest(population.decode()) in text
    assert SEED in text
    with (tmp_path / "boc-tham.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    bodies = [r for r in rows if r["kind"] == "body"]
    assert len(bodies) == 2
    chosen = min(bodies, key=lambda r: hashlib.sha256(f"{SEED}|{r['body_id']}".encode()).hexdigest())
    assert [r["body_id"] for r in bodies if r["drawn"] == "yes"] == [chosen["body_id"]]
    for r in rows:
        identity = r["person_id"] if r["kind"] == "person" else r["body_id"]
        assert r["sha256"] in ("", hashed(SEED, identity))
        assert not (r["excluded"] and r["drawn"] == "yes")
    again = CliRunner().invoke(main, ["draw", *asked, "--seed", "another"])
    assert again.exit_code == 2
    assert out.read_text(encoding="utf-8") == text


def test_a_population_that_changed_after_it_was_published_is_refused(tmp_path):
    folder = registry(tmp_path / "so")
    asked = ["draw", str(folder), "--year", "2026", "--out", str(tmp_path / "b")]
    assert CliRunner().invoke(main, asked).exit_code == 0
    with (folder / "tenure.csv").open("a", encoding="utf-8") as file:
        file.write("t12,p12,gd,2020-01-01,\n")
    refused = CliRunner().invoke(main, [*asked, "--seed", SEED])
    assert refused.exit_code == 2
    assert not (tmp_path / "b.txt").exists()


@pytest.mark.parametrize("missing", ["tenure", "post"])
def test_a_record_that_cannot_tell_is_refused_in_words(tmp_path, missing):
    folder = registry(tmp_path / "so")
    (folder / f"{missing}.csv").unlink()
    refused = CliRunner().invoke(main, ["draw", str(folder), "--year", "2026", "--out", str(tmp_path / "b")])
    assert refused.exit_code == 2
    assert missing in refused.output


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="needs sha256sum")
def test_sha256sum_says_the_same():
    said = subprocess.run(["sha256sum"], input=f"{SEED}|so-01".encode(), capture_output=True, check=True).stdout
    assert said.split()[0].decode() == hashed(SEED, "so-01")


def test_nothing_is_written_for_a_bad_seed(tmp_path):
    folder = registry(tmp_path / "so")
    refused = CliRunner().invoke(
        main, ["draw", str(folder), "--year", "2026", "--out", str(tmp_path / "b"), "--seed", " "]
    )
    assert refused.exit_code == 2
    assert [p.name for p in tmp_path.iterdir()] == ["so"]


def test_the_worked_example_of_the_docs():
    page = (Path(__file__).parents[2] / "docs" / "verification-draw.md").read_text(encoding="utf-8")
    order = sorted((hashed(SEED, f"so-{n:02d}"), f"so-{n:02d}") for n in range(1, 6))
    assert "\n".join(" ".join(pair) for pair in order) in page
    drawn = draw([p for n in range(1, 6) for p in staff(f"so-{n:02d}", 1)], SEED, NUMBERS)
    assert f"drawn (20 % of 5): `{drawn.drawn_bodies[0]}`" in page
