"""Targets that need no solver: contributors to the very same published sums can trade without a trace.

A line and all others with the same part in every statement are exchangeable: what one of them loses the others can
gain. So a line is safe if, without its own group and without the largest other group (whoever attacks), the others
hold at least the distance that it must be able to rise; to fall, it is enough that somebody is left to rise. With
many members this clears almost everything.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
from scipy import sparse

from declaration.disclosure.problem import Problem


def without_easy_targets(problem: Problem) -> Problem:
    """The problem with only those targets that trades do not already prove safe from all its attackers."""
    together = max((len(attacker) for attacker in problem.attackers), default=0)
    safe = ~_is_hard(problem, together)
    kept = np.flatnonzero(~_all_lines(problem.targets, safe))
    return replace(
        problem,
        targets=problem.targets[kept],
        need_low=problem.need_low[kept],
        need_high=problem.need_high[kept],
        target_owner=problem.target_owner[kept],
        target_rows=problem.target_rows[kept],
    )


def _is_hard(problem: Problem, together: int) -> np.ndarray:
    """Per unknown: whether it may not move as far as the widest need asks, against so many attackers together."""
    columns = sparse.vstack([problem.statements, problem.known]).tocsc()
    shape = pd.Series([_shape(columns, place) for place in range(columns.shape[1])])
    lines = pd.DataFrame({"shape": shape, "owner": problem.owner, "amount": problem.values})
    held = lines[lines["amount"] > 0].groupby(["shape", "owner"])["amount"].sum().reset_index()
    held["rank"] = held.groupby("shape")["amount"].rank(ascending=False, method="first")
    whole = held.groupby("shape")["amount"].sum()
    groups = held.groupby("shape").size()
    largest = held[held["rank"] <= together + 1].groupby("shape")["amount"].sum()
    # without the attackers and the target itself, taken as the largest of all: what is left to give
    left = lines["shape"].map(whole - largest).fillna(0.0).to_numpy()
    others = lines["shape"].map(groups).fillna(0).to_numpy() - together - 1
    true = problem.targets @ problem.values
    ratio = np.where(true > 0, (problem.need_high - true) / np.where(true > 0, true, 1.0), np.inf)
    p = float(ratio.max(initial=0.0))
    movable = (lines["amount"].to_numpy() > 0) & (problem.owner >= 0) & np.isinf(problem.upper) & (problem.lower <= 0)
    # lines of one group with the same shape draw on the same others
    own = lines.groupby(["shape", "owner"])["amount"].transform("sum").to_numpy()
    return ~(movable & (others >= 1) & (left >= p * own))


def _shape(columns: sparse.csc_matrix, place: int) -> bytes:
    start, end = columns.indptr[place], columns.indptr[place + 1]
    return columns.indices[start:end].tobytes() + columns.data[start:end].tobytes()


def _all_lines(targets: sparse.csr_matrix, safe: np.ndarray) -> np.ndarray:
    """Whether a target is a plain sum of safe lines and of nothing else."""
    targets = targets.tocsr()
    weighted, unsafe = (targets.copy() for _ in range(2))
    weighted.data, unsafe.data = (targets.data != 1).astype(float), np.ones(len(targets.data))
    plain = np.asarray(weighted.sum(axis=1)).ravel() == 0
    return plain & (unsafe @ (~safe).astype(float) == 0)
