"""Systems of a single row: both algorithms in closed form.

With one sum known and nothing else, a figure can move by what the interval leaves and what the other amounts
can take: one of the same sign can grow without end and fall by all it has, one of the other sign the reverse.
"""

from fractions import Fraction

import numpy as np

from declaration.audit.bounds import NEAR, Bounds, Tightest
from declaration.audit.world import OPEN, System
from declaration.audit.worlds import Certificates, Unproven


def fits(system: System) -> bool:
    """Whether the system is one row of whole coefficients in which each group has one unknown."""
    whole = all(den == 1 and abs(num) == 1 for _, _, num, den in system.entries)
    alone = len(system.groups) == len(system.amount) == len(system.entries)
    return len(system.low) == 1 and whole and alone and bool((system.knows.sum(axis=0) == 1).all())


def bound_one(system: System, p: float, attackers: list[tuple[int, ...]], tightest: Tightest) -> Bounds:
    """As `bounds.bound`: reach = (what the interval leaves + room of the others that are not known) / figure."""
    made = Bounds(tightest=tightest)
    total = float((system.sign * system.amount).sum())
    coalitions = [(), *attackers]
    knows = np.array([np.isin(system.owner, who) for who in coalitions], dtype=float)
    for index, target in enumerate(system.targets):
        own, value = int(target.cols[0]), float(target.value)
        for upward in (True, False):
            rises = (system.sign[own] > 0) == upward
            left = system.high[0] - total if rises else total - system.low[0]
            endless = (system.sign > 0) != rises
            endless[own] = False
            room = np.where(endless, 0.0, system.amount)
            room[own] = 0.0
            free = (endless.sum() - knows @ endless > 0) | (left >= OPEN / 2)
            reaches = np.where(free, np.inf, (left + room.sum() - knows @ room) / value)
            reaches[knows[:, own] > 0] = np.inf
            tightest.outsider = min(tightest.outsider, float(reaches[0]))
            tightest.member = min(tightest.member, float(reaches.min()))
            short = np.flatnonzero(reaches < p * (1 - NEAR))
            for at in short if reaches[0] >= p * (1 - NEAR) else short[:1]:
                made.short[index, upward, coalitions[at]] = float(reaches[at])
    return made


def certify_one(system: System, p: float, scope: np.ndarray) -> Certificates:
    """As `worlds.certify`, in whole units: a world exists if the others hold what the figure has to move by.

    The world is: the figure moves by ceil(p x) units, the interval takes what it can, the others the rest.
    """
    made = Certificates(system)
    share = Fraction(str(p))
    total = int((system.sign * system.amount).sum())
    at = system.owner
    for index, target in enumerate(system.targets):
        own = int(target.cols[0])
        need = -(-share.numerator * target.value // share.denominator)
        for upward in (True, False):
            rises = (system.sign[own] > 0) == upward
            taken = int(system.high[0]) - total if rises else total - int(system.low[0])
            need_left = need - taken
            # One unknown of another group that can grow without end takes any rest; that is worth the whole need.
            room = np.where((system.sign > 0) != rises, max(need_left, 0), np.minimum(system.amount, max(need_left, 0)))
            room[own] = 0
            by_group = np.zeros(len(system.groups), dtype=np.int64)
            by_group[at] = room
            everyone = int(by_group.sum())
            pairs = everyone - by_group[:, None] - by_group[None, :]
            np.fill_diagonal(pairs, everyone - by_group)
            pairs = (pairs < need_left) & scope
            pairs[at[own]] = pairs[:, at[own]] = False
            made.worlds.append((index, upward))
            if everyone < need_left or pairs.any():
                made.unproven[index, upward] = Unproven(everyone < need_left, pairs)
    return made
