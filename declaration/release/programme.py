"""The members' programme that a release is made of: what was received, read, put together and accounted.

Until members report, the demonstration programme stands in: its reports pass through the same reception and accounting
as real ones. Reads `data/accounting/`, `data/demonstration/` and `data/targets.csv`; `programme_tables` writes what the
gate lets through of it.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from declaration.accounting.emissions import account
from declaration.accounting.rates import constant_rate_table, rate_table
from declaration.accounting.tables import NAMES, Tables, tables_from_frames
from declaration.accounting.totals import counted
from declaration.accounting.uncertainty import sigma
from declaration.demonstration.programme import Received, receive_all, stated_targets
from declaration.disclosure.gate import Edition
from declaration.programme.base_year import contributions
from declaration.programme.estimates import QUALITY, with_estimates
from declaration.programme.intensities import intensities
from declaration.programme.levels import TOTAL
from declaration.programme.membership import checked, members_of, of_members
from declaration.programme.rules import rules_from_frame
from declaration.release.contributions import edition_of, with_groups
from declaration.reports.notes import all_notes
from declaration.reports.reading import lists
from declaration.reports.report import Report
from declaration.reports.store import Receipt, demonstration_handed_in, load, members_inbox, receipts
from declaration.sealing.key import Seal
from declaration.trajectory.targets import Target, read_targets

DEMONSTRATION, REPORTED = "demonstration", "reported"
#: members whose reports it takes for the programme to be made of them
LEAST_REPORTERS = 5
TARGET = "programme_2030"
#: of a measure that has been begun
UNDER_WAY = ("started", "done")


@dataclass(frozen=True)
class Programme:
    """All that was reported, accounted: emission rows with estimates for missing reports, and what goes with them.

    kind: `reported` or `demonstration`. edition: tells apart programmes that have nothing to do with each other.
    rows: emission rows of all years with column `estimated`; constant: the same with the base year's factors.
    receipts: of all reports, also those replaced since. notes: `reports.notes.COLUMNS`, what members wrote beside them.
    """

    rows: pd.DataFrame
    constant: pd.DataFrame
    membership: pd.DataFrame
    reports: tuple[Report, ...]
    corrected: dict[int, int]
    tables: Tables
    target: Target
    edition: str
    kind: str
    receipts: tuple[Receipt, ...]
    notes: pd.DataFrame

    @property
    def years(self) -> range:
        """From the first to the last year reported."""
        return range(int(self.rows["year"].min()), int(self.rows["year"].max()) + 1)

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """The years between which the change is explained: each to the next, and the base year to the last."""
        pairs = [(year - 1, year) for year in self.years[1:]]
        whole = (self.target.base_year, self.years[-1])
        return pairs if whole in pairs or whole[0] not in self.years else [*pairs, whole]

    def together(self, part: str) -> pd.DataFrame:
        """`lines`, `denominators` or `measures` of all reports in one table."""
        return pd.concat([getattr(report, part) for report in self.reports], ignore_index=True)


def read_programme(home: Path, data: Path, as_of: str | None = None, seal: Seal | None = None) -> Programme:
    """The programme, accounted: of the members' own reports once enough have reported, else the demonstration's.

    as_of: as it was known at that time (ISO 8601, UTC); None for all that was received. seal: the inbox's.
    """
    received, register = _received(home, data, as_of, seal)
    tables = tables_from_frames({name: pd.read_csv(data / "accounting" / f"{name}.csv") for name in NAMES})
    target = next(t for t in read_targets(data / "targets.csv") if t.target_id == TARGET)
    membership = checked(register)
    rules = rules_from_frame(pd.read_csv(data / "accounting" / "programme_rules.csv"))
    lines = pd.concat([report.lines for report in received.reports], ignore_index=True)
    years = sorted(int(y) for y in lines["year"].unique())
    spread = float(sigma(tables.quality_gsd2[QUALITY]))
    # one year's factors for the whole series, and always the same year's: what was published stands
    fixed = min(max(target.base_year, years[0]), years[-1])
    rows, constant = (
        with_estimates(account(lines, tables, rates), membership, rules, spread)
        for rates in (rate_table(tables, years), constant_rate_table(tables, years, fixed))
    )
    reports = tuple(received.reports)
    about = *_edition(received), received.receipts, received.notes
    return Programme(rows, constant, membership, reports, received.corrected, tables, target, *about)


def _received(home: Path, data: Path, as_of: str | None, seal: Seal | None) -> tuple[Received, pd.DataFrame]:
    """The reports in force, and the register of those who sent them: never both programmes in one.

    A member counts from the first year it reported for, until the register says otherwise.
    """
    register = pd.read_csv(data / "members.csv", dtype={"member_id": str})
    own = _store(members_inbox(home), set(register["member_id"]), as_of, seal)
    if len({receipt.member_id for receipt in own.receipts}) < LEAST_REPORTERS:
        register = pd.read_csv(data / "demonstration" / "programme.csv", dtype={"member_id": str})
        invented = receive_all(demonstration_inbox(home), data / "demonstration", lists(data), as_of)
        handed_in = _store(demonstration_handed_in(home), set(register["member_id"]), as_of, seal)
        invented = replace(invented, notes=stated_targets(data / "demonstration", as_of))
        return _together(invented, handed_in), register
    in_force = sorted(own.receipts, key=lambda receipt: -receipt.year)
    first = pd.Series({receipt.member_id: receipt.year for receipt in in_force}, name="joined_year")
    register = register.merge(first, left_on="member_id", right_index=True)
    return own, register.assign(left_year=np.nan, corporate_group="")


def _store(store: Path, members: set[str], as_of: str | None, seal: Seal | None) -> Received:
    """What a store holds of these members; whatever lies there of anybody else counts nowhere."""
    every = receipts(store, key=seal) if store.is_dir() else []
    known = [r for r in every if r.member_id in members and (as_of is None or r.received_at <= as_of)]
    in_force = {(r.member_id, r.year): r for r in known}.values()
    notes = all_notes(store, seal, as_of)
    return Received(
        store,
        tuple(load(store, receipt, seal) for receipt in in_force),
        _corrected(known),
        tuple(known),
        notes[notes["member_id"].isin(members)].reset_index(drop=True),
    )


def _together(invented: Received, handed_in: Received) -> Received:
    """The demonstration with what was handed in for its members: of a member and year the report received last."""
    every = (*invented.receipts, *handed_in.receipts)
    # sorted is stable: of two received in one second the one handed in counts
    last = {(r.member_id, r.year): r for r in sorted(every, key=lambda r: r.received_at)}
    own = {key for key, receipt in last.items() if receipt in handed_in.receipts}
    reports = [r for r in invented.reports if (r.member_id, r.year) not in own]
    reports += [r for r in handed_in.reports if (r.member_id, r.year) in own]
    notes = pd.concat([invented.notes, handed_in.notes], ignore_index=True)
    return replace(invented, reports=tuple(reports), corrected=_corrected(every), receipts=every, notes=notes)


def _corrected(every: Sequence[Receipt]) -> dict[int, int]:
    """Year → how many members' reports were replaced."""
    sent = Counter((receipt.member_id, receipt.year) for receipt in every)
    return dict(sorted(Counter(year for (_, year), times in sent.items() if times > 1).items()))


