"""From everything ever released to systems of rows over unknown amounts, in whole units (grams).

One system for each year of emissions, and one for each code and year of a side block. An unknown is a line
(member, area, category, park, year) with one value: a correction is another unknown. Unknowns are amounts ≥ 0,
their sign (returns are negative) is public and stands in the coefficients. The other columns of a line are
assumed known as an exact ratio to its t CO2e, so that they are rows on the same unknowns.
"""

import math
from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

import numpy as np
import pandas as pd
from scipy import sparse

#: grams in a tonne: amounts of emissions are counted in whole grams
GRAMS = 10**6
#: an interval's open end, in units
OPEN = 2**61
#: no sum comes near this many units (two thousand megatonnes in grams)
FAR = 2**51
#: linear programs count in this many units (tonnes, where the unit is a gram)
LP_UNITS = 10**6


@dataclass(frozen=True)
class Target:
    """A figure that must not be proven: Σ amount × num / den over cols, worth `value` (> 0) units in truth."""

    group: int
    kind: str
    cell: str
    year: int
    cols: np.ndarray
    num: np.ndarray
    den: np.ndarray
    value: int

    @property
    def weights(self) -> np.ndarray:
        """The coefficients as floating-point numbers."""
        return self.num / self.den

    @cached_property
    def whole(self) -> bool:
        """Whether all coefficients are 1 or -1."""
        return bool((self.den == 1).all() and (np.abs(self.num) == 1).all())


@dataclass(frozen=True)
class Link:
    """Assumed of two years of a line: later ≤ num/den × earlier, or ≥ if `least`; a unit of each is let pass."""

    earlier: int
    later: int
    num: int
    den: int
    least: bool


@dataclass(frozen=True)
class System:
    """Rows over unknown amounts, and the figures among them that must not be proven.

    groups: all that know an unknown. owner: index of the group an unknown belongs to; knows[group, unknown].
    amount: the truth, in units of `unit` (t for emissions), ≥ 0; sign: ±1, public. entries: (row, col, num, den).
    low, high: what each row's sum lies between, in units; labels name the rows.
    lines: what an unknown is; current: whether the newest release still holds it; public: rows known without us.
    """

    name: str
    year: int
    unit: float
    groups: tuple[str, ...]
    owner: np.ndarray
    knows: np.ndarray
    amount: np.ndarray
    sign: np.ndarray
    entries: tuple[tuple[int, int, int, int], ...]
    low: np.ndarray
    high: np.ndarray
    labels: tuple[str, ...]
    lines: tuple[tuple, ...]
    current: np.ndarray
    public: np.ndarray
    targets: tuple[Target, ...] = ()
    links: tuple[Link, ...] = ()

    @cached_property
    def matrix(self) -> sparse.csr_matrix:
        """Coefficients, rows × unknowns, as floating-point numbers."""
        rows, cols, num, den = np.array(self.entries, dtype=float).reshape(-1, 4).T
        shape = (len(self.low), len(self.amount))
        return sparse.csr_matrix((num / den, (rows.astype(int), cols.astype(int))), shape=shape)

    @cached_property
    def sums(self) -> list[int]:
        """What each row adds up to in truth, exactly (a ratio's denominator is the true amount)."""
        made = [0] * len(self.low)
        for row, col, num, den in self.entries:
            made[row] += num * int(self.amount[col]) // den
        return made

    @cached_property
    def room_below(self) -> np.ndarray:
        """By how many units each row's sum may fall; at most FAR, so that parts of units stay within 64 bits."""
        return np.array([min(s - int(low), FAR) for s, low in zip(self.sums, self.low, strict=True)], dtype=np.int64)

    @cached_property
    def room_above(self) -> np.ndarray:
        """By how many units each row's sum may rise; at most FAR."""
        return np.array([min(int(high) - s, FAR) for s, high in zip(self.sums, self.high, strict=True)], dtype=np.int64)

    @cached_property
    def whole_coefficients(self) -> sparse.csr_matrix:
        """The coefficients that are 1 or -1, rows × unknowns, in 64-bit integers."""
        entries = [(row, col, num) for row, col, num, den in self.entries if den == 1 == abs(num)]
        rows, cols, num = np.array(entries, dtype=np.int64).reshape(-1, 3).T
        return sparse.csr_matrix((num, (rows, cols)), shape=(len(self.low), len(self.amount)))

    @cached_property
    def ratio_entries(self) -> tuple[np.ndarray, ...]:
        """All other coefficients, which are ratios: col, row, num, den, the last two as unlimited integers."""
        entries = [(col, row, num, den) for row, col, num, den in self.entries if not den == 1 == abs(num)]
        cols, rows, num, den = np.array(entries, dtype=object).reshape(-1, 4).T
        return cols.astype(int), rows.astype(int), num, den

    @cached_property
    def by_column(self) -> list[list[tuple[int, int, int]]]:
        """For each unknown its (row, num, den)."""
        made = [[] for _ in self.amount]
        for row, col, num, den in self.entries:
            made[col].append((row, num, den))
        return made

    @cached_property
    def links_of(self) -> dict[int, list[Link]]:
        """For each unknown the links it takes part in."""
        made = defaultdict(list)
        for link in self.links:
            made[link.earlier].append(link)
            made[link.later].append(link)
        return made

    def moved_groups(self, moved: np.ndarray) -> np.ndarray:
        """Which groups know one of the unknowns that moved (a mask over unknowns)."""
        return self.knows[:, moved].any(axis=1)


