"""What ACRO says of tables, run in an environment of its own (it needs an old pandas): `disclosure_against_acro.py`.

    <python of that environment> benchmarks/against_acro/acro_rules.py TABLES.csv ANSWER.json

TABLES.csv: table, row, column, group, amount; each group once in a cell. ANSWER.json: the cells that ACRO's rules
withhold (at the threshold given there, its other rules as they come), and seconds without the import.
"""

import json
import logging
import sys
import time
from importlib.metadata import version
from pathlib import Path

import acro
import pandas as pd

logging.disable(logging.CRITICAL)
THRESHOLDS = (5, 10)


def withheld(table: pd.DataFrame, threshold: int) -> list[list[str]]:
    """The cells, row and column, that fail one of ACRO's rules for sums."""
    session = acro.ACRO(suppress=False)
    session.config["safe_threshold"] = threshold
    session.crosstab(table["row"], table["column"], values=table["amount"], aggfunc="sum")
    outcome = session.results.get_index(0).outcome
    return [[str(r), str(c)] for r in outcome.index for c in outcome.columns if str(outcome.loc[r, c]).strip() != "ok"]


def total_that_is_left(table: pd.DataFrame, threshold: int) -> float:
    """The total that ACRO prints under a table from which it has taken the cells that fail, over the true one."""
    session = acro.ACRO(suppress=True)
    session.config["safe_threshold"] = threshold
    kept = session.crosstab(table["row"], table["column"], values=table["amount"], aggfunc="sum", margins=True)
    return float(kept.loc["All", "All"] / table["amount"].sum()) if "All" in kept.columns else 0.0


def main(tables: Path, answer: Path) -> None:
    """Ask for each table and threshold."""
    every = pd.read_csv(tables)
    said = {"version": version("acro"), "seconds": {}, "withheld": {}, "total_left": {}}
    for threshold in THRESHOLDS:
        start = time.perf_counter()
        cells = {name: withheld(rows, threshold) for name, rows in every.groupby("table")}
        said["seconds"][str(threshold)] = time.perf_counter() - start
        said["withheld"][str(threshold)] = cells
    for name, rows in every.groupby("table"):
        if rows["column"].nunique() > 1:
            said["total_left"][name] = total_that_is_left(rows, THRESHOLDS[0])
    answer.write_text(json.dumps(said), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
