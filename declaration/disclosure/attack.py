"""What attackers can conclude from published statements: worlds that fit, and bounds by linear programming.

Two worlds that fit everything published, with the target at each end, prove that it is safe. One world proves it
for every attacker whose own lines are in it as they are, and for all targets that it moves far enough; so a few
worlds in which many contributors move at random clear almost everything. What is left is bounded exactly, for one
attacker and target at a time. The solver keeps its model; only costs and bounds change.
"""

from dataclasses import dataclass, field

import highspy
import numpy as np
from scipy import sparse

from declaration.disclosure.problem import Problem
from declaration.disclosure.trades import without_easy_targets

#: relative distance at which a target counts as moved far enough
NEAR = 1e-6
#: worlds made for many attackers at once, and how little one may clear for the last time
MOST_WORLDS, LITTLE = 200, 4
#: attackers tried together on one target
TOGETHER = 10
#: unknowns from which worlds are found by interior points, which is faster there than by simplex
MANY = 600


@dataclass(frozen=True)
class Exposure:
    """An attack that succeeds: `bound` is the attacker's end of the interval, `need` where it should have been.

    target: row number in the problem; side: -1 the lower end, +1 the upper. prices: statement row → dual price of
    the bound, the statements that the attack leans on.
    """

    attacker: frozenset[int]
    target: int
    side: int
    bound: float
    need: float
    prices: dict[int, float] = field(compare=False)


