"""The members' programme in a release: sums over the region by year and area, and nothing of any member.

Until members report, and until a gate decides which of their sums may be published, the demonstration programme
fills these tables: its reports pass through the same reception and accounting as real ones. Reads the tables of
`data/accounting/`, `data/demonstration/` and `data/targets.csv`; writes `programme_*`, `worked_line` and the tables
of the accounting itself.
"""

from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb
import pandas as pd

from declaration.accounting.emissions import account
from declaration.accounting.rates import constant_rate_table, rate_table
from declaration.accounting.tables import NAMES, Tables, tables_from_frames
from declaration.accounting.totals import counted, left_out, total
from declaration.accounting.trace import explain
from declaration.accounting.uncertainty import sigma
from declaration.demonstration.programme import receive_all
from declaration.programme.base_year import contributions, rebased_levels
from declaration.programme.coverage import coverage
from declaration.programme.drivers import drivers
from declaration.programme.estimates import QUALITY, with_estimates
from declaration.programme.levels import TOTAL, levels
from declaration.programme.measures import measures_by_area
from declaration.programme.membership import checked, of_members
from declaration.programme.rules import rules_from_frame
from declaration.programme.split import split, state
from declaration.release.trajectories import assessment_row
from declaration.reports.reading import lists
from declaration.reports.report import Report
from declaration.trajectory.assessment import Assessment, assess
from declaration.trajectory.series import Series
from declaration.trajectory.targets import Target, read_targets

KIND = "demonstration"
TARGET = "programme_2030"
#: committed tables of the accounting that readers can search and take away: file → table
SHOWN = {"emission_factors": "emission_factor", "carriers": "carrier", "activities": "activity"}
#: how the same tonnes can be cut, in the order shown; each a column of `totals.total` without `_t`
PARTS = (
    "co2e",
    "scope_1",
    "scope_2",
    "scope_3",
    "scope_other",
    "ttw",
    "wtt",
    "unsplit",
    "market",
    "biogenic_co2",
)


@dataclass(frozen=True)
class Programme:
    """All that was reported, accounted: emission rows with estimates for missing reports, and what goes with them.

    rows: emission rows of all years with column `estimated`; constant: the same with the last year's factors.
    """

    rows: pd.DataFrame
    constant: pd.DataFrame
    membership: pd.DataFrame
    reports: tuple[Report, ...]
    corrected: dict[int, int]
    tables: Tables

    @property
    def years(self) -> range:
        """From the first to the last year reported."""
        return range(int(self.rows["year"].min()), int(self.rows["year"].max()) + 1)

    def together(self, part: str) -> pd.DataFrame:
        """`lines`, `denominators` or `measures` of all reports in one table."""
        return pd.concat([getattr(report, part) for report in self.reports], ignore_index=True)


def add_programme(connection: duckdb.DuckDBPyConnection, home: Path, data: Path) -> None:
    """Receive and account the demonstration programme, and write the region's sums."""
    frames = {name: pd.read_csv(data / "accounting" / f"{name}.csv") for name in NAMES}
    for name, table in SHOWN.items():
        _create(connection, table, frames[name])
    programme = read_programme(home, data, tables_from_frames(frames))
    rules = rules_from_frame(pd.read_csv(data / "accounting" / "programme_rules.csv"))
    target = next(t for t in read_targets(data / "targets.csv") if t.target_id == TARGET)
    own = of_members(programme.rows, programme.membership)
    base = contributions(programme.rows, programme.membership, target.base_year)
    covered = coverage(own, programme.membership, base, rules)
    shown = level_rows(programme)
    verdicts = list(assess_areas(shown, covered, target))
    last = own[own["year"].eq(programme.years[-1])]
    for table, rows in {
        "programme_level": shown,
        "programme_coverage": coverage_rows(covered, shown, programme.corrected),
        "programme_assessment": pd.DataFrame([row for _, row in verdicts]),
        "programme_path": path_rows(verdicts),
        "programme_change": change_rows(programme, target.base_year),
        "programme_driver": drivers(own, programme.together("denominators")),
        "programme_measure": measures_by_area(newest_measures(programme.reports)),
        "programme_left_out": left_out(own),
        "programme_part": part_rows(own),
        "worked_line": worked_line(last, programme),
    }.items():
        _create(connection, table, rows)


def read_programme(home: Path, data: Path, tables: Tables) -> Programme:
    """The demonstration programme, received into the home folder as members' reports are, and accounted."""
    register = pd.read_csv(data / "demonstration" / "programme.csv", dtype={"member_id": str})
    received = receive_all(home / "demonstration" / "inbox", data / "demonstration", lists(data))
    membership = checked(register)
    rules = rules_from_frame(pd.read_csv(data / "accounting" / "programme_rules.csv"))
    lines = pd.concat([report.lines for report in received.reports], ignore_index=True)
    years = sorted(int(y) for y in lines["year"].unique())
    spread = float(sigma(tables.quality_gsd2[QUALITY]))
    rows, constant = (
        with_estimates(account(lines, tables, rates), membership, rules, spread)
        for rates in (rate_table(tables, years), constant_rate_table(tables, years, years[-1]))
    )
    return Programme(rows, constant, membership, tuple(received.reports), received.corrected, tables)


