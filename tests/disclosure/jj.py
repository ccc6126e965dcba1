"""Reads and writes instances of the cell suppression problem in the JJ format, and states them for the gate.

The format, as τ-ARGUS and sdcTable write it (`writeJJFormat` of sdcTable documents it):

    0
    <number of cells>
    <cell> <value> <weight> <status> <lower> <upper> <lpl> <upl> <spl>        one line a cell
    <number of equations>
    <right side> <number of terms> : <cell> (<coefficient>) <cell> (<coefficient>) …

status: u sensitive, s may be hidden or shown, z must be shown, m hidden already. lower and upper: what everybody
knows the value to lie between. lpl, upl, spl: how far below, above and in all the attacker's interval must reach.
"""

import math
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import sparse

from declaration.disclosure.problem import NEVER, Problem

STATUSES = "usmz"
_TERM = re.compile(r"(\d{1,9})\s*\(\s*([-+]?[0-9.]+(?:[eE][-+]?\d+)?)\s*\)")
#: an instance of the literature has some ten thousand cells; far more is a damaged file
MOST_CELLS = 1_000_000


class InstanceError(ValueError):
    """A file that is not an instance: names the file, the line, what was found and what was expected."""


@dataclass(frozen=True)
class Instance:
    """Cells and the equations between them: `equations` @ value = `right`; arrays have one entry a cell."""

    name: str
    value: np.ndarray
    weight: np.ndarray
    status: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    lpl: np.ndarray
    upl: np.ndarray
    spl: np.ndarray
    equations: sparse.csr_matrix
    right: np.ndarray

    @property
    def sensitive(self) -> frozenset[int]:
        """The cells to protect, which are hidden from the start."""
        return frozenset(np.flatnonzero(self.status == "u").tolist())

    @property
    def fixed(self) -> frozenset[int]:
        """The cells that must be shown."""
        return frozenset(np.flatnonzero(self.status == "z").tolist())

    def cost(self, hidden: frozenset[int]) -> float:
        """The weight of what is hidden beside the sensitive cells."""
        return float(self.weight[sorted(hidden - self.sensitive)].sum())


def read_jj(path: Path) -> Instance:
    """The instance of a file; InstanceError if it is damaged or its values do not fulfil its equations."""
    try:
        lines = path.read_text(encoding="ascii").splitlines()
    except UnicodeDecodeError as error:
        raise InstanceError(f"{path.name}: byte {error.start + 1} is not ASCII text") from None
    rows = _Rows(path.name, [(n, line) for n, line in enumerate(lines, 1) if line.strip()])
    if rows.next("0 on a line of its own").strip() != "0":
        raise rows.error("0 on a line of its own")
    cells = rows.count("the number of cells", least=1)
    table = [_cell(rows, place) for place in range(cells)]
    count = rows.count("the number of equations", least=0)
    right, matrix = np.zeros(count), sparse.lil_matrix((count, cells))
    for number in range(count):
        right[number], terms = _equation(rows, cells)
        for cell, coefficient in terms:
            matrix[number, cell] = coefficient
    rows.end()
    columns = [np.array(column) for column in zip(*table, strict=True)]
    value, weight, status, lower, upper, lpl, upl, spl = columns
    instance = Instance(path.stem, value, weight, status, lower, upper, lpl, upl, spl, matrix.tocsr(), right)
    _consistent(path.name, instance)
    return instance


def write_jj(instance: Instance, path: Path) -> None:
    """The instance as a file that `read_jj` and τ-ARGUS read."""
    out = ["0", str(len(instance.value))]
    for n in range(len(instance.value)):
        numbers = [instance.value[n], instance.weight[n]]
        bounds = [getattr(instance, name)[n] for name in ("lower", "upper", "lpl", "upl", "spl")]
        out.append(" ".join([str(n), *map(_text, numbers), str(instance.status[n]), *map(_text, bounds)]))
    out.append(str(len(instance.right)))
    for number, right in enumerate(instance.right):
        row = instance.equations[number]
        terms = " ".join(f"{cell} ({_text(c)})" for cell, c in zip(row.indices, row.data, strict=True))
        out.append(f"{_text(right)} {row.nnz} : {terms}")
    path.write_text("\n".join(out) + "\n", encoding="ascii")


