"""What the dashboard and the steward's room have in common around a page: the pages there are, the title, the head."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

import streamlit as st

from declaration.access.rules import may_open
from declaration.access.session import sign_out
from declaration.access.standing import NOT_CONFIGURED, SIGNED_IN, Standing
from declaration.home import REPOSITORY
from declaration.language import Reader, reader_of
from declaration.routes import LANGUAGES, Route, find


@dataclass(frozen=True)
class Opened:
    """What the address asks for: the page, its route and language, and every page to link to."""

    page: st.Page
    route: Route
    reader: Reader
    pages: Mapping[tuple[str, str], st.Page]


class Visited(Protocol):
    """What the head is drawn for: a visit to the dashboard, or to the steward's room."""

    reader: Reader
    route: Route
    pages: Mapping[tuple[str, str], st.Page]
    standing: Standing


def open_address(routes: tuple[Route, ...], standing: Standing, site: str) -> Opened:
    """The page that the address asks for, with its title and the menu in its language.

    routes: the pages there are; the menu lists those that open for who stands there. site: key of the site's name.
    """
    found = find(urlsplit(st.context.url or "").path, routes)
    language = found[1] if found else "sv"
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
        for route in routes
    }
    page = st.navigation(list(pages.values()), position="top")
    route, language = find(page.url_path, routes)
    reader = reader_of(language)
    st.set_page_config(
        page_title=reader.say("door.title", page=page.title, site=reader.say(site)),
        page_icon=str(REPOSITORY / "static" / "favicon.png"),
        layout="wide",
    )
    return Opened(page, route, reader, pages)


def show_head(visit: Visited, site: str) -> None:
    """Whose page it is, who reads it, and the language link, which keeps what the address holds."""
    reader, route, standing = visit.reader, visit.route, visit.standing
    other = "en" if reader.language == "sv" else "sv"
    entrance = visit.pages.get(("sign_in", reader.language))
    with st.container(horizontal=True, horizontal_alignment="distribute", key="head"):
        st.markdown(reader.say(site))
        with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center", key="who"):
            if standing.why == SIGNED_IN:
                st.markdown(standing.person.name)
                st.button(reader.say("sign_in.out"), on_click=sign_out, key="sign-out", type="tertiary")
            elif standing.why != NOT_CONFIGURED and entrance and route.key != "sign_in":
                st.page_link(entrance, label=reader.say("sign_in.link"))
            st.page_link(
                visit.pages[route.key, other],
                label=reader_of(other).say("site.this_language"),
                query_params=[(key, value) for key in st.query_params for value in st.query_params.get_all(key)],
            )
