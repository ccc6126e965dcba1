"""What surrounds every page: the menu in the reader's language, the other language, the foot."""

import logging
import traceback
from urllib.parse import urlsplit

import streamlit as st

from declaration.access.rules import may_open
from declaration.access.session import current_standing, sign_out
from declaration.access.standing import NOT_CONFIGURED, SIGNED_IN, Standing
from declaration.contact import contact
from declaration.home import REPOSITORY
from declaration.language import Reader, reader_of
from declaration.release.shelf import NoReleaseError
from declaration.routes import LANGUAGES, ROUTES, Route, find
from declaration.ui.document import follow
from declaration.ui.edition import Edition
from declaration.ui.sign_in import refuse
from declaration.ui.turn import turn
from declaration.ui.visit import Visit, chosen_release, leave_earlier_release


def run() -> None:
    """Show the page that the address asks for, when it is its turn."""
    with turn():
        _show()


def _show() -> None:
    language, standing = _language_of_address(), current_standing()
    pages = {
        (route.key, lang): st.Page(
            REPOSITORY / route.script,
            title=reader_of(lang).say(f"page.{route.key}"),
            url_path=route.path(lang) or "start",
            default=route.path(lang) == "",
            visibility="visible"
            if lang == language and route.in_menu and may_open(route.key, standing.person)
            else "hidden",
        )
        for lang in LANGUAGES
        for route in ROUTES
    }
    page = st.navigation(list(pages.values()), position="top")
    route, language = find(page.url_path)
    reader = reader_of(language)
    st.set_page_config(
        page_title=reader.say("door.title", page=page.title, site=reader.say("site.name")),
        page_icon=str(REPOSITORY / "static" / "favicon.png"),
        layout="wide",
    )
    try:
        release, is_current = chosen_release()
    except NoReleaseError:
        st.title(reader.say("release.none.title"))
        st.markdown(reader.say("release.none.text"))
        return
    visit = st.session_state["visit"] = Visit(Edition(release, language), route, pages, standing)
    follow(visit)
    _head(reader, route, pages, standing)
    if not is_current:
        _earlier_release(reader, release.id)
    if may_open(route.key, standing.person):
        _run(page, reader)
    else:
        refuse(visit)
    _foot(visit, pages)


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


def _language_of_address() -> str:
    """The language of the address in the browser; Swedish where none can be told."""
    found = find(urlsplit(st.context.url or "").path)
    return found[1] if found else "sv"


def _head(reader: Reader, route: Route, pages: dict, standing: Standing) -> None:
    """Whose page it is, who reads it, and the language link, which keeps what the address holds."""
    other = "en" if reader.language == "sv" else "sv"
    with st.container(horizontal=True, horizontal_alignment="distribute", key="head"):
        st.markdown(reader.say("site.name"))
        with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center", key="who"):
            if standing.why == SIGNED_IN:
                st.markdown(standing.person.name)
                st.button(reader.say("sign_in.out"), on_click=sign_out, key="sign-out", type="tertiary")
            elif standing.why != NOT_CONFIGURED and route.key != "sign_in":
                st.page_link(pages[("sign_in", reader.language)], label=reader.say("sign_in.link"))
            st.page_link(
                pages[(route.key, other)],
                label=reader_of(other).say("site.this_language"),
                query_params=[(key, value) for key in st.query_params for value in st.query_params.get_all(key)],
            )


def _earlier_release(reader: Reader, release_id: str) -> None:
    """Says that what is shown has been replaced, with the way back."""
    with st.container(horizontal=True, vertical_alignment="center", key="earlier-release"):
        st.warning(reader.say("release.earlier", release=release_id), icon=":material/history:")
        st.button(reader.say("release.to_current"), on_click=leave_earlier_release)


def _foot(visit: Visit, pages: dict) -> None:
    """Who stands behind the page, which release it shows, and the accessibility statement."""
    reader = visit.reader
    st.divider()
    with st.container(horizontal=True, key="foot"):
        st.caption(reader.say("foot.release", release=visit.release.id, date=reader.date(visit.edition.built_on)))
        st.page_link(pages[("accessibility", reader.language)], label=reader.say("page.accessibility"))
        st.page_link(pages[("method", reader.language)], label=reader.say("page.method"))
