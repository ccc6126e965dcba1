"""What may be written in a report: activities, carriers, units and choices, by code or by name in either language."""

from collections.abc import Mapping
from functools import cached_property

import pandas as pd

from declaration.accounting.rates import rate_table
from declaration.accounting.tables import Tables
from declaration.reports.fields import CHOICES, fold

LANGUAGES = ("sv", "en")


class Vocabulary:
    """Codes and names of everything that is chosen from a list, and which of them go together."""

    def __init__(self, tables: Tables, denominators: pd.DataFrame, levers: pd.DataFrame) -> None:
        self.tables = tables
        self.names: dict[str, dict[str, tuple[str, str]]] = dict(CHOICES) | {
            "activity_code": _names(tables.activities),
            "carrier_code": _names(tables.carriers),
            "denominator_code": _names(denominators.set_index("denominator_code")),
            "lever_code": _names(levers.set_index("lever_code")),
        }
        self._codes = {
            field: {fold(name): code for code, names in options.items() for name in (code, *names)}
            for field, options in self.names.items()
        }
        self.denominator_units = {
            code: tuple(units.split("|"))
            for code, units in zip(denominators["denominator_code"], denominators["units"], strict=True)
        }

    def code(self, field: str, text: str) -> str | None:
        """The code that a text means in a field, or None."""
        return self._codes[field].get(fold(text))

    def name(self, field: str, code: str, language: str) -> str:
        """The name of a code in one language; the code itself where it is no choice of the field."""
        names = self.names.get(field, {}).get(code)
        return code if names is None else names[LANGUAGES.index(language)]

    def options(self, field: str, language: str) -> list[str]:
        """All names of a field in one language, in the order of its table."""
        return [names[LANGUAGES.index(language)] for names in self.names[field].values()]

    @cached_property
    def carriers_of(self) -> Mapping[str, tuple[str, ...]]:
        """activity_code → the carriers or materials that go with it."""
        return {a: tuple(rows) for a, rows in self.tables.pairs.groupby("activity_code", sort=False)["carrier_code"]}

    @cached_property
    def units_of(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """(activity_code, carrier_code) → the units that can be counted."""
        rates = rate_table(self.tables, [2024])
        keys = ["activity_code", "carrier_code"]
        return {key: tuple(units) for key, units in rates.groupby(keys, sort=False)["unit"]}

    @cached_property
    def unit_names(self) -> dict[str, str]:
        """Folded unit → unit, of every unit on the lists."""
        units = [unit for units in self.units_of.values() for unit in units]
        units += [unit for units in self.denominator_units.values() for unit in units]
        return {fold(unit): unit for unit in units} | _UNIT_SYNONYMS

    def needs_supplier_factor(self, carrier: str) -> bool:
        """Whether nobody but the supplier can give the carrier's factor."""
        row = self.tables.carriers.loc[carrier]
        return row["factor_code"] == "" and row["kind"] in ("heat", "intensity")


#: what Swedes and others write for the same unit, folded
_UNIT_SYNONYMS = {
    "l": "litre",
    "liter": "litre",
    "litres": "litre",
    "m³": "m3",
    "m²": "m2",
    "kvm": "m2",
    "ton": "tonne",
    "t": "tonne",
    "tonnes": "tonne",
    "tonkm": "tkm",
    "tonkilometer": "tkm",
    "fordonskm": "vkm",
    "nm³": "Nm3",
    "personer": "person",
    "st": "piece",
}


def _names(frame: pd.DataFrame) -> dict[str, tuple[str, str]]:
    return {code: (sv, en) for code, sv, en in zip(frame.index, frame["name_sv"], frame["name_en"], strict=True)}
