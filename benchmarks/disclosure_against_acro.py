"""How much do ACRO's rules withhold, how much does the gate, and what can still be told from what is shown?

Invented members (log-normal sizes, one airport, two ports; seeded) in areas, categories and parks; the same tables
for both. ACRO looks at one cell at a time: at least so many contributors, (2, 90 %) dominance, p = 10 %. Then an
attacker who is neither's (scipy's linprog): an outsider, and each member with its own lines known, bound every
member's total and its total by area; a member is exposed where an end of such an interval comes within 10 % of the
truth. Time is without imports, as a ratio to ACRO's.

    ACRO_PYTHON=<python with acro> python benchmarks/disclosure_against_acro.py [POPULATIONS]
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import sparse

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from against_acro.plain_attacker import aims, exposed

from declaration.disclosure.classes import classified, merge_small
from declaration.disclosure.primary import is_unsafe
from declaration.disclosure.problem import Problem, empty_rows
from declaration.disclosure.rounding import interval, series_step
from declaration.disclosure.rules import read_rules
from declaration.disclosure.suppress import suppress
from declaration.home import REPOSITORY

RULES = read_rules(REPOSITORY / "data" / "disclosure" / "rules.toml")
SCRIPT = REPOSITORY / "benchmarks" / "against_acro" / "acro_rules.py"
MEMBERS = 45
AREAS = ["road", "rail", "sea", "air", "sites"]
PARKS = [f"park {n}" for n in range(1, 7)]
CATEGORIES = {"haulier": 12, "forwarder": 8, "shipper": 10, "property": 5, "retail": 5, "public": 2}
DIMENSIONS = ["area", "category", "park"]
SETS = {"one-way tables": 1, "one-way and two-way tables": 2}
#: what hiding a cell weighs, by the number of its dimensions
WEIGHT = {0: 200.0, 1: 20.0, 2: 4.0}
HOW_TO = """ACRO_PYTHON is not set: nothing to compare with. To make an environment for it, apart from ours:
    python3 -m venv /tmp/acro-env && /tmp/acro-env/bin/pip install acro
    ACRO_PYTHON=/tmp/acro-env/bin/python python benchmarks/disclosure_against_acro.py"""


@dataclass(frozen=True)
class Cells:
    """What may be published: a frame (table, row, column, dimensions) and, row by row, the lines summed."""

    frame: pd.DataFrame
    sums: sparse.csr_matrix


def population(seed: int) -> pd.DataFrame:
    """Lines: member_id, group_id, area, category, park, year, reported, co2e_t."""
    chance = np.random.default_rng(seed)
    kinds = [("airport", 60_000.0), ("port", 25_000.0), ("port", 12_000.0)]
    kinds += [(c, 0.0) for c, n in CATEGORIES.items() for _ in range(n)]
    rows = []
    for number, (category, size) in enumerate(kinds):
        total = size or float(np.exp(chance.normal(6.5, 1.6)))
        main = {"airport": "air", "port": "sea", "haulier": "road", "property": "sites"}.get(category)
        areas = set(chance.choice(AREAS, size=chance.integers(1, 4), replace=False, p=[0.4, 0.1, 0.15, 0.1, 0.25]))
        parks = chance.choice(PARKS, size=chance.integers(1, 3), replace=False, p=[0.3, 0.2, 0.2, 0.15, 0.1, 0.05])
        places = [(area, park) for area in sorted(areas | {main} - {None}) for park in parks]
        shares = chance.dirichlet(np.where([area == main for area, _ in places], 4.0, 1.0))
        name = f"m{number:02d}"
        rows += [(name, name, a, category, p, 2025, True, total * s) for (a, p), s in zip(places, shares, strict=True)]
    columns = ["member_id", "group_id", "area", "category", "park", "year", "reported", "co2e_t"]
    assert number + 1 == MEMBERS
    return pd.DataFrame(rows, columns=columns)


def cells_of(lines: pd.DataFrame, ways: int) -> Cells:
    """The total, every cell of one dimension, and of two where asked for."""
    rows, masks = [("total", "total", "2025", 0)], [np.ones(len(lines), dtype=bool)]
    for dimension in DIMENSIONS:
        for code in sorted(lines[dimension].unique()):
            rows.append((dimension, code, "2025", 1))
            masks.append(lines[dimension].eq(code).to_numpy())
    for one, other in combinations(DIMENSIONS, 2) if ways > 1 else ():
        for (row, column), own in lines.groupby([one, other]).groups.items():
            rows.append((f"{one} × {other}", row, column, 2))
            masks.append(lines.index.isin(own))
    frame = pd.DataFrame(rows, columns=["table", "row", "column", "dimensions"])
    return Cells(frame, sparse.csr_matrix(np.array(masks, dtype=float)))


def by_acro(cells: Cells, lines: pd.DataFrame, python: str, folder: Path) -> dict:
    """What ACRO says of the same cells: for each threshold which are withheld and seconds; totals that are left."""
    parts = []
    for cell, own in zip(cells.frame.itertuples(), cells.sums, strict=True):
        sums = lines.iloc[own.indices].groupby("group_id")["co2e_t"].sum()
        told = {"table": cell.table, "row": cell.row, "column": cell.column}
        parts.append(pd.DataFrame({"group": sums.index, "amount": sums.to_numpy()}).assign(**told))
    pd.concat(parts).to_csv(folder / "tables.csv", index=False)
    command = [python, str(SCRIPT), str(folder / "tables.csv"), str(folder / "answer.json")]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    said = json.loads((folder / "answer.json").read_text(encoding="utf-8"))
    keys = list(cells.frame[["table", "row", "column"]].itertuples(index=False, name=None))
    for threshold, tables in said["withheld"].items():
        gone = {(table, *cell) for table, some in tables.items() for cell in some}
        said["withheld"][threshold] = np.array([key in gone for key in keys])
    return said


def alone(cells: Cells, lines: pd.DataFrame) -> np.ndarray:
    """The cells that our rules about one cell withhold."""
    groups, amounts = lines["group_id"].to_numpy(), lines["co2e_t"].to_numpy()
    return np.array([is_unsafe(pd.Series(amounts[c.indices], index=groups[c.indices]), RULES) for c in cells.sums])


def by_the_gate(
    cells: Cells, lines: pd.DataFrame, unsafe: np.ndarray, low: np.ndarray, high: np.ndarray
) -> tuple[np.ndarray, int]:
    """What the gate withholds so that no attack succeeds, and attacks that do all the same."""
    owner, targets, target_owner = aims(lines, RULES.smallest_t)
    values = lines["co2e_t"].to_numpy()
    true = targets @ values
    problem = Problem(
        statements=cells.sums,
        low=low,
        high=high,
        known=empty_rows(len(values)),
        known_low=np.zeros(0),
        known_high=np.zeros(0),
        values=values,
        lower=np.zeros(len(values)),
        upper=np.full(len(values), np.inf),
        owner=owner,
        targets=targets,
        need_low=(1 - RULES.running) * true,
        need_high=(1 + RULES.running) * true,
        target_owner=target_owner,
        attackers=(frozenset(), *(frozenset({n}) for n in range(MEMBERS))),
        series=np.arange(len(cells.frame)),
        weight=cells.frame["dimensions"].map(WEIGHT).to_numpy(),
    )
    found = suppress(problem, frozenset(np.flatnonzero(unsafe).tolist()))
    return np.isin(np.arange(len(cells.frame)), list(found.hidden)), len(found.exposures)


def told(cells: Cells, lines: pd.DataFrame, shown: np.ndarray, low: np.ndarray, high: np.ndarray) -> tuple[int, int]:
    """Members exposed by what is shown, and how many of them to 0.1 %."""
    return exposed(lines, (cells.sums[shown], low[shown], high[shown]), RULES.promise, RULES.smallest_t)


def measured(seed: int, ways: int, python: str) -> Iterator[dict]:
    """One line for each way to withhold, of one population."""
    lines = population(seed)
    cells = cells_of(lines, ways)
    true = cells.sums @ lines["co2e_t"].to_numpy()
    with tempfile.TemporaryDirectory() as folder:
        acro = by_acro(cells, lines, python, Path(folder))
    start = time.perf_counter()
    unsafe = alone(cells, lines)
    one_cell = time.perf_counter() - start
    start = time.perf_counter()
    hidden, left = by_the_gate(cells, lines, unsafe, true, true)
    whole = one_cell + time.perf_counter() - start
    reference = acro["seconds"]["5"]
    ways_to = [
        ("everything shown", np.zeros(len(true), dtype=bool), 0.0),
        ("ACRO, at least 10", acro["withheld"]["10"], acro["seconds"]["10"]),
        ("ACRO, at least 5", acro["withheld"]["5"], reference),
        ("our rules about one cell", unsafe, one_cell),
        ("the gate", hidden, whole),
    ]
    for name, gone, seconds in ways_to:
        near, nearest = told(cells, lines, ~gone, true, true)
        more = {"succeed": left, "total left": min(acro["total_left"].values(), default=1.0)}
        yield row_of(name, gone, near, nearest, seconds / reference) | more
    yield merged_and_rounded(lines, ways, reference)


def merged_and_rounded(lines: pd.DataFrame, ways: int, reference: float) -> dict:
    """As it is published: small classes merged once, figures rounded, then the gate."""
    start = time.perf_counter()
    families = {d: dict.fromkeys(lines[d].unique(), "any") for d in ("category", "park")}
    classes = pd.concat([merge_small(lines, d, of, RULES) for d, of in families.items()])
    merged = classified(lines, classes)
    cells = cells_of(merged, ways)
    true = cells.sums @ lines["co2e_t"].to_numpy()
    share, least = RULES.rounding_share, RULES.rounding_least_t
    low, high = np.array([interval(x, series_step(np.array([x]), share, least)) for x in true]).T
    hidden, left = by_the_gate(cells, merged, alone(cells, merged), low, high)
    seconds = time.perf_counter() - start
    near, nearest = told(cells, merged, ~hidden, low, high)
    return row_of("the gate, classes merged, rounded", hidden, near, nearest, seconds / reference) | {"succeed": left}


def row_of(name: str, gone: np.ndarray, near: int, nearest: int, ratio: float) -> dict:
    """A line of the comparison."""
    return {
        "way": name,
        "cells": len(gone),
        "shown": int((~gone).sum()),
        "exposed": near,
        "to 0.1 %": nearest,
        "time": ratio,
    }


def main() -> None:
    """Measure, print."""
    python = os.environ.get("ACRO_PYTHON")
    if not python:
        print(HOW_TO)
        return
    populations = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    for name, ways in SETS.items():
        rows = [row for seed in range(populations) for row in measured(seed, ways, python)]
        means = pd.DataFrame(rows).groupby("way", sort=False).mean()
        print(f"\n{name}; means of {populations} populations of {MEMBERS} members, promise {RULES.promise:.0%}")
        print(f"{'':34}{'cells':>8}{'shown':>8}{'exposed':>9}{'to 0.1 %':>10}{'time':>8}")
        for way, row in means.iterrows():
            numbers = "".join(
                f"{row[c]:>{w}.1f}" for c, w in (("cells", 8), ("shown", 8), ("exposed", 9), ("to 0.1 %", 10))
            )
            print(f"{way:34}{numbers}{row['time']:>8.2f}")
        if ways > 1:
            left = f"{means['total left'].min():.0%}"
            print(
                f"With its cells taken out (`suppress=True`) ACRO adds up what is left: {left} of the total, at worst."
            )
        assert not means["succeed"].any(), "the gate could not protect"


if __name__ == "__main__":
    main()
