"""Sums of emission rows, with interval, quality and what was left out; t CO2e."""

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from declaration.accounting.emissions import KG
from declaration.accounting.uncertainty import interval

#: class 1-3 by emission-weighted score: 1 up to 2.5, 2 up to 3.5, else 3
CLASS_LIMITS = (2.5, 3.5)


def counted(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of the programme's headline: well-to-wheel, location-based, each litre once."""
    return rows[rows["counted"]]


def quality_score(rows: pd.DataFrame) -> float | None:
    """Emission-weighted data quality (1 best - 5): Σ score × kg / Σ kg; None without emissions."""
    total = rows["co2e_kg"].sum()
    return float((rows["data_quality_used"] * rows["co2e_kg"]).sum() / total) if total > 0 else None


def quality_class(score: float) -> int:
    """The class 1-3 that the county inventory's readers know, from a score of 1-5."""
    return 1 + sum(score > limit for limit in CLASS_LIMITS)


def total(rows: pd.DataFrame) -> dict[str, float | int | None]:
    """One sum of the rows given, whatever their status; t CO2e (and t CO2 for `biogenic_co2_t`).

    `low_t` and `high_t` are the 95 % interval of `co2e_t`; `fallback_share` the share of the tonnes whose factor
    is another year's; `biogenic_known_share` the share of fuel lines whose biogenic CO2 is known.
    """
    known = np.nan_to_num(rows[list(KG)].to_numpy(dtype=float))
    made: dict[str, float | int | None] = {
        f"{name.removesuffix('_kg')}_t": math.fsum(kg) / 1000 for name, kg in zip(KG, known.T, strict=True)
    }
    spread = interval(rows)
    score = quality_score(rows)
    fuel = rows.loc[rows["kind"].eq("fuel"), "biogenic_co2_kg"]
    fallen = math.fsum(rows.loc[rows["fallback"].fillna("").ne(""), "co2e_kg"].dropna()) / 1000
    return made | {
        "low_t": spread.low_kg / 1000,
        "high_t": spread.high_kg / 1000,
        "factor_variance_share": spread.factor_share,
        "quality_score": score,
        "quality_class": None if score is None else quality_class(score),
        "fallback_share": fallen / made["co2e_t"] if made["co2e_t"] else 0.0,
        "biogenic_known_share": float(fuel.notna().mean()) if len(fuel) else 1.0,
        "lines": len(rows),
        "members": int(rows["member_id"].nunique()),
    }


def totals(rows: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """The headline's sums, one row per combination of the columns `by` (year, home_area, site_id …), in order."""
    keys = list(by)
    groups = counted(rows).groupby(keys, sort=True, observed=True)
    made = [dict(zip(keys, key, strict=True)) | total(group) for key, group in groups]
    return pd.DataFrame(made, columns=[*keys, *total(rows.iloc[:0])])


def left_out(rows: pd.DataFrame) -> pd.DataFrame:
    """What does not count, and why: lines and t CO2e by year and status. Never added to the headline."""
    outside = rows[~rows["counted"]]
    made = outside.groupby(["year", "status"], sort=True, as_index=False).agg(
        lines=("line_id", "size"), co2e_t=("co2e_kg", lambda kg: math.fsum(kg.dropna()) / 1000)
    )
    return made[["year", "status", "lines", "co2e_t"]]
