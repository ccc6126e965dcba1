"""Emission factors: one row per factor, year and boundary, and the rule for a year that lacks one.

The fallback rule, in order: (1) the row of the year; (2) a row without year, valid for any; (3) the latest
earlier year, carried forward; (4) the earliest later year, carried back. What was used is said in `fallback`
and `factor_year`, and the confidence falls: by one step for every two years begun where the factor moves with
law, grid or supply, by one step for every five full years else; never below D.

Boundaries: `wtw` = `ttw` + `wtt` (well-to-wheel, tank-to-wheel, well-to-tank: ISO 14083's total, operation and
energy provision), `market` (bought electricity, market-based), `cradle_to_gate`, `waste_cut_off` and `biogenic`
(biogenic CO2, always apart).
"""

import math
from dataclasses import dataclass

import pandas as pd

TOTALS = ("wtw", "cradle_to_gate", "waste_cut_off")
BOUNDARIES = (*TOTALS, "ttw", "wtt", "market", "biogenic")
CONFIDENCE = "ABCD"
#: what a factor moves with; `none` is technology and chemistry
MOVES_WITH = ("law", "grid", "supply", "none")
#: how far wtw may differ from ttw + wtt of the same year (rounding in the sources), as a share
SPLIT_TOLERANCE = 1e-4


@dataclass(frozen=True)
class Value:
    """One factor row, as it was used for a year: kg CO2e per `unit`."""

    factor_id: str
    kg_per_unit: float
    unit: str
    year: int | None
    fallback: str
    confidence: str


@dataclass(frozen=True)
class Factor:
    """A factor for one year, resolved: kg CO2e (or CO2) per `unit`.

    total = ttw + wtt + unsplit. `unsplit` holds what the source gives as a total only. A negative total is
    floored at zero and kept in `credit` (0 or below), which is a memo. `biogenic` is None where not known.
    """

    code: str
    unit: str
    total: float
    ttw: float
    wtt: float
    unsplit: float
    credit: float
    biogenic: float | None
    factor_id: str
    split_factor_id: str
    biogenic_factor_id: str
    year: int | None
    fallback: str
    confidence: str
    error_group: str
    moves_with: str
    distance_basis: str


def lowered(confidence: str, years_away: int, moves_with: str) -> str:
    """The confidence (A-D) of a factor used `years_away` years from its own."""
    steps = math.ceil(years_away / 2) if moves_with != "none" else years_away // 5
    return CONFIDENCE[min(CONFIDENCE.index(confidence) + steps, len(CONFIDENCE) - 1)]


