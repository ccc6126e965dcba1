"""The meeting on the wall: keys lead on and back, and the slide stands in the address."""

import re

from playwright.sync_api import expect

from declaration.language import reader_of
from tests.browser.conftest import at_rest

SAY = reader_of("sv").say


def test_keys_lead_through_the_slides_and_out(visit, page):
    visit("/mote?present=1")
    expect(page.locator("[data-keys=heard]")).to_be_attached()
    first = page.locator("h1").first.inner_text()
    expect(page.get_by_role("navigation")).not_to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile("present=2"))
    expect(page.locator("h1").first).not_to_have_text(first)
    page.keyboard.press("ArrowLeft")
    expect(page.locator("h1").first).to_have_text(first)
    page.keyboard.press("End")
    expect(page.get_by_role("button", name=SAY("meeting.present.next"))).to_be_disabled()
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name=SAY("page.meeting"), exact=True)).to_be_visible()


def test_a_slide_fills_a_wall_without_scrolling(visit, page):
    page.set_viewport_size({"width": 1920, "height": 1080})
    visit("/mote?present=2")
    at_rest(page)
    bottom = page.get_by_role("button", name=SAY("meeting.present.next")).bounding_box()
    assert bottom["y"] + bottom["height"] <= 1080


def test_a_picture_is_seen_once_on_the_page_and_on_the_wall(visit, page):
    for path, pictures in (("/mote?present=2", 1), ("/mote", 3)):
        visit(path)
        at_rest(page)
        shown = page.locator("[class*='st-key-wide-'] img, [class*='st-key-narrow-'] img").all()
        seen = [image.bounding_box() for image in shown if image.is_visible()]
        assert len(seen) * 2 == len(shown) >= 2 * pictures
        assert all(box["width"] > 500 for box in seen)
