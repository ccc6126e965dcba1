"""Joint years: all years in one system, under the assumption that others' lines move little from year to year.

Every line present in two consecutive years moves by at most `change`, widened where the truth moved more, so
that the truth always fits; the smaller change is the stronger assumption. Scaling a line by one factor in all
years keeps every such assumption, which gives most certificates cheaply; the rest is left to all moves.
"""

from dataclasses import replace
from fractions import Fraction

import numpy as np
from scipy import sparse

from declaration.audit.bounds import NEAR, reach_model
from declaration.audit.moves import MoveModel, move_model
from declaration.audit.world import LP_UNITS, OPEN, Link, System, Target
from declaration.audit.worlds import Certificates, certify

#: kinds of figures that are audited over all years at once
KINDS = ("total", "area")


def joined(systems: tuple[System, ...], change: float) -> System:
    """All years of emissions as one system, linked from year to year by at most `change` either way."""
    groups = sorted({group for system in systems for group in system.groups})
    place = {group: i for i, group in enumerate(groups)}
    starts = np.cumsum([0] + [len(s.amount) for s in systems])
    heads = np.cumsum([0] + [len(s.low) for s in systems])
    knows = np.zeros((len(groups), starts[-1]), dtype=bool)
    targets: list[Target] = []
    entries: list[tuple] = []
    for system, start, head in zip(systems, starts, heads, strict=False):
        at = [place[group] for group in system.groups]
        knows[at, start : start + len(system.amount)] = system.knows
        entries += [(row + int(head), col + int(start), num, den) for row, col, num, den in system.entries]
        targets += [replace(t, group=at[t.group], cols=t.cols + start) for t in system.targets if t.kind in KINDS]
    return System(
        name="emissions, all years",
        year=systems[-1].year,
        unit=systems[0].unit,
        groups=tuple(groups),
        owner=np.concatenate([[place[s.groups[o]] for o in s.owner] for s in systems]),
        knows=knows,
        amount=np.concatenate([s.amount for s in systems]),
        sign=np.concatenate([s.sign for s in systems]),
        entries=tuple(entries),
        low=np.concatenate([s.low for s in systems]),
        high=np.concatenate([s.high for s in systems]),
        labels=tuple(f"{s.year} {label}" for s in systems for label in s.labels),
        lines=tuple(line for s in systems for line in s.lines),
        current=np.concatenate([s.current for s in systems]),
        public=np.concatenate([s.public for s in systems]),
        targets=tuple(targets),
        links=_links(systems, starts, Fraction(str(change))),
    )


def _links(systems: tuple[System, ...], starts: np.ndarray, change: Fraction) -> tuple[Link, ...]:
    made = []
    for before, after, here, there in zip(systems, systems[1:], starts, starts[1:], strict=False):
        if after.year != before.year + 1:
            continue
        earlier = {before.lines[c]: c for c in np.flatnonzero(before.current)}
        for col in np.flatnonzero(after.current):
            was = earlier.get(after.lines[col])
            if was is None or not before.amount[was] or before.sign[was] != after.sign[col]:
                continue
            truth = Fraction(int(after.amount[col]), int(before.amount[was]))
            for ratio, least in ((max(1 + change, truth), False), (min(1 - change, truth), True)):
                made.append(Link(int(here + was), int(there + col), ratio.numerator, ratio.denominator, least))
    return tuple(made)


class ScaledModel:
    """Proposes worlds in which each line is scaled by one factor in all years and versions."""

    def __init__(self, system: System):
        places: dict[tuple, int] = {}
        self.line = np.array([places.setdefault(line, len(places)) for line in system.lines])
        self.amount, self.count = system.amount / LP_UNITS, len(places)
        full = move_model(replace(system, links=()))
        at = np.arange(len(self.amount))
        scaled = sparse.csr_matrix((self.amount, (at, self.line)), shape=(len(at), self.count))
        self.model = MoveModel(sparse.csr_matrix(system.matrix @ scaled), full.low, full.high, np.ones(self.count))

    @property
    def solved(self) -> int:
        """How many linear programs were solved."""
        return self.model.solved

    def propose(self, frozen, fixed=None, goal=None) -> np.ndarray | None:
        """As `MoveModel.propose`, over the unknowns of the system."""
        still = np.zeros(self.count, dtype=bool)
        still[self.line[frozen]] = True
        shares = None
        if fixed is not None:
            given = ~np.isnan(fixed) & (self.amount > 0)
            shares = np.full(self.count, np.nan)
            shares[self.line[given]] = fixed[given] / self.amount[given]
        if goal is not None:
            cols, weights, least = goal
            summed = np.bincount(self.line[cols], weights * self.amount[cols], minlength=self.count)
            goal = np.flatnonzero(summed), summed[summed != 0], least
        factors = self.model.propose(still, shares, goal)
        return None if factors is None else factors[self.line] * self.amount


def certify_years(system: System, p: float, scope: np.ndarray) -> Certificates:
    """As `worlds.certify`, first by lines scaled alike in all years, then by any move."""
    made = certify(system, p, scope, model=ScaledModel(system))
    if made.unproven:
        rest = certify(system, p, scope, todo=made.unproven)
        made = Certificates(system, rest.unproven, made.worlds + rest.worlds, made.programs + rest.programs)
    return made


def without_us(system: System) -> System:
    """The same system as it would be had nothing been released: only the register and the assumed changes."""
    low = np.where(system.public, system.low, -OPEN)
    return replace(system, low=low, high=np.where(system.public, system.high, OPEN))


def known_anyway(system: System, target: Target, attacker: tuple[int, ...], p: float) -> bool:
    """Whether the register and the assumed changes alone prove the figure to the attacker."""
    model = reach_model(without_us(system))
    known = np.isin(np.arange(len(system.groups)), attacker)
    return any(model.reach(target, upward, known, p)[0] < p * (1 - NEAR) for upward in (True, False))
