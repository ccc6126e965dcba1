"""Checks of a whole row and of a whole report. Errors refuse a report, warnings ask for a confirmation.

The limits are the rows of `data/accounting/plausibility_rules.csv`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from declaration.accounting.tables import Tables
from declaration.accounting.units import UnitRefused
from declaration.reports.schema import Line
from declaration.reports.vocabulary import Vocabulary

ENERGY_KINDS = ("fuel", "electricity", "heat")


@dataclass(frozen=True)
class Finding:
    """A code of the catalogues, the field it concerns, what was found, and the blanks of its text."""

    code: str
    field: str
    found: str
    details: dict[str, str | float]
    is_error: bool = True


@dataclass(frozen=True)
class Limits:
    """Plausibility rules by id: (low, high); missing ends are open."""

    by_rule: Mapping[str, tuple[float, float]]

    @classmethod
    def from_frame(cls, frame: pd.DataFrame) -> "Limits":
        """From the table (rule_id, low, high)."""
        low, high = frame["low"].fillna(float("-inf")), frame["high"].fillna(float("inf"))
        return cls(dict(zip(frame["rule_id"], zip(low, high, strict=True), strict=True)))

    def outside(self, rule: str, amount: float) -> bool:
        """Whether an amount is outside what the rule allows."""
        low, high = self.by_rule[rule]
        return not low <= amount <= high


@dataclass
class Change:
    """A sum of one activity and carrier now and the year before, in `unit`, and where its first line stands."""

    activity_code: str
    carrier_code: str
    unit: str
    sheet: str
    row: int
    now: float = 0.0
    before: float = 0.0


def line_findings(line: Line, vocabulary: Vocabulary, limits: Limits, language: str) -> Iterator[Finding]:
    """What does not fit together in one activity line."""
    carriers = vocabulary.carriers_of[line.activity_code]
    activity = vocabulary.name("activity_code", line.activity_code, language)
    carrier = vocabulary.name("carrier_code", line.carrier_code, language)
    if line.carrier_code not in carriers:
        expected = ", ".join(vocabulary.name("carrier_code", c, language) for c in carriers[:8])
        yield Finding(
            "report_carrier_not_for_activity", "carrier_code", carrier, {"activity": activity, "expected": expected}
        )
        return
    units = vocabulary.units_of.get((line.activity_code, line.carrier_code), ())
    if line.unit not in units:
        details = {"activity": activity, "carrier": carrier, "expected": ", ".join(units)}
        yield Finding("report_unit_not_for_activity", "unit", line.unit, details)
        return
    own = line.supplier_factor_kg_per_unit
    if own is not None and not line.supplier_evidence:
        yield Finding("report_factor_without_evidence", "supplier_evidence", "", {})
    if own is None and vocabulary.needs_supplier_factor(line.carrier_code):
        yield Finding("report_factor_needed", "supplier_factor_kg_per_unit", "", {"carrier": carrier})
    yield from _plausible(line, vocabulary, limits)


def _plausible(line: Line, vocabulary: Vocabulary, limits: Limits) -> Iterator[Finding]:
    kind = vocabulary.tables.carriers.at[line.carrier_code, "kind"]
    own = line.supplier_factor_kg_per_unit
    if line.quantity == 0:
        yield Finding("report_zero", "quantity", "0", {}, is_error=False)
    if kind in ENERGY_KINDS:
        try:
            substance = vocabulary.tables.carriers.at[line.carrier_code, "substance"]
            gwh = vocabulary.tables.units.convert(line.quantity, line.unit, "GWh", substance)
        except UnitRefused:
            gwh = 0.0
        if limits.outside("S01", gwh):
            yield Finding(
                "report_absurd", "quantity", f"{line.quantity:.10g}", {"unit": line.unit, "gwh": f"{gwh:.0f}"}
            )
    if kind == "refrigerant" and limits.outside("S02", line.quantity):
        yield Finding("report_refrigerant_large", "quantity", f"{line.quantity:.10g}", {}, is_error=False)
    if own is None:
        return
    factor = vocabulary.tables.carriers.at[line.carrier_code, "factor_code"]
    if line.unit == "tkm" and limits.outside("P03", own * 1000):
        yield Finding("report_factor_absurd", "supplier_factor_kg_per_unit", f"{own:.10g}", {"unit": line.unit})
    elif line.unit == "tkm" and line.activity_code == "bought_road" and limits.outside("P02", own * 1000):
        yield Finding(
            "report_factor_unlikely", "supplier_factor_kg_per_unit", f"{own:.10g}", {"unit": line.unit}, False
        )
    elif factor.startswith("diesel") and line.unit == "litre" and limits.outside("P05", own):
        yield Finding("report_factor_absurd", "supplier_factor_kg_per_unit", f"{own:.10g}", {"unit": line.unit})
    elif (kind == "intensity" and line.unit == "tonne" and limits.outside("P08", own)) or limits.outside("S03", own):
        yield Finding(
            "report_factor_unlikely", "supplier_factor_kg_per_unit", f"{own:.10g}", {"unit": line.unit}, False
        )


def duplicates(lines: pd.DataFrame) -> list[tuple[str, int, int]]:
    """Lines that say the same as an earlier one: sheet, row, and the row of the first."""
    columns = ["site_id", "activity_code", "carrier_code", "unit", "quantity", "supplier_evidence", "comment"]
    first: dict[tuple, int] = {}
    made = []
    for key, sheet, row in zip(
        lines[columns].itertuples(index=False, name=None), lines["sheet"], lines["row"], strict=True
    ):
        if key in first:
            made.append((sheet, int(row), first[key]))
        first.setdefault(key, int(row))
    return made


def changes_since(lines: pd.DataFrame, earlier: pd.DataFrame, tables: Tables, limits: Limits) -> list[Change]:
    """Sums by activity and carrier that moved more than rule P09 allows since the year before.

    Compared in the unit of the first line now, so that a slip between kg and tonnes shows.
    """
    found: dict[tuple[str, str], Change] = {}
    for r in lines.itertuples(index=False):
        here = found.setdefault(
            (r.activity_code, r.carrier_code), Change(r.activity_code, r.carrier_code, r.unit, r.sheet, r.row)
        )
        here.now += _in_unit(r.quantity, r.unit, here.unit, r.carrier_code, tables)
    for r in earlier.itertuples(index=False):
        here = found.get((r.activity_code, r.carrier_code))
        if here is not None:
            here.before += _in_unit(r.quantity, r.unit, here.unit, r.carrier_code, tables)
    return [c for c in found.values() if c.before > 0 and limits.outside("P09", c.now / c.before - 1)]


def _in_unit(quantity: float, unit: str, wanted: str, carrier: str, tables: Tables) -> float:
    """The quantity in another unit of the same substance; not a number where the two cannot be compared."""
    try:
        return tables.units.convert(quantity, unit, wanted, tables.carriers.at[carrier, "substance"])
    except UnitRefused:
        return float("nan")
