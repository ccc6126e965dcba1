"""From report lines to emission rows: kg CO2e = quantity × unit conversion × factor of the year.

One line gives one row, which keeps the line's id and the factor rows it used. Bought transport by intensity is
also multiplied by the distance and temperature adjustments. A supplier's own factor, with evidence, takes the
place of the table's: for electricity in the market-based figure only.
"""

import numpy as np
import pandas as pd

from declaration.accounting.counting import status
from declaration.accounting.rates import KEY, PARTS, SCOPES, rate_table
from declaration.accounting.tables import Tables
from declaration.accounting.transport import TEMPERATURE_UPLIFT, distance_multiplier
from declaration.accounting.uncertainty import sigma

REQUIRED = (
    "line_id",
    "member_id",
    "site_id",
    "year",
    "activity_code",
    "carrier_code",
    "quantity",
    "unit",
    "data_quality",
)
#: optional columns of a line, and what an absent or empty one means
OPTIONAL = {
    "carrier_is_member": "unknown",
    "share_in_region": 1.0,
    "supplier_factor_kg_per_unit": np.nan,
    "supplier_evidence": "",
    "in_site_meter": "",
    "distance_basis": "sfd",
    "temperature_controlled": "no",
}
#: every kg column of an emission row
KG = tuple(
    f"{name}_kg" for name in ("co2e", *PARTS, *SCOPES, "scope_2_market", "market", "biogenic_co2", "credit_memo")
)
#: a default intensity is never better than score 4, a supplier's own never better than 3
QUALITY_FLOOR = {"default_intensity": 4, "supplier_intensity": 3}


def complete(lines: pd.DataFrame) -> pd.DataFrame:
    """The lines with their optional columns filled in; refuses what no report should have let through."""
    missing = [c for c in REQUIRED if c not in lines]
    if missing:
        raise ValueError(f"report lines lack {', '.join(missing)}")
    made = lines.copy()
    for column, default in OPTIONAL.items():
        found = made[column] if column in made else pd.Series(default, index=made.index)
        empty = found.isna() | found.astype(str).eq("")
        made[column] = found.astype(object).where(~empty, default)
    for column in ("quantity", "share_in_region", "supplier_factor_kg_per_unit"):
        made[column] = made[column].astype(float)
    wrong = {
        "the same line_id twice": made["line_id"].duplicated(keep=False),
        "a quantity below 0 or not a number": ~(np.isfinite(made["quantity"]) & (made["quantity"] >= 0)),
        "a share outside 0-1": ~made["share_in_region"].between(0, 1),
        "a data quality that is not 1-5": ~made["data_quality"].isin((1, 2, 3, 4, 5)),
        "a supplier’s factor without evidence": made["supplier_factor_kg_per_unit"].notna()
        & made["supplier_evidence"].eq(""),
    }
    for what, where in wrong.items():
        if where.any():
            raise ValueError(f"{what}: line {made.loc[where, 'line_id'].iloc[0]}")
    return made.reset_index(drop=True)


def account(lines: pd.DataFrame, tables: Tables, rates: pd.DataFrame | None = None) -> pd.DataFrame:
    """Emission rows, one per line in the lines' order, in kg CO2e.

    lines: the columns of REQUIRED, and of OPTIONAL where wanted. rates: `rate_table` of the lines' years, if
    already made. `status` says whether a row counts in the programme (see counting); rows of other statuses keep
    their kg for show, and rows without a factor have none (missing, never zero).
    """
    rows = complete(lines)
    rates = rate_table(tables, rows["year"].unique()) if rates is None else rates
    rows = rows.merge(rates, on=KEY, how="left", validate="many_to_one", indicator=True)
    unknown = rows[rows["_merge"] == "left_only"]
    if len(unknown):
        u = unknown.iloc[0]
        raise ValueError(f"line {u.line_id}: no way to count {u.unit} of {u.carrier_code} as {u.activity_code}")
    activity = tables.activities.loc[rows["activity_code"]].reset_index(drop=True)
    for column in ("home_area", "layer", "count_rule", "ghg_category", "upstream_category", "iso14083_element", "mode"):
        rows[column] = activity[column]
    rows["scope_2_includes_upstream"] = rows["scope_2"].gt(0)
    rows["adjustment"] = _adjustment(rows)
    _apply_supplier(rows)
    _weigh(rows)
    rows["status"] = status(rows, rows["co2e_kg"].notna())
    rows["counted"] = rows["status"].eq("counted")
    rows["sigma_activity"] = sigma(rows["data_quality_used"].map(tables.quality_gsd2).to_numpy(dtype=float))
    rows["sigma_factor"] = sigma(rows["confidence"].map(tables.confidence_gsd2).to_numpy(dtype=float))
    return rows.drop(
        columns=["co2e", *PARTS, *SCOPES, "market", "biogenic", "credit", "energy_mj", "count_rule", "_merge"]
    )