def level_rows(programme: Programme) -> pd.DataFrame:
    """area × year × view × factors: t CO2e, the estimated part, 95 % interval, quality class and reporters.

    `reported` sums the members of each year; `like_for_like` follows the last year's members back. The interval's
    multiplier is that of the year's emission rows; it does not cover how the estimated part was estimated.
    """
    parts = []
    for factors, rows in (("own_year", programme.rows), ("constant", programme.constant)):
        own = of_members(rows, programme.membership)
        spread = spreads(own)
        reported = levels(own).assign(view="reported")
        like = rebased_levels(rows, programme.membership, programme.years[0], programme.years[-1])
        like = like.merge(reported[["area", "year", "reporters"]], how="left").assign(view="like_for_like")
        both = pd.concat([reported, like[reported.columns]], ignore_index=True)
        parts.append(both.merge(spread, on=["area", "year"], how="left").assign(factors=factors))
    made = pd.concat(parts, ignore_index=True)
    made["low_t"], made["high_t"] = made["co2e_t"] / made["gsd2"], made["co2e_t"] * made["gsd2"]
    return made.drop(columns="gsd2").assign(kind=KIND)


def spreads(rows: pd.DataFrame) -> pd.DataFrame:
    """area × year: the interval's multiplier `gsd2` (no unit) and `quality_class` (1–3)."""
    made = []
    own = counted(rows)
    for area, frame in [*own.groupby("home_area"), (TOTAL, own)]:
        for year, group in frame.groupby("year"):
            sums = total(group)
            multiplier = sums["high_t"] / sums["co2e_t"] if sums["co2e_t"] else 1.0
            made.append((area, int(year), multiplier, sums["quality_class"]))
    return pd.DataFrame(made, columns=["area", "year", "gsd2", "quality_class"])


def coverage_rows(covered: pd.DataFrame, shown: pd.DataFrame, corrected: dict[int, int]) -> pd.DataFrame:
    """Coverage with each year's quality class and the number of reports that were replaced since."""
    whole = shown[shown["area"].eq(TOTAL) & shown["view"].eq("reported") & shown["factors"].eq("own_year")]
    quality = whole.set_index("year")["quality_class"]
    return covered.assign(
        quality_class=covered["year"].map(quality),
        corrected=[corrected.get(int(year), 0) for year in covered["year"]],
    )


def assess_areas(shown: pd.DataFrame, covered: pd.DataFrame, target: Target) -> list[tuple[Assessment, dict]]:
    """Each area and the total, members like for like, against the path: the verdict and its row."""
    newest = covered.iloc[-1]
    share = float(min(newest["reporters_share"], newest["emissions_share"])) if newest["status_allowed"] else 0.0
    made = []
    like = shown[shown["view"].eq("like_for_like")]
    for (factors, area), rows in like.groupby(["factors", "area"]):
        figures = dict(zip(rows["year"].astype(int), rows["co2e_t"].astype(float), strict=True))
        observed = Series.from_mapping(area, "programme", KIND, figures, share)
        verdict = assess(observed, target, now_year=max(figures))
        row = assessment_row(verdict, observed)
        made.append((verdict, {"area": row.pop("area_code"), "factors": factors, **row, "last_kind": KIND}))
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


def change_rows(programme: Programme, base_year: int) -> pd.DataFrame:
    """Why the sum changed, from each year to the next and from the base year to the last."""
    pairs = [(year - 1, year) for year in programme.years[1:]]
    if (base_year, programme.years[-1]) not in pairs:
        pairs.append((base_year, programme.years[-1]))
    denominators = programme.together("denominators")
    made = []
    for first, last in pairs:
        ends = [state(programme.rows, programme.membership, year) for year in (first, last)]
        made.append(split(*ends, denominators).assign(first_year=first, last_year=last))
    return pd.concat(made, ignore_index=True)


def newest_measures(reports: tuple[Report, ...]) -> pd.DataFrame:
    """Each member's measures as its latest report lists them."""
    latest = {}
    for report in sorted(reports, key=lambda r: r.year):
        latest[report.member_id] = report.measures
    return pd.concat(latest.values(), ignore_index=True)


def part_rows(rows: pd.DataFrame) -> pd.DataFrame:
    """year × part: the headline's tonnes by scope, by step of the energy's life, and market-based (t CO2e)."""
    own = counted(rows)
    made = []
    for year, group in own.groupby("year"):
        sums = total(group)
        made += [(int(year), part, step, sums[f"{part}_t"]) for step, part in enumerate(PARTS, start=1)]
    return pd.DataFrame(made, columns=["year", "part", "step", "co2e_t"])


def worked_line(rows: pd.DataFrame, programme: Programme) -> pd.DataFrame:
    """The largest line of the last year of which only a part lies in the region, step by step: a page's example."""
    own = counted(rows)
    own = own[~own["estimated"]]
    partly = own[own["share_in_region"].lt(1)]
    line = own.loc[(partly if len(partly) else own)["co2e_kg"].idxmax()]
    names = programme.membership.set_index("member_id")["name"]
    activity = programme.tables.activities.loc[line["activity_code"]]
    carrier = programme.tables.carriers.loc[line["carrier_code"]]
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
                "member": names[line["member_id"]],
                "year": int(line["year"]),
            }
            for number, step in enumerate(explain(line, programme.tables), start=1)
        ]
    )


def _create(connection: duckdb.DuckDBPyConnection, table: str, rows: pd.DataFrame) -> None:
    connection.register("incoming", rows)
    connection.sql("select * from incoming").create(table)
    connection.unregister("incoming")
