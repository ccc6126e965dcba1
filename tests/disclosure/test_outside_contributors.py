"""Statistics Norway's example of companies (`magnitude1`): published sensitive cells, intervals, and the singleton.

What is compared with is printed in the vignette "Magnitude table suppression" of GaussSuppression; see
`outside/README.md`. Tables are named by their numbers there.
"""

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from declaration.disclosure.attack import attack
from declaration.disclosure.primary import dominates, lacks_distance
from declaration.disclosure.problem import Problem, empty_rows
from declaration.disclosure.suppress import suppress
from tests.disclosure.second_attacker import interval, succeeding

LINES = pd.read_csv(Path(__file__).parent / "outside" / "magnitude1.csv")
COMPANIES = ["A", "B", "C", "D"]
TOTAL = "Total"
Cell = tuple[str, str]


def rows_of(cell: Cell) -> np.ndarray:
    """The lines that a cell sums: a sector of either kind, a country, EU or nonEU, or the total."""
    sector, place = cell
    inside = LINES["sector4"].eq(sector) | LINES["sector2"].eq(sector) | (sector == TOTAL)
    return (inside & (LINES["geo"].eq(place) | LINES["eu"].eq(place) | (place == TOTAL))).to_numpy()


def cells(sectors: list[str], places: list[str]) -> list[Cell]:
    """The cells of a table that anybody stands behind."""
    sums = {name: sorted(LINES[name].unique()) for name in ("sector4", "sector2", "geo", "eu")}
    rows = [code for name in sectors for code in sums[name]] + [TOTAL]
    columns = [code for name in places for code in sums[name]] + [TOTAL]
    return [cell for cell in product(rows, columns) if rows_of(cell).any()]


def contributions(cell: Cell, by_company: bool) -> list[float]:
    lines = LINES[rows_of(cell)]
    return (lines.groupby("company")["value"].sum() if by_company else lines["value"]).tolist()


def sensitive(rows: dict[str, str]) -> set[Cell]:
    """Cells written as sector → countries."""
    return {(sector, place) for sector, places in rows.items() for place in places.split()}


TABLE_3 = {"Entertainment": "Iceland", "Governmental": "Portugal", "Industry": "Portugal Spain"}
TABLE_9 = {
    "Agriculture": "Portugal Spain Total",
    "Entertainment": "Iceland Portugal",
    "Governmental": "Portugal Spain",
    "Industry": "Portugal Spain",
}
TABLE_10 = {
    "Agriculture": "Portugal Spain",
    "Entertainment": "Iceland Portugal Spain",
    "Governmental": "Portugal Spain Total",
    "Industry": "Iceland Portugal Spain",
    "public": "Portugal Spain Total",
}


@pytest.mark.parametrize(
    ("published", "table", "by_company", "unsafe"),
    [
        # (1, 80) with every line a contributor of its own
        (TABLE_3, cells(["sector4"], ["geo"]), False, lambda x: dominates(x, 1, 0.80)),
        # (1, 80) and (2, 99), with the lines of a company taken together
        (
            TABLE_9,
            [*cells(["sector4"], ["geo"]), *cells(["sector2"], ["eu"])],
            True,
            lambda x: dominates(x, 1, 0.80) or dominates(x, 2, 0.99),
        ),
        # p = 30 %
        (TABLE_10, cells(["sector4", "sector2"], ["geo"]), False, lambda x: lacks_distance(x, 0.30)),
    ],
    ids=["table 3", "table 9", "table 10"],
)
def test_the_same_cells_are_sensitive(published, table, by_company, unsafe):
    assert {cell for cell in table if unsafe(contributions(cell, by_company))} == sensitive(published)


@pytest.mark.parametrize(
    ("sizes", "n", "k", "unsafe"),
    [
        # Handbook on SDC, chapter 4, examples 1, 2 and 4
        ([50_000, 49_000, 1_000], 1, 0.90, False),
        ([52_000, 50_000, 8_000], 2, 100 / 110, True),
        ([300, 20, 10], 1, 0.85, True),
    ],
)
def test_examples_of_the_handbook_for_dominance(sizes, n, k, unsafe):
    assert dominates(sizes, n, k) is unsafe


def test_examples_of_the_handbook_for_p_percent():
    # example 1: the second largest knows the largest to within 2 %; example 2: only to within 15.4 %
    assert lacks_distance([50_000, 49_000, 1_000], 0.10)
    assert not lacks_distance([50_000, 49_000, 1_000], 0.02)
    assert not lacks_distance([52_000, 50_000, 8_000], 0.10)
    assert not lacks_distance([52_000, 50_000, 8_000], 0.153)
    assert lacks_distance([52_000, 50_000, 8_000], 0.154)


