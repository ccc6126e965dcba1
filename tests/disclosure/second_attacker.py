"""A second attacker, by another library than the gate's: what follows from published numbers, by `scipy`'s linprog."""

from collections.abc import Iterable, Iterator

import numpy as np
from scipy.optimize import linprog

from declaration.disclosure.problem import Problem

#: relative to the bound that was to be reached
TOLERANCE = 1e-6


def interval(
    problem: Problem, aim: np.ndarray, hidden: Iterable[int] = (), attacker: frozenset[int] = frozenset()
) -> tuple[float, float]:
    """Between what the attacker can prove `aim` @ unknowns to lie, where these series are hidden."""
    shown = ~np.isin(problem.series, list(hidden))
    own = np.isin(problem.owner, list(attacker))
    lower, upper = (np.where(own, problem.values, bound) for bound in (problem.lower, problem.upper))
    blocks = (
        (problem.statements.toarray()[shown], problem.low[shown], problem.high[shown]),
        (problem.known.toarray(), problem.known_low, problem.known_high),
    )
    rows, low, high = (np.concatenate([block[n] for block in blocks]) for n in range(3))
    equal = low == high
    above, below = ~equal & np.isfinite(high), ~equal & np.isfinite(low)
    ends = []
    for side in (1.0, -1.0):
        found = linprog(
            side * aim,
            A_eq=rows[equal],
            b_eq=low[equal],
            A_ub=np.vstack([rows[above], -rows[below]]),
            b_ub=np.concatenate([high[above], -low[below]]),
            bounds=np.column_stack([lower, upper]),
            method="highs",
        )
        assert found.status in (0, 3), found.message
        ends.append(side * found.fun if found.status == 0 else -side * np.inf)
    return ends[0], ends[1]


def succeeding(problem: Problem, hidden: Iterable[int]) -> Iterator[tuple[frozenset[int], int, float, float]]:
    """The attacks that succeed: attacker, target's row, and the interval that the attacker proves."""
    hidden = list(hidden)
    for attacker in problem.attackers:
        for target in range(problem.targets.shape[0]):
            if problem.target_owner[target] in attacker:
                continue
            low, high = interval(problem, problem.targets[target].toarray().ravel(), hidden, attacker)
            needs = problem.need_low[target], problem.need_high[target]
            slack = TOLERANCE * (1.0 + abs(needs[0]) + abs(needs[1]))
            if low > needs[0] + slack or high < needs[1] - slack:
                yield attacker, target, low, high
