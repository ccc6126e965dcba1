"""The report page without a mouse: the file by keyboard, and nothing that jumps while one works."""

import pytest
from playwright.sync_api import Page, expect

from declaration.language import reader_of
from tests.browser.conftest import READY, at_rest
from tests.reports.conftest import DIESEL
from tests.reports.filled import workbook

SV = reader_of("sv").say
#: the element that has the focus, also inside a component's own tree
FOCUSED = "(() => { let e = document.activeElement; while (e?.shadowRoot?.activeElement) e = e.shadowRoot.activeElement"
FOCUSED += "; return e })()"
WHAT = f"{FOCUSED}.type || {FOCUSED}.tagName"
SCROLLED = "document.querySelector('[data-testid=stMain]').scrollTop"


def tab_to_the_file(page: Page) -> None:
    """Tab from the template's buttons until the place for the file has the focus."""
    expect(page.get_by_role("heading", name=SV("desk.history"))).to_be_visible()  # the last one: all is drawn
    page.wait_for_selector(READY)
    page.on("filechooser", lambda _: None)  # from here on the test answers the chooser, also the first one
    page.get_by_role("button", name=SV("desk.template.xlsx")).focus()
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate(WHAT) == "file":
            return
    raise AssertionError("no tab leads to the place for the file")


def choose(page: Page, key: str, name: str, content: bytes) -> None:
    with page.expect_file_chooser(timeout=20_000) as chosen:
        page.keyboard.press(key)
    chosen.value.set_files({"name": name, "mimeType": "application/octet-stream", "buffer": content})


def test_a_file_is_chosen_by_keyboard_and_what_is_wrong_is_announced(visit):
    page = visit("/rapportera")
    tab_to_the_file(page)
    place = page.locator("input[type=file]")
    expect(place).to_have_accessible_name(f"{SV('upload.button')} {SV('upload.drop')}")
    expect(place).to_have_accessible_description(SV("upload.hint", most="5"))
    # the focus is seen: the input itself is too small to show it
    button = page.locator(".upload .button")
    assert button.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
    status = page.locator(".upload [role=status]")
    expect(status).to_have_count(1)
    choose(page, "Enter", "fel.xlsx", workbook({**DIESEL, "unit": "kWh"}))
    told = page.get_by_role("alert").filter(has_text=SV("desk.errors", count=1))
    expect(told).to_be_visible()
    expect(status).to_have_text(SV("upload.sent", file="fel.xlsx"))
    page.wait_for_selector(READY)
    assert page.evaluate(WHAT) == "file"
    choose(page, "Space", "rätt.xlsx", workbook(DIESEL))
    expect(page.get_by_text(SV("desk.file", file="rätt.xlsx"))).to_be_visible()
    expect(told).to_have_count(0)
    assert page.evaluate(WHAT) == "file"


def test_the_page_keeps_its_place_and_the_focus_while_a_warning_is_confirmed(visit):
    page = visit("/rapportera")
    tab_to_the_file(page)
    choose(page, "Enter", "r.xlsx", workbook(DIESEL, DIESEL))
    box = page.get_by_role("checkbox", name=SV("desk.confirm", number=1))
    expect(box).to_be_visible()
    page.wait_for_selector(READY)
    box.focus()
    at_rest(page)
    before = page.evaluate(SCROLLED)
    assert before > 0
    page.keyboard.press("Space")
    expect(box).to_be_checked()
    page.wait_for_selector(READY)
    assert page.evaluate(WHAT) == "checkbox"
    assert page.evaluate(SCROLLED) == pytest.approx(before, abs=2)
    send = page.get_by_role("button", name=SV("desk.send", year=2025))
    page.keyboard.press("Space")
    expect(box).not_to_be_checked()
    send.focus()
    at_rest(page)
    before = page.evaluate(SCROLLED)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text=SV("desk.send.unconfirmed", numbers="1"))).to_be_visible()
    page.wait_for_selector(READY)
    expect(send).to_be_focused()
    assert page.evaluate(SCROLLED) == pytest.approx(before, abs=2)


def test_the_page_keeps_its_place_and_the_focus_while_a_year_is_chosen(visit):
    page = visit("/rapportera")
    year = page.get_by_role("combobox", name=SV("desk.year"))
    year.focus()
    before = page.evaluate(SCROLLED)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**year=*")
    page.wait_for_selector(READY)
    chosen = page.url.rpartition("year=")[2]
    expect(page.get_by_role("heading", name=SV("desk.hand_in", year=chosen))).to_be_visible()
    assert page.evaluate(f"{FOCUSED}.getAttribute('role')") == "combobox"
    assert page.evaluate(SCROLLED) == pytest.approx(before, abs=2)
