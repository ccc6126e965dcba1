"""Handing in from any page: whether the desk is open, the wait, and why something could not be handed in."""

from collections.abc import Callable, Sequence
from html import escape
from typing import TypeVar

import streamlit as st

from declaration.contact import contact
from declaration.desk.keys import DeskClosedError, public_file
from declaration.home import home_folder, served_folder
from declaration.language import Reader
from declaration.problems import InputRefused, Problem
from declaration.reports.telling import place_of, text_of

T = TypeVar("T")


def desk_is_open() -> bool:
    """Whether there is a key to seal with."""
    return public_file(served_folder(home_folder())).is_file()


def show_closed(reader: Reader) -> None:
    """That nothing can be handed in now, and why."""
    st.warning(reader.say("desk.closed", email=contact()["email"]), icon=":material/lock:")


def try_handing_in(reader: Reader, hand_in: Callable[[], T]) -> T | None:
    """What handing in gives, a wait shown meanwhile; None after telling why it could not be done."""
    try:
        with st.spinner(reader.say("desk.sending")):
            return hand_in()
    except InputRefused as refusal:
        _show_refused(reader, refusal.problems)
    except DeskClosedError:
        show_closed(reader)
    return None


def _show_refused(reader: Reader, problems: Sequence[Problem]) -> None:
    st.error(reader.say("desk.send.refused"), icon=":material/error:")
    told = "".join(f"<li>{escape(place_of(reader, p))} {escape(text_of(reader, p))}</li>" for p in problems)
    st.html(f"<ul>{told}</ul>")
