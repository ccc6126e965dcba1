"""The cheapest set of series to hide so that no attack succeeds (complementary cell suppression).

A master problem chooses what to hide; every attack that still succeeds gives a cut by the dual prices of the
statements it leans on; and so on until none succeeds. After J.-J. Salazar-González, "Statistical Confidentiality:
Optimization Techniques to Protect Tables", and "A unified mathematical programming framework for different
statistical disclosure limitation methods", Operations Research 53(5), 2005 (several attackers).
"""

from dataclasses import dataclass

import highspy
import numpy as np
from scipy import sparse

from declaration.disclosure.attack import Attack, Exposure
from declaration.disclosure.problem import Problem
from declaration.disclosure.trades import without_easy_targets

MOST_ROUNDS = 300
#: exposures of one component that a round turns into cuts
MOST_CUTS = 12


@dataclass(frozen=True)
class Suppression:
    """What to hide: `hidden` series, their `cost`, and whether it is proven to be the cheapest.

    `exposures` are attacks that succeed whatever is hidden (on what is public already): empty where all is safe.
    """

    hidden: frozenset[int]
    cost: float
    rounds: int
    optimal: bool
    programmes: int
    exposures: tuple[Exposure, ...]


def attempts_on(problem: Problem, seed: int = 1) -> list[Attack]:
    """The attacks on a problem's components, to be used again: they remember which worlds fit."""
    return [Attack(component, seed) for component in without_easy_targets(problem).components()]


def suppress(
    problem: Problem,
    hidden: frozenset[int] = frozenset(),
    *,
    attempts: list[Attack] | None = None,
    seconds: float = 20.0,
    most_cost: float = np.inf,
) -> Suppression:
    """Hide more than `hidden`, at the least weight, until every attacker's interval is wide enough.

    attempts: the problem's, where they have been made before. seconds: for each master problem; where it is not
    solved by then, its cuts are met greedily and the result is marked as not proven. most_cost: stop, unfinished, as
    soon as hiding is bound to weigh more than that. Raises RuntimeError where it does not close.
    """
    attempts = attempts_on(problem) if attempts is None else attempts
    room = _room(problem)
    cuts: list[dict[int, float]] = []
    hopeless: list[Exposure] = []
    start, optimal, dirty = frozenset(hidden), True, set(range(len(attempts)))
    chosen = start
    for rounds in range(1, MOST_ROUNDS + 1):  # noqa: B007
        new = 0
        for number in sorted(dirty):
            attempt = attempts[number]
            attempt.show(chosen)
            known_lost = {(e.target, e.side) for e in hopeless}
            for exposure in attempt.run(MOST_CUTS + len(known_lost)):
                if (exposure.target, exposure.side) in known_lost:
                    continue
                cut = _cut(problem, exposure, chosen, room)
                if cut:
                    cuts.append(cut)
                    new += 1
                else:
                    hopeless.append(exposure)
            if (
                new
                and np.isfinite(most_cost)
                and _cost(problem, _cheapest(problem.weight, cuts, start, seconds)[0]) > most_cost
            ):
                break
        if not new:
            if dirty == set(range(len(attempts))):
                break
            dirty = set(range(len(attempts)))
            continue
        before = chosen
        chosen, proven = _cheapest(problem.weight, cuts, start, seconds)
        optimal &= proven
        if _cost(problem, chosen) > most_cost:
            break
        changed = before ^ chosen
        dirty = {n for n, a in enumerate(attempts) if changed & set(a.problem.series.tolist())}
    else:
        raise RuntimeError(f"no safe set of cells found in {MOST_ROUNDS} rounds")
    return Suppression(
        chosen, _cost(problem, chosen), rounds, optimal, sum(a.programmes for a in attempts), tuple(hopeless)
    )


def _cost(problem: Problem, hidden: frozenset[int]) -> float:
    return float(problem.weight[sorted(hidden)].sum()) if hidden else 0.0


def _room(problem: Problem) -> tuple[np.ndarray, np.ndarray]:
    """How far each statement's sum can rise, and fall, with every unknown within what everybody knows (t CO2e)."""
    up, down = problem.upper - problem.values, problem.values - problem.lower
    plus, minus = problem.statements.maximum(0).tocsr(), (-problem.statements).maximum(0).tocsr()
    return plus @ up + minus @ down, plus @ down + minus @ up


def _cut(
    problem: Problem, exposure: Exposure, hidden: frozenset[int], room: tuple[np.ndarray, np.ndarray]
) -> dict[int, float]:
    """Of the series the attack leans on, enough must be hidden: series → coefficient, their sum to be at least 1.

    A price of λ on a row that may move by at most M lets the bound move by at most |λ|·M of the missing distance. The
    price's sign says which way the row has to move.
    """
    distance = abs(exposure.need - exposure.bound)
    most = float(np.abs(problem.values).sum() + np.abs(problem.targets @ problem.values).max(initial=0.0))
    rises, falls = room
    strength: dict[int, float] = {}
    where = {int(row): place for place, row in enumerate(problem.statement_rows)}
    for row, price in exposure.prices.items():
        series = int(problem.series[where[row]])
        if series not in hidden and np.isfinite(problem.weight[series]):
            move = min(most, (rises if price > 0 else falls)[where[row]])
            strength[series] = strength.get(series, 0.0) + abs(price) * move / max(distance, 1e-9)
    return {series: min(1.0, share) for series, share in strength.items() if share > 1e-6}


def _cheapest(
    weight: np.ndarray, cuts: list[dict[int, float]], start: frozenset[int], seconds: float
) -> tuple[frozenset[int], bool]:
    """The cheapest series to hide that satisfy every cut, and whether the solver proved it; greedily where it can't."""
    names = sorted({series for cut in cuts for series in cut} | start)
    place = {series: column for column, series in enumerate(names)}
    rows = sparse.lil_matrix((len(cuts), len(names)))
    for number, cut in enumerate(cuts):
        for series, share in cut.items():
            rows[number, place[series]] = share
    matrix = rows.tocsc()
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(names), len(cuts)
    model.col_cost_ = np.array([weight[s] if np.isfinite(weight[s]) else 0.0 for s in names])
    model.col_lower_ = np.array([float(s in start) for s in names])
    model.col_upper_ = np.ones(len(names))
    # a cut whose series cannot reach 1 together asks for all of them
    reach = np.array([min(1.0, sum(cut.values())) for cut in cuts])
    model.row_lower_, model.row_upper_ = reach * (1 - 1e-9), np.full(len(cuts), np.inf)
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_, model.a_matrix_.index_, model.a_matrix_.value_ = (
        matrix.indptr,
        matrix.indices,
        matrix.data,
    )
    model.integrality_ = [highspy.HighsVarType.kInteger] * len(names)
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("time_limit", seconds)
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.passModel(model)
    solver.run()
    if solver.getModelStatus() == highspy.HighsModelStatus.kOptimal:
        taken = np.array(solver.getSolution().col_value) > 0.5
        return frozenset(np.array(names)[taken].tolist()), True
    return _greedily(weight, cuts, start), False


def _greedily(weight: np.ndarray, cuts: list[dict[int, float]], start: frozenset[int]) -> frozenset[int]:
    """Cut by cut, the series that gives most for its weight."""
    chosen = set(start)
    for cut in cuts:
        need = min(1.0, sum(cut.values())) - sum(share for series, share in cut.items() if series in chosen)
        for series in sorted(set(cut) - chosen, key=lambda s: (weight[s] / cut[s], s)):
            if need <= 1e-9:
                break
            chosen.add(series)
            need -= cut[series]
    return frozenset(chosen)
