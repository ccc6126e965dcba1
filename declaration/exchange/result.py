"""A member's own result: its report accounted, every line explained step by step, and its VSME datapoints.

Two views stand side by side. *In the programme* is what the regional sum counts of this member: each litre once, and
the share within the region. *Own inventory* is the member's scopes 1-3 as reported: the whole of each line, also
services that another member performs, but not what stands inside another line's meter, and no memos.
"""

from dataclasses import dataclass

import pandas as pd

from declaration.accounting.emissions import account
from declaration.accounting.rates import rate_table
from declaration.accounting.tables import Tables
from declaration.accounting.totals import counted, left_out, total, totals
from declaration.accounting.trace import explain
from declaration.exchange.vsme import datapoints, own_rows
from declaration.reports.report import Report

#: one row per report line: what was said, each multiplier with its source, the result and whether it counts
EXPLAINED_COLUMNS = (
    "sheet",
    "row",
    "site_id",
    "activity_code",
    "carrier_code",
    "quantity",
    "unit",
    "conversion",
    "factor_unit",
    "factor_kg_per_unit",
    "factor_year",
    "fallback",
    "factor_source",
    "factor_url",
    "adjustment",
    "share_in_region",
    "co2e_kg",
    "ttw_kg",
    "wtt_kg",
    "unsplit_kg",
    "scope_1_kg",
    "scope_2_kg",
    "scope_3_kg",
    "scope_other_kg",
    "market_kg",
    "biogenic_co2_kg",
    "home_area",
    "data_quality_used",
    "status",
    "comment",
)


@dataclass(frozen=True)
class MemberResult:
    """What a member gets back for a year.

    programme, own: sums in t CO2e as `accounting.totals.total` gives them. areas: sums in the programme by home area.
    left_out: t CO2e by status that the programme does not count. explained: EXPLAINED_COLUMNS. vsme: `vsme.COLUMNS`.
    """

    report: Report
    source: str
    demonstration: bool
    programme: dict[str, float | int | None]
    own: dict[str, float | int | None]
    areas: pd.DataFrame
    left_out: pd.DataFrame
    explained: pd.DataFrame
    vsme: pd.DataFrame


def member_result(report: Report, tables: Tables, *, source: str, demonstration: bool) -> MemberResult:
    """The result of an accepted report. source: the receipt it stands on, shown on everything made from it."""
    rates = rate_table(tables, [report.year])
    rows = account(report.lines, tables, rates)
    whole = account(report.lines.assign(share_in_region=1.0), tables, rates)
    return MemberResult(
        report=report,
        source=source,
        demonstration=demonstration,
        programme=total(counted(rows)),
        own=total(own_rows(whole)),
        areas=totals(rows, ["home_area"]),
        left_out=left_out(rows),
        explained=explained(rows, tables),
        vsme=datapoints(whole, tables),
    )


def explained(rows: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """Emission rows with the steps of `accounting.trace.explain` as columns (EXPLAINED_COLUMNS), in their order.

    quantity × conversion × factor_kg_per_unit × adjustment × share_in_region = co2e_kg; a row without a factor has
    none of the last four and no co2e_kg.
    """
    made = []
    for _, row in rows.iterrows():
        steps = {step.kind: step for step in explain(row, tables)}
        factor = steps.get("factor")
        known = factor is not None
        supplied = known and str(row["factor_id"]).startswith("supplier:")
        made.append(
            {
                **{c: row[c] for c in EXPLAINED_COLUMNS if c in row.index},
                "conversion": _amount(steps, "conversion") if known else None,
                "factor_unit": factor.unit.removeprefix("kg CO2e/") if known else None,
                "factor_kg_per_unit": factor.value if known else None,
                "factor_source": (row["factor_id"] if supplied else factor.source) if known else None,
                "factor_url": ("" if supplied else factor.source_url) if known else None,
                "fallback": row["fallback"] if isinstance(row["fallback"], str) else "",
                "adjustment": _amount(steps, "adjustment") if known else None,
                "share_in_region": _amount(steps, "share_in_region") if known else None,
            }
        )
    return pd.DataFrame(made, columns=list(EXPLAINED_COLUMNS))


def _amount(steps: dict, kind: str) -> float:
    return steps[kind].value if kind in steps else 1.0
