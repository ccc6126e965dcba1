"""Second algorithm: other worlds as certificates.

A figure is safe from a coalition if there is a world that fits everything released, leaves the coalition's own
lines as they are, and has the figure at (1-p) of the truth or less, and another at (1+p) or more. A world that
moves few groups certifies the figure against all that do not take part in it: three worlds that share none but
the figure's own group certify it against every pair. Linear programs only propose worlds; what counts is that
the rows add up in whole grams (`exact`).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from declaration.audit.exact import fitted, reaches
from declaration.audit.moves import MoveModel, move_model
from declaration.audit.world import LP_UNITS, System, Target

#: how much further than p proposed worlds move a whole group, so that rounding cannot undo it
BEYOND = 1e-5
#: at most this many worlds that share no group are sought first
APART = 3


@dataclass
class Unproven:
    """Coalitions of a system's groups for which no world was found: outsider, and a symmetric mask of pairs.

    pairs[a, a] is the group a alone.
    """

    outsider: bool
    pairs: np.ndarray

    def __bool__(self) -> bool:
        return self.outsider or bool(self.pairs.any())


@dataclass
class Certificates:
    """What certifying a system gave: by (target, upward) who is left unproven, the worlds, and what it took."""

    system: System
    unproven: dict[tuple[int, bool], Unproven] = field(default_factory=dict)
    worlds: list = field(default_factory=list)
    programs: int = 0


def certify(
    system: System, p: float, scope: np.ndarray, model: MoveModel | None = None, todo: dict | None = None
) -> Certificates:
    """Seeks worlds for all targets of the system against the outsider and all coalitions in `scope`.

    scope: symmetric mask over the system's groups; a pair counts as one coalition, the diagonal is one group.
    todo: only these (target, upward), against who is still unproven in them. First a whole group is moved at
    once, which moves every figure of it; then figure by figure where that fails.
    """
    made = Certificates(system)
    exact_p = Fraction(str(p))
    model = model or move_model(system)
    if todo is None:
        todo = {
            (i, up): Unproven(True, _without(system, scope, t))
            for i, t in enumerate(system.targets)
            for up in (True, False)
        }
    for group, upward in sorted({(system.targets[i].group, up) for i, up in todo}):
        indices = [i for i, up in todo if up == upward and system.targets[i].group == group]
        targets = [system.targets[i] for i in indices]
        everyone = Unproven(
            any(todo[i, upward].outsider for i in indices), np.any([todo[i, upward].pairs for i in indices], axis=0)
        )
        whole = _whole_group(system, model, group, (1 if upward else -1) * (p + BEYOND))
        left = prove(_attempt(made, whole, targets, exact_p, upward), group, everyone)
        for i in indices if left else ():
            single = _single_figure(system, model, system.targets[i], p, upward)
            attempt = _attempt(made, single, [system.targets[i]], exact_p, upward)
            mine = Unproven(left.outsider and todo[i, upward].outsider, left.pairs & todo[i, upward].pairs)
            rest = prove(attempt, group, mine)
            if rest:
                made.unproven[i, upward] = rest
    made.programs = model.solved
    return made


def prove(attempt: Callable, group: int, open_: Unproven) -> Unproven:
    """Who is left unproven. attempt(mask of frozen groups) gives the mask of the groups a found world moves.

    First worlds that share no group but the figure's own; then as many of the open coalitions as possible in one
    world, halving where that fails.
    """
    count = len(open_.pairs)
    pairs, failed = open_.pairs.copy(), Unproven(False, np.zeros((count, count), dtype=bool))

    def closed_by(frozen: np.ndarray) -> np.ndarray | None:
        moved = attempt(frozen)
        if moved is not None and moved[frozen].any():
            raise AssertionError("a world moves what it was told to leave")
        if moved is not None:
            pairs[np.ix_(~moved, ~moved)] = False
        return moved

    def close(base: list[int], rest: list[int]) -> None:
        rest = [other for other in rest if pairs[(base or [other])[0], other]]
        frozen = np.zeros(count, dtype=bool)
        frozen[[*base, *rest]] = True
        if not rest or closed_by(frozen) is not None:
            return
        if len(rest) == 1:
            first, second = (base or rest)[0], rest[0]
            cut = np.s_[first, :] if first == second else np.s_[first, second]
            for place in (cut, cut[::-1]):
                failed.pairs[place] |= pairs[place]
                pairs[place] = False
            return
        close(base, rest[: len(rest) // 2])
        close(base, rest[len(rest) // 2 :])

    if open_.outsider:
        frozen = np.zeros(count, dtype=bool)
        for tries in range(APART):
            moved = closed_by(frozen)
            if moved is None and tries == 0:
                return Unproven(True, open_.pairs)
            if moved is None or not pairs.any():
                break
            frozen |= moved
            frozen[group] = False
    close([], np.flatnonzero(pairs.diagonal()).tolist())
    while pairs.any():
        first = int(pairs.sum(axis=1).argmax())
        close([first], np.flatnonzero(pairs[first]).tolist())
    return failed


def _without(system: System, scope: np.ndarray, target: Target) -> np.ndarray:
    """The coalitions without those that hold a group that knows the whole figure itself."""
    aware = system.knows[:, target.cols].all(axis=1)
    made = scope.copy()
    made[aware] = made[:, aware] = False
    return made


def _whole_group(system: System, model: MoveModel, group: int, share: float) -> Callable:
    fixed = np.full(len(system.amount), np.nan)
    own = system.owner == group
    fixed[own] = share * system.amount[own] / LP_UNITS
    return lambda frozen: model.propose(frozen, fixed=fixed)


def _single_figure(system: System, model: MoveModel, target: Target, p: float, upward: bool) -> Callable:
    least = (p * target.value + 2 + len(target.cols)) / LP_UNITS
    goal = target.cols, target.weights if upward else -target.weights, least
    return lambda frozen: model.propose(frozen, goal=goal)


def _attempt(made: Certificates, propose: Callable, targets: list[Target], p: Fraction, upward: bool) -> Callable:
    """Proposes, fits in whole units, checks the figures, keeps the world, and says which groups moved."""

    def attempt(frozen: np.ndarray) -> np.ndarray | None:
        still = made.system.knows[frozen].any(axis=0)
        moves = propose(still)
        if moves is None:
            return None
        moves[np.abs(moves) < 1e-9] = 0.0
        amounts = fitted(made.system, moves * LP_UNITS)
        if amounts is None or not all(reaches(t, amounts, p, upward) for t in targets):
            return None
        moved = np.asarray(amounts != made.system.amount, dtype=bool)
        made.worlds.append(amounts)
        return made.system.moved_groups(moved)

    return attempt
