"""A file taken from a member's browser into memory. In the reader's own words, which Streamlit's uploader has not.

It comes over the page's own socket and not to an address that takes files: that one would lay what is larger than a
megabyte on a disk while it reads it.
"""

import base64
import binascii
from dataclasses import dataclass, field
from pathlib import Path

import streamlit as st

from declaration.language import Reader
from declaration.reports.sent import MOST_BYTES

_HERE = Path(__file__).parent
_UPLOAD = st.components.v2.component(
    "report_upload",
    css=(_HERE / "upload.css").read_text(encoding="utf-8"),
    js=(_HERE / "upload.js").read_text(encoding="utf-8"),
)


@dataclass(frozen=True)
class Upload:
    """A file as the browser gave it: its name, not cleaned, and its content."""

    name: str
    content: bytes = field(repr=False)


def take_file(reader: Reader, key: str) -> Upload | None:
    """Draw the place for a file, and give the one that was chosen or dropped just now."""
    say = reader.say
    words = {name: say(f"upload.{name}") for name in ("button", "drop", "sending", "failed")}
    limits = {name: say(f"upload.{name}", most=reader.number(MOST_BYTES / 1e6)) for name in ("hint", "too_large")}
    # the browser knows the file's name, and writes it as text
    more = {"accept": ".xlsx,.csv", "most_bytes": MOST_BYTES, "sent": say("upload.sent", file="{file}")}
    return received(_UPLOAD(key=key, data=words | limits | more, on_file_change=lambda: None).file)


def received(told: object) -> Upload | None:
    """The file in what the browser told; None for anything that is none."""
    if not isinstance(told, dict):
        return None
    name, content = told.get("name"), told.get("content")
    # One byte more than a report may have is enough to be told so.
    if not isinstance(name, str) or not isinstance(content, str):
        return None
    try:
        return Upload(name, base64.b64decode(content[: (MOST_BYTES // 3 + 2) * 4], validate=True))
    except (binascii.Error, ValueError):
        return None
