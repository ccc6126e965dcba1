"""First algorithm: how far a figure can move at most, for each attacker, by linear programming.

For an attacker that knows the lines of the groups K, the figure lies in [L, U] = [min, max] over all worlds that
fit what was released and leave K's lines as they are. `reach` is (U - x)/x upward and (x - L)/x downward; the
figure is safe if both are at least p. A reach is followed to a level only: to p, or to the tightest reach found
so far where that is larger, and never beyond `window`. So the tightest reach of all is exact up to `window`.

Two shortcuts are exact. If all of a group's lines can be scaled by the level at once, each of its figures can
move by it. And whoever knows no line that an outsider's best world moves has the outsider's reach: it cannot
have more, and that world is open to it.
"""

from dataclasses import dataclass, field

import highspy
import numpy as np
from scipy import sparse

from declaration.audit.solver import PRIMAL, solved, solver
from declaration.audit.world import LP_UNITS, OPEN, System, Target

#: relative error of a linear program's bound that is let pass
NEAR = 1e-7
#: a move smaller than this (in 10^6 units) is none
STILL = 1e-9


class ReachModel:
    """One kept model of a system: the truth is its origin, so that it always starts feasible.

    No unknown rises by more than all amounts together: nobody could mean more, and far numbers harm precision.
    Columns: how much each unknown rises and falls, and last the share by which a whole group is scaled.
    """

    def __init__(self, system: System, matrix: sparse.csr_matrix, low: np.ndarray, high: np.ndarray):
        self.system, self.count = system, len(system.amount)
        self.matrix = sparse.csc_matrix(matrix)
        self.room = system.amount / LP_UNITS
        self.most = max(float(self.room.sum()), 1.0)
        both = sparse.csc_matrix(sparse.hstack([self.matrix, -self.matrix]))
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = 2 * self.count, both.shape[0]
        lp.col_cost_ = np.zeros(2 * self.count)
        lp.col_lower_ = np.zeros(2 * self.count)
        lp.col_upper_ = np.concatenate([np.full(self.count, self.most), self.room])
        lp.row_lower_, lp.row_upper_ = low, high
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = both.indptr, both.indices, both.data
        self.rows = both.shape[0]
        self.model = solver(lp, PRIMAL)
        self.model.changeObjectiveSense(highspy.ObjSense.kMaximize)
        self.index = np.arange(2 * self.count, dtype=np.int32)
        self.solved = 0

    def group_reach(self, group: int, upward: bool, known: np.ndarray, level: float) -> tuple[float, np.ndarray]:
        """The share up to `level` by which all lines of the group can move at once, and which groups move."""
        own = np.flatnonzero(self.system.owner == group)
        sign = 1.0 if upward else -1.0
        effect = sparse.csc_matrix(self.matrix[:, own] @ (sign * self.room[own])[:, None])
        still = self.system.knows[known].any(axis=0)
        still[own] = True
        self._hold(still)
        rows = effect.indices.astype(np.int32)
        self.model.addCol(1.0, 0.0, level, len(rows), rows, effect.data)
        share, moves = self._run()
        self.model.deleteCols(1, np.array([2 * self.count], dtype=np.int32))
        moved = np.abs(moves) > STILL
        moved[own] = share > 0
        return share, self.system.moved_groups(moved)

    def reach(self, target: Target, upward: bool, known: np.ndarray, level: float) -> tuple[float, np.ndarray]:
        """The share of itself up to `level` by which the figure can move, and which groups move."""
        value = target.value / LP_UNITS
        weights = (target.weights if upward else -target.weights) / value
        index = np.concatenate([target.cols, target.cols + self.count]).astype(np.int32)
        both = np.concatenate([weights, -weights])
        self._hold(self.system.knows[known].any(axis=0))
        self.model.changeColsCost(len(index), index, both)
        self.model.addRow(-highspy.kHighsInf, level, len(index), index, both)
        share, moves = self._run()
        self.model.deleteRows(1, np.array([self.rows], dtype=np.int32))
        self.model.changeColsCost(len(index), index, np.zeros(len(index)))
        return share, self.system.moved_groups(np.abs(moves) > STILL)

    def _hold(self, still: np.ndarray) -> None:
        upper = np.concatenate([np.where(still, 0.0, self.most), np.where(still, 0.0, self.room)])
        self.model.changeColsBounds(len(upper), self.index, np.zeros(len(upper)), upper)

    def _run(self) -> tuple[float, np.ndarray]:
        self.solved += 1
        if not solved(self.model, PRIMAL):
            raise ArithmeticError(f"a bound of {self.system.name} {self.system.year} was not found")
        both = np.array(self.model.getSolution().col_value)
        moves = both[: self.count] - both[self.count : 2 * self.count]
        return self.model.getInfo().objective_function_value, moves


