"""A member's report of one year, as tables."""

from dataclasses import dataclass

import pandas as pd

#: columns of the activity lines; the accounting core reads all but `comment`, `sheet` and `row`
LINE_COLUMNS = (
    "line_id",
    "member_id",
    "site_id",
    "year",
    "activity_code",
    "carrier_code",
    "quantity",
    "unit",
    "data_quality",
    "carrier_is_member",
    "share_in_region",
    "supplier_factor_kg_per_unit",
    "supplier_evidence",
    "in_site_meter",
    "distance_basis",
    "temperature_controlled",
    "comment",
    "sheet",
    "row",
)
#: what quantities are divided by: tkm performed, outbound tonnes, m² heated, full-time employees
DENOMINATOR_COLUMNS = ("member_id", "site_id", "year", "denominator_code", "quantity", "unit")
#: measures (åtgärder); the two amounts are cuts in t CO2e a year and are never subtracted from anything
MEASURE_COLUMNS = (
    "member_id",
    "measure_id",
    "name",
    "area",
    "lever_code",
    "owner",
    "start_year",
    "expected_t_per_year",
    "verified_t_per_year",
    "status",
)
MEASURE_STATUSES = ("planned", "started", "done", "stopped")


@dataclass(frozen=True)
class Report:
    """One member's report of one year: lines, denominators and measures, each with the columns above."""

    member_id: str
    year: int
    template_version: str
    lines: pd.DataFrame
    denominators: pd.DataFrame
    measures: pd.DataFrame


def sums(report: Report) -> list[dict]:
    """Quantities by activity, carrier and unit, as the receipt gives them back to be checked."""
    keys = ["activity_code", "carrier_code", "unit"]
    found = report.lines.groupby(keys, sort=True, as_index=False)["quantity"].sum()
    return found.to_dict(orient="records")
