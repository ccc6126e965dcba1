"""The tables the core works from, checked against one another."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from declaration.accounting.factors import Factors
from declaration.accounting.refrigerants import Refrigerants
from declaration.accounting.units import Units

#: the five areas of the Declaration
AREAS = (
    "fossil_free_energy",
    "technology_infrastructure",
    "smart_efficient_logistics",
    "packaging_logistics",
    "circularity_reuse_recycling",
)
LAYERS = ("own_energy", "own_vessels", "bought_transport", "materials_waste", "outside_headline", "memo")
COUNT_RULES = ("operator", "unless_member", "site_meter", "outside", "memo")
KINDS = ("fuel", "electricity", "heat", "intensity", "material", "refrigerant", "none")
NAMES = (
    "activities",
    "activity_carriers",
    "carriers",
    "data_quality",
    "emission_factors",
    "factor_confidence",
    "refrigerants",
    "unit_conversions",
)


@dataclass(frozen=True)
class Tables:
    """What the accounting reads: activities and carriers by code, factors, units, refrigerants and spreads.

    `quality_gsd2` and `confidence_gsd2` are squared geometric standard deviations (no unit): a 95 % interval
    runs from the value divided by it to the value times it.
    """

    activities: pd.DataFrame
    carriers: pd.DataFrame
    pairs: pd.DataFrame
    factors: Factors
    units: Units
    refrigerants: Refrigerants
    quality_gsd2: dict[int, float]
    confidence_gsd2: dict[str, float]


def tables_from_frames(frames: Mapping[str, pd.DataFrame]) -> Tables:
    """The tables of `data/accounting/`, each under its file name without ending, as pandas reads them."""
    missing = [name for name in NAMES if name not in frames]
    if missing:
        raise ValueError(f"tables missing: {', '.join(missing)}")
    activities = _by_code(frames["activities"], "activity_code")
    carriers = _by_code(frames["carriers"], "carrier_code")
    quality = frames["data_quality"]
    confidence = frames["factor_confidence"]
    tables = Tables(
        activities=activities,
        carriers=carriers,
        pairs=frames["activity_carriers"],
        factors=Factors(frames["emission_factors"]),
        units=Units.from_frame(frames["unit_conversions"]),
        refrigerants=Refrigerants.from_frame(frames["refrigerants"]),
        quality_gsd2={int(s): float(g) for s, g in zip(quality["score"], quality["gsd2"], strict=True)},
        confidence_gsd2={c: float(g) for c, g in zip(confidence["confidence"], confidence["gsd2"], strict=True)},
    )
    _check(tables)
    return tables


def _by_code(frame: pd.DataFrame, code: str) -> pd.DataFrame:
    doubled = frame.loc[frame[code].duplicated(), code]
    if len(doubled):
        raise ValueError(f"accounting tables: {doubled.iloc[0]} is written twice")
    return frame.astype(object).where(frame.notna(), "").set_index(code)


def _check(tables: Tables) -> None:
    a, c, pairs = tables.activities, tables.carriers, tables.pairs
    problems = [f"{code}: home area {area}" for code, area in a["home_area"].items() if area not in AREAS]
    problems += [f"{code}: layer {v}" for code, v in a["layer"].items() if v not in LAYERS]
    problems += [f"{code}: count rule {v}" for code, v in a["count_rule"].items() if v not in COUNT_RULES]
    problems += [f"{code}: kind {v}" for code, v in c["kind"].items() if v not in KINDS]
    known = set(tables.factors.codes) | {""}
    problems += [f"{code}: factor {v}" for code, v in c["factor_code"].items() if v not in known]
    problems += [f"{code}: factor {v}" for code, v in c["market_factor_code"].items() if v not in known]
    problems += [f"activity {v}" for v in set(pairs["activity_code"]) ^ set(a.index)]
    problems += [f"carrier {v}" for v in set(pairs["carrier_code"]) ^ set(c.index)]
    if pairs.duplicated().any():
        problems.append("an activity and a carrier are paired twice")
    gases = set(c.index[c["kind"] == "refrigerant"])
    problems += [f"refrigerant {v}" for v in gases ^ set(tables.refrigerants.codes)]
    if sorted(tables.quality_gsd2) != [1, 2, 3, 4, 5] or sorted(tables.confidence_gsd2) != list("ABCD"):
        problems.append("quality scores are 1-5 and confidence A-D")
    if problems:
        raise ValueError("accounting tables: " + "; ".join(sorted(problems)[:10]))
