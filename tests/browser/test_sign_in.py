"""Signing in with a real provider in a real browser, and the ways of getting in without it."""

import http.client
import json
import shutil
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from declaration.language import reader_of
from tests.browser.conftest import BROWSERS, FLAGS, PATIENCE_MS, READY, cookie_for

SV, EN = reader_of("sv").say, reader_of("en").say
HAULIER = "Demonstrationsåkeriet Alfa"


def come_to(page: Page, path: str) -> Page:
    page.goto(path)
    page.wait_for_selector(READY)
    return page


def sign_in(page: Page, who: str, say=SV) -> None:
    page.get_by_role("button", name=say("sign_in.button"), exact=True).click()
    page.get_by_role("button", name=who).click()
    page.wait_for_selector(READY)


def test_a_member_signs_in_with_two_clicks_and_out_again(page):
    come_to(page, "/logga-in")
    sign_in(page, HAULIER)
    page.wait_for_url("**/var-vi-star")
    expect(page.get_by_text(HAULIER, exact=True).first).to_be_visible()
    expect(page.get_by_role("link", name=SV("page.report"), exact=True)).to_be_visible()
    expect(page.get_by_role("link", name=SV("page.meeting"), exact=True)).to_have_count(0)
    page.get_by_role("button", name=SV("sign_in.out")).click()
    page.get_by_role("button", name="Tillbaka").click()
    page.wait_for_selector(READY)
    expect(page.get_by_role("link", name=SV("sign_in.link"), exact=True)).to_be_visible()
    page.goto("/var-vi-star")
    expect(page.get_by_role("heading", name=SV("sign_in.closed.title"))).to_be_visible()


def sign_out(page: Page) -> None:
    page.get_by_role("button", name=SV("sign_in.out")).click()
    page.get_by_role("button", name="Tillbaka").click()
    page.wait_for_selector(READY)


def test_who_signs_out_in_one_tab_is_given_nothing_more_in_another(context, page):
    come_to(page, "/logga-in")
    sign_in(page, HAULIER)
    page.wait_for_url("**/var-vi-star")
    other, given = come_to(context.new_page(), "/var-vi-star"), []
    other.on("download", lambda download: given.append(download))
    with other.expect_download():
        other.get_by_role("button", name=SV("stand.paper.button")).click()
    sign_out(page)
    other.get_by_role("button", name=SV("stand.paper.button")).click()
    expect(other.get_by_text(SV("file.failed"))).to_be_visible()
    assert len(given) == 1
    other.get_by_role("link", name=SV("page.report"), exact=True).click()
    expect(other.get_by_role("heading", name=SV("sign_in.closed.title"))).to_be_visible()


