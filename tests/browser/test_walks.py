"""The everyday path of each role, in both languages, on a wide and on a narrow screen.

Each page on the way is held to what `Reader.see` asks: nothing in the console, nothing asked of another machine, no answer
that is an error, no wider than the screen, and no violation that axe-core finds.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from reader import SIGHTS, Reader, Sight

pytestmark = pytest.mark.browser

Reading = Callable[..., Reader]
Walk = Callable[[Reader], None]

RECORD = 'tbody th a[href^="/officials/"]'


def stranger(reader: Reader) -> None:
    """Whoever is not signed in."""
    reader.go("/officials/")
    reader.speak()
    reader.see("sign-in")
    reader.page.locator("#id_login").fill(f"nobody-{reader.sight}")
    reader.page.locator("#id_password").fill("sai")
    reader.send()
    reader.see("sign-in-refused")
    reader.go("/styleguide/")
    reader.see("styleguide")
    for status in (400, 403, 404, 429, 500):
        reader.go(f"/styleguide/errors/{status}/")
        reader.see(f"error-{status}")


def personnel_officer(reader: Reader) -> None:
    """Keeps the records of one body."""
    reader.enter("personnel_officer")
    reader.see("work")
    reader.place("/officials/")
    reader.see("officials")
    reader.exchange("thead a")
    reader.see("officials-sorted")
    reader.page.locator('.filters input[name="q"]').fill("nguyen")
    reader.exchange(".filters button")
    reader.see("officials-found")
    reader.go("/officials/?leading=head")
    reader.follow(RECORD)
    reader.see("purpose")
    reader.send()
    reader.see("purpose-refused")
    reader.purpose()
    reader.see("record")
    record = reader.page.url
    if not reader.sight.narrow:
        reader.page.locator(".timeline summary").first.click()
        reader.see("record-as-table")
    reader.tabs("record")
    reader.go(f"{record}ratings/")
    reader.follow('a[href*="/correct/evaluation/"]')
    reader.see("correct")
    correcting = reader.page.url
    reader.send()
    reader.see("correct-refused")
    reader.page.locator("#id_c_decided_on").fill(f"1{SIGHTS.index(reader.sight)}/12/2024")
    reader.page.locator("#id_reason").fill("thử")
    reader.send()
    reader.see("corrected")
    reader.go(correcting.replace("/correct/", "/history/"))
    reader.see("versions")
    reader.go(correcting)
    reader.follow('a[href*="/withdraw/"]')
    reader.see("withdraw")
    reader.go(f"{record}ratings/")
    reader.follow('a[href*="/enter/"]')
    reader.see("enter")
    reader.go(f"{record}?on=2024-06-30&known=2024-06-30")
    reader.see("record-before-it-was-known")
    reader.go(f"{record}?on=31.06.2024")
    reader.see("record-of-no-day")
    reader.page.locator("#find").fill("so noi vu")
    with reader.page.expect_navigation():
        reader.page.keyboard.press("Enter")
    reader.see("search")


KEEP = "form button.button:not(.quiet)"


def entering(reader: Reader) -> None:
    """Keeps the records of one body: somebody new, their child, and the decision with which they begin."""
    page = reader.page
    reader.enter("personnel_officer")
    reader.place("/officials/")
    reader.follow('a[href="/officials/new/"]')
    reader.see("new")
    reader.follow(KEEP)
    reader.see("new-refused")
    page.locator("#id_c_full_name").fill(f"Trần Thị Thử {reader.sight}")
    page.locator("#id_c_birth_date").fill("02/09/1990")
    page.locator("#id_c_category").select_option("civil_servant")
    page.locator("#id_reason").fill("thử")
    reader.follow(KEEP)
    reader.purpose()
    reader.see("new-record")
    record = page.url
    reader.go(f"{record}family/")
    reader.follow('a[href*="/enter/kinship/"]')
    page.locator("#id_c_relation").select_option("child")
    page.locator("#id_new-c_full_name").fill("Trần Văn Bé")
    page.locator("#id_reason").fill("thử")
    reader.see("kin")
    reader.follow(KEEP)
    reader.see("kin-entered")
    reader.go("/officials/new/")
    page.locator("#id_c_full_name").fill(f"Trần Thị Thử {reader.sight}")
    page.locator("#id_c_category").select_option("civil_servant")
    page.locator("#id_reason").fill("thử")
    reader.follow(KEEP)
    reader.see("new-alike")
    reader.go(f"{record}career/")
    _decides(reader)


def _decides(reader: Reader) -> None:
    """From a record to the decision, its verdicts and all that is written about it."""
    page = reader.page
    reader.follow('a[href*="/decisions/new/"]')
    reader.see("decision-new")
    page.locator("#id_kind").select_option("recruitment")
    reader.follow(KEEP)
    reader.see("decision")
    reader.follow(KEEP)
    reader.see("decision-refused")
    page.locator("#id_c_number").fill(f"{1 + SIGHTS.index(reader.sight)}/QĐ-T")
    page.locator("#id_c_signed_on").fill("05/01/2026")
    page.locator("#id_c_organization_id input[type=radio]").first.check()
    with page.expect_response(lambda response: "hx-request" in response.request.headers):
        page.locator("#id_c_post_id_words").fill("chuyen vien")
    page.locator("#id_c_post_id .chooser-found input").first.check()
    reader.see("decision-found")
    with page.expect_navigation(timeout=120_000):
        page.locator('main button[name="preview"]').click()
    reader.see("decision-preview")
    reader.follow(KEEP)
    page.wait_for_selector(".card.edge")
    reader.see("decision-entered")
    decided = page.url
    for path in ("enter/step/", "enter/participant/", "correct/", "withdraw/", "revoke/", "gate/"):
        reader.go(f"{decided}{path}")
        reader.see(f"decision-{path.replace('/', '-')}")


def head_of_personnel(reader: Reader) -> None:
    """Keeps bodies, posts and positions."""
    reader.enter("head_of_personnel")
    reader.place("/organisations/")
    reader.see("organisations")
    reader.exchange(".tree details:not([open]) > summary")
    reader.see("organisations-opened")
    reader.follow(".tree .node-name a")
    reader.see("organisation")
    reader.follow('nav.tabs a[href*="/establishment/"]')
    reader.see("establishment")
    reader.follow('a[href*="/establishment/record/"]')
    reader.see("allot-which")
    reader.page.locator("#id_category").select_option(index=0)
    reader.send()
    reader.see("allot")
    reader.place("/organisations/")
    reader.tabs("organisations")
    reader.go("/organisations/posts/")
    reader.follow('tbody th a[href^="/organisations/posts/"]')
    reader.see("post")
    reader.follow('a[href^="/positions/of-post/"]')
    reader.see("assign")
    reader.place("/positions/")
    reader.see("positions")
    reader.follow('a[href="/positions/new/"]')
    reader.see("position-new")
    reader.page.locator("#id_name").fill(f"Chuyên viên tổ chức bộ máy {reader.sight}")
    reader.page.locator("#id_reason").fill("thử")
    reader.send()
    reader.see("position")
    reader.follow('a[href$="/requirements/"]')
    reader.see("requirement")
    reader.page.locator("#id_new_name").fill(f"Soạn thảo văn bản {reader.sight}")
    reader.page.locator("#id_level").select_option("3")
    reader.page.locator("#id_reason").fill("thử")
    reader.send()
    reader.see("position-required")
    reader.place("/positions/")
    reader.see("positions-some")


def deciding_authority(reader: Reader) -> None:
    """Signs, and reads what rests on a signature."""
    reader.enter("deciding_authority")
    reader.see("work")
    reader.place("/decisions/")
    reader.see("decisions")
    reader.page.locator('.filters select[name="verdict"]').select_option("violates")
    reader.exchange(".filters button")
    reader.see("decisions-narrowed")
    reader.follow('tbody th a[href^="/decisions/"]')
    reader.see("decision")
    reader.page.locator("#known").fill("01/01/2020")
    with reader.page.expect_navigation():
        reader.page.keyboard.press("Enter")
    reader.see("decision-not-known-then")


def inspector(reader: Reader) -> None:
    """Reads what was found, from the whole down to one verdict."""
    reader.enter("inspector")
    reader.place("/findings/")
    reader.see("findings")
    reader.tabs("findings")
    reader.go("/findings/map/")
    reader.follow(".heat tbody th a")
    reader.see("findings-below")
    reader.go("/findings/?verdict=violates")
    reader.follow('tbody th a[href^="/findings/"]')
    reader.see("finding")
    reader.follow('.meta a[href^="/decisions/"]')
    reader.see("decision")
    reader.page.locator("details.met > summary").click()
    reader.see("decision-unfolded")


def plan_coordinator(reader: Reader) -> None:
    """Follows plans, and reads no ratings and no family."""
    reader.enter("plan_coordinator")
    reader.see("work")
    reader.place("/officials/")
    reader.follow(RECORD)
    reader.purpose()
    reader.see("record")
    reader.tabs("record")
    reader.go("/organisations/retirements/")
    reader.see("retirements")


def case_handler(reader: Reader) -> None:
    """Reads the decisions and records that a report is about."""
    reader.enter("case_handler")
    reader.see("work")
    reader.place("/decisions/")
    reader.follow('tbody th a[href^="/decisions/"]')
    reader.see("decision")
    reader.place("/officials/")
    reader.follow(RECORD)
    reader.purpose()
    reader.go(f"{reader.page.url}discipline/")
    reader.see("record-discipline")


def official(reader: Reader) -> None:
    """Reads their own record, and who else did; is led there, for nothing else waits for them."""
    reader.enter("official")
    assert reader.page.url.endswith("/me/")
    reader.see("me")
    reader.follow('a.button[href^="/officials/"]')
    reader.see("own-record")
    reader.tabs("own-record")
    reader.place("/decisions/")
    reader.see("own-decisions")


def operator(reader: Reader) -> None:
    """Runs the machine and reads nothing."""
    reader.enter("operator")
    reader.see("work")
    reader.place("/me/")
    reader.see("me")
    reader.follow('a[href="/accounts/factors/"]')
    reader.see("factors")
    reader.go("/accounts/factors/keys/")
    reader.see("keys")
    reader.go("/accounts/logout/")
    reader.see("sign-out")


def keeper_of_bodies(reader: Reader) -> None:
    """Records what becomes of bodies and posts; each page says first what it touches."""

    def by_decision(**fields: str) -> None:
        grounds = {"on": "01/02/2026", "number": "12/QĐ", "signed_on": "20/01/2026"}
        for name, value in {**grounds, **fields}.items():
            reader.page.locator(f"#id_{name}").fill(value)
        reader.send("form.card")

    reader.enter("head_of_personnel")
    reader.place("/organisations/")
    reader.follow(".tree .node-name a")
    reader.follow('nav.tabs a[href$="/change/"]')
    reader.see("acts")
    acts = reader.page.url
    reader.follow('a[href$="/dissolve/"]')
    reader.see("dissolve")
    reader.send("form.card")
    reader.see("dissolve-refused")
    reader.go(acts)
    reader.follow('a[href$="/found/"]')
    by_decision(name=f"Phòng Pháp chế {reader.sight}")
    reader.see("founded")
    reader.follow('nav.tabs a[href$="/change/"]')
    founded = reader.page.url
    reader.follow('a[href$="/posts/new/"]')
    reader.see("post-new")
    by_decision(title="Trưởng phòng", seats="1")
    reader.see("post")
    reader.follow('a[href$="/abolish/"]')
    reader.see("abolish")
    reader.go(founded)
    reader.follow('a[href$="/merge/"]')
    reader.page.locator("#q").fill("so")
    reader.send('form[role="search"]')
    reader.see("merge-with")
    reader.follow(".people a")
    reader.follow(".actions a.button")
    reader.see("merge")
    reader.go(founded)
    reader.follow('a[href$="/rename/"]')
    by_decision(name=f"Phòng Pháp chế và Kiểm tra {reader.sight}", on="01/03/2026")
    reader.see("renamed")
    reader.follow('a[href*="/undo/"]')
    reader.see("take-back")


def giver_of_roles(reader: Reader) -> None:
    """Grants a role: to whom, where, which; and ends one."""
    reader.enter("head_of_personnel")
    reader.place("/roles/")
    reader.see("roles")
    reader.follow('a[href="/roles/new/"]')
    reader.page.locator("#q").fill("demo")
    reader.send('form[role="search"]')
    reader.see("to-whom")
    reader.follow(".people a")
    reader.see("where")
    reader.follow(".people a")
    reader.send("form.card")
    reader.see("grant-refused")
    reader.place("/roles/")
    reader.follow('tbody a[href$="/end/"]')
    reader.see("end")


def keeper_of_users(reader: Reader) -> None:
    """Makes an account."""
    reader.enter("operator")
    reader.place("/users/")
    reader.see("users")
    reader.follow('a[href="/users/new/"]')
    reader.send("form.card")
    reader.see("user-refused")
    reader.page.locator("#id_name").fill(f"an-{reader.sight}")
    reader.page.locator("#id_full_name").fill("Nguyễn Thị An")
    reader.page.locator("#id_reason").fill("thử")
    reader.send("form.card")
    reader.see("user")


WALKS: tuple[Walk, ...] = (
    stranger,
    personnel_officer,
    entering,
    head_of_personnel,
    deciding_authority,
    inspector,
    plan_coordinator,
    case_handler,
    official,
    operator,
    keeper_of_bodies,
    giver_of_roles,
    keeper_of_users,
)


@pytest.mark.parametrize("sight", SIGHTS, ids=str)
@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.__name__)
def test_everyday_path(walk: Walk, sight: object, reading: Reading) -> None:
    walk(reading(sight, walk.__name__))


PAPER = {"name": "Biên bản.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n%%EOF\n"}
PICTURE = {
    "name": "Trang 1.png",
    "mimeType": "image/png",
    "buffer": bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
        "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
    ),
}


@pytest.mark.parametrize("sight", SIGHTS, ids=str)
def test_a_correction_goes_from_the_official_to_the_keeper_and_back(sight: Sight, reading: Reading) -> None:
    """Proposed with a paper, returned with a reason, answered, and accepted."""
    official, keeper = reading(sight, "proposing"), reading(sight, "keeping")
    official.enter("official")
    official.follow('a.button[href^="/officials/"]')
    official.go(f"{official.page.url}ratings/")
    official.follow('tbody a[href^="/proposals/new/evaluation/"]')
    official.see("propose")
    official.send()
    official.see("propose-refused")
    official.page.locator("#id_c_score").fill(f"{SIGHTS.index(sight) + 5}")
    official.page.locator("#id_reason").fill("điểm ghi sai")
    official.page.locator("input[type=file]").set_input_files([PAPER, PICTURE])
    official.send()
    official.see("proposed")
    proposal = official.page.url
    official.go("/proposals/new/")
    official.see("propose-in-words")
    keeper.enter("personnel_officer")
    keeper.see("work")
    keeper.go("/proposals/")
    keeper.see("proposals")
    keeper.go(proposal)
    keeper.see("proposal")
    keeper.send('form[action$="/return/"]')
    keeper.see("return-refused")
    keeper.page.locator("#id_return-text").fill("ảnh mờ")
    keeper.send('form[action$="/return/"]')
    keeper.see("returned")
    official.go("/me/")
    official.see("returned-to-me")
    official.go(proposal)
    official.see("returned")
    official.page.locator("#id_answer-text").fill("đã chụp lại")
    official.send('form[action$="/answer/"]')
    official.see("answered")
    keeper.go(proposal)
    keeper.send('form[action$="/accept/"]')
    keeper.see("accepted")
    official.go(f"{official.page.url.partition('/proposals/')[0]}/me/")
    official.see("accepted-for-me")


@pytest.mark.parametrize("sight", SIGHTS, ids=str)
def test_scans_are_attached_and_a_qualification_is_verified(sight: Sight, reading: Reading) -> None:
    """At a decision, and at a qualification with the reply that says so."""
    reader = reading(sight, "scans")
    reader.enter("personnel_officer")
    reader.go("/decisions/")
    reader.follow('tbody th a[href^="/decisions/"]')
    reader.follow('a[href^="/files/decision/"]')
    reader.see("files")
    reader.send()
    reader.see("files-refused")
    reader.page.locator("input[type=file]").set_input_files([PAPER, PICTURE])
    reader.page.locator("#id_said").fill("bản chụp có dấu")
    reader.send()
    reader.see("attached")
    assert reader.download('a[download]:has-text("Biên bản.pdf")').read_bytes() == PAPER["buffer"]
    reader.follow('a[href$="/detach/"]')
    reader.see("detach")
    reader.page.locator("#id_reason").fill("nhầm trang")
    reader.send()
    reader.see("detached")
    reader.go("/decisions/")
    reader.see("register-with-scans")
    reader.follow('tbody th a[href^="/decisions/"]')
    reader.see("decision-with-scans")
    reader.go("/officials/?leading=head")
    reader.follow(RECORD)
    reader.purpose()
    reader.go(f"{reader.page.url}training/")
    reader.see("training")
    reader.follow('a[href^="/files/qualification/"]')
    reader.see("qualification")
    reader.follow('a[href^="/files/verify/"]')
    reader.see("verify")
    reader.send()
    reader.see("verify-refused")
    reader.page.locator("#id_verified_0").check()
    reader.page.locator("#id_verified_on").fill("01/07/2025")
    reader.page.locator("#id_evidence").fill("Công văn 12/ĐH")
    reader.page.locator("#id_reason").fill("trường trả lời")
    reader.send()
    reader.see("verified")


def _list() -> dict[str, object]:
    """An office's list with two lines of headers, a group, a sum, and two cells that stand in the way."""
    from io import BytesIO

    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["SỞ NỘI VỤ"],
        ["DANH SÁCH CÁN BỘ, CÔNG CHỨC"],
        ["STT", "Họ và tên", "Ngày, tháng, năm sinh", None, "Chức vụ", "Xếp loại năm 2025"],
        [None, None, "Nam", "Nữ"],
        ["I", "Lãnh đạo"],
        [1, "Nguyễn Văn Không Có", "31/02/1980", None, "Chuyên viên", "HTTNV"],
        [2, "Trần Thị Chưa Có", None, "05/06/1985", "Chuyên viên", "Rất tốt"],
        ["Cộng", None, 1, 1],
    ):
        sheet.append(row)
    sheet.merge_cells("C3:D3")
    content = BytesIO()
    book.save(content)
    return {"name": "Danh sách.xlsx", "mimeType": "application/octet-stream", "buffer": content.getvalue()}


