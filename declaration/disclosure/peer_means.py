"""Rounded means of the halves of peer groups: which of them may be told together, and how.

A mean is told if its half passes p% by itself and if all means told, of all peer groups at once, leave every value
undetermined to within p, whoever looks.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import highspy
import numpy as np
import pandas as pd

from declaration.disclosure.rounding import interval, step_up

LOWER, UPPER = "lower", "upper"
#: relative: values and bounds closer than this are equal
NEAR = 1e-6
#: times the mean of all values: further than any value could be
FAR = 1e6


@dataclass(frozen=True)
class Half:
    """One half of a peer group, the groups in it, and the mean of their amounts."""

    peer_group: str
    name: str
    groups: tuple[str, ...]
    mean: float


@dataclass(frozen=True)
class Means:
    """told: (peer_group, half) → low, high of the mean. withheld: (peer_group, half, why)."""

    told: dict[tuple[str, str], tuple[float, float]]
    withheld: list[tuple[str, str, str]]


def told_means(amounts: pd.Series, uppers: dict[str, pd.Series], *, least: int, p: float, rounding: float) -> Means:
    """The means that may be told of peer groups, and those that may not: size, tie, p_percent, attack.

    amounts: of each corporate group (index), above 0. uppers: peer group → whether each of its groups is in the
    upper half; the narrowest peer group first. least: groups in a half. p, rounding: shares. Each half must do by
    itself; then all are attacked together, and while that succeeds a mean of the widest peer group behind an exposed
    value is withheld, that of its upper half first: the better half is what others can learn from.
    """
    told, withheld = [], []
    for half in _halves(amounts, uppers):
        why = _refusal(half, amounts, len(uppers[half.peer_group]), least, p)
        if why:
            withheld.append((half.peer_group, half.name, why))
        else:
            told.append(half)
    while told:
        exposed = first_exposed(amounts, uppers, told, p, rounding)
        if exposed is None:
            break
        behind = [half for half in told if exposed in uppers[half.peer_group].index]
        widest = max(behind, key=lambda half: (list(uppers).index(half.peer_group), half.name == UPPER))
        told.remove(widest)
        withheld.append((widest.peer_group, widest.name, "attack"))
    return Means({(half.peer_group, half.name): rounded(half.mean, rounding) for half in told}, withheld)


def rounded(mean: float, share: float) -> tuple[float, float]:
    """The interval that a mean is said to lie in; its step, 1, 2 or 5 × a power of ten, is at least `share` of it."""
    step = step_up(mean * share)
    digits = 2 - math.floor(math.log10(step))
    low, high = interval(mean, step)
    return round(low, digits), round(high, digits)


def first_exposed(
    amounts: pd.Series, uppers: dict[str, pd.Series], told: list[Half], p: float, rounding: float
) -> str | None:
    """A group whose value the means told would determine to within p, from above or below; None if there is none.

    The attackers are an outsider and each group, who knows its own value. All are supposed to know who is in which
    half of a peer group of which a mean is told, so also that nobody of the lower half lies above anybody of the
    upper. Where that and the own value alone come within p, a neighbour across the middle, there is nothing for the
    means to give away, and they are attacked without the order.
    """
    names = list(dict.fromkeys(half.peer_group for half in told))
    groups = sorted({group for name in names for group in uppers[name].index})
    place = {group: number for number, group in enumerate(groups)}
    # in units of their mean, so that the solver's tolerances fit whatever the unit is
    true = amounts.loc[groups].to_numpy(dtype=float)
    unit = float(true.mean())
    true = true / unit
    sums = []
    for half in told:
        ends = [end / unit for end in _tight(half.mean, rounding)]
        sums.append((np.array([place[group] for group in half.groups], dtype=np.int32), *ends))
    order = [
        (np.array([place[group] for group in upper.index[~upper]]), np.array([place[g] for g in upper.index[upper]]))
        for upper in (uppers[name] for name in names)
    ]
    worlds = {True: _worlds(len(groups), sums, []), False: _worlds(len(groups), sums, order)}
    below = _known_below(len(groups), order)
    needs = {side: (1 + side * p) * true for side in (-1, 1)}
    for attacker in (None, *range(len(groups))):
        for neighbour, solver in worlds.items():
            left = {side: np.full(len(groups), not neighbour) for side in needs}
            if attacker is not None:
                near = {side: side * (needs[side] - true[attacker]) > 0 for side in needs}
                left = {
                    -1: (below[attacker] & near[-1]) == neighbour,
                    1: (below[:, attacker] & near[1]) == neighbour,
                }
                left[-1][attacker] = left[1][attacker] = False
                solver.changeColBounds(attacker, true[attacker], true[attacker])
            found = _first_short(solver, true, needs, left)
            if found is not None:
                return groups[found]
            if attacker is not None:
                solver.changeColBounds(attacker, 0.0, FAR)
    return None


def _first_short(
    solver: highspy.Highs, true: np.ndarray, needs: dict[int, np.ndarray], left: dict[int, np.ndarray]
) -> int | None:
    """The first value that cannot move as far down (-1) or up (1) as it needs; None if all that are left can."""
    while left[-1].any() or left[1].any():
        side = 1 if left[1].any() else -1
        target = int(np.flatnonzero(left[side])[0])
        world = _extreme(solver, target, side)[: len(true)]
        for end in needs:
            # one world may move many as far as they need
            left[end] &= end * (needs[end] - world) > NEAR * true
        if left[side][target]:
            return target
    return None


def _worlds(
    n: int, sums: list[tuple[np.ndarray, float, float]], order: list[tuple[np.ndarray, np.ndarray]]
) -> highspy.Highs:
    """A linear programme of all values that fit the means told and the order of the halves given."""
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
    # one more unknown for each peer group: a value between its halves
    for _ in range(n + len(order)):
        solver.addVar(0.0, FAR)
    for groups, low, high in sums:
        solver.addRow(len(groups) * low, len(groups) * high, len(groups), groups, np.ones(len(groups)))
    for middle, halves in enumerate(order, start=n):
        for groups, sign in zip(halves, (-1.0, 1.0), strict=True):
            for group in groups.tolist():
                both = np.array([group, middle], dtype=np.int32)
                solver.addRow(0.0, highspy.kHighsInf, 2, both, np.array([sign, -sign]))
    return solver


def _extreme(solver: highspy.Highs, target: int, side: int) -> np.ndarray:
    """The world in which the target is as low (side -1) or as high (side 1) as it can be."""
    solver.changeColCost(target, float(side))
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        # a warm start may stumble over its own basis; from nothing it must not
        solver.clearSolver()
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise RuntimeError(f"the solver stopped with {solver.getModelStatus()}")
    world = np.array(solver.getSolution().col_value)
    solver.changeColCost(target, 0.0)
    return world


def _known_below(n: int, order: list[tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    """Of which pairs (one, other) the order says that the one is not above the other, through others too."""
    made = np.zeros((n, n), dtype=bool)
    for lower, upper in order:
        made[np.ix_(lower, upper)] = True
    for _ in order:
        made |= (made.astype(np.int64) @ made.astype(np.int64)) > 0
    return made


def _halves(amounts: pd.Series, uppers: dict[str, pd.Series]) -> Iterator[Half]:
    for name, upper in uppers.items():
        for half, inside in ((LOWER, upper.index[~upper]), (UPPER, upper.index[upper])):
            if len(inside):
                yield Half(name, half, tuple(inside), math.fsum(amounts.loc[inside]) / len(inside))


def _refusal(half: Half, amounts: pd.Series, n: int, least: int, p: float) -> str:
    """Why the mean of this half may not be told whatever else is; empty where nothing speaks against it."""
    if len(half.groups) < least:
        return "size"
    if len(half.groups) != (n + (half.name == LOWER)) // 2:
        # halves that are uneven say that values at the middle are equal
        return "tie"
    largest, _, *others = sorted(amounts.loc[list(half.groups)].tolist(), reverse=True)
    return "" if math.fsum(others) >= p * largest else "p_percent"


def _tight(mean: float, share: float) -> tuple[float, float]:
    """The interval told, with what its step says: it is the smallest of the ladder that the mean allows."""
    low, high = rounded(mean, share)
    step = step_up(mean * share)
    finer = step_up(step * 0.4)
    # a hair wider, for the truth may lie at an end
    return max(low, finer / share) * (1 - 1e-9), min(high, step / share) * (1 + 1e-9)
