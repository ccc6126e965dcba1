"""The members' programme in a release: what the gate lets through, and nothing else.

Reads `data/accounting/`; writes `programme_*`, `released_number`, `released_class` and the tables of the accounting
itself.
"""

from dataclasses import asdict
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from declaration.accounting.emissions import account
from declaration.accounting.rates import rate_table
from declaration.accounting.totals import counted, total
from declaration.accounting.trace import explain
from declaration.programme.coverage import coverage
from declaration.programme.drivers import driver_parts, drivers
from declaration.programme.levels import TOTAL
from declaration.programme.membership import of_members
from declaration.programme.rules import rules_from_frame
from declaration.programme.split import EFFECTS
from declaration.release.gating import Gated
from declaration.release.programme import Programme, base_of, wholes_of
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
from declaration.trajectory.assessment import Assessment, assess
from declaration.trajectory.series import Series

#: committed tables of the accounting that readers can search and take away: file → table
SHOWN = {"emission_factors": "emission_factor", "carriers": "carrier", "activities": "activity"}
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
