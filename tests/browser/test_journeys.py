"""What people do here, in a real browser: open, choose, switch, download, come back by a link."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from declaration.language import reader_of
from declaration.reports.sent import MOST_BYTES
from tests.browser.conftest import at_rest

SV, EN = reader_of("sv"), reader_of("en")
CHART = ".st-key-chart-trajectory .js-plotly-plot .main-svg"


def settled(page: Page) -> Page:
    page.wait_for_selector('[data-test-script-state="notRunning"]')
    return page


def choose(page: Page, label: str, option: str) -> None:
    """Pick from a select box by its words, as a person does."""
    page.get_by_role("combobox", name=re.compile(re.escape(label))).click()
    page.get_by_role("option", name=option, exact=True).click()
    settled(page)


def test_the_first_thing_read_is_the_number_and_the_chart_is_drawn(visit, page):
    visit("/")
    expect(page.locator("h1")).to_contain_text("Helsingborgsregionen")
    expect(page.get_by_text("185\u202f000\u00a0t").first).to_be_visible()
    expect(page.locator(CHART).first).to_be_visible()


def test_choosing_a_municipality_changes_the_finding_and_the_link_reopens_it(visit, page):
    visit("/")
    choose(page, SV.say("overview.place"), "Landskrona")
    expect(page.locator("h1")).to_contain_text("Landskrona")
    expect(page).to_have_url(re.compile("place=1282"))
    link = page.url
    page.goto("about:blank")
    page.goto(link)
    expect(page.locator("h1")).to_contain_text("Landskrona")


def test_switching_language_keeps_what_was_chosen(visit, page):
    visit("/?place=1282&path=constant_rate")
    page.get_by_role("link", name=EN.say("site.this_language")).click()
    expect(page).to_have_url(re.compile("/overview.*place=1282"))
    expect(page.locator("h1")).to_contain_text("Landskrona: lorries")
    expect(page.get_by_role("combobox", name=re.compile(EN.say("overview.shape")))).to_have_value(
        EN.say("shape.constant_rate")
    )


def test_the_menu_leads_through_every_page_without_an_error(visit, page):
    visit("/")
    for key in ("areas", "map", "statistics", "method", "overview"):
        page.get_by_test_id("stTopNavLink").filter(has_text=SV.say(f"page.{key}")).click()
        settled(page)
        expect(page.locator("h1").first).to_be_visible()
        assert page.get_by_test_id("stException").count() == 0
        assert page.locator("[data-testid=stAlertContentError]").count() == 0


def unfolded(page: Page):
    """The first page's figure with its table unfolded and still: what unfolds moves the buttons below it."""
    figure = page.locator(".st-key-figure-trajectory")
    figure.get_by_text(SV.say("figure.table")).click()
    expect(figure.locator("table.figures")).to_be_visible()
    at_rest(page)
    return figure


def test_the_figures_behind_a_chart_can_be_taken_away_in_both_dialects(visit, page):
    """Over the page's own socket: there is no address from which somebody else could fetch them."""
    figure, fetched = unfolded(visit("/")), []
    page.on("request", lambda request: fetched.append(request.url))
    for dialect, separator, mark in (("sv", ";", "\ufeff"), ("en", ",", "")):
        button = figure.get_by_role("button", name=SV.say(f"figure.csv_{dialect}"))
        with page.expect_download() as download:
            button.press("Enter")
        text = download.value.path().read_text(encoding="utf-8")
        assert text.startswith(f"{mark}year{separator}kind{separator}emissions_t")
        assert ("185018,400" if dialect == "sv" else "185018.400") in text
        expect(button).to_be_focused()
    assert [address for address in fetched if not address.startswith("blob:")] == []


def test_files_asked_for_in_one_breath_all_come_each_once(visit, page):
    figure, given = unfolded(visit("/")), []
    page.on("download", lambda download: given.append(download.suggested_filename))
    figure.locator(".files").evaluate(
        "(files) => files.querySelectorAll('[data-file^=csv]').forEach((button) => { button.click(); button.click(); })"
    )
    while len(given) < 2:
        page.wait_for_event("download")
    at_rest(page)
    assert [name.rsplit("_", 1)[1] for name in given] == ["sv.csv", "en.csv"]


def test_a_file_that_is_asked_for_while_the_connection_is_lost_comes_when_it_is_back(context, visitor):
    page = context.new_page()
    page.add_init_script(
        "window.sockets = []; window.WebSocket = class extends WebSocket {"
        " constructor(...given) { super(...given); window.sockets.push(this); } };"
    )
    page.goto("/")
    figure = unfolded(at_rest(page))
    with page.expect_download() as download:
        page.evaluate("window.sockets.at(-1).close()")
        figure.get_by_role("button", name=SV.say("figure.csv_sv")).press("Enter")
    assert download.value.path().read_bytes().startswith(b"\xef\xbb\xbfyear")
    # that the question could not be sent is what Streamlit notes in the console
    visitor.errors[:] = [error for error in visitor.errors if "disconnected" not in error]


