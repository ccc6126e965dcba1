"""One emission row, step by step: from the report line to the tonne, each step with its source."""

from dataclasses import dataclass

import pandas as pd

from declaration.accounting.tables import Tables


@dataclass(frozen=True)
class Step:
    """One step: a multiplier or a result, its unit, and where it comes from."""

    kind: str
    value: float
    unit: str
    source: str
    source_url: str = ""


def factor_rows(row: pd.Series, tables: Tables) -> pd.DataFrame:
    """The rows of the factor table that an emission row used: total, split, market-based and biogenic."""
    columns = ("factor_id", "split_factor_id", "market_factor_id", "biogenic_factor_id")
    named = [row[c] for c in columns if isinstance(row.get(c), str) and not row[c].startswith("supplier:")]
    wanted = [part for ids in named for part in ids.split("|") if part]
    frame = tables.factors.frame
    return frame[frame["factor_id"].isin(wanted)]


def explain(row: pd.Series, tables: Tables) -> tuple[Step, ...]:
    """The steps from quantity to kg CO2e: the product of all but the last is the last (negative factors at zero)."""
    if pd.isna(row["co2e_kg"]):
        return (Step("quantity", float(row["quantity"]), row["unit"], f"report line {row['line_id']}"),)
    steps = [Step("quantity", float(row["quantity"]), row["unit"], f"report line {row['line_id']}")]
    if row["conversion"] != 1:
        steps.append(
            Step("conversion", float(row["conversion"]), f"{row['factor_unit']}/{row['unit']}", "unit_conversions")
        )
    found = factor_rows(row, tables)
    own = str(row["factor_id"]).startswith("supplier:")
    used = found.iloc[:0] if own else found[found["factor_id"].isin(str(row["factor_id"]).split("|"))]
    source = "; ".join(dict.fromkeys(used["source"])) or str(row["factor_id"])
    url = used["source_url"].iloc[0] if len(used) else ""
    steps.append(Step("factor", max(float(row["factor_value"]), 0.0), f"kg CO2e/{row['factor_unit']}", source, url))
    if row["adjustment"] != 1:
        steps.append(Step("adjustment", float(row["adjustment"]), "", "ISO 14083: distance and temperature"))
    if row["share_in_region"] != 1:
        steps.append(Step("share_in_region", float(row["share_in_region"]), "", f"report line {row['line_id']}"))
    steps.append(Step("result", float(row["co2e_kg"]), "kg CO2e", str(row["status"])))
    return tuple(steps)
