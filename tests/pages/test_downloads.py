"""A file is made for who is signed in while it is asked for, and a failure tells nobody what was in it."""

import logging
from types import SimpleNamespace

import pytest
from streamlit.proto.BackMsg_pb2 import BackendOperationRequest, DeferredFileRequestPayload
from streamlit.runtime.backend_operation_handler import DeferredFileHandler
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from declaration.access.standing import EXPIRED, NOT_CONFIGURED, SIGNED_IN, SIGNED_OUT, Person, Standing
from declaration.door.settings import settle
from declaration.language import reader_of
from declaration.routes import ROUTES
from declaration.ui import download
from declaration.ui.download import NotMadeError, while_signed_in
from tests.door.running import run

FIGURE = "4711"
MEMBER = Standing(SIGNED_IN, Person("member", "Kim", "demo-akeriet-alfa"))
OFFICIAL = Standing(SIGNED_IN, Person("official", "Kim"))


@pytest.fixture
def stand_as(monkeypatch):
    """Says where everybody stands from now on."""
    return lambda standing: monkeypatch.setattr(download, "standing_of", lambda claims: standing)


def visit_to(key: str) -> SimpleNamespace:
    return SimpleNamespace(route=next(route for route in ROUTES if route.key == key))


def test_a_file_is_made_for_as_long_as_the_page_opens(stand_as):
    stand_as(MEMBER)
    made = while_signed_in(visit_to("stand"), lambda: b"file")
    assert made() == b"file"
    for standing in (Standing(EXPIRED), Standing(SIGNED_OUT), Standing(NOT_CONFIGURED), OFFICIAL):
        stand_as(standing)
        with pytest.raises(NotMadeError):
            made()
    stand_as(MEMBER)
    assert made() == b"file"


def test_a_public_pages_file_is_for_anybody(stand_as):
    stand_as(Standing(SIGNED_OUT))
    assert while_signed_in(visit_to("overview"), lambda: b"file")() == b"file"


def fail() -> bytes:
    raise ValueError(f"{FIGURE} t of a member")


def test_the_log_says_where_a_file_failed_and_quotes_nothing(stand_as, caplog):
    """As Streamlit asks for a file, and logs that it failed."""
    settle()
    stand_as(MEMBER)
    manager = MediaFileManager(MemoryMediaFileStorage("/media"))
    made = while_signed_in(visit_to("stand"), fail)
    file_id = manager.add_deferred(made, "text/csv", "coordinates", file_name="file.csv")
    request = BackendOperationRequest(request_id="1", deferred_file=DeferredFileRequestPayload(file_id=file_id))
    streamlits = logging.getLogger("streamlit.runtime.backend_operation_handler")
    streamlits.addHandler(caplog.handler)
    try:
        answer = run(DeferredFileHandler(lambda: manager).handle(request, "session"))
    finally:
        streamlits.removeHandler(caplog.handler)
    assert answer.error_msg == f"{reader_of('sv').say('door.not_made')} {reader_of('en').say('door.not_made')}"
    assert "Callable execution failed" in caplog.text
    assert "ValueError" in caplog.text
    assert FIGURE not in caplog.text + answer.error_msg
