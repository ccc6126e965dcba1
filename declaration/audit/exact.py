"""Other worlds as certificates: every row is added up again in exact arithmetic, without floating point."""

from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from declaration.audit.world import FAR, Link, System, Target

#: parts of a unit in which sums over ratios are enclosed from both sides
PARTS = 2**10


def refusal(system: System, amounts: Sequence) -> str:
    """Why these amounts (whole units or Fractions, one for each unknown) are no world that fits; '' if they are."""
    if _counted(amounts):
        moved = np.flatnonzero(amounts != system.amount)
        touched, least, most = _array_sums(system, amounts, moved)
        low, high = system.room_below[touched] * PARTS, system.room_above[touched] * PARTS
        broken = touched[(least < -low) | (most > high)]
        moved = moved.tolist()
    else:
        moved = [col for col, amount in enumerate(amounts) if amount != int(system.amount[col])]
        sums = row_sums(system, amounts, moved).items()
        broken = [row for row, (least, most) in sums if not _inside(system, row, least, most)]
    for col in moved:
        if amounts[col] < 0:
            return f"the amount of {system.lines[col]} is negative"
    for row in broken:
        return f"row {system.labels[row]} does not add up"
    for link in {link for col in moved for link in system.links_of.get(col, ())}:
        if not link_holds(link, amounts):
            return f"{system.lines[link.later]} moves more from year to year than is assumed"
    return ""


def _inside(system: System, row: int, least: int, most: int) -> bool:
    return least >= int(system.low[row]) * PARTS and most <= int(system.high[row]) * PARTS


def _array_sums(system: System, amounts: np.ndarray, moved: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The rows that ratios or whole coefficients of moved unknowns touch, and an enclosure of each sum's change.

    In 1/PARTS of a unit; integers throughout: 64 bits for whole coefficients, unlimited for ratios.
    """
    change = amounts - system.amount
    least = system.whole_coefficients @ change * PARTS
    most = least.copy()
    cols, rows, num, den = system.ratio_entries
    at = np.flatnonzero(np.isin(cols, moved))
    if len(at):
        product = num[at] * amounts[cols[at]].astype(object) * PARTS
        whole = product // den[at]
        rest = (whole * den[at] != product).astype(np.int64)
        change = (whole - num[at] * PARTS).astype(np.int64)
        np.add.at(least, rows[at], change)
        np.add.at(most, rows[at], change + rest)
    touched = np.flatnonzero((least != 0) | (most != 0))
    return touched, least[touched], most[touched]


def row_sums(system: System, amounts: Sequence, moved: list[int]) -> dict[int, tuple]:
    """An enclosure of each row's sum that the moved unknowns touch, in 1/PARTS of a unit.

    Exact where coefficients are whole; a ratio's product is rounded down on one side and up on the other.
    """
    least: dict[int, int] = {}
    wide: dict[int, int] = defaultdict(int)
    for col in moved:
        amount, was = _plain(amounts[col]), int(system.amount[col])
        for row, num, den in system.by_column[col]:
            if row not in least:
                least[row] = system.sums[row] * PARTS
            if den == 1:
                least[row] += num * (amount - was) * PARTS
            else:
                whole, rest = divmod(num * amount * PARTS, den)
                least[row] += whole - num * was * PARTS // den
                wide[row] += rest != 0
    return {row: (total, total + wide[row]) for row, total in least.items()}


def reaches(target: Target, amounts: Sequence, p: Fraction, upward: bool) -> bool:
    """Whether the figure is at least (1+p) of the truth (upward), or at most (1-p), exactly."""
    if target.whole and _counted(amounts):
        least = most = int(target.num @ amounts[target.cols]) * PARTS
    else:
        least, most = _figure(target, amounts)
    if upward:
        return least >= (1 + p) * target.value * PARTS
    return most <= (1 - p) * target.value * PARTS


def _figure(target: Target, amounts: Sequence) -> tuple[int, int]:
    least = most = 0
    for col, num, den in zip(target.cols.tolist(), target.num.tolist(), target.den.tolist(), strict=True):
        whole, rest = divmod(num * _plain(amounts[col]) * PARTS, den)
        least, most = least + whole, most + whole + (rest != 0)
    return least, most


def link_holds(link: Link, amounts: Sequence) -> bool:
    """Whether the later amount keeps to its share of the earlier one; a unit of each is let pass for rounding."""
    over = _plain(amounts[link.later]) * link.den - _plain(amounts[link.earlier]) * link.num
    spare = link.num + link.den
    return over >= -spare if link.least else over <= spare


def fitted(system: System, moves: np.ndarray) -> Sequence | None:
    """The world these moves (in units, not whole) lead to: rounded to whole units, repaired, and exactly checked.

    None if it cannot be made to fit. Repair shifts only unknowns that move anyway, so nobody else is drawn in.
    """
    amounts = system.amount + np.rint(moves).astype(np.int64)
    amounts[amounts < 0] = 0
    if not refusal(system, amounts):
        return amounts
    moving = [int(col) for col in np.flatnonzero(np.abs(moves) > 1)]
    return _repaired(system, [int(a) for a in amounts], moving)


def _repaired(system: System, amounts: list, moving: list[int]) -> list | None:
    """Moves the sums that are off back to their interval's edge by solving for a shift in exact fractions."""
    room = sorted((c for c in moving if amounts[c] > 0), key=lambda c: -amounts[c])
    sums = row_sums(system, amounts, moving)
    missing: dict[int, Fraction] = {}
    for row, (least, most) in sums.items():
        low, high = int(system.low[row]) * PARTS, int(system.high[row]) * PARTS
        if low == high or not _inside(system, row, least, most):
            shift = low - least if least < low else min(0, high - most)
            missing[row] = Fraction(shift) / PARTS
    shifts = _solved(system, room, missing)
    if shifts is None:
        return None
    for col, shift in shifts.items():
        amounts[col] = amounts[col] + shift
    return None if refusal(system, amounts) else np.array(amounts, dtype=object)


def _solved(system: System, room: list[int], missing: dict[int, Fraction]) -> dict[int, Fraction] | None:
    """A solution of (rows of `missing`) · shift = missing over the unknowns in `room`, by elimination."""
    equations = {row: {} for row in missing}
    for col in room:
        for row, num, den in system.by_column[col]:
            if row in equations:
                equations[row][col] = Fraction(num, den)
    pivots: list[tuple[int, dict, Fraction]] = []
    rank = {col: i for i, col in enumerate(room)}
    for row, equation in equations.items():
        value = missing[row]
        for col, other, other_value in pivots:
            factor = equation.get(col, 0)
            if factor:
                value -= factor * other_value
                for c, v in other.items():
                    equation[c] = equation.get(c, 0) - factor * v
        equation = {c: v for c, v in equation.items() if v}
        if not equation:
            if value:
                return None
            continue
        pivot = min(equation, key=rank.__getitem__)
        scale = equation[pivot]
        pivots.append((pivot, {c: v / scale for c, v in equation.items()}, value / scale))
    shifts: dict[int, Fraction] = {}
    for col, equation, value in reversed(pivots):
        shifts[col] = value - sum(v * shifts.get(c, 0) for c, v in equation.items() if c != col)
    return shifts


def _plain(amount):
    return amount if isinstance(amount, Fraction) else int(amount)


def _counted(amounts: Sequence) -> bool:
    """Whether the amounts are whole units that 64 bits hold, in sum and in parts."""
    return isinstance(amounts, np.ndarray) and amounts.dtype == np.int64 and sum(map(abs, amounts.tolist())) < FAR
