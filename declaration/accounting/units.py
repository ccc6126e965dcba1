"""Units: a whitelist of conversions, material by material; anything not on it is refused.

A conversion holds for one substance, or for `any` (definitions such as 1 MWh = 1000 kWh). Conversions are
followed both ways and in chains (tonne → kg → litre of marine gas oil), never across substances.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

#: conversions that hold whatever the substance
ANY = "any"


class UnitRefused(ValueError):
    """The two units are not connected by the whitelist for this substance."""


@dataclass(frozen=True)
class Conversion:
    """1 `from_unit` of `substance` is `multiplier` `to_unit`."""

    substance: str
    from_unit: str
    to_unit: str
    multiplier: float

    def __post_init__(self) -> None:
        if not self.multiplier > 0:
            raise ValueError(f"{self.substance}: {self.from_unit} → {self.to_unit} must be above 0")


class Units:
    """The whitelist as a graph for each substance; every pair of connected units has one factor."""

    def __init__(self, conversions: Iterable[Conversion]) -> None:
        self._edges: dict[str, dict[str, list[tuple[str, float]]]] = {}
        seen: set[tuple[str, frozenset[str]]] = set()
        for c in conversions:
            key = (c.substance, frozenset((c.from_unit, c.to_unit)))
            if c.from_unit == c.to_unit or key in seen:
                raise ValueError(f"{c.substance}: {c.from_unit} → {c.to_unit} is written twice, or to itself")
            seen.add(key)
            edges = self._edges.setdefault(c.substance, {})
            edges.setdefault(c.from_unit, []).append((c.to_unit, c.multiplier))
            edges.setdefault(c.to_unit, []).append((c.from_unit, 1 / c.multiplier))

    @classmethod
    def from_frame(cls, frame: pd.DataFrame) -> "Units":
        """From the table `unit_conversions.csv`."""
        return cls(
            Conversion(r.substance, r.from_unit, r.to_unit, float(r.multiplier)) for r in frame.itertuples(index=False)
        )

    def _steps(self, substance: str, unit: str) -> list[tuple[str, float]]:
        own = self._edges.get(substance, {}).get(unit, [])
        return own + (self._edges.get(ANY, {}).get(unit, []) if substance != ANY else [])

    def multiplier(self, from_unit: str, to_unit: str, substance: str = ANY) -> float:
        """How many `to_unit` one `from_unit` of the substance is, by the shortest chain on the whitelist."""
        if from_unit == to_unit:
            return 1.0
        reached = {from_unit: 1.0}
        queue = deque([from_unit])
        while queue:
            unit = queue.popleft()
            for neighbour, factor in self._steps(substance, unit):
                if neighbour not in reached:
                    reached[neighbour] = reached[unit] * factor
                    if neighbour == to_unit:
                        return reached[neighbour]
                    queue.append(neighbour)
        raise UnitRefused(f"{from_unit} of {substance} cannot be turned into {to_unit}")

    def convert(self, quantity: float, from_unit: str, to_unit: str, substance: str = ANY) -> float:
        """`quantity` in `from_unit`, expressed in `to_unit`."""
        return quantity * self.multiplier(from_unit, to_unit, substance)