def _edition(received: Received) -> tuple[str, str]:
    """The edition and the kind of what was received: the members' own has one for good."""
    own = received.inbox.name == "inbox"
    return ("members", REPORTED) if own else (received.inbox.name, DEMONSTRATION)


def demonstration_inbox(home: Path) -> Path:
    """Where the demonstration programme's reports are received."""
    return home / "demonstration" / "inbox"


def closed(programme: Programme, last: int) -> Programme:
    """The programme up to the last year that is closed (rule 21)."""
    return replace(
        programme,
        rows=programme.rows[programme.rows["year"].le(last)],
        constant=programme.constant[programme.constant["year"].le(last)],
        reports=tuple(report for report in programme.reports if report.year <= last),
        receipts=tuple(receipt for receipt in programme.receipts if receipt.year <= last),
    )


def contributions_of(programme: Programme) -> Edition:
    """Who stands behind each figure, for the gate and the vault."""
    edition = edition_of(
        programme.rows,
        programme.constant,
        programme.membership,
        programme.together("denominators"),
        newest_measures(programme.reports),
        programme.pairs,
    )
    return replace(edition, side=pd.concat([edition.side, missing_parts(programme)], ignore_index=True))


def intensities_of(programme: Programme) -> pd.DataFrame:
    """Members' intensities with category and corporate group, for the peer statistics."""
    own = of_members(programme.rows, programme.membership)
    groups = with_groups(programme.membership)[["member_id", "category", "group_id"]]
    return intensities(own, programme.together("denominators")).merge(groups, on="member_id")