class Factors:
    """The factor table, checked, and its answers for any year."""

    def __init__(self, frame: pd.DataFrame) -> None:
        check(frame)
        self.frame = frame
        self._first: dict[str, tuple] = {}
        self._rows: dict[tuple[str, str], dict[int | None, tuple]] = {}
        for r in frame.sort_values("factor_code", kind="stable").itertuples(index=False):
            self._first.setdefault(r.factor_code, r)
            self._rows.setdefault((r.factor_code, r.boundary), {})[None if pd.isna(r.year) else int(r.year)] = r
        self._cache: dict[tuple[str, int], Factor] = {}

    @property
    def codes(self) -> tuple[str, ...]:
        """All factor codes, in order."""
        return tuple(self._first)

    def value(self, code: str, boundary: str, year: int) -> Value | None:
        """The row to use for the year by the fallback rule, or None if the factor has no such boundary."""
        years = self._rows.get((code, boundary))
        if years is None:
            return None
        if year in years:
            used, fallback = year, ""
        elif None in years:
            used, fallback = None, ""
        else:
            earlier = [y for y in years if y is not None and y < year]
            used = max(earlier) if earlier else min(years)
            fallback = "carried_forward" if earlier else "carried_back"
        row = years[used]
        away = abs(year - used) if used is not None else 0
        confidence = lowered(row.confidence, away, row.moves_with)
        return Value(row.factor_id, float(row.value_kg_co2e), row.unit, used, fallback, confidence)

    def factor(self, code: str, year: int) -> Factor:
        """The factor resolved for the year: total, split and biogenic CO2."""
        key = (code, year)
        if key not in self._cache:
            if code not in self._first:
                raise KeyError(f"no factor {code}")
            self._cache[key] = self._resolve(code, year)
        return self._cache[key]

    def market(self, code: str, year: int) -> Value:
        """The market-based value of bought electricity (kg CO2e/kWh) for the year."""
        found = self.value(code, "market", year)
        if found is None:
            raise KeyError(f"{code} has no market-based value")
        return found

    def _resolve(self, code: str, year: int) -> Factor:
        first = self._first[code]
        found = {b: self.value(code, b, year) for b in BOUNDARIES}
        whole = next((found[b] for b in TOTALS if found[b]), None)
        ttw, wtt = found["ttw"], found["wtt"]
        split_id = ""
        if whole is None:
            if ttw is None or wtt is None:
                raise KeyError(f"{code} has neither a total nor both parts")
            total, t = ttw.kg_per_unit + wtt.kg_per_unit, ttw.kg_per_unit
            used, factor_id = ttw, f"{ttw.factor_id}|{wtt.factor_id}"
            confidence = max(ttw.confidence, wtt.confidence)
        else:
            total, used, factor_id, confidence = whole.kg_per_unit, whole, whole.factor_id, whole.confidence
            t = self._operation(code, whole, ttw, first.moves_with)
            split_id = ttw.factor_id if ttw else ""
        floored = max(total, 0.0)
        t = None if t is None else min(t, floored)
        biogenic = found["biogenic"]
        return Factor(
            code=code,
            unit=used.unit,
            total=floored,
            ttw=t or 0.0,
            wtt=0.0 if t is None else floored - t,
            unsplit=floored if t is None else 0.0,
            credit=min(total, 0.0),
            biogenic=None if biogenic is None else biogenic.kg_per_unit,
            factor_id=factor_id,
            split_factor_id=split_id,
            biogenic_factor_id="" if biogenic is None else biogenic.factor_id,
            year=used.year,
            fallback=used.fallback,
            confidence=confidence,
            error_group=first.error_group,
            moves_with=first.moves_with,
            distance_basis=first.distance_basis,
        )

    def _operation(self, code: str, whole: Value, ttw: Value | None, moves_with: str) -> float | None:
        """The ttw part (kg per unit) of a published total, or None if the source does not split it.

        Electricity and heat have none: all of it is energy provision (ISO 14083). A ttw row of another year
        is used as that year's share if that year has a total, else as it stands (a biofuel's CH4 and N2O).
        """
        if moves_with == "grid":
            return 0.0
        if ttw is None:
            return None
        if ttw.year is not None and ttw.year != whole.year:
            same_year = self.value(code, "wtw", ttw.year)
            if same_year is not None and same_year.year == ttw.year and same_year.kg_per_unit > 0:
                return whole.kg_per_unit * ttw.kg_per_unit / same_year.kg_per_unit
        return ttw.kg_per_unit


def check(frame: pd.DataFrame) -> None:
    """Refuse a factor table that contradicts itself."""
    problems = []
    key = ["factor_code", "year", "boundary"]
    doubled = frame[frame.duplicated(key, keep=False) | frame.duplicated("factor_id", keep=False)]
    problems += [f"{i} is written twice" for i in doubled["factor_id"]]
    for column, allowed in (("boundary", BOUNDARIES), ("confidence", tuple(CONFIDENCE)), ("moves_with", MOVES_WITH)):
        problems += [f"{r.factor_id}: {column}" for r in frame[~frame[column].isin(allowed)].itertuples()]
    for column in ("source", "source_url", "licence", "region", "gwp_basis", "unit"):
        problems += [f"{i} lacks {column}" for i in frame.loc[frame[column].fillna("") == "", "factor_id"]]
    if not frame["value_kg_co2e"].map(math.isfinite).all():
        problems.append("a value is not a finite number")
    constant = frame.groupby("factor_code")[["unit", "error_group", "moves_with", "distance_basis"]].nunique()
    problems += [f"{code} changes {c}" for c in constant for code in constant.index[constant[c] > 1]]
    wide = frame.pivot_table(index=["factor_code", "year"], columns="boundary", values="value_kg_co2e")
    wide = wide.reindex(columns=list(BOUNDARIES))
    gap = (wide["ttw"] + wide["wtt"] - wide["wtw"]).abs() > SPLIT_TOLERANCE * wide["wtw"].abs()
    problems += [f"{code} {year:.0f}: wtw is not ttw + wtt" for code, year in wide.index[gap]]
    problems += [f"{code} {year:.0f}: ttw above wtw" for code, year in wide.index[wide["ttw"] > wide["wtw"]]]
    if problems:
        raise ValueError("emission_factors: " + "; ".join(problems[:10]))
