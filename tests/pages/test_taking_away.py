"""A file is made for who is signed in while it is asked for, and a failure tells nobody what was in it."""

import base64
import json
import time
from types import SimpleNamespace

import pytest

from declaration.access.standing import EXPIRED, NOT_CONFIGURED, SIGNED_IN, SIGNED_OUT, Person, Standing
from declaration.routes import ROUTES
from declaration.ui import files
from declaration.ui.files import File, answer

FIGURE = "4711"
MEMBER = Standing(SIGNED_IN, Person("member", "Kim", "demo-akeriet-alfa"))
OFFICIAL = Standing(SIGNED_IN, Person("official", "Kim"))
ASKED = {"id": "1", "key": "csv"}


@pytest.fixture
def stand_as(monkeypatch):
    """Says where everybody stands from now on."""
    return lambda standing: monkeypatch.setattr(files, "standing_of", lambda claims: standing)


def visit_to(key: str) -> SimpleNamespace:
    return SimpleNamespace(route=next(route for route in ROUTES if route.key == key))


def csv(make) -> list[File]:
    return [File("csv", "CSV", "figures.csv", make)]


def test_a_file_is_made_for_as_long_as_the_page_opens(stand_as):
    offered = csv(lambda: b"file")
    stand_as(MEMBER)
    made = {"id": "1", "name": "figures.csv", "content": base64.b64encode(b"file").decode()}
    assert answer(visit_to("stand"), offered, ASKED) == made
    for standing in (Standing(EXPIRED), Standing(SIGNED_OUT), Standing(NOT_CONFIGURED), OFFICIAL):
        stand_as(standing)
        assert answer(visit_to("stand"), offered, ASKED) == {"id": "1"}
    stand_as(MEMBER)
    assert answer(visit_to("stand"), offered, ASKED) == made


def test_a_public_pages_file_is_for_anybody(stand_as):
    stand_as(Standing(SIGNED_OUT))
    assert "content" in answer(visit_to("overview"), csv(lambda: b"file"), ASKED)


def test_what_nobody_offers_is_not_there(stand_as):
    stand_as(MEMBER)
    for key in ("pdf", "", None, ["csv"], {"csv": 1}):
        assert answer(visit_to("stand"), csv(lambda: b"file"), {"id": "1", "key": key}) == {"id": "1"}
    for told in ("csv", 1, ["1", "csv"], {}, {"key": "csv"}, {"id": 1, "key": "csv"}):
        assert answer(visit_to("stand"), csv(lambda: b"file"), told) is None


def test_the_log_says_where_a_file_failed_and_quotes_nothing(stand_as, caplog):
    def fail() -> bytes:
        raise ValueError(f"{FIGURE} t of a member")

    stand_as(MEMBER)
    assert answer(visit_to("stand"), csv(fail), ASKED) == {"id": "1"}
    assert "ValueError" in caplog.text
    assert "test_taking_away.py" in caplog.text
    assert FIGURE not in caplog.text
    assert FIGURE not in repr(File("csv", "CSV", "figures.csv", fail))


def offered(page) -> list[dict]:
    """What the browser is told of each place on a page that offers files."""
    told = [json.loads(element.proto.json) for element in page.get("bidi_component")]
    return [data for data in told if "files" in data]


@pytest.mark.parametrize("key", ["overview", "areas", "statistics"])
def test_a_page_is_drawn_with_nothing_made(open_page, key):
    places = offered(open_page(key))
    assert places
    for place in places:
        assert [file["key"] for file in place["files"]] == ["csv-sv", "csv-en"]
        assert "answer" not in place


@pytest.mark.parametrize(("ago", "is_made"), [(0, True), (61, False)])
def test_what_was_asked_for_long_ago_is_not_made(open_page, ago, is_made):
    page = open_page("overview")
    page.session_state["asked-trajectory"] = {"id": "1", "key": "csv-sv"}, time.monotonic() - ago
    page.run()
    (place,) = offered(page)
    assert ("answer" in place) == is_made
    page.run()
    (place,) = offered(page)
    assert "answer" not in place, "what was given is not given again"
