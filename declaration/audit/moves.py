"""Proposes moves away from the truth by linear programming: few, small, and as far as a figure has to go."""

import highspy
import numpy as np
from scipy import sparse

from declaration.audit.solver import DUAL, solved, solver
from declaration.audit.world import LP_UNITS, OPEN, System

#: units by which proposed worlds keep off an interval's edge, so that rounding to whole units cannot cross it
MARGIN = 50
#: what floating point leaves of a link that the truth just keeps (in 10^6 units)
NOISE = 1e-9


class MoveModel:
    """Proposes small moves away from the truth: least tonnage that keeps the rows and moves a figure far enough.

    matrix: rows × unknowns; low, high: how far each row's sum may move; room: how far each unknown can fall.
    Each unknown is split into how much it rises and how much it falls, at a cost, so that most do not move; none
    rises by more than all amounts together.
    """

    def __init__(self, matrix: sparse.csr_matrix, low: np.ndarray, high: np.ndarray, room: np.ndarray):
        self.low, self.high, self.room, self.count = low, high, room, len(room)
        self.most = np.concatenate([np.full(self.count, max(float(room.sum()), 1.0)), room])
        both = sparse.csr_matrix(sparse.hstack([matrix, -matrix]))
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = 2 * self.count, both.shape[0]
        lp.col_cost_ = 1 + 0.1 * np.random.default_rng(1).random(2 * self.count)
        lp.col_lower_ = np.zeros(2 * self.count)
        lp.col_upper_ = self.most
        lp.row_lower_, lp.row_upper_ = low, high
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = both.indptr, both.indices, both.data
        self.rows = both.shape[0]
        self.model = solver(lp, DUAL)
        self.everything = np.arange(2 * self.count, dtype=np.int32)
        self.solved = 0

    def propose(
        self, frozen: np.ndarray, fixed: np.ndarray | None = None, goal: tuple | None = None
    ) -> np.ndarray | None:
        """Moves of all unknowns, or None if there are none. frozen: mask of unknowns that stay as they are.

        fixed: moves that are given (nan: free). goal: (cols, weights, least): their weighted moves reach least.
        """
        lower = np.zeros(2 * self.count)
        upper = self.most.copy()
        upper[: self.count][frozen] = upper[self.count :][frozen] = 0.0
        if fixed is not None:
            given = ~np.isnan(fixed) & ~frozen
            rise, fall = np.maximum(fixed[given], 0), np.maximum(-fixed[given], 0)
            lower[: self.count][given] = upper[: self.count][given] = rise
            lower[self.count :][given] = upper[self.count :][given] = fall
        self.model.changeColsBounds(len(lower), self.everything, lower, upper)
        if goal is not None:
            cols, weights, least = goal
            index = np.concatenate([cols, cols + self.count]).astype(np.int32)
            self.model.addRow(least, highspy.kHighsInf, len(index), index, np.concatenate([weights, -weights]))
        self.solved += 1
        moves = None
        if solved(self.model, DUAL):
            both = np.array(self.model.getSolution().col_value)
            moves = both[: self.count] - both[self.count :]
        if goal is not None:
            self.model.deleteRows(1, np.array([self.rows], dtype=np.int32))
        return moves


def move_model(system: System) -> MoveModel:
    """The model of a system, in 10^6 units, its rows a margin inside what was released."""
    sums = np.array(system.sums, dtype=float)
    low, high = system.low - sums, system.high - sums
    tight = system.high - system.low < 4 * MARGIN
    low, high = np.minimum(low + MARGIN, 0), np.maximum(high - MARGIN, 0)
    low[tight] = high[tight] = 0.0
    low[system.low <= -OPEN], high[system.high >= OPEN] = -highspy.kHighsInf, highspy.kHighsInf
    matrix, low, high = linked(system, low / LP_UNITS, high / LP_UNITS)
    return MoveModel(matrix, low, high, system.amount / LP_UNITS)


def linked(system: System, low: np.ndarray, high: np.ndarray) -> tuple:
    """The rows and, below them, the links from year to year, as how far their sums may move."""
    if not system.links:
        return system.matrix, low, high
    count, ratio = len(system.links), np.array([link.num / link.den for link in system.links])
    earlier, later = (np.array([getattr(link, end) for link in system.links]) for end in ("earlier", "later"))
    rows = np.tile(np.arange(count), 2)
    below = sparse.csr_matrix(
        (np.concatenate([np.ones(count), -ratio]), (rows, np.concatenate([later, earlier]))),
        shape=(count, len(system.amount)),
    )
    spare = (ratio * system.amount[earlier] - system.amount[later]) / LP_UNITS
    least = np.array([link.least for link in system.links])
    spare[np.abs(spare) < NOISE] = 0.0
    low = np.concatenate([low, np.where(least, np.minimum(spare, 0), -highspy.kHighsInf)])
    high = np.concatenate([high, np.where(least, highspy.kHighsInf, np.maximum(spare, 0))])
    return sparse.csr_matrix(sparse.vstack([system.matrix, below])), low, high
