"""What may be published, what is known anyway, and what must be protected: one system of linear relations."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

NEVER = np.inf


@dataclass(frozen=True)
class Problem:
    """Unknowns (a contributor's line each), statements about their sums, and the targets to protect.

    statements: statement × unknown; `low` ≤ statements @ values ≤ `high` is what publishing it says (t CO2e).
    known: relation × unknown that everybody knows, published or not. values: the truth; `lower`, `upper`: what
    everybody knows the unknowns lie between. owner: contributor of each unknown, -1 for none. targets: functional
    × unknown, safe if an attacker's tightest interval [L, U] has L ≤ need_low and U ≥ need_high. attackers: sets
    of owners who pool what they own; the empty set is the outsider. series: which statements are hidden together;
    weight: per series, what hiding it costs, `NEVER` where it may not be hidden.
    """

    statements: sparse.csr_matrix
    low: np.ndarray
    high: np.ndarray
    known: sparse.csr_matrix
    known_low: np.ndarray
    known_high: np.ndarray
    values: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    owner: np.ndarray
    targets: sparse.csr_matrix
    need_low: np.ndarray
    need_high: np.ndarray
    target_owner: np.ndarray
    attackers: tuple[frozenset[int], ...]
    series: np.ndarray
    weight: np.ndarray
    #: row numbers of statements and targets in the problem that this is a component of
    statement_rows: np.ndarray | None = field(default=None, compare=False)
    target_rows: np.ndarray | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        n = len(self.values)
        for name in ("statements", "known", "targets"):
            if getattr(self, name).shape[1] != n:
                raise ValueError(f"{name} has {getattr(self, name).shape[1]} columns for {n} unknowns")
        for matrix, low, high, what in (
            (self.statements, self.low, self.high, "a statement"),
            (self.known, self.known_low, self.known_high, "a known relation"),
        ):
            sums = matrix @ self.values
            slack = 1e-6 + 1e-9 * np.abs(sums)
            if ((sums < low - slack) | (sums > high + slack)).any():
                raise ValueError(f"{what} does not hold for the true values")
        if self.statement_rows is None:
            object.__setattr__(self, "statement_rows", np.arange(self.statements.shape[0]))
        if self.target_rows is None:
            object.__setattr__(self, "target_rows", np.arange(self.targets.shape[0]))

    def components(self) -> Iterator["Problem"]:
        """The parts that no relation ties together, each a problem of its own; parts without a target are left out."""
        rows = sparse.vstack([self.statements, self.known, self.targets]).astype(bool).astype(np.int8)
        count, label = connected_components(rows.T @ rows, directed=False)
        parts = [_part_of(matrix, label) for matrix in (self.statements, self.known, self.targets)]
        for part in range(count):
            columns = np.flatnonzero(label == part)
            own, relations, aims = (np.flatnonzero(of == part) for of in parts)
            if not len(aims):
                continue
            yield replace(
                self,
                statements=self.statements[own][:, columns],
                low=self.low[own],
                high=self.high[own],
                known=self.known[relations][:, columns],
                known_low=self.known_low[relations],
                known_high=self.known_high[relations],
                values=self.values[columns],
                lower=self.lower[columns],
                upper=self.upper[columns],
                owner=self.owner[columns],
                targets=self.targets[aims][:, columns],
                need_low=self.need_low[aims],
                need_high=self.need_high[aims],
                target_owner=self.target_owner[aims],
                attackers=_with_a_part(self.attackers, self.owner[columns]),
                series=self.series[own],
                statement_rows=self.statement_rows[own],
                target_rows=self.target_rows[aims],
            )


def _part_of(matrix: sparse.csr_matrix, label: np.ndarray) -> np.ndarray:
    """The part each row belongs to: that of its first unknown, -1 for an empty row."""
    matrix = matrix.tocsr()
    starts, empty = matrix.indptr[:-1], np.diff(matrix.indptr) == 0
    if not len(matrix.indices):
        return np.full(matrix.shape[0], -1)
    first = matrix.indices[np.minimum(starts, len(matrix.indices) - 1)]
    return np.where(empty, -1, label[first])


def _with_a_part(attackers: tuple[frozenset[int], ...], owner: np.ndarray) -> tuple[frozenset[int], ...]:
    """The attackers as far as they own something here; who owns nothing here is an outsider here."""
    present = frozenset(owner.tolist()) - {-1}
    return tuple(dict.fromkeys([frozenset(), *(attacker & present for attacker in attackers)]))


def empty_rows(columns: int) -> sparse.csr_matrix:
    """No relation at all between so many unknowns."""
    return sparse.csr_matrix((0, columns))