@pytest.mark.parametrize("sight", SIGHTS, ids=str)
def test_a_list_is_imported_as_far_as_the_preview_and_given_up(sight: Sight, reading: Reading) -> None:
    reader = reading(sight, "importing")
    reader.enter("personnel_officer")
    reader.go("/imports/")
    reader.see("imports")
    reader.go("/imports/new/")
    reader.see("import-new")
    reader.send()
    reader.see("import-refused")
    reader.page.locator("input[type=file]").set_input_files([_list()])
    reader.send()
    reader.see("import-columns")
    reader.send('form[action$="/columns/"]')
    reader.see("import-problems")
    address = reader.page.url
    reader.page.locator('.problems input[type="text"]').first.fill("12/12")
    reader.send()
    reader.see("import-mended")
    reader.go(address.replace("/problems/", "/preview/"))
    reader.see("import-preview")
    reader.go(address.replace("/problems/", "/drop/"))
    reader.see("import-drop")
    reader.send()
    reader.see("import-dropped")


def test_an_audit_is_asked_for_on_the_page_and_done_beside_it(reading: Reading) -> None:
    """The page says how far it is, asks by itself, and shows the audit once it is done."""
    reader = reading(name="audit")
    reader.enter("inspector")
    reader.go("/findings/runs/")
    rows = reader.page.locator("table.data tbody tr")
    before = rows.count()
    reader.send()
    expect(reader.page.locator(".progress")).to_be_visible()
    reader.see("under-way")
    expect(reader.page.locator(".progress.done")).to_be_visible(timeout=300_000)
    reader.see("done")
    reader.page.reload()
    expect(rows).to_have_count(before + 1)
    expect(rows.first).to_contain_text("✓")


