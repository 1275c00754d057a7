"""The everyday path of the head of personnel: bodies, posts, positions, roles."""

from __future__ import annotations

import pytest
from reader import AT_EVERY_SIGHT, Reading, Sight

pytestmark = pytest.mark.browser


@AT_EVERY_SIGHT
def test_a_head_of_personnel_keeps_bodies_posts_and_positions(sight: Sight, reading: Reading) -> None:
    """Keeps bodies, posts and positions."""
    reader = reading(sight, "head_of_personnel")
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


@AT_EVERY_SIGHT
def test_acts_on_bodies_and_posts_say_first_what_they_touch(sight: Sight, reading: Reading) -> None:
    """Records what becomes of bodies and posts; each page says first what it touches."""
    reader = reading(sight, "keeper_of_bodies")

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


@AT_EVERY_SIGHT
def test_a_role_is_granted_and_ended(sight: Sight, reading: Reading) -> None:
    """Grants a role: to whom, where, which; and ends one."""
    reader = reading(sight, "giver_of_roles")
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
