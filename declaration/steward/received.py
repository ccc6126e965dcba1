"""Who has reported: receipts of one programme beside its register, and how full the years are."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from declaration.programme.coverage import coverage
from declaration.programme.membership import of_members
from declaration.programme.rules import Rules, rules_from_frame
from declaration.release.programme import DEMONSTRATION, REPORTED, Programme, base_of
from declaration.reports.notes import COLUMNS as NOTE_COLUMNS
from declaration.reports.notes import TARGET, all_notes
from declaration.reports.store import Receipt, receipts
from declaration.sealing.key import Seal

#: how a member stands in a year, the most urgent first
LETTER_REFUSED, LETTER_WAITING, MISSING, CORRECTED, IN_FORCE, NOT_EXPECTED = (
    *("letter_refused", "letter_waiting", "missing", "corrected", "in_force", "not_expected"),
)
STANDINGS = (LETTER_REFUSED, LETTER_WAITING, MISSING, CORRECTED, IN_FORCE, NOT_EXPECTED)
KINDS = (REPORTED, DEMONSTRATION)
COVERAGE_COLUMNS = [
    *("year", "members", "reporters", "reporters_share", "emissions_share", "estimated_share", "status_allowed")
]
SUM_COLUMNS = ["activity_code", "carrier_code", "quantity", "unit"]


@dataclass(frozen=True)
class Book:
    """All that was received of one programme.

    kind: one of KINDS. register: member_id, name, category, joined_year, left_year; the first year is missing for
    who has never reported. receipts: also those that were replaced since. notes: `reports.notes.COLUMNS`.
    """

    kind: str
    register: pd.DataFrame
    receipts: tuple[Receipt, ...]
    notes: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=NOTE_COLUMNS))

    @property
    def in_force(self) -> dict[tuple[str, int], Receipt]:
        """(member, year) → the receipt in force: the latest one."""
        return {(r.member_id, r.year): r for r in sorted(self.receipts, key=lambda r: r.received_at)}

    @property
    def names(self) -> dict[str, str]:
        """member_id → name, in the order of names."""
        rows = self.register.sort_values("name", key=lambda names: names.str.casefold())
        return dict(zip(rows["member_id"], rows["name"], strict=True))


def book_of(kind: str, home: Path, data: Path, seal: Seal | None, programme: Programme | None) -> Book:
    """What was received of the members' own programme, or of the demonstration.

    programme: the one that a release would be made of, if there is one; it knows what the demonstration received.
    Raises SealingError where what is held does not open.
    """
    if kind == DEMONSTRATION:
        register = pd.read_csv(data / "demonstration" / "programme.csv", dtype={"member_id": str})
        if programme is None or programme.kind != DEMONSTRATION:
            return Book(kind, register, ())
        return Book(kind, register, tuple(programme.receipts), programme.notes)
    inbox = home / "inbox"
    held = tuple(receipts(inbox, key=seal)) if inbox.is_dir() else ()
    register = pd.read_csv(data / "members.csv", dtype={"member_id": str})
    first = {r.member_id: r.year for r in sorted(held, key=lambda r: -r.year)}
    return Book(
        kind,
        register.assign(joined_year=register["member_id"].map(first), left_year=np.nan),
        held,
        all_notes(inbox, seal),
    )


def years_of(book: Book, closed: int) -> list[int]:
    """From the first year reported to the last that is closed, or was reported already; the newest first."""
    reported = [receipt.year for receipt in book.receipts]
    return list(range(max([closed, *reported]), min([closed, *reported]) - 1, -1))


def standings(book: Book, years: Sequence[int], letters: Mapping[tuple[str, int], str] | None = None) -> pd.DataFrame:
    """Each member's standing in each year: member_id, name, category, and a column a year (one of STANDINGS).

    letters: (member, year) → LETTER_WAITING or LETTER_REFUSED. Who has never reported is missed in the newest year.
    """
    in_force, letters = book.in_force, letters or {}
    made = []
    for row in book.register.sort_values("name", key=lambda names: names.str.casefold()).itertuples(index=False):
        first = row.joined_year if pd.notna(row.joined_year) else max(years)
        expected = {year for year in years if first <= year and not row.left_year < year}
        found = {year: _standing(in_force.get((row.member_id, year)), year in expected) for year in years}
        found |= {year: letters[row.member_id, year] for year in years if (row.member_id, year) in letters}
        made.append({"member_id": row.member_id, "name": row.name, "category": row.category, **found})
    return pd.DataFrame(made, columns=["member_id", "name", "category", *years])


def _standing(receipt: Receipt | None, is_expected: bool) -> str:
    if receipt is None:
        return MISSING if is_expected else NOT_EXPECTED
    return CORRECTED if receipt.supersedes else IN_FORCE


def counts(rows: pd.DataFrame, year: int) -> dict[str, int]:
    """Standing → how many members stand so in a year."""
    found = rows[year].value_counts()
    return {standing: int(found.get(standing, 0)) for standing in STANDINGS}


def those(rows: pd.DataFrame, year: int, wanted: Collection[str]) -> pd.DataFrame:
    """The members who stand in one of these ways in a year."""
    return rows[rows[year].isin(list(wanted))].reset_index(drop=True)


def rules_of(data: Path) -> Rules:
    """The programme's rules: how much coverage a status takes."""
    return rules_from_frame(pd.read_csv(data / "accounting" / "programme_rules.csv"))


def coverage_rows(programme: Programme, rules: Rules) -> pd.DataFrame:
    """Coverage year by year (COVERAGE_COLUMNS, shares 0-1), the newest first; true shares, unlike the published."""
    own = of_members(programme.rows, programme.membership)
    made = coverage(own, programme.membership, base_of(programme), rules)
    return made.sort_values("year", ascending=False, ignore_index=True)[COVERAGE_COLUMNS]


def receipts_of(book: Book, member_id: str, year: int) -> list[Receipt]:
    """Every receipt of a member and year, the one in force first."""
    own = [r for r in book.receipts if (r.member_id, r.year) == (member_id, year)]
    return sorted(own, key=lambda r: r.received_at, reverse=True)


def notes_of(book: Book, member_id: str, year: int) -> pd.DataFrame:
    """What a member wrote about its report of a year, and its own targets, which are of no report: as they came."""
    own = book.notes[book.notes["member_id"].eq(member_id)]
    return own[own["kind"].eq(TARGET) | own["year"].eq(year)].sort_values("sent_at", kind="stable", ignore_index=True)


def sum_rows(receipt: Receipt, before: Receipt | None) -> pd.DataFrame:
    """A receipt's sums (SUM_COLUMNS, quantity in `unit`), and `before`: the same in the receipt it replaced."""
    keys = ["activity_code", "carrier_code", "unit"]
    rows = pd.DataFrame(receipt.sums, columns=SUM_COLUMNS)
    if before is None:
        return rows.assign(before=np.nan)
    earlier = pd.DataFrame(before.sums, columns=SUM_COLUMNS).rename(columns={"quantity": "before"})
    return rows.merge(earlier, on=keys, how="outer")[[*SUM_COLUMNS, "before"]]
