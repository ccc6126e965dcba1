"""What surrounds the pages, as a real browser meets it. Foreign requests and errors fail in `context`."""

import re

from playwright.sync_api import expect

from declaration.language import reader_of


def test_the_language_of_the_document_follows_the_reader(visit, page):
    visit("/")
    expect(page.locator("html")).to_have_attribute("lang", "sv")
    page.get_by_role("link", name=reader_of("en").say("site.this_language")).click()
    page.wait_for_url("**/overview*")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page).to_have_title(re.compile("^Overview "))
    page.go_back()
    expect(page.locator("html")).to_have_attribute("lang", "sv")
    expect(page).to_have_title(re.compile("^Översikt "))


def test_whoever_comes_first_to_a_page_within_gets_that_page(visit, page):
    visit("/tillganglighet")
    expect(page.locator("h1").first).to_have_text(reader_of("sv").say("page.accessibility"))
    assert page.get_by_role("dialog").count() == 0


def test_without_javascript_there_are_figures_and_links(browser, dashboard):
    context = browser.new_context(java_script_enabled=False, base_url=dashboard)
    try:
        page = context.new_page()
        page.goto("/")
        expect(page.locator("noscript table.figures tbody tr").first).to_be_visible()
        page.get_by_role("link", name=reader_of("sv").say("page.method")).click()
        expect(page.locator("noscript h1")).to_have_text(reader_of("sv").say("page.method"))
    finally:
        context.close()


def test_the_policy_holds_what_a_page_must_not_do(browser, dashboard):
    """The watch over the other tests is only worth something if the browser enforces the policy."""
    context = browser.new_context(base_url=dashboard)
    try:
        page = context.new_page()
        page.goto("/metod")
        refused = "(address) => fetch(address, { mode: 'no-cors' }).then(() => false, () => true)"
        assert page.evaluate(refused, dashboard.replace("127.0.0.1", "localhost") + "/health")
        assert not page.evaluate(refused, "/health")
        page.evaluate(
            "() => { const s = document.createElement('script'); s.textContent = 'window.ran = true'; "
            "document.head.append(s); }"
        )
        assert not page.evaluate("window.ran ?? false")
    finally:
        context.close()


def test_our_own_typeface_is_the_one_that_is_drawn(visit, page):
    visit("/")
    drawn = page.evaluate("[...document.fonts].filter((f) => f.status === 'loaded').map((f) => f.family)")
    assert "Roboto" in " ".join(drawn)
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).fontFamily").startswith("Roboto")