class Attack:
    """The attacks on one component of a problem, with some of its series hidden."""

    def __init__(self, problem: Problem, seed: int = 1):
        self.problem = problem
        self.chance = np.random.default_rng(seed)
        self.programmes = 0
        n, aims = len(problem.values), problem.targets.shape[0]
        self.targets = problem.targets.tocsr()
        self.now = self.targets @ problem.values
        self.needs = {-1: problem.need_low - self.now, 1: problem.need_high - self.now}
        self.owners = np.unique(problem.owner)
        self.takes_part = np.array([[o in a for o in self.owners] for a in problem.attackers], dtype=bool)
        self.belongs = problem.target_owner[:, None] == self.owners[None, :]
        self.free = (problem.lower - problem.values, problem.upper - problem.values)
        rows = sparse.vstack([problem.statements, problem.known])
        sums = rows @ problem.values
        self.row_low = np.minimum(np.concatenate([problem.low, problem.known_low]) - sums, 0.0)
        self.row_high = np.maximum(np.concatenate([problem.high, problem.known_high]) - sums, 0.0)
        whole = sparse.bmat([[rows, None], [self.targets, -sparse.identity(aims)]], format="csc")
        self.n, self.aims, self.rows = n, aims, rows.shape[0]
        self.all_rows, self.shown_low, self.shown_high = rows, self.row_low, self.row_high
        self.solver = self._load(whole)
        self.hidden: frozenset[int] = frozenset()
        self.left = self._everything()

    def _load(self, whole: sparse.csc_matrix) -> highspy.Highs:
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = whole.shape[1], whole.shape[0]
        model.col_cost_ = np.zeros(whole.shape[1])
        model.col_lower_ = np.concatenate([self.free[0], np.zeros(self.aims)])
        model.col_upper_ = np.concatenate([self.free[1], np.zeros(self.aims)])
        model.row_lower_ = np.concatenate([self.row_low, np.full(self.aims, -np.inf)])
        model.row_upper_ = np.concatenate([self.row_high, np.full(self.aims, np.inf)])
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_, model.a_matrix_.index_ = whole.indptr, whole.indices
        model.a_matrix_.value_ = whole.data
        model.sense_ = highspy.ObjSense.kMaximize
        solver = highspy.Highs()
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("threads", 1)
        solver.passModel(model)
        return solver

    def show(self, hidden: frozenset[int]) -> None:
        """Attack what is left when these series are hidden. A world that fits goes on to fit when more is hidden."""
        if not hidden >= self.hidden:
            self.left = self._everything()
        self.hidden = hidden
        gone = np.isin(self.problem.series, list(hidden))
        low, high = self.row_low.copy(), self.row_high.copy()
        low[: len(gone)][gone], high[: len(gone)][gone] = -np.inf, np.inf
        self.shown_low, self.shown_high = low, high
        self.solver.changeRowsBounds(self.rows, np.arange(self.rows, dtype=np.int32), low, high)

    def _everything(self) -> dict[int, np.ndarray]:
        """End → attacker × target: all that has to be tried; nobody attacks itself."""
        own = np.array([[o in a for o in self.problem.target_owner] for a in self.problem.attackers], dtype=bool)
        return {side: ~own & (np.abs(need) > 0) for side, need in self.needs.items()}

    def run(self, most: int | None = None) -> list[Exposure]:
        """Every attack that succeeds, one for each target and end; with `most`, stop when so many are found."""
        attackers, left = self.problem.attackers, self.left
        for _ in range(MOST_WORLDS):
            before = left[-1].sum() + left[1].sum()
            if not before:
                break
            side = 1 if left[1].sum() >= left[-1].sum() else -1
            attacker, target = self._pick(left[side])
            self._clear(self._many(attackers[attacker], target, side, left), left)
            if before - left[-1].sum() - left[1].sum() < LITTLE:
                break
        found: list[Exposure] = []
        for side in (-1, 1):
            for target in np.flatnonzero(left[side].any(axis=0)):
                exposure = self._narrow(int(target), side, left)
                if exposure:
                    found.append(exposure)
                    if most and len(found) >= most:
                        return found
        return found

    def _narrow(self, target: int, side: int, left: dict[int, np.ndarray]) -> Exposure | None:
        """Clear one end of one target of all attackers left, many at once while that goes, or name one who succeeds."""
        every = np.flatnonzero(left[side][:, target])
        waiting = [every[n : n + TOGETHER] for n in range(0, len(every), TOGETHER)]
        while waiting:
            some = waiting.pop()
            some = some[left[side][some, target]]
            if not len(some):
                continue
            still = frozenset().union(*(self.problem.attackers[a] for a in some))
            if len(some) == 1 or self.problem.target_owner[target] not in still:
                if self.n >= MANY:
                    self._clear(self._one(still, target, side, inside=True)[0], left)
                if left[side][some, target].any() and (self.n < MANY or len(some) == 1):
                    world, bound, prices = self._one(still, target, side)
                    self._clear(world, left)
                if not left[side][some, target].any():
                    continue
                if len(some) == 1:
                    return self._exposure(self.problem.attackers[some[0]], target, side, bound, prices)
            waiting += [some[: len(some) // 2], some[len(some) // 2 :]]
        return None

    def _exposure(self, attacker: frozenset[int], target: int, side: int, bound: float, prices: np.ndarray) -> Exposure:
        rows = self.problem.statement_rows
        priced = {int(rows[r]): float(p) for r, p in enumerate(prices[: len(rows)]) if abs(p) > 1e-9}
        need = float(self.now[target] + self.needs[side][target])
        return Exposure(attacker, int(self.problem.target_rows[target]), side, bound, need, priced)

    def bound(self, attacker: frozenset[int], target: int, side: int) -> float:
        """The end of the tightest interval that the attacker can prove; infinite where there is none."""
        return self._one(attacker, target, side, capped=False)[1]

    def _pick(self, left: np.ndarray) -> tuple[int, int]:
        """An attacker with much left to try, and one of the targets left for it."""
        attacker = int(left.sum(axis=1).argmax())
        return attacker, int(self.chance.choice(np.flatnonzero(left[attacker])))

    def _roles(
        self, attacker: frozenset[int], aimed: int, side: int, left: dict[int, np.ndarray]
    ) -> tuple[set[int], set[int]]:
        """Who stands still and who rises (all others fall), so that most of what is left to try is tried at once.

        One owner after the other takes the role that adds most pairs of an attacker who stands still and a target
        that moves as it is still to be tried: a greedy covering array, some twenty worlds for fifty contributors.
        """
        pairs = self._pairs_left(left)
        place = {int(owner): n for n, owner in enumerate(self.owners)}
        still, up, down = set(attacker), set(), set()
        (up if side > 0 else down).add(aimed)
        # for every owner: what it adds standing still, rising and falling beside those who have their role
        nothing = np.zeros(len(self.owners))
        stands = pairs[side][:, place[aimed]].copy() if aimed in place else nothing.copy()
        rises, falls = (sum((pairs[end][place[o]] for o in still if o in place), nothing.copy()) for end in (1, -1))
        for owner in self.chance.permutation([o for o in self.owners.tolist() if o not in still and o != aimed]):
            at = place[int(owner)]
            gains = {0: stands[at], 1: rises[at], -1: falls[at]}
            role = max(gains, key=lambda r: (gains[r], self.chance.random()))
            (still, up, down)[role if role >= 0 else 2].add(int(owner))
            if role:
                stands += pairs[role][:, at]
            else:
                rises += pairs[1][at]
                falls += pairs[-1][at]
        return still, up

    def _pairs_left(self, left: dict[int, np.ndarray]) -> dict[int, np.ndarray]:
        """By end: attacking owner × owner of the target, how much is left to try."""
        attacks, owned = self.takes_part.T.astype(float), self.belongs.astype(float)  # counts are exact, and faster so
        return {side: attacks @ (pending.astype(float) @ owned) for side, pending in left.items()}

    def _hold(self, still: np.ndarray) -> None:
        low, high = self.free[0].copy(), self.free[1].copy()
        low[still], high[still] = 0.0, 0.0
        self.solver.changeColsBounds(self.n, np.arange(self.n, dtype=np.int32), low, high)

    def _many(self, attacker: frozenset[int], target: int, side: int, left: dict[int, np.ndarray]) -> np.ndarray:
        """A world that moves as many targets as far as they need, while the attacker and some others stand still."""
        problem = self.problem
        still, up = self._roles(attacker, int(problem.target_owner[target]), side, left)
        self._hold(np.isin(problem.owner, list(still)))
        rising = np.isin(problem.target_owner, list(up))
        reach = np.where(rising, self.needs[1], self.needs[-1])
        reach = np.where(np.isfinite(reach), reach, 0.0)
        wanted = np.where(rising, left[1].any(axis=0), left[-1].any(axis=0))
        cost = np.where(wanted & (reach != 0), 1.0 / np.where(reach == 0, 1.0, reach), 0.0)
        cost[target] *= 10.0
        columns = np.arange(self.n + self.aims, dtype=np.int32)
        self.solver.changeColsCost(len(columns), columns, np.concatenate([np.zeros(self.n), cost]))
        gains = columns[self.n :]
        self.solver.changeColsBounds(self.aims, gains, np.minimum(reach, 0.0), np.maximum(reach, 0.0))
        rows = np.arange(self.rows, self.rows + self.aims, dtype=np.int32)
        self.solver.changeRowsBounds(self.aims, rows, np.where(rising, 0.0, -np.inf), np.where(rising, np.inf, 0.0))
        return self._solve(inside=self.n >= MANY)

    def _one(
        self, attacker: frozenset[int], target: int, side: int, capped: bool = True, inside: bool = False
    ) -> tuple[np.ndarray, float, np.ndarray]:
        """The world at one end of the target's interval for one attacker, the end, and the prices of the rows."""
        self._hold(np.isin(self.problem.owner, list(attacker)))
        columns = np.arange(self.n + self.aims, dtype=np.int32)
        cost = np.concatenate([side * self.targets[target].toarray().ravel(), np.zeros(self.aims)])
        self.solver.changeColsCost(len(columns), columns, cost)
        nothing = np.zeros(self.aims)
        self.solver.changeColsBounds(self.aims, columns[self.n :], nothing, nothing)
        low, high = np.full(self.aims, -np.inf), np.full(self.aims, np.inf)
        if capped:
            ends = (low, high)[(side + 1) // 2]
            # a little further than needed, for a point inside stops short of the end
            ends[target] = self.needs[side][target] * (1.02 if inside else 1.0)
        rows = np.arange(self.rows, self.rows + self.aims, dtype=np.int32)
        self.solver.changeRowsBounds(self.aims, rows, low, high)
        world = self._solve(inside)
        if self.solver.getModelStatus() == highspy.HighsModelStatus.kUnbounded:
            return world, side * np.inf, np.zeros(self.rows)
        prices = np.array(self.solver.getSolution().row_dual)[: self.rows]
        return world, float(self.now[target] + (self.targets[target] @ world)[0]), prices

    def _solve(self, inside: bool = False) -> np.ndarray:
        self.programmes += 1
        self.solver.setOptionValue("solver", "ipm" if inside else "simplex")
        self.solver.setOptionValue("run_crossover", "off" if inside else "on")
        self.solver.run()
        status = self.solver.getModelStatus()
        if inside:
            # a point inside is as good a world as a corner; whether it fits is looked at by who takes it
            return self._fitting(np.array(self.solver.getSolution().col_value)[: self.n])
        if status not in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kUnbounded):
            # a warm start may stumble over its own basis; from nothing it must not
            self.solver.clearSolver()
            self.solver.run()
            if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
                raise RuntimeError(f"the solver stopped with {self.solver.getModelStatus()}")
        return np.array(self.solver.getSolution().col_value)[: self.n]

    def _fitting(self, world: np.ndarray) -> np.ndarray:
        """The world if every relation holds in it, else the true one."""
        sums = self.all_rows @ world
        fits = (sums >= self.shown_low - 1e-5).all() and (sums <= self.shown_high + 1e-5).all()
        inside = (world >= self.free[0] - 1e-6).all() and (world <= self.free[1] + 1e-6).all()
        return world if len(world) and fits and inside else np.zeros(self.n)

    def _clear(self, world: np.ndarray, left: dict[int, np.ndarray]) -> None:
        """Strike off all attackers who stand still in this world, for all targets that it moves far enough."""
        if not len(world):
            return
        moved = np.unique(self.problem.owner[np.abs(world) > 1e-9 * (1.0 + np.abs(self.problem.values))])
        blind = ~(self.takes_part & np.isin(self.owners, moved)).any(axis=1)
        move = self.targets @ world
        for side, need in self.needs.items():
            reached = side * move >= side * need - NEAR * np.abs(need)
            left[side][np.ix_(blind, reached)] = False


def attack(problem: Problem, hidden: frozenset[int] = frozenset(), most: int | None = None) -> list[Exposure]:
    """Every attack that succeeds on what is published when `hidden` series are not."""
    found = []
    for component in without_easy_targets(problem).components():
        attempt = Attack(component)
        attempt.show(hidden)
        found += attempt.run(most)
    return found
