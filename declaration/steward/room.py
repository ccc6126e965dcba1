"""One visit to the steward's room: who reads, in which language, and what this home holds."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from pathlib import Path

import pandas as pd
import streamlit as st

from declaration.access.standing import Person, Standing
from declaration.home import DATA, home_folder, served_folder
from declaration.language import Reader
from declaration.release.programme import REPORTED, Programme, read_programme
from declaration.release.shelf import NoReleaseError, Release, current_release, find_release, releases
from declaration.routes import Route
from declaration.sealing.key import Seal, key_of
from declaration.steward.received import Book, book_of
from declaration.steward.upcoming import last_closed_year


@dataclass(frozen=True)
class Room:
    """What a page of the steward's needs. Nothing of it outlives the visit but the programme (`programme_of`)."""

    reader: Reader
    route: Route
    pages: Mapping[tuple[str, str], st.Page]
    standing: Standing

    @property
    def person(self) -> Person | None:
        """Who is signed in."""
        return self.standing.person

    @property
    def home(self) -> Path:
        """The home whose data holder this is."""
        return home_folder()

    @cached_property
    def seal(self) -> Seal | None:
        """The home's key; None in a home that has never received anything. Raises SealingError for a lost one."""
        is_new = not (has_key(self.home) or (self.home / "inbox").is_dir() or served_folder(self.home).is_dir())
        return None if is_new else key_of(self.home)

    @cached_property
    def current(self) -> Release | None:
        """The release that readers see, if there is one."""
        try:
            return current_release(self.home)
        except NoReleaseError:
            return None

    @cached_property
    def releases(self) -> list[Release]:
        """Every release on the shelf, the newest first."""
        return releases(self.home)[::-1]

    @property
    def closed(self) -> int:
        """The last year that may be published now."""
        return last_closed_year(DATA, datetime.now(UTC))

    @cached_property
    def programme(self) -> Programme | None:
        """What a release made now would be made of; None before the first, which receives the demonstration."""
        if self.current is None:
            return None
        with st.spinner(self.reader.say("steward.reading")):
            return programme_of(self.home, received_state(self.home))

    def book(self, kind: str) -> Book:
        """What was received of one of the two programmes."""
        return book_of(kind, self.home, DATA, self.seal, self.programme)

    @cached_property
    def names(self) -> dict[str, str]:
        """member_id → name, of the members and of the demonstration's reporters."""
        registers = (pd.read_csv(DATA / file) for file in ("members.csv", "demonstration/programme.csv"))
        return {row.member_id: row.name for rows in registers for row in rows.itertuples(index=False)}

    @property
    def kind_in_force(self) -> str:
        """The programme that releases are made of."""
        return self.programme.kind if self.programme else REPORTED

    def ledger(self, release: Release) -> Path:
        """The ledger that a release stands in."""
        return self.home / "ledger" / release.manifest()["ledger_file"]

    def named(self, release_id: str) -> Release | None:
        """A release on the shelf by its id."""
        return find_release(self.home, release_id)

    def link(self, route: str, label: str, **query: str) -> None:
        """A link to another page in the reader's language."""
        st.page_link(self.pages[route, self.reader.language], label=label, query_params=query)


@lru_cache(maxsize=1)
def programme_of(home: Path, state: tuple[str, ...]) -> Programme:
    """What a home holds in this state of it (`received_state`), read once: it takes some seconds."""
    return read_programme(home, DATA, None, key_of(home))


def has_key(home: Path) -> bool:
    """Whether the data holder's key is at hand."""
    named = os.environ.get("DECLARATION_KEY") or os.environ.get("DECLARATION_KEY_FILE")
    return bool(named) or (home / "secret" / "key").is_file()


def is_data_holders(home: Path) -> bool:
    """Whether a home is the data holder's, or a new one that may become it; not one that is only read on the web."""
    return has_key(home) or (home / "inbox").is_dir() or not served_folder(home).is_dir()


def received_state(home: Path) -> tuple[str, ...]:
    """What tells that something was received since: the names of everything in the stores, and the release."""
    stores = (home / "inbox", home / "demonstration")
    kept = [str(path) for store in stores for path in store.rglob("*") if path.name.startswith("receipt.json")]
    notes = [str(path) for store in stores for path in store.glob("**/notes/**/*") if path.is_file()]
    pointer = served_folder(home) / "releases" / "current"
    return (*sorted(kept), *sorted(notes), pointer.read_text() if pointer.is_file() else "")


def current_room() -> Room:
    """The visit that the page being drawn belongs to."""
    return st.session_state["visit"]