def test_the_back_button_shows_nothing_of_who_has_signed_out(browser, dashboard):
    """In a browser that keeps the pages it leaves as they were, which tests turn off otherwise."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    keeping = {"args": list(FLAGS), "ignore_default_args": ["--disable-back-forward-cache"]}
    with browser.browser_type.launch(executable_path=found, **keeping) as own:
        context = own.new_context(base_url=dashboard, locale="sv-SE")
        context.set_default_timeout(PATIENCE_MS)
        page = come_to(context.new_page(), "/logga-in")
        sign_in(page, HAULIER)
        page.wait_for_url("**/var-vi-star")
        expect(page.get_by_text(HAULIER, exact=True).first).to_be_visible()
        page.evaluate("window.isAsItWas = true")
        sign_out(page)
        page.evaluate("history.go(-2)")  # the provider's page lies between
        page.wait_for_url("**/var-vi-star", wait_until="commit")
        expect(page.get_by_role("heading", name=SV("sign_in.closed.title"))).to_be_visible()
        assert not page.evaluate("window.isAsItWas")
        assert HAULIER not in page.locator("body").inner_text()


def test_signing_in_leads_back_to_the_page_that_asked_for_it_in_its_language(page):
    come_to(page, "/meeting")
    expect(page.get_by_role("heading", name=EN("sign_in.closed.title"))).to_be_visible()
    sign_in(page, "Tjänsteperson", EN)
    page.wait_for_url("**/meeting")
    expect(page.get_by_role("heading", level=1).first).to_be_visible()
    expect(page.get_by_role("heading", name=EN("sign_in.closed.title"))).to_have_count(0)


@pytest.mark.parametrize("path", ["/mote", "/meeting"])
def test_a_member_who_types_the_officials_address_is_refused(page, path):
    come_to(page, "/logga-in")
    sign_in(page, HAULIER)
    page.wait_for_url("**/var-vi-star")
    page.goto(path)
    say = SV if path == "/mote" else EN
    expect(page.get_by_role("heading", name=say("sign_in.closed.title"))).to_be_visible()


def test_another_members_id_in_the_address_changes_nothing(page):
    come_to(page, "/logga-in")
    sign_in(page, HAULIER)
    page.wait_for_url("**/var-vi-star")
    page.goto("/var-vi-star?member=demo-akeriet-beta&person=demo-akeriet-beta&own=demo-akeriet-beta")
    page.wait_for_selector(READY)
    expect(page.get_by_text(HAULIER, exact=True).first).to_be_visible()
    assert "Demonstrationsåkeriet Beta" not in page.locator("body").inner_text()


def test_who_has_no_role_and_who_turns_back_are_told_what_to_do(page):
    come_to(page, "/logga-in")
    page.get_by_role("button", name=SV("sign_in.button"), exact=True).click()
    page.get_by_role("button", name="Avbryt").click()
    page.wait_for_url("**/logga-in?failed=yes")
    expect(page.get_by_text("Inloggningen blev inte av")).to_be_visible()
    sign_in(page, "Någon utan roll")
    expect(page.get_by_text("kontot har ingen roll här")).to_be_visible()


@pytest.mark.parametrize(
    ("groups", "hours_ago", "words"),
    [
        (["official"], 9, "gäller inte längre"),
        (["official", "member:demo-akeriet-alfa"], 0, "mer än en roll"),
        (["member:../../vault"], 0, "inte finns i registret"),
    ],
)
def test_a_sign_in_that_does_not_count_opens_nothing_and_says_why(
    context, page, dashboard, cookie_secret, groups, hours_ago, words
):
    context.add_cookies([cookie_for(dashboard, cookie_secret, hours_ago=hours_ago, groups=groups)])
    come_to(page, "/mote")
    expect(page.get_by_role("heading", name=SV("sign_in.closed.title"))).to_be_visible()
    expect(page.get_by_text(words)).to_be_visible()


def test_a_valid_cookie_is_taken_and_so_the_next_test_could_fail(context, page, dashboard, cookie_secret):
    context.add_cookies([cookie_for(dashboard, cookie_secret, groups=["official"])])
    come_to(page, "/mote")
    expect(page.get_by_role("heading", name=SV("page.meeting"), exact=True)).to_be_visible()


@pytest.mark.parametrize("how", ["another secret", "a changed byte", "another origin", "not signed"])
def test_a_forged_or_tampered_cookie_is_nobody(context, page, dashboard, cookie_secret, how):
    claims = {"groups": ["official"]}
    cookie = cookie_for(dashboard, cookie_secret, **claims)
    if how == "another secret":
        cookie = cookie_for(dashboard, "x" * 43, **claims)
    elif how == "a changed byte":
        middle = len(cookie["value"]) // 2
        other = "A" if cookie["value"][middle] != "A" else "B"
        cookie["value"] = cookie["value"][:middle] + other + cookie["value"][middle + 1 :]
    elif how == "another origin":
        cookie = cookie_for(dashboard, cookie_secret, **claims, origin="http://127.0.0.1:1")
    else:
        cookie["value"] = json.dumps({"is_logged_in": True, "groups": ["official"]}).replace('"', "%22")
    context.add_cookies([cookie])
    come_to(page, "/mote")
    expect(page.get_by_role("heading", name=SV("sign_in.closed.title"))).to_be_visible()
    expect(page.get_by_role("button", name=SV("sign_in.button"), exact=True)).to_be_visible()


def test_no_other_website_can_call_for_a_room(dashboard):
    """A socket opened from another site's page carries the visitor's cookies: it must be refused."""
    where = urlsplit(dashboard)
    socket = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
    headers = socket | {"Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Origin": "https://evil.example"}
    connection = http.client.HTTPConnection(where.hostname, where.port, timeout=30)
    connection.request("GET", "/_stcore/stream", headers=headers)
    assert connection.getresponse().status == 403
    connection.close()
