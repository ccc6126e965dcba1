"""The declared tables as statements about members' lines: what each published figure says about whom.

A line is one member's t CO2e of one area, category, park and year. Other columns of a line (with constant factors,
by scope …) are statements about the same unknown: an attacker is taken to know how a line's columns relate to each
other, which is more than anybody does.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from scipy import sparse

from declaration.disclosure.rounding import interval, next_step, rounded, series_step
from declaration.disclosure.rules import DeclaredTable, Rules

MAIN = "co2e_t"
TOTAL = "total"
#: what tells an unknown from all others
KEY = ["member_id", "group_id", "area", "category", "park", "year"]
NUMBER_COLUMNS = ["number_id", "block", "view", "dimension", "code", "year"]
_BETWEEN = " × "


@dataclass(frozen=True)
class Cells:
    """Declared cells: a frame and, row by row, what each sums.

    frame: NUMBER_COLUMNS, series (text), weight, measure, true (t CO2e), offset. parts: cell × line, 1 where summed.
    """

    frame: pd.DataFrame
    parts: sparse.csr_matrix

    @property
    def comparisons(self) -> frozenset[str]:
        """The series that compare two years."""
        return frozenset(self.frame.loc[self.frame["view"].ne("reported"), "series"])

    def take(self, rows: np.ndarray) -> "Cells":
        """Some of the cells."""
        return Cells(self.frame.iloc[rows].reset_index(drop=True), self.parts[rows])


def block_of(measure: str) -> str:
    """The name of a column's numbers."""
    return f"emissions:{measure}"


def declared_cells(
    lines: pd.DataFrame, reporters: pd.DataFrame, tables: Iterable[DeclaredTable], offsets: Mapping[str, float]
) -> Cells:
    """Every cell of the declared tables that has a line behind it.

    lines: KEY, reported and the measures, with classes in place of codes; reporters: member_id, year, of those who
    reported or are estimated. offsets:
    number_id → t CO2e that the figure holds beside the lines (moves over the boundary between years).
    """
    lines = lines.reset_index(drop=True)
    rows, masks = [], []
    for table in tables:
        views = [("reported", _all_years(lines))]
        if table.view == "matched":
            views = list(_matched(lines, reporters))
        for measure in table.measures:
            for dimension, weight in table.weights.items():
                codes = _codes(lines, dimension)
                for view, slices in views:
                    for year, inside in slices:
                        for code in sorted(set(codes[inside])):
                            mask = inside & (codes == code).to_numpy()
                            number = f"{block_of(measure)}/{view}/{dimension}/{code}/{year}"
                            series = _series(measure, view, dimension, code, year)
                            offset = offsets.get(number, 0.0)
                            true = float(lines.loc[mask, measure].sum()) + offset
                            id_ = (number, block_of(measure), view, dimension, code, year)
                            rows.append((*id_, series, weight, measure, true, offset))
                            masks.append(mask)
    columns = [*NUMBER_COLUMNS, "series", "weight", "measure", "true", "offset"]
    parts = sparse.csr_matrix(np.array(masks, dtype=float).reshape(len(masks), len(lines)))
    return Cells(pd.DataFrame(rows, columns=columns), parts)


def _series(measure: str, view: str, dimension: str, code: str, year: int) -> str:
    """What is hidden together: a cell in all its years; both sides of a comparison of two years."""
    if view == "reported":
        return f"{measure}/{view}/{dimension}/{code}"
    first = year if view == "matched_before" else year - 1
    return f"{measure}/matched/{dimension}/{code}/{first}-{first + 1}"


def _codes(lines: pd.DataFrame, dimension: str) -> pd.Series:
    if dimension == TOTAL:
        return pd.Series(TOTAL, index=lines.index)
    if dimension == "area_category":
        return lines["area"] + _BETWEEN + lines["category"]
    return lines[dimension]


def _all_years(lines: pd.DataFrame) -> list[tuple[int, np.ndarray]]:
    return [(int(year), lines["year"].eq(year).to_numpy()) for year in sorted(lines["year"].unique())]


def _matched(lines: pd.DataFrame, reporters: pd.DataFrame) -> Iterator[tuple[str, list[tuple[int, np.ndarray]]]]:
    """Of each pair of years, the lines of those who are in both, now and before; an estimate stands for its report."""
    present = {int(year): set(rows["member_id"]) for year, rows in reporters.groupby("year")}
    years = sorted(int(year) for year in lines["year"].unique())
    now, before = [], []
    for first, last in pairwise(years):
        both = lines["member_id"].isin(present.get(first, set()) & present.get(last, set()))
        now.append((last, (both & lines["year"].eq(last)).to_numpy()))
        before.append((first, (both & lines["year"].eq(first)).to_numpy()))
    yield "matched_now", now
    yield "matched_before", before


def with_steps(cells: Cells, rules: Rules, standing: Mapping[str, float], coarser: Mapping[str, int]) -> Cells:
    """The cells with `step`, rounded `amount`, `low` and `high` (t CO2e).

    standing: series → the step that it has been published with. coarser: series → by how many steps of the ladder
    its rounding is coarser than its size asks for.
    """
    frame = cells.frame
    steps = {}
    for series, rows in frame.groupby("series"):
        step = series_step(rows["true"].to_numpy(), rules.rounding_share, rules.rounding_least_t)
        for _ in range(coarser.get(series, 0)):
            step = next_step(step)
        steps[series] = standing.get(series, step)
    step = frame["series"].map(steps).astype(float)
    ends = [interval(true, own) for true, own in zip(frame["true"], step, strict=True)]
    amounts = [rounded(true, own) for true, own in zip(frame["true"], step, strict=True)]
    low, high = zip(*ends, strict=True) if ends else ((), ())
    return Cells(frame.assign(step=step, amount=amounts, low=low, high=high), cells.parts)


def ratios(lines: pd.DataFrame, measure: str) -> np.ndarray:
    """A column's amount for each t CO2e of the line; missing where the line has none of its own."""
    main = lines[MAIN].to_numpy(dtype=float)
    own = lines[measure].to_numpy(dtype=float)
    return np.divide(own, main, out=np.where(own == 0, 0.0, np.nan), where=main != 0)
