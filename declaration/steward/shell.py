"""What surrounds every page of the steward's room: the menu, who is signed in, who may see the screen."""

import logging
from urllib.parse import urlsplit

import streamlit as st

from declaration.access.rules import may_open
from declaration.access.session import current_standing, sign_out
from declaration.access.standing import SIGNED_IN
from declaration.contact import contact
from declaration.home import REPOSITORY
from declaration.language import Reader, reader_of
from declaration.release.progress import why_failed
from declaration.routes import LANGUAGES, find
from declaration.sealing.errors import SealingError
from declaration.steward.room import Room
from declaration.steward.routes import STEWARD_ROUTES
from declaration.ui.document import follow
from declaration.ui.sign_in import refuse


def run() -> None:
    """Show the page that the address asks for, to the steward and nobody else."""
    found = find(urlsplit(st.context.url or "").path, STEWARD_ROUTES)
    language, standing = found[1] if found else "sv", current_standing()
    pages = {
        (route.key, lang): st.Page(
            REPOSITORY / route.script,
            title=reader_of(lang).say(f"page.{route.key}"),
            url_path=route.path(lang) or "start",
            default=route.path(lang) == "",
            visibility="visible" if lang == language and may_open(route.key, standing.person) else "hidden",
        )
        for lang in LANGUAGES
        for route in STEWARD_ROUTES
    }
    page = st.navigation(list(pages.values()), position="top")
    route, language = find(page.url_path, STEWARD_ROUTES)
    reader = reader_of(language)
    st.set_page_config(
        page_title=reader.say("door.title", page=page.title, site=reader.say("steward.site")),
        page_icon=str(REPOSITORY / "static" / "favicon.png"),
        layout="wide",
    )
    room = st.session_state["visit"] = Room(reader, route, pages, standing)
    follow(room)
    _head(room)
    if not may_open(route.key, standing.person):
        refuse(room)
        return
    st.caption(f":material/visibility_lock: {reader.say('steward.screen')}")
    _run(page, reader)


def _head(room: Room) -> None:
    """Whose room it is, who is in it, and the language link."""
    reader = room.reader
    other = "en" if reader.language == "sv" else "sv"
    with st.container(horizontal=True, horizontal_alignment="distribute", key="head"):
        st.markdown(reader.say("steward.site"))
        with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center", key="who"):
            if room.standing.why == SIGNED_IN:
                st.markdown(room.person.name)
                st.button(reader.say("sign_in.out"), on_click=sign_out, key="sign-out", type="tertiary")
            st.page_link(
                room.pages[room.route.key, other],
                label=reader_of(other).say("site.this_language"),
                query_params=[(key, value) for key in st.query_params for value in st.query_params.get_all(key)],
            )


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
