"""What surrounds every page of the steward's room: the head, and who may see the screen."""

import logging

import streamlit as st

from declaration.access.rules import may_open
from declaration.access.session import current_standing
from declaration.contact import contact
from declaration.language import Reader
from declaration.release.progress import why_failed
from declaration.sealing.errors import SealingError
from declaration.steward.room import Room
from declaration.steward.routes import STEWARD_ROUTES
from declaration.ui.document import follow
from declaration.ui.frame import open_address, show_head
from declaration.ui.sign_in import refuse


def run() -> None:
    """Show the page that the address asks for, to the steward and nobody else."""
    standing = current_standing()
    opened = open_address(STEWARD_ROUTES, standing, "steward.site")
    route, reader = opened.route, opened.reader
    room = st.session_state["visit"] = Room(reader, route, opened.pages, standing)
    follow(room)
    show_head(room, "steward.site")
    if not may_open(route.key, standing.person):
        refuse(room)
        return
    st.caption(f":material/visibility_lock: {reader.say('steward.screen')}")
    _run(opened.page, reader)


def _run(page: st.Page, reader: Reader) -> None:
    """The page itself. What goes wrong is told to the reader; the log has kind and place, never a message."""
    try:
        page.run()
    except SealingError as failure:
        st.error(reader.say(f"problem.{failure.problem.code}", file=failure.problem.file), icon=":material/key_off:")
    except Exception as failure:
        told = why_failed(failure)
        logging.getLogger(__name__).error("the page %s failed: %s", page.url_path, told)
        where = reader.say("steward.failed.where", **told)
        st.error(f"{reader.say('error.text', email=contact()['email'])}\n\n{where}", icon=":material/error:")