def test_files_are_given(reading: Reading) -> None:
    """A list as a workbook, and a record in its printed form."""
    reader = reading(name="files")
    reader.enter("personnel_officer")
    reader.place("/officials/")
    assert reader.download("a[download]").read_bytes().startswith(b"PK")
    reader.follow(RECORD)
    reader.purpose()
    # The browser would open it in a viewer of its own.
    printed = reader.page.request.get(str(reader.page.locator('main a[href$="2c.pdf"]').get_attribute("href")))
    assert (printed.headers["content-type"], printed.body()[:4]) == ("application/pdf", b"%PDF")


def test_without_a_mouse(reading: Reading) -> None:
    """Past the navigation with one key, into the search box with another, and through the tree with the arrows."""
    reader = reading(name="keys")
    reader.enter("inspector")
    reader.go("/organisations/")
    keys, focus = reader.page.keyboard, reader.page.locator("*:focus")
    keys.press("Tab")
    expect(focus).to_have_class("skip")
    keys.press("Enter")
    expect(focus).to_have_id("main")
    keys.press("/")
    expect(focus).to_have_id("find")
    expect(focus).to_have_value("")
    closed = reader.page.locator(".tree details:not([open]) > summary")
    number = closed.count()
    closed.first.focus()
    with reader.page.expect_response("**/branch/**"):
        keys.press("ArrowRight")
    expect(closed).not_to_have_count(number)
    keys.press("ArrowDown")
    expect(reader.page.locator(".tree *:focus")).to_have_count(1)


def test_the_menu_of_a_narrow_screen(reading: Reading) -> None:
    """It opens, is as open to everybody as the page, and closes with Escape."""
    reader = reading(SIGHTS[1], "menu")
    reader.enter("inspector")
    drawer = reader.page.locator("#navigation")
    expect(drawer).to_be_hidden()
    reader.page.locator("button.menu").click()
    expect(drawer).to_be_visible()
    reader.see("open")
    reader.page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()


def test_without_scripts(reading: Reading) -> None:
    """Signing in, sorting, opening a branch: links and forms do what scripts make quicker."""
    reader = reading(name="plain", java_script_enabled=False)
    reader.enter("inspector")
    reader.go("/officials/")
    reader.follow("thead a")
    assert "sort=" in reader.page.url
    reader.go("/organisations/")
    reader.page.locator(".tree details:not([open]) > summary").first.click()
    reader.follow('.tree a[href*="/branch/"]:visible')
    expect(reader.page.locator(".tree .node").first).to_be_visible()
    reader.go("/findings/runs/")
    expect(reader.page.locator("main form button")).to_be_visible()
