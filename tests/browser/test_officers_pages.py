"""The everyday path of whoever keeps records: people, decisions, scans, lists."""

from __future__ import annotations

import pytest
from reader import AT_EVERY_SIGHT, RECORD, SIGHTS, WIDE, Reader, Reading, Sight

pytestmark = pytest.mark.browser


KEEP = "form button.button:not(.quiet)"


@AT_EVERY_SIGHT
def test_a_personnel_officer_keeps_the_records_of_a_body(sight: Sight, reading: Reading) -> None:
    """Keeps the records of one body."""
    reader = reading(sight, "personnel_officer")
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
    reader.show(WIDE)
    reader.page.locator(".timeline summary").first.click()
    reader.see("record-as-table")
    reader.show(sight.screen)
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


@AT_EVERY_SIGHT
def test_somebody_new_is_entered_with_a_child_and_a_decision(sight: Sight, reading: Reading) -> None:
    """Keeps the records of one body: somebody new, their child, and the decision with which they begin."""
    reader = reading(sight, "entering")
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


PAPER = {"name": "Biên bản.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n%%EOF\n"}


PICTURE = {
    "name": "Trang 1.png",
    "mimeType": "image/png",
    "buffer": bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
        "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
    ),
}


@AT_EVERY_SIGHT
def test_a_correction_goes_from_the_official_to_the_keeper_and_back(sight: Sight, reading: Reading) -> None:
    """Proposed with a paper, returned with a reason, answered, and accepted."""
    official, keeper = reading(sight, "proposing"), reading(sight, "keeping")
    official.enter("official")
    official.follow('a.button[href^="/officials/"]')
    official.go(f"{official.page.url}ratings/")
    official.follow('tbody a[href^="/proposals/new/evaluation/"]')
    official.see("propose")
    official.page.locator("#id_c_score").fill(f"{SIGHTS.index(sight) + 5}")
    official.page.locator("input[type=file]").set_input_files([PAPER, PICTURE])
    official.refused()
    official.see("propose-refused")
    assert official.files() == [PAPER["name"], PICTURE["name"]]
    official.page.locator("#id_reason").fill("điểm ghi sai")
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


@AT_EVERY_SIGHT
def test_scans_are_attached_and_a_qualification_is_verified(sight: Sight, reading: Reading) -> None:
    """At a decision, and at a qualification with the reply that says so."""
    reader = reading(sight, "scans")
    reader.enter("personnel_officer")
    reader.go("/decisions/")
    reader.follow('tbody th a[href^="/decisions/"]')
    reader.follow('a[href^="/files/decision/"]')
    reader.see("files")
    reader.page.locator("input[type=file]").set_input_files([{**PAPER, "buffer": b"x"}])
    reader.refused()
    reader.see("files-refused")
    assert reader.files() == []
    reader.page.locator("input[type=file]").set_input_files([PAPER, PICTURE])
    reader.page.locator("#id_said").fill("")
    reader.refused()
    assert reader.files() == [PAPER["name"], PICTURE["name"]]
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
    reader.refused()
    reader.see("verify-refused")
    reader.page.locator("#id_verified_0").check()
    reader.page.locator("#id_verified_on").fill("01/07/2025")
    reader.page.locator("#id_evidence").fill("Công văn 12/ĐH")
    reader.page.locator("#id_reason").fill("trường trả lời")
    reader.send()
    reader.see("verified")


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
