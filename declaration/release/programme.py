"""The members' programme in a release: what the gate lets through, and nothing else.

Until members report, the demonstration programme fills these tables: its reports pass through the same reception,
accounting and gate as real ones. Reads `data/accounting/`, `data/demonstration/`, `data/disclosure/` and
`data/targets.csv`; writes `programme_*`, `released_number`, `released_class` and the tables of the accounting itself.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from declaration.accounting.emissions import account
from declaration.accounting.rates import constant_rate_table, rate_table
from declaration.accounting.tables import NAMES, Tables, tables_from_frames
from declaration.accounting.totals import counted, total
from declaration.accounting.trace import explain
from declaration.accounting.uncertainty import sigma
from declaration.demonstration.programme import Received, receive_all, stated_targets
from declaration.disclosure.gate import Edition
from declaration.programme.base_year import contributions
from declaration.programme.coverage import coverage
from declaration.programme.drivers import driver_parts, drivers
from declaration.programme.estimates import QUALITY, with_estimates
from declaration.programme.intensities import intensities
from declaration.programme.levels import TOTAL
from declaration.programme.membership import checked, members_of, of_members
from declaration.programme.rules import rules_from_frame
from declaration.programme.split import EFFECTS
from declaration.release.contributions import edition_of, with_groups
from declaration.release.gating import Gated
from declaration.release.published import (
    cell_rows,
    change_rows,
    comparisons,
    driver_rows,
    left_out_rows,
    like_for_like,
    measure_rows,
    part_rows,
    reported_levels,
    told_spread,
)
from declaration.release.trajectories import assessment_row
from declaration.reports.notes import all_notes
from declaration.reports.reading import lists
from declaration.reports.report import Report
from declaration.reports.store import Receipt, demonstration_handed_in, load, members_inbox, receipts
from declaration.sealing.key import Seal
from declaration.trajectory.assessment import Assessment, assess
from declaration.trajectory.series import Series
from declaration.trajectory.targets import Target, read_targets

DEMONSTRATION, REPORTED = "demonstration", "reported"
#: members whose reports it takes for the programme to be made of them
LEAST_REPORTERS = 5
TARGET = "programme_2030"
#: committed tables of the accounting that readers can search and take away: file → table
SHOWN = {"emission_factors": "emission_factor", "carriers": "carrier", "activities": "activity"}
#: of a measure that has been begun
UNDER_WAY = ("started", "done")
#: how the same tonnes can be cut, in the order shown; each a column of a line without `_t`
PARTS = ("co2e", "scope_1", "scope_2", "scope_3", "ttw", "wtt", "unsplit", "market", "biogenic_co2")
#: a line that belongs to nobody, for the worked example on the method page
EXAMPLE = {
    "line_id": "example",
    "member_id": "example",
    "site_id": "example",
    "activity_code": "vessel_fuel",
    "carrier_code": "mgo",
    "quantity": 100_000.0,
    "unit": "litre",
    "data_quality": 1,
    "carrier_is_member": "unknown",
    "share_in_region": 0.9,
    "supplier_factor_kg_per_unit": np.nan,
    "supplier_evidence": "",
    "in_site_meter": "",
    "distance_basis": "sfd",
    "temperature_controlled": "",
}


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


def add_programme(connection: duckdb.DuckDBPyConnection, programme: Programme, gated: Gated, data: Path) -> None:
    """Write the programme's tables: made of the gate's numbers, of who reported, and of nothing else."""
    for name, table in SHOWN.items():
        _create(connection, table, pd.read_csv(data / "accounting" / f"{name}.csv"))
    own = of_members(programme.rows, programme.membership)
    rules = rules_from_frame(pd.read_csv(data / "accounting" / "programme_rules.csv"))
    denominators = programme.together("denominators")
    covered = coverage(own, programme.membership, base_of(programme), rules)
    levels = level_rows(programme, gated)
    verdicts = list(assess_areas(levels, covered, programme))
    for table, rows in {
        "released_number": gated.numbers[gated.numbers["status"].ne("withheld")],
        "released_class": gated.classes,
        "programme_level": levels,
        "programme_comparison": comparisons(gated.numbers),
        "programme_cell": cell_rows(gated.numbers),
        "programme_coverage": coverage_rows(covered, levels, gated.numbers, programme),
        "programme_assessment": pd.DataFrame([row for _, row in verdicts]),
        "programme_path": path_rows(verdicts),
        "programme_change": change_rows(gated.numbers, levels, EFFECTS),
        "programme_driver": driver_rows(gated.numbers, driver_parts(own, denominators), drivers(own, denominators)),
        "programme_measure": measure_rows(gated.numbers),
        "programme_left_out": left_out_rows(gated.numbers),
        "programme_part": part_rows(gated.numbers, PARTS),
        "worked_line": worked_line(programme),
    }.items():
        _create(connection, table, rows)


def level_rows(programme: Programme, gated: Gated) -> pd.DataFrame:
    """area × year × view × factors: t CO2e as published, with step, status, interval, quality class and reporters.

    `reported` sums the members of each year; `like_for_like` follows the last year's level back over comparisons.
    The interval's multiplier is that of the year's emission rows, on a coarse ladder; it does not cover how missing
    reports were estimated. `has_estimates` says that some were.
    """
    reported = reported_levels(gated.numbers)
    like = like_for_like(reported, comparisons(gated.numbers))
    made = pd.concat([reported, like], ignore_index=True)
    own = of_members(programme.rows, programme.membership)
    made = made.merge(spreads(own), on=["area", "year"], how="left")
    made["low_t"], made["high_t"] = made["co2e_t"] / made["spread"], made["co2e_t"] * made["spread"]
    return made.drop(columns="spread").assign(kind=programme.kind)


def spreads(rows: pd.DataFrame) -> pd.DataFrame:
    """area × year: the interval's multiplier `spread` (no unit), quality_class (1-3), reporters, has_estimates."""
    made = []
    own = counted(rows)
    for area, frame in [*own.groupby("home_area"), (TOTAL, own)]:
        for year, group in frame.groupby("year"):
            sums = total(group)
            multiplier = sums["high_t"] / sums["co2e_t"] if sums["co2e_t"] else 1.0
            sent = group[~group["estimated"]]["member_id"].nunique()
            made.append(
                (area, int(year), told_spread(multiplier), sums["quality_class"], sent, bool(group["estimated"].any()))
            )
    return pd.DataFrame(made, columns=["area", "year", "spread", "quality_class", "reporters", "has_estimates"])


