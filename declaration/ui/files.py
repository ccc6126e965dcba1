"""Files to take away: made when somebody asks for them, and handed over on the page's own socket.

So they have no address that anybody else could fetch them from. Streamlit's own button gives them one, and drops the
file when the pages of any two readers have been drawn: on a busy server that is before the browser has fetched it.
"""

import base64
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import streamlit as st

from declaration.access.rules import may_open
from declaration.access.session import standing_of
from declaration.release.progress import why_failed
from declaration.ui.visit import Visit

_HERE = Path(__file__).parent
_FILES = st.components.v2.component(
    "files",
    css=(_HERE / "files.css").read_text(encoding="utf-8"),
    js=(_HERE / "files.js").read_text(encoding="utf-8"),
)

#: seconds after which nobody waits any more for what was asked for: who left the page meanwhile gets no file on return
_FORGOTTEN_AFTER = 60.0


@dataclass(frozen=True)
class File:
    """A file that can be asked for. key: its own among those offered together. make: gives its content."""

    key: str
    label: str
    name: str
    make: Callable[[], bytes] = field(repr=False)
    is_primary: bool = False


def offer_files(visit: Visit, key: str, files: Sequence[File], picture: Mapping[str, str] | None = None) -> None:
    """A button for each file, and two for the picture where there is one (see `picture_of`).

    A file is made of what the page shows when it is made: who changes a choice meanwhile gets what was chosen last.
    """
    if files:
        _offer_made(visit, key, files, picture)
    else:
        _FILES(key=f"files-{key}", data=_words(visit, files, picture))


def picture_of(visit: Visit, name: str, **what: str) -> dict[str, str]:
    """A picture that the browser makes, PNG and SVG: of a `chart` with title, subtitle and credit, or of a `drawing`.

    chart, drawing: the key of the element on the page; a drawing has its words in it. name: the file's name without
    its ending.
    """
    say = visit.reader.say
    return {"file": name, "png": say("figure.png"), "svg": say("figure.svg"), **what}


@st.fragment
def _offer_made(visit: Visit, key: str, files: Sequence[File], picture: Mapping[str, str] | None) -> None:
    """The page around it stays as it is while a file is made."""
    place, asked_for = f"files-{key}", f"asked-{key}"
    data = _words(visit, files, picture)
    asked, at = st.session_state.get(asked_for, (None, 0.0))
    if time.monotonic() - at < _FORGOTTEN_AFTER:
        data["answer"] = answer(visit, files, asked)
    _FILES(key=place, data=data, on_asked_change=partial(_note, place, asked_for))
    # forgotten only now: whoever interrupts the making does not lose what was asked for (the browser asks again where
    # the answer itself was lost)
    st.session_state.pop(asked_for, None)


def _words(visit: Visit, files: Sequence[File], picture: Mapping[str, str] | None) -> dict[str, object]:
    say = visit.reader.say
    return {
        "files": [{"key": file.key, "label": file.label, "primary": file.is_primary} for file in files],
        "picture": picture,
        "making": say("file.making"),
        "failed": say("file.failed"),
    }


def _note(place: str, asked_for: str) -> None:
    st.session_state[asked_for] = st.session_state[place].asked, time.monotonic()


def answer(visit: Visit, files: Sequence[File], asked: object) -> dict[str, str] | None:
    """What the browser is told that has asked for a file: its name and content (base64), or that there is none.

    asked: what the browser sent, `id` and the file's `key`; None for anything else. There is no file where the page no
    longer opens for who signed in to it, and none where making it fails. The log has the failure's kind and place,
    never its message: that may quote a member's figure.
    """
    if not isinstance(asked, dict) or not isinstance(asked.get("id"), str):
        return None
    file = next((file for file in files if file.key == asked.get("key")), None)
    if file is None or not may_open(visit.route.key, standing_of(st.user.to_dict()).person):
        return {"id": asked["id"]}
    try:
        content = file.make()
    except Exception as failure:
        logging.getLogger(__name__).error("a file of %s was not made: %s", visit.route.key, why_failed(failure))
        return {"id": asked["id"]}
    return {"id": asked["id"], "name": file.name, "content": base64.b64encode(content).decode()}