@pytest.mark.parametrize(("form", "signature"), [("png", b"\x89PNG"), ("svg", b"<svg")])
def test_a_chart_is_taken_away_as_a_picture_with_title_source_and_release(visit, page, release, form, signature):
    visit("/")
    expect(page.locator(CHART).first).to_be_visible()
    figure = unfolded(page)
    with page.expect_download() as download:
        figure.get_by_role("button", name=SV.say(f"figure.{form}")).press("Enter")
    content = download.value.path().read_bytes()
    assert content.startswith(signature)
    if form == "svg":
        drawn = content.decode()
        assert release.id in drawn
        assert "SMHI" in drawn
        assert "CC BY 4.0" in drawn
    else:
        image = Image.open(io.BytesIO(content)).convert("RGB")
        assert image.width >= 1000
        assert len(image.getcolors(maxcolors=10**6)) > 20


def test_an_open_data_file_comes_whole_from_our_own_server(visit, page):
    visit("/metod")
    with page.expect_download() as download:
        page.get_by_role("link", name=SV.say("file.all")).click()
    assert download.value.path().read_bytes().startswith(b"PK")


def test_the_largest_report_there_may_be_is_read(visit, page):
    visit("/rapportera")
    content = b"x;y\n" * (MOST_BYTES // 4)
    assert len(content) == MOST_BYTES
    page.locator("input[type=file]").set_input_files({"name": "a.csv", "mimeType": "text/csv", "buffer": content})
    expect(page.get_by_text(SV.say("desk.file", file="a.csv"))).to_be_visible()


def test_the_map_is_drawn(visit, page):
    visit("/karta")
    canvas = page.locator("canvas").first
    expect(canvas).to_be_visible()
    page.wait_for_timeout(3000)
    colours = Image.open(io.BytesIO(canvas.screenshot())).convert("RGB").getcolors(maxcolors=10**6)
    assert len(colours) > 30, "a blank map has one or two colours"


def test_statistics_by_keyboard_alone(visit, page):
    visit("/statistik")
    box = page.get_by_role("combobox", name=re.compile(SV.say("statistics.sector")))
    for _ in range(40):
        page.keyboard.press("Tab")
        if box.evaluate("element => element === document.activeElement"):
            break
    expect(box).to_be_focused()
    page.keyboard.type("Tunga")
    expect(page.get_by_role("option").first).to_have_text("Tunga lastbilar")
    page.wait_for_timeout(1000)
    page.keyboard.press("Enter")
    settled(page)
    expect(page).to_have_url(re.compile("sector=transport.heavy_lorries"))
    expect(page.locator(".st-key-figure-series h3")).to_contain_text("Tunga lastbilar")


def test_an_earlier_release_says_so_and_leads_back(visit, page, home, release):
    import shutil

    earlier = "2024-04-18-0000abcd"
    shutil.copytree(release.folder, release.folder.with_name(earlier))
    try:
        visit(f"/?release={earlier}")
        expect(page.get_by_text(SV.say("release.earlier", release=earlier))).to_be_visible()
        page.get_by_test_id("stTopNavLink").filter(has_text=SV.say("page.method")).click()
        expect(page.locator("h1").first).to_have_text(SV.say("page.method"))
        expect(page.get_by_text(SV.say("release.earlier", release=earlier))).to_be_visible()
        page.get_by_role("button", name=SV.say("release.to_current")).click()
        expect(page.get_by_text(SV.say("release.earlier", release=earlier))).to_have_count(0)
    finally:
        shutil.rmtree(release.folder.with_name(earlier))


def test_a_page_prints_as_a_document(visit, page):
    figure = unfolded(visit("/"))
    page.emulate_media(media="print")
    expect(page.locator(".st-key-inputs")).to_be_hidden()
    expect(figure.locator("table.figures")).to_be_visible()
    expect(figure.locator(".files button").first).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()
    assert len(page.pdf()) > 20_000


@pytest.mark.parametrize(("form", "signature"), [("png", b"\x89PNG"), ("svg", b"<svg")])
def test_the_map_is_taken_away_as_a_drawing(visit, page, release, form, signature):
    visit("/karta")
    with page.expect_download() as download:
        page.locator(".st-key-files-map").get_by_role("button", name=SV.say(f"figure.{form}")).press("Enter")
    content = download.value.path().read_bytes()
    assert content.startswith(signature)
    if form == "svg":
        assert release.id in content.decode()


def test_a_picture_that_is_asked_for_before_it_is_drawn_is_waited_for(visit, page):
    visit("/karta")
    page.locator(".st-key-map-drawing img").evaluate(
        "(image) => { const place = image.parentElement; image.remove(); setTimeout(() => place.append(image), 1500); }"
    )
    with page.expect_download():
        page.locator(".st-key-files-map").get_by_role("button", name=SV.say("figure.png")).press("Enter")