def coverage_rows(
    covered: pd.DataFrame, levels: pd.DataFrame, numbers: pd.DataFrame, programme: Programme
) -> pd.DataFrame:
    """Coverage as published: counts, and shares of emissions only as bands (0-1), missing where withheld."""
    whole = levels[levels["area"].eq(TOTAL) & levels["view"].eq("reported") & levels["factors"].eq("own_year")]
    made = covered[["year", "members", "reporters", "reporters_share", "status_allowed"]].copy()
    parts_of = wholes_of(programme)
    for block, name in (("estimated", "estimated"), ("missing_base", "missing")):
        rows = numbers[numbers["block"].eq(block)].set_index("year")
        for end in ("low", "high"):
            told = {year: round(rows.loc[year, end] / parts_of[block, year], 2) for year in rows.index}
            made[f"{name}_share_{end}"] = [told.get(int(year), 0.0) for year in made["year"]]
    return made.assign(
        quality_class=made["year"].map(whole.set_index("year")["quality_class"]),
        corrected=[programme.corrected.get(int(year), 0) for year in made["year"]],
    )


def assess_areas(levels: pd.DataFrame, covered: pd.DataFrame, programme: Programme) -> list[tuple[Assessment, dict]]:
    """Each area and the total, members like for like as published, against the path: the verdict and its row."""
    newest = covered.iloc[-1]
    share = float(newest["reporters_share"]) if newest["status_allowed"] else 0.0
    made = []
    like = levels[levels["view"].eq("like_for_like")]
    for (factors, area), rows in like.groupby(["factors", "area"]):
        told = rows[rows["co2e_t"].gt(0)]
        figures = dict(zip(told["year"].astype(int), told["co2e_t"].astype(float), strict=True))
        if not figures:
            continue
        observed = Series.from_mapping(area, "programme", programme.kind, figures, share)
        verdict = assess(observed, programme.target, now_year=max(figures))
        row = assessment_row(verdict, observed)
        made.append((verdict, {"area": row.pop("area_code"), "factors": factors, **row, "last_kind": programme.kind}))
    return made


def path_rows(verdicts: list[tuple[Assessment, dict]]) -> pd.DataFrame:
    """area × factors × year: the linear path to the stated residual."""
    return pd.DataFrame(
        [
            {"area": verdict.area_code, "factors": row["factors"], **asdict(point)}
            for verdict, row in verdicts
            for point in verdict.path_linear
        ]
    )


def newest_measures(reports: tuple[Report, ...]) -> pd.DataFrame:
    """Each member's measures as its latest report lists them."""
    latest = {}
    for report in sorted(reports, key=lambda r: r.year):
        latest[report.member_id] = report.measures
    return pd.concat(latest.values(), ignore_index=True)


def worked_line(programme: Programme) -> pd.DataFrame:
    """A line that nobody reported, of which only a part lies in the region, step by step: a page's example."""
    tables, year = programme.tables, programme.years[-1]
    line = account(pd.DataFrame([{**EXAMPLE, "year": year}]), tables, rate_table(tables, [year])).iloc[0]
    activity = tables.activities.loc[line["activity_code"]]
    carrier = tables.carriers.loc[line["carrier_code"]]
    return pd.DataFrame(
        [
            {
                "step": number,
                "kind": step.kind,
                "amount": step.value,
                "unit": step.unit,
                "source": step.source,
                "source_url": step.source_url,
                "activity_sv": activity["name_sv"],
                "activity_en": activity["name_en"],
                "carrier_sv": carrier["name_sv"],
                "carrier_en": carrier["name_en"],
                "year": year,
            }
            for number, step in enumerate(explain(line, tables), start=1)
        ]
    )


def _create(connection: duckdb.DuckDBPyConnection, table: str, rows: pd.DataFrame) -> None:
    connection.register("incoming", rows)
    connection.sql("select * from incoming").create(table)
    connection.unregister("incoming")
