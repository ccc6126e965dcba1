"""One visit to one page: who reads, in which language, from which release."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd
import streamlit as st

from declaration.home import home_folder
from declaration.language import Reader
from declaration.release import reader as database
from declaration.release.shelf import Release, current_release, find_release
from declaration.routes import Route


@dataclass(frozen=True)
class Visit:
    """What a page needs to know: its reader, its route, and the release it reads from."""

    reader: Reader
    route: Route
    release: Release
    is_current: bool
    pages: Mapping[tuple[str, str], st.Page]

    def link(self, route: str, label: str, **query: str) -> None:
        """A link to another page in the reader's language, which keeps what `query` asks for."""
        st.page_link(self.pages[route, self.reader.language], label=label, query_params=query)

    @property
    def built_on(self) -> str:
        """The day the release was built, as an ISO date."""
        return _manifest(self.release.id, str(self.release.folder))["built_on"]

    @property
    def built_year(self) -> int:
        """The year the release was built: what a chart calls today."""
        return int(self.built_on[:4])

    def ask(self, name: str, **parameters: object) -> pd.DataFrame:
        """The answer to a question of `queries/public/`, from this visit's release."""
        return _answer(self.release.id, str(self.release.public_database), f"public/{name}", parameters)


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


@st.cache_data(max_entries=8, show_spinner=False)
def _manifest(release_id: str, folder: str) -> dict:
    """The manifest of a release, which never changes."""
    return Release(release_id, Path(folder)).manifest()


@st.cache_resource(max_entries=8, show_spinner=False)
def _database(release_id: str, path: str) -> duckdb.DuckDBPyConnection:
    """One read-only connection a release; each question takes its own cursor."""
    return database.open_database(path)


@st.cache_data(max_entries=1024, show_spinner=False)
def _answer(release_id: str, path: str, name: str, parameters: dict[str, object]) -> pd.DataFrame:
    """Public figures only: what is cached here is shared by all readers."""
    return database.ask(_database(release_id, path), name, **parameters)


def current_visit() -> Visit:
    """The visit that the page being drawn belongs to."""
    return st.session_state["visit"]
