"""Rates: kg CO2e per reported unit, for every activity, carrier, unit and year, ready to be joined to lines.

One row holds all that does not depend on the line: conversion, factor rows, split, scopes and fallback. A
database can join the same table to millions of lines.
"""

from collections.abc import Iterable

import pandas as pd

from declaration.accounting.factors import Factor
from declaration.accounting.tables import Tables
from declaration.accounting.units import UnitRefused

KEY = ["activity_code", "carrier_code", "unit", "year"]
#: parts of the total: each adds up to `co2e` (kg per reported unit)
PARTS = ("ttw", "wtt", "unsplit")
SCOPES = ("scope_1", "scope_2", "scope_3", "scope_other")
NUMBERS = ("co2e", *PARTS, *SCOPES, "market", "biogenic", "credit", "energy_mj", "conversion", "factor_value")
TEXTS = (
    "kind",
    "factor_unit",
    "factor_id",
    "split_factor_id",
    "market_factor_id",
    "biogenic_factor_id",
    "fallback",
    "market_fallback",
    "confidence",
    "error_group",
    "moves_with",
    "factor_distance_basis",
)


def rate_table(tables: Tables, years: Iterable[int]) -> pd.DataFrame:
    """The rates for the years, one row per activity, carrier, allowed unit and year; kg per reported unit.

    `co2e` = ttw + wtt + unsplit = scope_1 + scope_2 + scope_3 + scope_other. `scope_other` is a total that its
    source does not split between scopes, or lies in none. `market` is the total with electricity market-based;
    `biogenic` is CO2 outside the scopes (missing where not known); `credit` a negative factor floored at zero.
    """
    rows = []
    wanted = sorted(set(years))
    for pair in tables.pairs.itertuples(index=False):
        for unit in tables.activities.at[pair.activity_code, "units"].split("|"):
            rows += _pair_rates(tables, pair.activity_code, pair.carrier_code, unit, wanted)
    made = pd.DataFrame(rows, columns=[*KEY, *TEXTS, *NUMBERS, "factor_year"])
    made[[*NUMBERS, "factor_year"]] = made[[*NUMBERS, "factor_year"]].astype(float)
    made[["activity_code", "carrier_code", "unit", *TEXTS]] = made[
        ["activity_code", "carrier_code", "unit", *TEXTS]
    ].astype("str")
    return made.astype({"year": int})


def constant_rate_table(tables: Tables, years: Iterable[int], factor_year: int) -> pd.DataFrame:
    """The rates as if every year had the factors of `factor_year`: what the same energy would have emitted."""
    base = rate_table(tables, [factor_year])
    return pd.concat([base.assign(year=year) for year in sorted(set(years))], ignore_index=True)


def _pair_rates(tables: Tables, activity: str, carrier: str, unit: str, years: list[int]) -> list[dict]:
    kind = tables.carriers.at[carrier, "kind"]
    code = tables.carriers.at[carrier, "factor_code"]
    made = []
    for year in years:
        row = {"activity_code": activity, "carrier_code": carrier, "unit": unit, "year": year, "kind": kind}
        try:
            if kind == "refrigerant":
                row |= _refrigerant(tables, carrier, unit)
            elif code:
                row |= _factor(tables, activity, carrier, unit, tables.factors.factor(code, year), year)
            else:
                row |= {"conversion": 1.0, "fallback": "", "error_group": "", "moves_with": "none", "factor_id": ""}
        except UnitRefused:
            return []
        made.append(row)
    return made


def _refrigerant(tables: Tables, code: str, unit: str) -> dict:
    conversion = tables.units.multiplier(unit, "kg")
    gwp = tables.refrigerants.gwp100(code) * conversion
    return {
        "conversion": conversion,
        "factor_unit": "kg",
        "factor_id": f"gwp100_ar6.{code}",
        "factor_value": gwp / conversion,
        "fallback": "",
        "confidence": tables.refrigerants.by_code[code].confidence,
        "error_group": f"gwp100_ar6.{code}",
        "moves_with": "none",
        "factor_distance_basis": "none",
        "co2e": gwp,
        "ttw": gwp,
        "wtt": 0.0,
        "unsplit": 0.0,
        "scope_1": gwp,
        "scope_2": 0.0,
        "scope_3": 0.0,
        "scope_other": 0.0,
        "market": gwp,
        "biogenic": 0.0,
        "credit": 0.0,
    }


def _factor(tables: Tables, activity: str, carrier: str, unit: str, f: Factor, year: int) -> dict:
    substance = tables.carriers.at[carrier, "substance"] or carrier
    conversion = tables.units.multiplier(unit, f.unit, substance)
    row = {
        "conversion": conversion,
        "factor_unit": f.unit,
        "factor_id": f.factor_id,
        "split_factor_id": f.split_factor_id,
        "biogenic_factor_id": f.biogenic_factor_id,
        "factor_year": f.year,
        "factor_value": f.total + f.credit,
        "fallback": f.fallback,
        "confidence": f.confidence,
        "error_group": f.error_group,
        "moves_with": f.moves_with,
        "factor_distance_basis": f.distance_basis,
        "co2e": f.total * conversion,
        "ttw": f.ttw * conversion,
        "wtt": f.wtt * conversion,
        "unsplit": f.unsplit * conversion,
        "biogenic": None if f.biogenic is None else f.biogenic * conversion,
        "credit": f.credit * conversion,
    }
    kind = tables.carriers.at[carrier, "kind"]
    row |= _scopes(tables.activities.at[activity, "ghg_scope"], kind, row)
    row["market"] = row["co2e"]
    market = tables.carriers.at[carrier, "market_factor_code"]
    if market:
        found = tables.factors.market(market, year)
        row["market"] = found.kg_per_unit * tables.units.multiplier(unit, found.unit, substance)
        row |= {"market_factor_id": found.factor_id, "market_fallback": found.fallback}
    if kind in ("fuel", "electricity", "heat"):
        row["energy_mj"] = _energy_mj(tables, unit, substance)
    return row


def _energy_mj(tables: Tables, unit: str, substance: str) -> float | None:
    try:
        return tables.units.multiplier(unit, "MJ", substance)
    except UnitRefused:
        return None


def _scopes(scope: str, kind: str, row: dict) -> dict:
    """Scope by scope (GHG Protocol): own fuel 1 and upstream 3.3, bought energy 2, all else bought 3.

    The location-based factor is a life-cycle one and is not split by its source: its upstream stands in scope 2.
    """
    made = dict.fromkeys(SCOPES, 0.0)
    if scope == "1|2":
        scope = "2" if kind == "electricity" else "1"
    if scope == "1":
        made |= {"scope_1": row["ttw"], "scope_3": row["wtt"], "scope_other": row["unsplit"]}
    elif scope in ("2", "3"):
        made[f"scope_{scope}"] = row["co2e"]
    else:
        made["scope_other"] = row["co2e"]
    return made
