"""The member's desk on the page: who is at it, and what this session holds.

Nothing here is cached across people. A file lies in this session's memory until it is sent or taken away.
"""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import pandas as pd
import streamlit as st

from declaration.access.own import Own
from declaration.clock import today
from declaration.desk.checking import Checked, checker, report_of
from declaration.desk.deadline import Calendar, calendar
from declaration.desk.folder import Letter
from declaration.desk.letters import DeskReceipt, letters_of
from declaration.home import home_folder, served_folder
from declaration.language import Reader
from declaration.reports.reading import Lists, lists
from declaration.reports.report import Report
from declaration.ui.choice import choose_one
from declaration.ui.upload import Upload
from declaration.ui.visit import Visit


@dataclass
class Handing:
    """What a session holds of one member's handing in: the file, what was read in it, the receipt of the last one."""

    member_id: str
    upload: Upload | None = None
    checked: dict[tuple[int, str], Checked] = field(default_factory=dict)
    receipt: DeskReceipt | None = None
    target: Letter | None = None


@dataclass(frozen=True)
class Desk:
    """One visit to the desk."""

    visit: Visit
    member_id: str
    own: Own | None
    calendar: Calendar
    known: Lists
    today: date

    @property
    def reader(self) -> Reader:
        """Whoever reads."""
        return self.visit.reader

    @property
    def handing(self) -> Handing:
        """What this session holds for this member, and for nobody else."""
        held = st.session_state.get("handing")
        if held is None or held.member_id != self.member_id:
            held = st.session_state["handing"] = Handing(self.member_id)
        return held

    @cached_property
    def letters(self) -> list[Letter]:
        """What the member has handed in here."""
        return letters_of(served_folder(home_folder()), self.member_id)

    @cached_property
    def receipts(self) -> pd.DataFrame:
        """What this release took in of the member."""
        columns = ["year", "receipt_id", "received_at", "file", "sha256", "supersedes"]
        return pd.DataFrame(columns=columns) if self.own is None else self.own.ask("report_receipts")

    @cached_property
    def notes(self) -> list[str]:
        """The letters of the notes that this release took in."""
        return [] if self.own is None else self.own.ask("stand_notes")["letter_id"].tolist()

    @cached_property
    def reported(self) -> tuple[pd.DataFrame, ...] | None:
        """Lines, denominators and measures of all years, as this release has them."""
        if self.own is None:
            return None
        return tuple(self.own.ask(f"report_{name}") for name in ("lines", "denominators", "measures"))

    def report(self, year: int) -> Report | None:
        """The member's own report of a year, as this release has it."""
        return None if self.reported is None else report_of(self.member_id, year, *self.reported)


def open_desk(visit: Visit) -> Desk:
    """The desk for the member who is signed in. Readies what reads files, so that the first need not wait for it."""
    checker.warm()
    return Desk(visit, visit.person.member_id, visit.own, calendar(), lists(), today())


def choose_year(desk: Desk) -> int:
    """The year that is reported: the one in hand unless another is asked for."""
    years = desk.calendar.years(desk.today)
    options = {str(year): str(year) for year in years}
    return int(choose_one(desk.reader.say("desk.year"), "year", options, str(years[0])))


def put_away(handing: Handing) -> None:
    """Forget the file and what was read in it."""
    handing.upload = None
    handing.checked.clear()
