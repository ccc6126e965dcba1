"""A made-up programme with one giant and two large ones, and a release that publishes it, in five years."""

import math
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from declaration.audit.evidence import Evidence, Truth

COLUMNS = ("scope_1_t", "scope_2_t", "scope_3_t", "ttw_t", "wtt_t", "constant_t", "market_t")
AREAS, CATEGORIES, PARKS = 5, 8, 7


def made_lines(seed: int, members: int = 45, years: int = 5) -> pd.DataFrame:
    """Lines of log-normal members; the first is a giant in one area, the next two are large."""
    rng = np.random.default_rng(seed)
    rows = []
    for m in range(members):
        size = 1.5e5 if m == 0 else 3e4 if m < 3 else float(rng.lognormal(8.3, 1.0))
        count = int(rng.integers(2, 8))
        cells = {
            (f"A{rng.integers(AREAS)}", f"C{rng.integers(CATEGORIES)}", f"P{rng.integers(PARKS)}") for _ in range(count)
        }
        shares = rng.dirichlet(np.full(len(cells), 1.0))
        first = 0 if rng.random() < 0.85 or years == 1 else int(rng.integers(1, years))
        for cell, share in zip(sorted(cells), shares, strict=True):
            parts = rng.dirichlet([3, 1, 4]), rng.random()
            level = size * share
            for year in range(first, years):
                level *= float(rng.lognormal(-0.03, 0.08))
                amount = round(level, 6)
                factors = (*parts[0], parts[1], 1 - parts[1], 1.02**year, 0.9)
                others = (round(amount * factor, 6) for factor in factors)
                rows.append((f"m{m:02}", f"g{m:02}", *cell, 2020 + year, rng.random() > 0.02, amount, *others))
    names = ["member_id", "group_id", "area", "category", "park", "year", "reported", "co2e_t", *COLUMNS]
    return pd.DataFrame(rows, columns=names)


def truth_of(lines: pd.DataFrame, **others) -> Truth:
    """The truth of these lines: who has a reported line has reported."""
    sent = lines.loc[lines["reported"].astype(bool), ["member_id", "year"]].drop_duplicates()
    return Truth(lines=lines, reporters=sent, **others)


def rounded(amount: float, unit: float) -> tuple[float, float]:
    """The interval that a number rounded to the unit states; without a unit the number itself."""
    if not unit:
        return amount, amount
    middle = math.floor(amount / unit + 0.5) * unit
    return middle - unit / 2, middle + unit / 2


def published(lines: pd.DataFrame, dimensions, blocks=("co2e_t",), share=0.005, least_groups=0, hide=(), name="r1"):
    """A release of one-way tables: rounded to `share` of each year's total (0: not), without cells in `hide`."""
    rows = []
    for year, part in lines.groupby("year"):
        unit = max(100.0, 10 ** round(math.log10(share * part["co2e_t"].abs().sum()), 1)) if share else 0
        for block in blocks:
            for dimension in dimensions if block == "co2e_t" else ("total",):
                cells = part.assign(total="total").groupby(dimension)
                for code, cell in cells:
                    small = cell["group_id"].nunique() < least_groups
                    if small or (dimension, code) in hide or (dimension, code, year) in hide:
                        continue
                    low, high = rounded(cell[block].sum(), unit)
                    rows.append((f"emissions:{block}", "reported", dimension, code, year, low, high))
    numbers = pd.DataFrame(rows, columns=["block", "view", "dimension", "code", "year", "low", "high"])
    ids = numbers[["block", "view", "dimension", "code", "year"]].astype(str).agg("/".join, axis=1)
    return Evidence(name, numbers.assign(number_id=ids))


def lines_of(*rows) -> pd.DataFrame:
    """Lines of (group, area, amount) or (group, area, category, park, year, amount), one member a group."""
    full = [(g, a, "C0", "P0", 2024, t) if len(r) == 3 else r for r in rows for g, a, t in [(r[0], r[1], r[-1])]]
    names = ["group_id", "area", "category", "park", "year", "co2e_t"]
    return pd.DataFrame(full, columns=names).assign(member_id=lambda f: "m-" + f["group_id"], reported=True)


@pytest.fixture
def programme():
    """The functions that make up a programme and publish it."""
    return SimpleNamespace(
        made_lines=made_lines,
        lines_of=lines_of,
        truth_of=truth_of,
        published=published,
        rounded=rounded,
        columns=COLUMNS,
    )