def problem_of(instance: Instance) -> Problem:
    """The instance as the gate takes it: a cell is an unknown, a statement and a series; an outsider attacks.

    ValueError where it asks for sliding protection that the other levels don't give: the gate has no such target.
    """
    if (instance.spl > instance.lpl + instance.upl + 1e-9)[list(instance.sensitive)].any():
        raise ValueError(f"{instance.name} asks for sliding protection")
    n, aims = len(instance.value), np.array(sorted(instance.sensitive), dtype=int)
    every = sparse.identity(n, format="csr")
    return Problem(
        statements=every,
        low=instance.value,
        high=instance.value,
        known=instance.equations,
        known_low=instance.right,
        known_high=instance.right,
        values=instance.value,
        lower=instance.lower,
        upper=instance.upper,
        owner=np.full(n, -1),
        targets=every[aims],
        need_low=(instance.value - instance.lpl)[aims],
        need_high=(instance.value + instance.upl)[aims],
        target_owner=np.full(len(aims), -1),
        attackers=(frozenset(),),
        series=np.arange(n),
        weight=np.where(instance.status == "z", NEVER, instance.weight),
    )


class _Rows:
    """The lines of a file that are not empty, one after the other."""

    def __init__(self, name: str, rows: list[tuple[int, str]]):
        self.name, self.rows, self.place = name, rows, -1

    def next(self, expected: str) -> str:
        self.place += 1
        if self.place >= len(self.rows):
            raise InstanceError(f"{self.name}: ends where {expected} was expected")
        return self.rows[self.place][1]

    def error(self, expected: str) -> InstanceError:
        number, line = self.rows[self.place]
        return InstanceError(f"{self.name}, line {number}: found {line.strip()[:60]!r}, expected {expected}")

    def count(self, expected: str, least: int) -> int:
        text = self.next(expected).strip()
        if not re.fullmatch(r"\d{1,9}", text, re.ASCII) or not least <= int(text) <= MOST_CELLS:
            raise self.error(f"{expected} ({least} to {MOST_CELLS})")
        return int(text)

    def end(self) -> None:
        if self.place + 1 < len(self.rows):
            self.place += 1
            raise self.error("the end of the file")


def _cell(rows: _Rows, place: int) -> tuple:
    expected = f"cell {place}: number, value, weight, status ({', '.join(STATUSES)}), lower, upper, lpl, upl, spl"
    fields = rows.next(expected).split()
    try:
        number, value, weight, status, *bounds = fields
        floats = [float(text) for text in (value, weight, *bounds)]
    except ValueError:
        raise rows.error(expected) from None
    if number != str(place) or len(status) != 1 or status not in STATUSES or len(bounds) != 5:
        raise rows.error(expected)
    if any(math.isnan(x) for x in floats) or not all(math.isfinite(x) for x in (*floats[:2], *floats[4:])):
        raise rows.error(f"{expected}, all finite but the bounds")
    value, weight, lower, upper, *levels = floats
    if weight < 0 or min(levels) < 0:
        raise rows.error("a weight and protection levels that are not negative")
    if not lower <= value <= upper:
        raise rows.error("a value between its lower and its upper bound")
    return value, weight, status, lower, upper, *levels


def _equation(rows: _Rows, cells: int) -> tuple[float, list[tuple[int, float]]]:
    expected = "an equation: right side, number of terms, ':', then cell (coefficient) for each"
    head, colon, body = rows.next(expected).partition(":")
    try:
        terms = [(int(cell), float(coefficient)) for cell, coefficient in _TERM.findall(body)]
        right, count = head.split()
        number, size = float(right), int(count)
    except ValueError:
        raise rows.error(expected) from None
    if not colon or _TERM.sub("", body).strip() or not math.isfinite(number):
        raise rows.error(expected)
    if size != len(terms):
        raise rows.error(f"{size} terms, there are {len(terms)}")
    if len({cell for cell, _ in terms}) < len(terms) or any(cell >= cells for cell, _ in terms):
        raise rows.error(f"each cell once and below {cells}")
    return number, terms


def _consistent(name: str, instance: Instance) -> None:
    off = np.abs(instance.equations @ instance.value - instance.right)
    wrong = np.flatnonzero(off > 1e-6 * (1.0 + np.abs(instance.equations) @ np.abs(instance.value)))
    if len(wrong):
        first = int(wrong[0])
        raise InstanceError(f"{name}: the values do not fulfil equation {first + 1}, they are off by {off[first]:g}")


def _text(number: float) -> str:
    """The shortest way to write a number."""
    return f"{number:.12g}"
