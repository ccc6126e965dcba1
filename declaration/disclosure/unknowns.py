"""All that an attacker does not know, over all releases: each line of each member, and every corrected one anew."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from declaration.disclosure.statements import KEY, MAIN, Cells, ratios


@dataclass(frozen=True)
class Unknowns:
    """Unknown lines of all releases; the same line with the same amount is one unknown, a corrected one another.

    frame: KEY, value (t CO2e). places: for each release, the unknown of each of its lines.
    """

    frame: pd.DataFrame
    places: tuple[np.ndarray, ...]
    #: (place of the release, place of the line, column) → unknown, for columns that a line has without its own tonnes
    apart: dict[tuple[int, int, str], int]

    @property
    def count(self) -> int:
        """How many unknowns there are."""
        return len(self.frame)


def unknowns_of(history: list[pd.DataFrame], measures: list[str]) -> Unknowns:
    """The unknowns of the releases' lines, oldest first. measures: columns published beside the tonnes."""
    seen: dict[tuple, int] = {}
    rows: list[tuple] = []

    def place(key: tuple, value: float, column: str) -> int:
        whole = (*key, column, round(value, 6))
        if whole not in seen:
            seen[whole] = len(rows)
            rows.append((*key, column, value))
        return seen[whole]

    places, apart = [], {}
    for release, lines in enumerate(history):
        keys = list(lines[KEY].itertuples(index=False, name=None))
        values = lines[MAIN].to_numpy(dtype=float)
        places.append(np.array([place(k, v, MAIN) for k, v in zip(keys, values, strict=True)], dtype=int))
        for measure in measures:
            for line in np.flatnonzero(np.isnan(ratios(lines, measure))):
                apart[release, int(line), measure] = place(keys[line], float(lines[measure].iloc[line]), measure)
    return Unknowns(pd.DataFrame(rows, columns=[*KEY, "column", "value"]), tuple(places), apart)


def rows_of(cells: Cells, lines: pd.DataFrame, release: int, unknowns: Unknowns) -> sparse.csr_matrix:
    """Cell × unknown: the cells of one release as sums over the unknowns."""
    parts = cells.parts.tocoo()
    measures = cells.frame["measure"].to_numpy()
    ratio = {measure: ratios(lines, measure) for measure in set(measures)}
    columns, weights = np.empty(parts.nnz, dtype=int), np.empty(parts.nnz)
    for n, (cell, line) in enumerate(zip(parts.row, parts.col, strict=True)):
        share = ratio[measures[cell]][line]
        if np.isnan(share):
            columns[n], weights[n] = unknowns.apart[release, int(line), measures[cell]], 1.0
        else:
            columns[n], weights[n] = unknowns.places[release][line], share
    made = sparse.csr_matrix((weights, (parts.row, columns)), shape=(len(cells.frame), unknowns.count))
    made.eliminate_zeros()
    return made