def reach_model(system: System) -> ReachModel:
    """The model of a system: its rows and links exactly as they were released."""
    sums = np.array(system.sums, dtype=float)
    low = np.where(system.low <= -OPEN, -highspy.kHighsInf, (system.low - sums) / LP_UNITS)
    high = np.where(system.high >= OPEN, highspy.kHighsInf, (system.high - sums) / LP_UNITS)
    matrix = system.matrix
    if system.links:
        later = np.array([link.later for link in system.links])
        earlier = np.array([link.earlier for link in system.links])
        ratio = np.array([link.num / link.den for link in system.links])
        at = np.arange(len(later))
        shape = (len(later), len(system.amount))
        below = sparse.csr_matrix((np.ones(len(later)), (at, later)), shape=shape)
        below = below - sparse.csr_matrix((ratio, (at, earlier)), shape=shape)
        spare = (ratio * system.amount[earlier] - system.amount[later]) / LP_UNITS
        spare[np.abs(spare) < STILL] = 0.0
        least = np.array([link.least for link in system.links])
        matrix = sparse.vstack([matrix, below])
        low = np.concatenate([low, np.where(least, np.minimum(spare, 0.0), -highspy.kHighsInf)])
        high = np.concatenate([high, np.where(least, highspy.kHighsInf, np.maximum(spare, 0.0))])
    return ReachModel(system, sparse.csr_matrix(matrix), low, high)


@dataclass
class Tightest:
    """The smallest reach found so far for each kind of attacker, at most the window."""

    outsider: float
    member: float


@dataclass
class Bounds:
    """What bounding a system gave: reach by (target, upward, attacker) where it is smaller than p.

    An attacker is a tuple of groups: () the outsider, (a,) a group, (a, b) two with a tie. What the outsider
    can prove is not listed again for the groups.
    """

    short: dict[tuple[int, bool, tuple[int, ...]], float] = field(default_factory=dict)
    tightest: Tightest | None = None
    programs: int = 0


def bound(
    system: System,
    p: float,
    attackers: list[tuple[int, ...]],
    tightest: Tightest,
    model: ReachModel | None = None,
    targets: list[int] | None = None,
) -> Bounds:
    """Bounds every target (or these) for the outsider and each attacker. `tightest` is lowered on the way."""
    made = Bounds(tightest=tightest)
    model = model or reach_model(system)
    by_group: dict[int, list[int]] = {}
    for index in range(len(system.targets)) if targets is None else targets:
        by_group.setdefault(system.targets[index].group, []).append(index)
    masks = np.zeros((len(attackers), len(system.groups)), dtype=bool)
    for mask, who in zip(masks, attackers, strict=True):
        mask[list(who)] = True
    order = sorted(by_group, key=lambda g: -max(system.targets[i].value for i in by_group[g]))
    for group in order:
        others = ~masks[:, group]
        for upward in (True, False):
            left, outsider = _followed(
                lambda known, level, g=group, up=upward: model.group_reach(g, up, known, level),
                masks,
                others,
                tightest,
                p,
                None,
            )
            if not outsider and not left.any():
                continue
            for index in by_group[group]:
                target = system.targets[index]
                aware = np.array([system.knows[mask][:, target.cols].any(axis=0).all() for mask in masks], dtype=bool)
                found: dict[tuple[int, ...], float] = {}
                _followed(
                    lambda known, level, t=target, up=upward: model.reach(t, up, known, level),
                    masks,
                    left & ~aware,
                    tightest,
                    p,
                    (attackers, found),
                )
                made.short.update({(index, upward, who): reach for who, reach in found.items()})
    made.programs = model.solved
    return made


def _followed(reach, masks: np.ndarray, pending: np.ndarray, tightest: Tightest, p: float, record) -> tuple:
    """Follows one movement for the outsider and the pending attackers; says who does not reach the level.

    record: None, or (attackers, found): then reaches below the level are exact, lower the tightest, and those
    below p are noted in `found`.
    """
    pending, nobody = pending.copy(), np.zeros(masks.shape[1], dtype=bool)
    far, near = max(p, tightest.outsider), max(p, tightest.member)
    share, moved = reach(nobody, far)
    meets = masks @ moved
    outsider_short = share < far * (1 - NEAR)
    if outsider_short and record:
        tightest.outsider = min(tightest.outsider, share)
        tightest.member = min(tightest.member, share)
        if share < p * (1 - NEAR):
            record[1][()] = share
            return pending, True
    if share >= near * (1 - NEAR):
        pending &= meets
    elif record:
        tightest.member = min(tightest.member, share)
        near = max(p, tightest.member)
        pending &= meets
    else:
        return pending, True
    if pending.any():
        share, moved = reach(masks[pending].any(axis=0) & moved, near)
        if share >= near * (1 - NEAR):
            pending &= masks @ moved
    left = np.zeros_like(pending)
    while pending.any():
        first = int(np.flatnonzero(pending)[0])
        share, moved = reach(masks[first], near)
        pending[first] = False
        if share >= near * (1 - NEAR):
            pending &= masks @ moved
            continue
        left[first] = True
        if record:
            tightest.member = min(tightest.member, share)
            if share < p * (1 - NEAR):
                record[1][record[0][first]] = share
            near = max(p, tightest.member)
    return left, outsider_short