def _adjustment(rows: pd.DataFrame) -> pd.Series:
    """Distance and temperature multipliers of an intensity (no unit), 1 for all else."""
    made = pd.Series(1.0, index=rows.index)
    factor_basis = rows["factor_distance_basis"]
    tkm = factor_basis.notna() & factor_basis.ne("none")
    keys = list(zip(rows["mode"], rows["distance_basis"], factor_basis, strict=True))
    known = {k: distance_multiplier(*k) for k in {k for k, t in zip(keys, tkm, strict=True) if t}}
    made[tkm] = [known[k] for k, t in zip(keys, tkm, strict=True) if t]
    code = rows["carrier_code"]
    cold = rows["temperature_controlled"].eq("yes") & rows["kind"].eq("intensity") & rows["mode"].eq("road")
    cold &= ~code.str.endswith("_reefer") & code.str.startswith(("tkm_", "vkm_"))
    van = code.str.endswith("_van")
    made *= np.where(cold & van, TEMPERATURE_UPLIFT["van"], np.where(cold, TEMPERATURE_UPLIFT["lorry"], 1.0))
    return made


def _apply_supplier(rows: pd.DataFrame) -> None:
    """Put a supplier's factor (kg CO2e wtw per reported unit) in the table factor's place, in the frame itself.

    Operation stays as it is where known (the exhaust of HVO is HVO's), at most the whole; the rest is energy
    provision. A negative factor is floored at zero and its credit kept as a memo.
    """
    own = rows["supplier_factor_kg_per_unit"]
    given = own.notna() & ~rows["kind"].isin(("refrigerant", "none"))
    electric = given & rows["kind"].eq("electricity")
    rows.loc[electric, "market"] = own[electric].clip(lower=0)
    rows.loc[electric, "market_factor_id"] = "supplier:" + rows.loc[electric, "supplier_evidence"].astype(str)
    rows.loc[electric, "market_fallback"] = ""
    rest = given & ~electric
    rows["supplier_used"] = given
    rows["method"] = rows["kind"].map(
        {"fuel": "energy", "electricity": "energy", "heat": "energy", "intensity": "default_intensity"}
    )
    rows["method"] = rows["method"].fillna(rows["kind"])
    rows.loc[rest & rows["kind"].eq("intensity"), "method"] = "supplier_intensity"
    if not rest.any():
        return
    total = own[rest].clip(lower=0)
    split = rows.loc[rest, "unsplit"].eq(0) | rows.loc[rest, "kind"].eq("heat")
    ttw = np.minimum(rows.loc[rest, "ttw"].fillna(0), total).where(split, 0.0)
    rows.loc[rest, "ttw"] = ttw
    rows.loc[rest, "wtt"] = (total - ttw).where(split, 0.0)
    rows.loc[rest, "unsplit"] = (total - ttw).where(~split, 0.0)
    rows.loc[rest, "credit"] = own[rest].clip(upper=0)
    rows.loc[rest, ["co2e", "market"]] = np.column_stack([total, total])
    own_fuel = rows.loc[rest, "layer"].isin(("own_energy", "own_vessels")) & rows.loc[rest, "kind"].eq("fuel")
    heat = rows.loc[rest, "layer"].eq("own_energy") & rows.loc[rest, "kind"].eq("heat")
    memo = rows.loc[rest, "layer"].eq("memo")
    bought = ~(own_fuel | heat | memo)
    rows.loc[rest, "scope_1"] = rows.loc[rest, "ttw"].where(own_fuel, 0.0)
    rows.loc[rest, "scope_2"] = total.where(heat, 0.0)
    rows.loc[rest, "scope_3"] = rows.loc[rest, "wtt"].where(own_fuel, 0.0) + total.where(bought, 0.0)
    rows.loc[rest, "scope_other"] = rows.loc[rest, "unsplit"].where(own_fuel, 0.0) + total.where(memo, 0.0)
    evidence = "supplier:" + rows.loc[rest, "supplier_evidence"].astype(str)
    rows.loc[rest, "factor_id"] = evidence
    rows.loc[rest, "error_group"] = evidence
    rows.loc[rest, "factor_value"] = own[rest]
    rows.loc[rest, "factor_unit"] = rows.loc[rest, "unit"]
    rows.loc[rest, "factor_year"] = rows.loc[rest, "year"]
    rows.loc[rest, "conversion"] = 1.0
    rows.loc[rest, "adjustment"] = 1.0
    rows.loc[rest, "fallback"] = ""
    rows.loc[rest, "confidence"] = "B"


def _weigh(rows: pd.DataFrame) -> None:
    """Multiply rates by quantity, adjustment and the share within the region, in the frame itself."""
    amount = rows["quantity"] * rows["share_in_region"]
    weight = amount * rows["adjustment"]
    for name in ("co2e", *PARTS, *SCOPES, "market"):
        rows[f"{name}_kg"] = weight * rows[name].astype(float)
    electric = rows["kind"].eq("electricity")
    rows["scope_2_market_kg"] = rows["market_kg"].where(electric & rows["scope_2"].gt(0), rows["scope_2_kg"])
    rows["biogenic_co2_kg"] = weight * rows["biogenic"].astype(float)
    rows["credit_memo_kg"] = weight * rows["credit"].astype(float)
    rows["energy_used_mj"] = amount * rows["energy_mj"].astype(float)
    floor = rows["method"].map(QUALITY_FLOOR).fillna(1).astype(int)
    rows["data_quality_used"] = np.maximum(rows["data_quality"].astype(int), floor)
