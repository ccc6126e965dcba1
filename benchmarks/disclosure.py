"""The gate's time: 45 members over 12 years, and growth to 1 000 members, or as many as are named (10 000: > 24 GB).

Run: .venv/bin/python benchmarks/disclosure.py. The reference is reading the same lines into the tables once (pandas
groupby by each dimension), which any publication has to do.
"""

import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from declaration.disclosure.attack import attack
from declaration.disclosure.gate import Edition, classes_of, decide
from declaration.disclosure.rules import DeclaredTable, read_rules
from declaration.disclosure.statements import declared_cells, with_steps
from declaration.disclosure.system import Knowledge, system_of
from declaration.home import DATA

AREAS, CATEGORIES, PARKS = 5, 13, 11
PLAIN = DeclaredTable(column="co2e_t", view="reported", weights={"total": 200, "area": 60, "category": 20, "park": 20})


def population(members: int, years: int, seed: int = 1) -> pd.DataFrame:
    """Log-normal members with a category and one or two parks each; t CO2e by area."""
    chance = np.random.default_rng(seed)
    size = np.exp(1.3 * chance.normal(size=members)) * 500
    category, park = chance.integers(CATEGORIES, size=members), chance.integers(PARKS, size=members)
    share = chance.dirichlet(np.ones(AREAS), size=members)
    growth = np.cumprod(chance.uniform(0.93, 1.03, size=(members, years)), axis=1)
    member, area, year = (x.ravel() for x in np.meshgrid(range(members), range(AREAS), range(years), indexing="ij"))
    amount = size[member] * share[member, area] * growth[member, year]
    names = np.array([f"m{n:05}" for n in range(members)])
    return pd.DataFrame(
        {
            "member_id": names[member],
            "group_id": names[member],
            "area": [f"a{n}" for n in area],
            "category": [f"c{n:02}" for n in category[member]],
            "park": [f"p{n:02}" for n in park[member]],
            "year": 2014 + year,
            "reported": True,
            "co2e_t": amount,
        }
    )


def main() -> None:
    """Print each figure with its ratio to the reference of the same run."""
    committed = read_rules(DATA / "disclosure" / "rules.toml")
    rules = committed.model_copy(update={"table": (PLAIN,), "pair_repair_weight": 0})
    families = {
        "category": {f"c{n:02}": f"f{n % 4}" for n in range(CATEGORIES)},
        "park": {f"p{n:02}": f"f{n % 3}" for n in range(PARKS)},
    }
    lines = population(45, 12)
    started = time.perf_counter()
    for dimension in ("area", "category", "park"):
        lines.groupby([dimension, "year"])["co2e_t"].sum()
    reference = time.perf_counter() - started
    present = lines[["member_id", "year"]].drop_duplicates()
    edition = Edition(lines, present, {}, pd.DataFrame())
    started = time.perf_counter()
    classes = classes_of(lines, families, rules)
    made = decide(edition, [], classes, rules, Knowledge())
    seconds = time.perf_counter() - started
    shown = made.numbers["status"].eq("released").mean()
    print(f"gate, 45 members x 5 areas x 12 years, joint years too: {seconds:.1f} s, {seconds / reference:,.0f} times")
    print(f"  the reference ({reference * 1000:.0f} ms); {shown:.0%} of the cells published")
    for members in (int(n) for n in sys.argv[1:] or ("1000",)):
        lines = population(members, 1)
        started = time.perf_counter()
        classes = classes_of(lines, families, rules)
        cells = with_steps(declared_cells(lines, present, [PLAIN], {}), rules, {}, {})
        one = Edition(lines, lines[["member_id", "year"]].drop_duplicates(), {}, pd.DataFrame())
        system = system_of(cells, lines, one, [], classes, rules, Knowledge())
        built = time.perf_counter() - started
        started = time.perf_counter()
        found = attack(replace(system.problem), frozenset())
        seconds = time.perf_counter() - started
        print(f"{members:,} members, one year: system {built:.1f} s, all attacks {seconds:.1f} s, {len(found)} succeed")


if __name__ == "__main__":
    main()
