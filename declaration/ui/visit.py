"""One visit to one page: who reads, in which language, from which release, and what it opens for them."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from declaration.access.own import Own, open_own
from declaration.access.standing import Person, Standing
from declaration.home import home_folder
from declaration.language import Reader
from declaration.release.shelf import Release, current_release, find_release
from declaration.routes import Route
from declaration.ui.edition import Edition


@dataclass(frozen=True)
class Visit:
    """What a page needs to know: what it reads from, its route, and every page to link to."""

    edition: Edition
    route: Route
    pages: Mapping[tuple[str, str], st.Page]
    standing: Standing

    @property
    def person(self) -> Person | None:
        """Who is signed in, None for anybody."""
        return self.standing.person

    @property
    def own(self) -> Own | None:
        """The signed-in member's own figures in this release; None where the release has none of this member.

        The file is opened once a session and again for another release. Raises NotAMemberError for all but members.
        """
        held = st.session_state.get("own")
        wanted = (self.person and self.person.member_id, self.release.id)
        if held is None or (held.member_id, held.release_id) != wanted:
            held = st.session_state["own"] = open_own(home_folder(), self.release, self.person)
        return held

    @property
    def reader(self) -> Reader:
        """Texts and figures as this visit's language writes them."""
        return self.edition.reader

    @property
    def release(self) -> Release:
        """The release that is read."""
        return self.edition.release

    def ask(self, name: str, **parameters: object) -> pd.DataFrame:
        """The answer to a question of `queries/public/`, from this visit's release."""
        return self.edition.ask(name, **parameters)

    def link(self, route: str, label: str, **query: str) -> None:
        """A link to another page in the reader's language, which keeps what `query` asks for."""
        st.page_link(self.pages[route, self.reader.language], label=label, query_params=query)


def chosen_release() -> tuple[Release, bool]:
    """The release named by `?release=`, else the current one; and whether it is the current one.

    An earlier release stays chosen while its reader walks from page to page, and stays in the address.
    """
    home = home_folder()
    current = current_release(home)
    wanted = st.query_params.get("release") or st.session_state.get("earlier_release")
    named = find_release(home, wanted) if wanted else None
    if named is None or named.id == current.id:
        return current, True
    st.session_state["earlier_release"] = st.query_params["release"] = named.id
    return named, False


def leave_earlier_release() -> None:
    """Back to the current release."""
    st.session_state.pop("earlier_release", None)
    st.query_params.pop("release", None)


def current_visit() -> Visit:
    """The visit that the page being drawn belongs to."""
    return st.session_state["visit"]
