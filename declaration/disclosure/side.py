"""Figures that stand alone: drivers, effects, measures. Each is one sum over groups, so its attack has a closed form.

An attacker who knows its own part of a sum in [low, high] knows of another's part x that it is at most high - own,
and at least low - own if no third part is in the sum. Amounts are taken without sign: signs are known.
"""

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from declaration.disclosure.primary import is_unsafe
from declaration.disclosure.rounding import interval, rounded, step_up
from declaration.disclosure.rules import Rules

COLUMNS = ["block", "code", "year", "status", "amount", "step", "low", "high"]
#: the step of a lone figure as a share of it
FINENESS = 0.005


def decide_side(
    side: pd.DataFrame, rules: Rules, standing: pd.DataFrame, least_steps: Mapping[str, float] | None = None
) -> pd.DataFrame:
    """Publish or withhold the sum of every block, code and year: COLUMNS.

    side: block, group_id, code, year, amount. standing: COLUMNS of what was published before, which stands as it
    is. least_steps: block → the finest rounding. What is withheld in one year is withheld in all; a quotient's two
    sides, blocks `<name>_above` and `<name>_below`, are published together or not at all (rules 9 and 13).
    """
    before = {(row.block, row.code, row.year): row for row in standing.itertuples(index=False)}
    sums = side.groupby(["block", "code", "year", "group_id"])["amount"].sum()
    unsafe = {
        (_root(block), code)
        for (block, code, _), parts in sums.groupby(level=[0, 1, 2])
        if is_unsafe(parts.droplevel([0, 1, 2]), rules)
    }
    made = []
    for (block, code, year), parts in sums.groupby(level=[0, 1, 2]):
        true = float(parts.sum())
        if (block, code, year) in before:
            made.append(tuple(before[block, code, year]))
        elif (_root(block), code) in unsafe or not true:
            made.append((block, code, year, "withheld", np.nan, np.nan, np.nan, np.nan))
        else:
            step = max(step_up(abs(true) * FINENESS), (least_steps or {}).get(block, 0.0))
            made.append((block, code, year, "released", rounded(true, step), step, *interval(true, step)))
    return pd.DataFrame(made, columns=COLUMNS)


def _root(block: str) -> str:
    return block.removesuffix("_above").removesuffix("_below")


def wide_enough(parts: Iterable[float], low: float, high: float, p: float) -> bool:
    """Whether saying that a sum lies in [low, high] lets no contributor, and nobody outside, tell a part within p."""
    sizes = [abs(x) for x in parts if x]
    for place, x in enumerate(sizes):
        others = sizes[:place] + sizes[place + 1 :]
        for known in [0.0, *others]:
            unknown = len(others) - (1 if known else 0)
            least = 0.0 if unknown else max(0.0, low - known)
            if high - known < (1 + p) * x or least > (1 - p) * x:
                return False
    return True


def share_band(parts: pd.Series, whole: float, rules: Rules) -> tuple[float, float] | None:
    """The narrowest band of 5, 10, 25 or 50 % in which a part of the whole may be said to lie; None if none may.

    parts: amounts by group that make up the part. Gives the band's ends as shares (0-1).
    """
    share = float(parts.sum()) / whole if whole else 0.0
    for width in (0.05, 0.10, 0.25, 0.50):
        low = np.floor(share / width + 1e-12) * width
        if wide_enough(parts, low * whole, (low + width) * whole, rules.running):
            return float(low), float(low + width)
    return None
