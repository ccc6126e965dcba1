"""Signing in with a real provider in a real browser, and the ways of getting in without it."""

import json
import tomllib
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from declaration.language import reader_of
from tests.browser.conftest import READY
from tests.door.running import Server, running_server

SV, EN = reader_of("sv").say, reader_of("en").say
HAULIER = "Demonstrationsåkeriet Alfa"
COOKIE = "_streamlit_user"


@pytest.fixture(scope="module")
def rooms(home) -> Server:
    """A dashboard with the demonstration's own sign-in."""
    with running_server(home, "--try-out") as server:
        yield server


@pytest.fixture
def visitor(browser, rooms) -> BrowserContext:
    """A fresh visitor; nothing but this machine may be asked for anything."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, base_url=rooms.address, locale="sv-SE")
    hosts = set()
    context.on("request", lambda request: hosts.add(request.url.split("/")[2].split(":")[0]))
    yield context
    context.close()
    assert hosts <= {"127.0.0.1", ""}, hosts


def open_page(context: BrowserContext, path: str) -> Page:
    page = context.new_page()
    page.goto(path)
    page.wait_for_selector(READY)
    return page


def sign_in(page: Page, who: str, say=SV) -> None:
    page.get_by_role("button", name=say("sign_in.button"), exact=True).click()
    page.get_by_role("button", name=who).click()
    page.wait_for_selector(READY)


def secret(home) -> str:
    return tomllib.loads((home / "served" / "try-out" / "dashboard.toml").read_text())["auth"]["cookie_secret"]


def cookie_for(rooms: Server, key: str, *, hours_ago: float = 0.0, **claims: object) -> dict:
    given = (datetime.now(UTC) - timedelta(hours=hours_ago)).timestamp()
    held = {"is_logged_in": True, "origin": rooms.address, "provider": "default", "iat": given, "name": "Kim", **claims}
    value = create_signed_value(key, COOKIE, json.dumps(held)).decode()
    return {"name": COOKIE, "value": value, "url": rooms.address}


def test_a_member_signs_in_with_two_clicks_and_out_again(visitor):
    page = open_page(visitor, "/logga-in")
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


def test_signing_in_leads_back_to_the_page_that_asked_for_it_in_its_language(visitor):
    page = open_page(visitor, "/meeting")
    expect(page.get_by_role("heading", name=EN("sign_in.closed.title"))).to_be_visible()
    sign_in(page, "Tjänsteperson", EN)
    page.wait_for_url("**/meeting")
    expect(page.get_by_role("heading", level=1).first).to_be_visible()
    expect(page.get_by_role("heading", name=EN("sign_in.closed.title"))).to_have_count(0)


@pytest.mark.parametrize("path", ["/mote", "/meeting"])
def test_a_member_who_types_the_officials_address_is_refused(visitor, path):
    page = open_page(visitor, "/logga-in")
    sign_in(page, HAULIER)
    page.wait_for_url("**/var-vi-star")
    page.goto(path)
    say = SV if path == "/mote" else EN
    expect(page.get_by_role("heading", name=say("sign_in.closed.title"))).to_be_visible()


def test_another_members_id_in_the_address_changes_nothing(visitor):
    page = open_page(visitor, "/logga-in")
    sign_in(page, HAULIER)
    page.wait_for_url("**/var-vi-star")
    page.goto("/var-vi-star?member=demo-akeriet-beta&person=demo-akeriet-beta&own=demo-akeriet-beta")
    page.wait_for_selector(READY)
    expect(page.get_by_text(HAULIER, exact=True).first).to_be_visible()
    assert "Demonstrationsåkeriet Beta" not in page.locator("body").inner_text()


def test_who_has_no_role_and_who_turns_back_are_told_what_to_do(visitor):
    page = open_page(visitor, "/logga-in")
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
def test_a_sign_in_that_does_not_count_opens_nothing_and_says_why(visitor, rooms, home, groups, hours_ago, words):
    visitor.add_cookies([cookie_for(rooms, secret(home), hours_ago=hours_ago, groups=groups)])
    page = open_page(visitor, "/mote")
    expect(page.get_by_role("heading", name=SV("sign_in.closed.title"))).to_be_visible()
    expect(page.get_by_text(words)).to_be_visible()


def test_a_valid_cookie_is_taken_and_so_the_next_test_could_fail(visitor, rooms, home):
    visitor.add_cookies([cookie_for(rooms, secret(home), groups=["official"])])
    page = open_page(visitor, "/mote")
    expect(page.get_by_role("heading", name=SV("sign_in.closed.title"))).to_have_count(0)


@pytest.mark.parametrize("how", ["another secret", "a changed byte", "another origin", "not signed"])
def test_a_forged_or_tampered_cookie_is_nobody(visitor, rooms, home, how):
    claims = {"groups": ["official"]}
    cookie = cookie_for(rooms, secret(home), **claims)
    if how == "another secret":
        cookie = cookie_for(rooms, "x" * 43, **claims)
    elif how == "a changed byte":
        middle = len(cookie["value"]) // 2
        other = "A" if cookie["value"][middle] != "A" else "B"
        cookie["value"] = cookie["value"][:middle] + other + cookie["value"][middle + 1 :]
    elif how == "another origin":
        cookie = cookie_for(rooms, secret(home), **claims, origin="http://127.0.0.1:1")
    else:
        cookie["value"] = json.dumps({"is_logged_in": True, "groups": ["official"]}).replace('"', "%22")
    visitor.add_cookies([cookie])
    page = open_page(visitor, "/mote")
    expect(page.get_by_role("heading", name=SV("sign_in.closed.title"))).to_be_visible()
    expect(page.get_by_role("button", name=SV("sign_in.button"), exact=True)).to_be_visible()


def test_no_other_website_can_call_for_a_room(rooms):
    """A socket opened from another site's page carries the visitor's cookies: it must be refused."""
    socket = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
    headers = socket | {"Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Origin": "https://evil.example"}
    assert rooms.ask("/_stcore/stream", **headers).status == 403