def release(table: list[Cell], p: float, attackers: list[str]) -> Problem:
    """The cells stated exactly over companies' lines; each line is to stay unknown to within p; A … D attack."""
    values = LINES["value"].to_numpy()
    n = len(values)
    sums = np.array([rows_of(cell) for cell in table], dtype=float)
    owner = LINES["company"].map(COMPANIES.index).to_numpy()
    return Problem(
        statements=sparse.csr_matrix(sums),
        low=sums @ values,
        high=sums @ values,
        known=empty_rows(n),
        known_low=np.zeros(0),
        known_high=np.zeros(0),
        values=values,
        lower=np.zeros(n),
        upper=np.full(n, np.inf),
        owner=owner,
        targets=sparse.identity(n, format="csr"),
        need_low=(1 - p) * values,
        need_high=(1 + p) * values,
        target_owner=owner,
        attackers=(frozenset(), *(frozenset({COMPANIES.index(name)}) for name in attackers)),
        series=np.arange(len(table)),
        weight=np.array([1.0 + 4.0 * (cell[0] == TOTAL) + 4.0 * (cell[1] == TOTAL) for cell in table]),
    )


def places_of(table: list[Cell], which: set[Cell]) -> frozenset[int]:
    return frozenset(n for n, cell in enumerate(table) if cell in which)


def printed() -> Iterator[tuple[Cell, float, float]]:
    """Table 10: the intervals of the sensitive cells."""
    yield ("Agriculture", "Portugal"), 0.0, 199.6
    yield ("Agriculture", "Spain"), 40.6, 240.2
    for place in ("Iceland", "Portugal", "Spain"):
        yield ("Entertainment", place), 0.0, 131.5
        yield ("Industry", place), 0.0, 90.6
    for sector, place in product(("Governmental", "public"), ("Portugal", "Spain", TOTAL)):
        yield (sector, place), 0.0, 90.6


def test_the_intervals_of_table_10():
    """A cell's interval with the published pattern hidden: here by lines, there by cells, and the same."""
    table = cells(["sector4", "sector2"], ["geo"])
    besides = {"Industry": "Total", "private": "Iceland Portugal Spain Total", TOTAL: "Iceland Portugal"}
    hidden = places_of(table, sensitive(TABLE_10) | sensitive(besides))
    problem = release(table, 0.3, [])
    for cell, low, high in printed():
        assert interval(problem, rows_of(cell).astype(float), hidden) == pytest.approx((low, high), abs=0.05), cell


def test_the_singleton_of_table_9():
    """B, alone in Entertainment/Iceland, computes Entertainment/Portugal unless Entertainment/Spain is hidden too.

    B knows its 16.8 in Iceland; 131.5 - 16.8 - 105.3 = 9.4 is Portugal, 7.1 of it B's own: D has 2.3.
    """
    table = [*cells(["sector4"], ["geo"]), *cells(["sector2"], ["eu"])]
    problem = release(table, 0.15, COMPANIES)
    (target,) = np.flatnonzero(rows_of(("Entertainment", "Portugal")) & LINES["company"].eq("D"))
    hidden = places_of(table, sensitive(TABLE_9) | {("Industry", "Iceland"), ("Industry", TOTAL)})
    spain = places_of(table, {("Entertainment", "Spain")})
    aim = np.eye(len(LINES))[target]
    b = frozenset({COMPANIES.index("B")})
    assert interval(problem, aim, hidden, b) == pytest.approx((2.3, 2.3))
    assert interval(problem, aim, hidden) == pytest.approx((0.0, 26.2))
    assert any(e.attacker == b and e.target == target for e in attack(problem, hidden))
    assert interval(problem, aim, hidden | spain, b)[1] > 2.3 * 1.15


@pytest.mark.parametrize("p", [0.10, 0.15, 0.30])
def test_the_gate_leaves_nothing_to_companies_that_know_their_own(p):
    table = cells(["sector4"], ["geo"])
    problem = release(table, p, COMPANIES)
    assert list(succeeding(problem, frozenset())), "with everything shown the table is open"
    found = suppress(problem)
    assert found.exposures == ()
    assert list(succeeding(problem, found.hidden)) == []
    assert len(found.hidden) < len(table), "hiding everything is no release"
    by_cells = suppress(release(table, p, []))
    assert by_cells.cost <= found.cost, "more attackers cannot cost less"
