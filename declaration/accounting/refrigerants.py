"""Refrigerants: kilograms refilled times the 100-year global warming potential of IPCC AR6.

A blend's potential is the mass-weighted mean of its components'. What was refilled is what leaked (GHG
Protocol, simplified material balance). The Swedish register reports AR4; `gwp100_ar4` is there to compare.
"""

import math
from dataclasses import dataclass

import pandas as pd

#: how far a stored potential may differ from that of the blend's components, as a share
BLEND_TOLERANCE = 1e-6


@dataclass(frozen=True)
class Refrigerant:
    """One refrigerant: kg CO2e per kg, and the mass fractions (0-1) of a blend's components."""

    code: str
    gwp100_ar6: float
    gwp100_ar4: float | None
    composition: tuple[tuple[str, float], ...]
    confidence: str


@dataclass(frozen=True)
class Refrigerants:
    """All refrigerants by code; blends are checked against their components."""

    by_code: dict[str, Refrigerant]

    def __post_init__(self) -> None:
        for r in self.by_code.values():
            if r.gwp100_ar6 < 0:
                raise ValueError(f"{r.code}: a potential below 0")
            if r.composition:
                shares = math.fsum(share for _, share in r.composition)
                made = blend_gwp(dict(r.composition), self)
                if abs(shares - 1) > BLEND_TOLERANCE or abs(made - r.gwp100_ar6) > BLEND_TOLERANCE * made:
                    raise ValueError(f"{r.code}: {r.gwp100_ar6} is not its components' {made:.6g}")

    @classmethod
    def from_frame(cls, frame: pd.DataFrame) -> "Refrigerants":
        """From the table `refrigerants.csv`."""
        made = {}
        for r in frame.itertuples(index=False):
            parts = [] if pd.isna(r.composition) or r.composition == "" else str(r.composition).split(";")
            composition = tuple((p.split("=")[0], float(p.split("=")[1])) for p in parts)
            ar4 = None if pd.isna(r.gwp100_ar4) or r.gwp100_ar4 == "" else float(r.gwp100_ar4)
            made[r.refrigerant_code] = Refrigerant(
                r.refrigerant_code, float(r.gwp100_ar6), ar4, composition, r.confidence
            )
        return cls(made)

    @property
    def codes(self) -> tuple[str, ...]:
        """All refrigerants, in the table's order."""
        return tuple(self.by_code)

    def gwp100(self, code: str) -> float:
        """Kg CO2e per kg over 100 years (IPCC AR6)."""
        return self.by_code[code].gwp100_ar6


def blend_gwp(mass_fractions: dict[str, float], refrigerants: Refrigerants) -> float:
    """Kg CO2e per kg of a blend: Σ mass fraction × potential of the component."""
    return math.fsum(share * refrigerants.by_code[code].gwp100_ar6 for code, share in mass_fractions.items())


def refill_kg_co2e(kg_refilled: float, code: str, refrigerants: Refrigerants) -> float:
    """Kg CO2e of a top-up: kg × GWP100 (AR6)."""
    if kg_refilled < 0:
        raise ValueError(f"{code}: a top-up below 0 kg")
    return kg_refilled * refrigerants.gwp100(code)
