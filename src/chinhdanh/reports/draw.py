"""The protocol of a draw: a text to sign, a CSV with every hash, and the population that was fixed before the seed."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from chinhdanh.audit.draw import BODIES, PERSONS, POOL, Declarant, Draw, Numbers, digest, hashed, population_text
from chinhdanh.audit.draw_population import REASONS, UNCLEAR, Population
from chinhdanh.law.library import Library
from chinhdanh.registry.problems import Place, single

COLUMNS = (
    "kind",
    "body_id",
    "body",
    "person_id",
    "full_name",
    "post",
    "head_or_deputy",
    "excluded",
    "unclear",
    "sha256",
    "rank",
    "drawn",
)

LACKING = {
    "bodies": ("không đủ số cơ quan có người được chọn", "not enough bodies with anybody who can be drawn"),
    "persons": ("không đủ số người có thể được chọn", "not enough persons who can be drawn"),
    "heads": ("không có người đứng đầu hoặc cấp phó có thể được chọn", "no head or deputy who can be drawn"),
}


def files_of(out: Path) -> dict[str, Path]:
    """The three files that belong to `out`, whose suffix does not matter: text, csv, population."""
    stem = out.with_suffix("") if out.suffix.lower() in (".csv", ".txt", ".tsv") else out
    return {
        "text": stem.with_name(f"{stem.name}.txt"),
        "csv": stem.with_name(f"{stem.name}.csv"),
        "population": stem.with_name(f"{stem.name}-population.tsv"),
    }


def write_population(population: Population, out: Path) -> str:
    """Write the population beside `out`; its SHA-256. Raises RegistryProblems where another one is already there."""
    file, text = files_of(out)["population"], population_text(population.declarants)
    if file.exists():
        if file.read_text(encoding="utf-8") == text:
            return digest(text)
        raise single(
            "population_changed",
            Place(file=str(file)),
            f"{file} đã có và khác danh sách lập bây giờ: danh sách đã công bố không được thay đổi. Chọn tên khác cho "
            "--out nếu đây là lần bốc thăm khác.",
            f"{file} is there and differs from the list made now: a published population must not change. Choose another "
            "--out if this is another draw.",
        )
    file.write_text(text, encoding="utf-8", newline="\n")
    return digest(text)


def write_protocol(text: str, rows: str, out: Path) -> None:
    """Write text and CSV. Raises RegistryProblems where one of them is there already: a draw is made once."""
    files = files_of(out)
    for name in ("text", "csv"):
        if files[name].exists():
            raise single(
                "target_exists",
                Place(file=str(files[name])),
                f"{files[name]} đã có; không ghi đè biên bản. Chọn tên khác cho --out.",
                f"{files[name]} exists; a protocol is never overwritten. Choose another --out.",
            )
    files["csv"].write_text(rows, encoding="utf-8-sig", newline="")
    files["text"].write_text(text, encoding="utf-8", newline="\n")


def protocol_csv(population: Population, drawn: Draw) -> str:
    """One row for each body and person: the hash, the place and the outcome, or why nobody could be drawn."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    names = {p.body_id: p.body for p in population.declarants}
    bodies = {b.id: b for b in drawn.bodies}
    for body in sorted({p.body_id for p in population.declarants if p.counts}):
        b = bodies.get(body)
        writer.writerow(
            ["body", body, names[body], "", "", "", "", "" if b else "nobody_can_be_drawn", ""]
            + ([b.hash, b.rank, "yes" if b.drawn else "no"] if b else ["", "", "no"])
        )
    places = {(body, r.id): r for body, inside in drawn.within.items() for r in inside.persons}
    for p in sorted(population.declarants, key=lambda p: (p.body_id, p.person_id)):
        r = places.get((p.body_id, p.person_id))
        if p.excluded:
            outcome: list[object] = ["", "", "no"]
        elif r is None:
            outcome = [hashed(drawn.seed, p.person_id), "", "no"]
        else:
            outcome = [r.hash, r.rank, "yes" if r.drawn else "no"]
        leads = "yes" if p.leads else "no"
        writer.writerow(
            ["person", p.body_id, p.body, p.person_id, p.name, p.post, leads, p.excluded, p.unclear, *outcome]
        )
    return out.getvalue()


def protocol_text(
    population: Population, drawn: Draw, year: int, numbers: Numbers, library: Library, lang: str, version: str
) -> str:
    """The protocol to read, sign and publish, in `lang`."""
    return "\n".join(_lines(population, drawn, year, numbers, library, lang == "en", version)) + "\n"