def whole(amount: float, unit: float) -> int:
    """The amount in whole units."""
    return round(amount / unit)


@dataclass
class Draft:
    """A system in the making: unknowns and rows are added release by release."""

    name: str
    year: int
    unit: float = 1 / GRAMS
    keys: dict = field(default_factory=dict)
    amounts: list[int] = field(default_factory=list)
    signs: list[int] = field(default_factory=list)
    knowers: list[dict] = field(default_factory=list)
    rows: dict = field(default_factory=dict)

    def unknown(self, line: tuple, group: str, units: int) -> int:
        """The column of a line with this value; the same line with the same value is the same unknown."""
        col = self.keys.setdefault((line, units), len(self.amounts))
        if col == len(self.amounts):
            self.amounts.append(abs(units))
            self.signs.append(-1 if units < 0 else 1)
            self.knowers.append({})
        self.knowers[col].pop(group, None)
        self.knowers[col][group] = True  # the last is the owner, the others knew it before
        return col

    def state(self, label: str, entries: list[tuple[int, int, int]], low: float, high: float, public=False) -> str:
        """Adds the row: Σ amount × num / den of (col, num, den) lies in [low, high]; says if it does not.

        Rows that were stated before meet in the intersection. The interval always keeps the truth in whole
        units, so that what is audited is never empty.
        """
        total = sum(num * self.amounts[col] // den for col, num, den in entries)
        least, most = _least(low, self.unit), _most(high, self.unit)
        slack = len(entries) + 1 + abs(total) // 10**12  # each amount was rounded to a whole unit
        false = total < least - slack or total > most + slack
        if entries:
            before = self.rows.get(tuple(entries), (-OPEN, OPEN, label, public))
            interval = max(min(least, total), before[0]), min(max(most, total), before[1])
            self.rows[tuple(entries)] = (*interval, *before[2:])
        return f"{label}: {total * self.unit:.6g} is not in [{low:.6g}, {high:.6g}]" if false else ""

    def system(self, current: set[int]) -> System:
        """The system, still without targets. current: the columns that the newest release holds."""
        groups = sorted({group for knowers in self.knowers for group in knowers})
        index = {group: i for i, group in enumerate(groups)}
        knows = np.zeros((len(groups), len(self.amounts)), dtype=bool)
        for col, knowers in enumerate(self.knowers):
            knows[[index[group] for group in knowers], col] = True
        entries = [(row, *entry) for row, key in enumerate(self.rows) for entry in key]
        return System(
            name=self.name,
            year=self.year,
            unit=self.unit,
            groups=tuple(groups),
            owner=np.array([index[list(knowers)[-1]] for knowers in self.knowers], dtype=int),
            knows=knows,
            amount=np.array(self.amounts, dtype=np.int64),
            sign=np.array(self.signs, dtype=np.int64),
            entries=tuple(entries),
            low=np.array([row[0] for row in self.rows.values()], dtype=np.int64),
            high=np.array([row[1] for row in self.rows.values()], dtype=np.int64),
            labels=tuple(row[2] for row in self.rows.values()),
            lines=tuple(line for line, _ in self.keys),
            public=np.array([row[3] for row in self.rows.values()], dtype=bool),
            current=np.isin(np.arange(len(self.amounts)), list(current)),
        )


def _least(low: float, unit: float) -> int:
    return -OPEN if pd.isna(low) or low == -math.inf else math.ceil(_units(low, unit))


def _most(high: float, unit: float) -> int:
    return OPEN if pd.isna(high) or high == math.inf else math.floor(_units(high, unit))


def _units(amount: float, unit: float) -> Fraction:
    return Fraction(str(float(amount))) / Fraction(unit).limit_denominator(10**15)
