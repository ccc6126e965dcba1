"""An attacker who knows nothing of the gate: what follows from figures, by scipy's linprog.

Knows every figure shown with its rounding interval, who has a line where, that no line is negative, and its own
lines if it is a member.
"""

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.optimize import linprog

#: figures as sums over lines, and between what each says that its sum lies (t CO2e)
Said = tuple[sparse.csr_matrix, np.ndarray, np.ndarray]


def exposed(lines: pd.DataFrame, said: Said, promise: float, smallest_t: float) -> tuple[int, int]:
    """Members with a total, or one by area, that an end of somebody's interval comes near: the promise (0-1), 0.1 %."""
    owner, targets, whose = aims(lines, smallest_t)
    values = lines["co2e_t"].to_numpy()
    near, nearest = set(), set()
    for target, member in zip(targets.toarray(), whose, strict=True):
        others = [n for n in range(owner.max() + 1) if n != member]
        for side in (-1, 1):
            for within, found in ((promise, near), (0.001, nearest)):
                told = somebody_tells(
                    side * target, (1 + side * within) * side * (target @ values), said, values, owner, others
                )
                if not told:
                    break
                found.add(member)
    return len(near), len(nearest)


def somebody_tells(
    aim: np.ndarray, need: float, said: Said, values: np.ndarray, owner: np.ndarray, attackers: list[int]
) -> bool:
    """Whether one of the attackers can prove that `aim` stays below `need`, each by its own lines and what is said.

    A world that reaches it while all of them stand still clears them all; else each half is tried.
    """
    own = np.isin(owner, attackers)
    bounds = np.column_stack([np.where(own, values, 0.0), np.where(own, values, np.inf)])
    if greatest(aim, *said, bounds) >= need - 1e-6 * abs(need):
        return False
    half = len(attackers) // 2
    return not half or any(
        somebody_tells(aim, need, said, values, owner, some) for some in (attackers[:half], attackers[half:])
    )


def greatest(aim: np.ndarray, rows: sparse.csr_matrix, low: np.ndarray, high: np.ndarray, bounds: np.ndarray) -> float:
    """The largest that `aim` can be in a world that fits what is said."""
    equal = low == high
    wide = rows[~equal]
    found = linprog(
        -aim,
        A_eq=rows[equal] if equal.any() else None,
        b_eq=low[equal] if equal.any() else None,
        A_ub=sparse.vstack([wide, -wide]) if wide.shape[0] else None,
        b_ub=np.concatenate([high[~equal], -low[~equal]]) if wide.shape[0] else None,
        bounds=bounds,
        method="highs",
    )
    assert found.status in (0, 3), found.message
    return -found.fun if found.status == 0 else np.inf


def aims(lines: pd.DataFrame, smallest_t: float) -> tuple[np.ndarray, sparse.csr_matrix, np.ndarray]:
    """Owner of each line; members' totals, and by area, of at least so much, as sums of lines; whose each is."""
    owner = lines["group_id"].astype("category").cat.codes.to_numpy().astype(int)
    sums: dict[tuple[int, ...], int] = {}
    for keys in ("group_id", ["group_id", "area"]):
        for own in lines.groupby(keys).groups.values():
            if lines.loc[own, "co2e_t"].sum() >= smallest_t:
                sums[tuple(own)] = owner[own[0]]
    rows = np.array([lines.index.isin(own) for own in sums], dtype=float)
    return owner, sparse.csr_matrix(rows), np.array(list(sums.values()))