def _lines(
    population: Population, drawn: Draw, year: int, numbers: Numbers, library: Library, en: bool, version: str
) -> Iterator[str]:
    people = {(p.body_id, p.person_id): p for p in population.declarants}

    def say(vi: str, english: str) -> str:
        return english if en else vi

    yield say("BIÊN BẢN LỰA CHỌN NGẪU NHIÊN NGƯỜI ĐƯỢC XÁC MINH", "PROTOCOL OF THE DRAW OF PERSONS TO BE VERIFIED")
    yield say("TÀI SẢN, THU NHẬP", "ASSETS AND INCOME")
    yield ""
    yield say(f"Năm xác minh: {year}", f"Year of verification: {year}")
    day = f"{population.day:%d/%m/%Y}"
    yield say(f"Danh sách lập theo hồ sơ ngày {day}", f"Population as recorded on {population.day.isoformat()}")
    yield say(f"Mầm ngẫu nhiên: {drawn.seed}", f"Seed: {drawn.seed}")
    yield f"SHA-256 {say('của danh sách', 'of the population')}: {digest(population_text(population.declarants))}"
    yield say(f"Phiên bản chương trình: {version}", f"Program version: {version}")
    yield ""
    yield say("Căn cứ", "Legal basis")
    for identity in (BODIES, PERSONS, POOL):
        article = library.provision(identity).article
        yield f"  - {article.en if en else article.vi}"
    yield ""
    counted = [p for p in population.declarants if p.counts]
    yield say("Danh sách", "Population")
    yield say(
        f"  Cơ quan có người kê khai hằng năm: {drawn.bodies_under_control}",
        f"  Bodies with annual declarants: {drawn.bodies_under_control}",
    )
    yield say(f"  Người kê khai hằng năm: {len(counted)}", f"  Annual declarants: {len(counted)}")
    for code, count in sorted(Counter(p.excluded for p in population.declarants if p.excluded).items()):
        yield say(
            f"  Không đưa vào lựa chọn, {REASONS[code][0]}: {count}", f"  Not in the draw, {REASONS[code][1]}: {count}"
        )
    for code, count in sorted(Counter(p.unclear for p in population.declarants if p.unclear).items()):
        yield say(
            f"  Vẫn đưa vào lựa chọn, {UNCLEAR[code][0]}: {count}", f"  Still in the draw, {UNCLEAR[code][1]}: {count}"
        )
    yield ""
    yield say("Số phải chọn", "To be drawn")
    shares = [f"{a * 100 // b} %" for a, b in (numbers.bodies, numbers.persons)]
    yield say(
        f"  Ít nhất {shares[0]} số cơ quan: {drawn.bodies_wanted}",
        f"  At least {shares[0]} of the bodies: {drawn.bodies_wanted}",
    )
    yield say(
        f"  Tại mỗi cơ quan ít nhất {shares[1]} số người kê khai hằng năm, trong đó ít nhất {numbers.min_heads} người "
        "đứng đầu hoặc cấp phó",
        f"  In each body at least {shares[1]} of the annual declarants, with at least {numbers.min_heads} head or deputy",
    )
    yield ""
    yield say("Kết quả", "Result")
    for b in drawn.bodies:
        if b.drawn:
            yield from _body_lines(b.rank, b.hash, people, drawn, b.id, en)
    if drawn.lacking:
        yield "  " + say("Chưa đạt: ", "Not met: ") + "; ".join(LACKING[c][en] for c in drawn.lacking)
    yield ""
    yield from _how_to_redraw(drawn, en)
    yield ""
    yield say(
        f"Việc lựa chọn được thực hiện công khai trong {numbers.draw_within_days} ngày kể từ ngày ban hành kế hoạch xác minh.",
        f"The draw is made in public within {numbers.draw_within_days} days of issuing the verification plan.",
    )
    for vi, english in (
        ("Đại diện cơ quan kiểm soát tài sản, thu nhập", "For the body controlling assets and income"),
        ("Đại diện ủy ban kiểm tra của cấp ủy", "For the Party inspection committee"),
        ("Đại diện Ủy ban Mặt trận Tổ quốc Việt Nam", "For the Viet Nam Fatherland Front"),
    ):
        yield ""
        yield f"{say(vi, english)}: " + "." * 40


def _body_lines(
    rank: int, value: str, people: dict[tuple[str, str], Declarant], drawn: Draw, body: str, en: bool
) -> Iterator[str]:
    inside = drawn.within[body]
    name = next((p.body for (b, _), p in people.items() if b == body and p.body), "")
    wanted = f"{len(inside.drawn)}/{inside.declarants}"
    yield f"  {rank}. {body}{' · ' + name if name else ''} · {wanted} {'persons' if en else 'người'} · {value}"
    for r in inside.persons:
        if r.drawn:
            p = people[(body, r.id)]
            role = (" · head or deputy" if en else " · người đứng đầu hoặc cấp phó") if p.leads else ""
            yield f"     {r.rank}. {r.id}{' · ' + p.name if p.name else ''}{' · ' + p.post if p.post else ''}{role} · {r.hash}"
    for code in inside.lacking:
        yield f"     {'Not met' if en else 'Chưa đạt'}: {LACKING[code][en]}"


def _how_to_redraw(drawn: Draw, en: bool) -> Iterator[str]:
    yield (
        "How to redraw: each id is ranked by the SHA-256 of the seed, a vertical bar and the id, in UTF-8; the smallest "
        "come first. Where the first in rank hold no head or deputy, the last place goes to the first head or deputy."
        if en
        else "Cách kiểm tra lại: mỗi mã được xếp theo SHA-256 của mầm, một dấu gạch đứng và mã, bảng mã UTF-8; nhỏ nhất "
        "đứng trước. Nếu những người đứng trước không có người đứng đầu hoặc cấp phó thì vị trí cuối thuộc về người đứng "
        "đầu hoặc cấp phó xếp trước nhất."
    )
    for b in drawn.bodies[:1]:
        quoted = f"{drawn.seed}|{b.id}".replace("'", "'\\''")
        yield f"  printf '%s' '{quoted}' | sha256sum"
        yield f"  {b.hash}  -"
