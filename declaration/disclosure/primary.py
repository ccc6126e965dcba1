"""Rules about one cell alone: how many stand behind it, and how much the largest of them weigh.

Contributions are corporate groups' sums, x1 ≥ x2 ≥ …, by absolute value where they may be negative (returns,
changes). See Hundepool et al., Statistical Disclosure Control (Wiley 2012), ch. 4.
"""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from declaration.disclosure.rules import Rules


def largest_first(contributions: Iterable[float]) -> np.ndarray:
    """Absolute contributions other than zero, the largest first."""
    sizes = np.abs(np.asarray(list(contributions), dtype=float))
    return np.sort(sizes[sizes > 0])[::-1]


def lacks_distance(contributions: Iterable[float], p: float, colluding: int = 1) -> bool:
    """The p% rule: so many who know their own can tell the largest to within p (0-1) of it.

    X - x1 - (x2 + … + x_{c+1}) < p·x1 for c colluding contributors.
    """
    sizes = largest_first(contributions)
    if not len(sizes):
        return True
    return bool(sizes[1 + colluding :].sum() < p * sizes[0])


def dominates(contributions: Iterable[float], n: int, share: float) -> bool:
    """The (n, k) rule: the n largest are more than `share` (0-1) of the whole."""
    sizes = largest_first(contributions)
    return bool(len(sizes)) and bool(sizes[:n].sum() > share * sizes.sum())


def is_unsafe(
    contributions: pd.Series,
    rules: Rules,
    *,
    reported: frozenset[str] | None = None,
    waived: frozenset[str] = frozenset(),
) -> bool:
    """Whether a cell may not be published, by the number of its contributors or by the p% rule.

    contributions: by group (index). reported: the groups with a report of their own, who alone are counted; all if
    None. waived: groups that have consented in writing: the largest that has not takes the first one's place.
    """
    sums = contributions.groupby(level=0).sum()
    present = sums[sums.ne(0)]
    counted = len(present) if reported is None else len(present.index.intersection(list(reported)))
    if counted < rules.least_contributors:
        return True
    if not waived:
        return lacks_distance(present, rules.running)
    target = present[~present.index.isin(waived)].abs().max()
    if not np.isfinite(target):
        return False
    rest = np.sort(present.abs().to_numpy())[::-1].tolist()
    rest.remove(target)
    return bool(sum(rest[1:]) < rules.running * target)


def needs_a_look(contributions: pd.Series, rules: Rules) -> bool:
    """Whether one or two groups dominate the cell so much that a human should look at it."""
    sums = contributions.groupby(level=0).sum()
    return any(dominates(sums, n, share) for n, share in rules.dominance)
