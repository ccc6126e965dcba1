"""Every page × every role × signed in, out, expired: what the shell draws, and which files are opened for it."""

import sys
from datetime import UTC, datetime, timedelta

import pytest
from streamlit.navigation.page import StreamlitPage

from declaration.access.register import member_ids
from declaration.access.rules import PUBLIC, ROOMS, may_open
from declaration.access.standing import NOT_CONFIGURED, Person, Standing, read_roles, standing
from declaration.language import reader_of
from declaration.release.shelf import current_release
from declaration.routes import ROUTES
from declaration.ui import shell

MEMBER, OTHER = "demo-akeriet-alfa", "demo-akeriet-beta"
GROUPS = {
    "member": [f"member:{MEMBER}"],
    "official": ["official"],
    "steward": ["steward"],
    "no role": ["visitors"],
    "two roles": [f"member:{MEMBER}", "official"],
    "unknown member": ["member:somebody-else"],
}
#: written by hand, apart from the rule: page → the roles it opens for, besides the pages that open for all
CLOSED = {"stand": {"member"}, "report": {"member"}, "meeting": {"official"}}
HOURS = {"signed in": 0.1, "expired": 9}
VISITS = [
    *((role, state) for role in GROUPS for state in HOURS),
    ("nobody", "signed out"),
    ("nobody", "not configured"),
]


def claims_of(role: str, state: str) -> dict:
    if role == "nobody":
        return {"is_logged_in": False}
    given = datetime.now(UTC) - timedelta(hours=HOURS[state])
    return {"is_logged_in": True, "iat": given.timestamp(), "groups": GROUPS[role], "name": "Kim"}


@pytest.fixture
def visit_as(open_page, monkeypatch):
    """Opens a page with a provider's claims; gives the pages whose script was run, and the test."""

    def open_as(key: str, role: str, state: str):
        drawn = []
        monkeypatch.setattr(shell, "_run", lambda page, reader: drawn.append(page.url_path))
        held = (
            Standing(NOT_CONFIGURED)
            if state == "not configured"
            else standing(claims_of(role, state), member_ids(), read_roles(), datetime.now(UTC))
        )
        test = open_page(key, standing=held)
        return drawn, test

    return open_as


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.key)
@pytest.mark.parametrize(("role", "state"), VISITS, ids=lambda word: word.replace(" ", "_"))
def test_a_page_runs_for_those_it_is_for_and_for_nobody_else(visit_as, route, role, state):
    drawn, test = visit_as(route.key, role, state)
    opens = role in CLOSED.get(route.key, {role}) and (state == "signed in" or route.key not in CLOSED)
    assert drawn == ([route.path("sv")] if opens else [])
    if not opens:
        assert [title.value for title in test.title] == [reader_of("sv").say("sign_in.closed.title")]


def test_every_page_has_a_rule():
    named = PUBLIC | {page for pages in ROOMS.values() for page in pages}
    assert {route.key for route in ROUTES} <= named
    assert not any(may_open("no-such-page", person) for person in (None, Person("official"), Person("steward")))
    assert not any(may_open(page, None) for page in CLOSED)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.key)
def test_a_page_opens_the_file_of_its_reader_and_no_other(open_page, home, route):
    opened = []

    def note(event: str, arguments: tuple) -> None:
        if event == "open" and isinstance(arguments[0], str | bytes):
            opened.append(str(arguments[0]))

    sys.addaudithook(lambda event, arguments: listening and note(event, arguments))
    listening = True
    try:
        person = Person("member", "Kim", MEMBER) if route.key in ROOMS["member"] else None
        if route.key not in CLOSED or person:
            open_page(route.key, person=person)
    finally:
        listening = False
    own = {path for path in opened if path.startswith(str(home))}
    served = {path for path in own if path.startswith(str(home / "served"))}
    assert own == served, "a page opened what is not served"
    folder = current_release(home).folder
    secret = {path for path in served if "/members/" in path or "/keys/" in path}
    allowed = {str(folder / "members" / f"{MEMBER}.duckdb.sealed"), str(home / "served" / "keys" / f"{MEMBER}.key")}
    assert secret == (allowed if person else set())


def test_the_log_says_where_a_page_failed_and_quotes_nothing(open_page, monkeypatch, caplog):
    def fail(*_):
        raise ValueError(f"{47 * 100 + 11} t of a member")

    monkeypatch.setattr(StreamlitPage, "run", fail)
    with pytest.raises(AssertionError, match="Det är vårt fel"):
        open_page("stand", person=Person("member", "Kim", MEMBER))
    assert "ValueError" in caplog.text and "test_access_matrix" in caplog.text
    assert "4711" not in caplog.text