def levers_of(programme: Programme) -> pd.DataFrame:
    """group_id, year, lever_code: what corporate groups reported that year as started or done."""
    groups = with_groups(programme.membership)[["member_id", "group_id"]]
    measures = pd.concat([report.measures.assign(year=report.year) for report in programme.reports], ignore_index=True)
    under_way = measures[measures["status"].isin(UNDER_WAY) & measures["lever_code"].fillna("").ne("")]
    return under_way.merge(groups)[["group_id", "year", "lever_code"]].drop_duplicates(ignore_index=True)


def missing_parts(programme: Programme) -> pd.DataFrame:
    """Blocks `estimated` (what stands for missing reports) and `missing_base` (their base-year emissions), t CO2e."""
    groups = with_groups(programme.membership).set_index("member_id")["group_id"]
    own = counted(of_members(programme.rows, programme.membership))
    guessed = own[own["estimated"]].groupby(["member_id", "year"])["co2e_kg"].sum() / 1000
    base = base_of(programme).groupby("member_id")["base_t"].sum()
    absent = [
        (member, int(year), float(base.get(member, 0.0)))
        for year in programme.years
        for member in sorted(members_of(programme.membership, year) - sent_in(programme, year))
    ]
    rows = [("estimated", groups[m], TOTAL, int(y), float(t)) for (m, y), t in guessed.items()]
    rows += [("missing_base", groups[m], TOTAL, y, t) for m, y, t in absent if t]
    made = pd.DataFrame(rows, columns=["block", "group_id", "code", "year", "amount"])
    return made.groupby(["block", "group_id", "code", "year"], as_index=False)["amount"].sum()


def wholes_of(programme: Programme) -> dict[tuple[str, int], float]:
    """(block, year) → what `missing_parts` are parts of: the year's tonnes, its members' base-year tonnes (t CO2e)."""
    tonnes = counted(of_members(programme.rows, programme.membership)).groupby("year")["co2e_kg"].sum() / 1000
    base = base_of(programme).groupby("member_id")["base_t"].sum()
    made = {("estimated", int(year)): float(t) for year, t in tonnes.items()}
    for year in programme.years:
        made["missing_base", year] = float(base[base.index.isin(members_of(programme.membership, year))].sum())
    return made


def sent_in(programme: Programme, year: int) -> frozenset[str]:
    """Who sent a report of the year."""
    return frozenset(report.member_id for report in programme.reports if report.year == year)


def base_of(programme: Programme) -> pd.DataFrame:
    """Members' base-year contributions."""
    base_year = max(programme.target.base_year, programme.years[0])
    return contributions(programme.rows, programme.membership, min(base_year, programme.years[-1]))


def newest_measures(reports: tuple[Report, ...]) -> pd.DataFrame:
    """Each member's measures as its latest report lists them."""
    latest = {}
    for report in sorted(reports, key=lambda r: r.year):
        latest[report.member_id] = report.measures
    return pd.concat(latest.values(), ignore_index=True)
