"""What surrounds every page of the dashboard: the head, the release that is read, the foot."""

import logging
import traceback

import streamlit as st

from declaration.access.rules import may_open
from declaration.access.session import current_standing
from declaration.contact import contact
from declaration.language import Reader
from declaration.release.shelf import NoReleaseError
from declaration.routes import ROUTES
from declaration.ui.document import follow
from declaration.ui.edition import Edition
from declaration.ui.frame import open_address, show_head
from declaration.ui.sign_in import refuse
from declaration.ui.turn import turn
from declaration.ui.visit import Visit, chosen_release, leave_earlier_release


def run() -> None:
    """Show the page that the address asks for, when it is its turn."""
    with turn():
        _show()


def _show() -> None:
    standing = current_standing()
    opened = open_address(ROUTES, standing, "site.name")
    route, reader = opened.route, opened.reader
    try:
        release, is_current = chosen_release()
    except NoReleaseError:
        st.title(reader.say("release.none.title"))
        st.markdown(reader.say("release.none.text"))
        return
    visit = st.session_state["visit"] = Visit(Edition(release, reader.language), route, opened.pages, standing)
    follow(visit)
    show_head(visit, "site.name")
    if not is_current:
        _earlier_release(reader, release.id)
    if may_open(route.key, standing.person):
        _run(opened.page, reader)
    else:
        refuse(visit)
    _foot(visit)


def _run(page: st.Page, reader: Reader) -> None:
    """The page itself. What goes wrong is told to the reader in the reader's language.

    The log has kind and place, never the message: it may quote what was read, and that may be a member's figure.
    """
    try:
        page.run()
    except Exception as failure:
        place = "".join(traceback.format_tb(failure.__traceback__))
        logging.getLogger(__name__).error("the page %s failed: %s\n%s", page.url_path, type(failure).__name__, place)
        st.error(reader.say("error.text", email=contact()["email"]), icon=":material/error:")


def _earlier_release(reader: Reader, release_id: str) -> None:
    """Says that what is shown has been replaced, with the way back."""
    with st.container(horizontal=True, vertical_alignment="center", key="earlier-release"):
        st.warning(reader.say("release.earlier", release=release_id), icon=":material/history:")
        st.button(reader.say("release.to_current"), on_click=leave_earlier_release)


def _foot(visit: Visit) -> None:
    """Who stands behind the page, which release it shows, and the accessibility statement."""
    reader = visit.reader
    st.divider()
    with st.container(horizontal=True, key="foot"):
        st.caption(reader.say("foot.release", release=visit.release.id, date=reader.date(visit.edition.built_on)))
        st.page_link(visit.pages["accessibility", reader.language], label=reader.say("page.accessibility"))
        st.page_link(visit.pages["method", reader.language], label=reader.say("page.method"))
