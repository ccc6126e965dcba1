"""How fast are ten million activity lines accounted, against only adding up their quantities?

Consignment-level lines of a large region are made in a database file (seeded, the same every time) and accounted
to sums by year, home area and status: in DuckDB by `queries/vault/totals.sql`, and the same in polars and in
pandas in the best form we know, on the same columns, checked equal. The floor is `sum(quantity)` over the same
table. Then DuckDB again with a memory limit of 1 GB, and the writing of all ten million emission rows under it.
Aims: at most three times the floor; never slower than polars.

    python benchmarks/accounting.py [MILLIONS]
"""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import polars as pl

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from declaration.accounting.rates import rate_table
from declaration.accounting.scale import KINDS_BITS, RATES, write_rates
from declaration.home import QUERIES
from declaration.reports.reading import lists

ROUNDS = 5
AIM = 3.0
YEARS = range(2021, 2026)


def sql(name: str) -> str:
    """One of the vault's questions."""
    return (QUERIES / "vault" / f"{name}.sql").read_text(encoding="utf-8")


def make(path: Path, millions: float) -> int:
    """The database: every kind of line there can be, and lines of random kinds, sizes and shares."""
    tables = lists().vocabulary.tables
    rates = rate_table(tables, YEARS)
    kinds = rates[["activity_code", "carrier_code", "unit", "year"]].merge(
        pd.DataFrame({"carrier_is_member": ["yes", "no", "unknown"]}), how="cross"
    )
    inside = pd.DataFrame({"inside_site_meter": [False, True]})
    kinds = kinds.merge(inside, how="cross").assign(data_quality=1)
    kinds = kinds.assign(kind_id=range(len(kinds)))
    with duckdb.connect(str(path)) as connection:
        connection.register("incoming", kinds)
        connection.execute("create table line_kind as select * from incoming")
        write_rates(connection, tables, rates)
        connection.execute("select setseed(0.14083)")
        connection.execute("set threads = 1")
        connection.execute(
            "create table line as select *, quantity * share_in_region as amount from ("
            "select range as line_id, (random() * $kinds)::integer % $kinds as kind_id, "
            "round(exp(3 + 2 * random()), 2) as quantity, round(random(), 2) as share_in_region "
            "from range($lines::bigint))",
            {"kinds": len(kinds), "lines": int(millions * 1e6)},
        )
    return len(kinds)


def best(work: Callable[[], object]) -> tuple[float, object]:
    """Seconds of the quickest of some rounds, and the answer."""
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        answer = work()
        taken.append(time.perf_counter() - start)
    return min(taken), answer


def in_polars(lines: pl.DataFrame, rates: pl.DataFrame) -> pl.DataFrame:
    """The same sums, lazily."""
    amounts = lines.lazy().group_by("kind_id").agg(pl.col("amount").sum())
    joined = amounts.join(rates.lazy(), on="kind_id")
    sums = [((pl.col("amount") * pl.col(c)).sum() / 1000).alias(c) for c in RATES]
    return joined.group_by("year", "home_area", "status").agg(sums).sort("year", "home_area", "status").collect()


def in_pandas(lines: pd.DataFrame, rates: pd.DataFrame) -> pd.DataFrame:
    """The same sums."""
    joined = lines.groupby("kind_id")["amount"].sum().reset_index().merge(rates, on="kind_id")
    joined[list(RATES)] = joined[list(RATES)].mul(joined["amount"], axis=0) / 1000
    return joined.groupby(["year", "home_area", "status"], as_index=False)[list(RATES)].sum()


def main() -> int:
    """Print the table; exit code 1 where the answers differ."""
    millions = float(sys.argv[1]) if len(sys.argv) > 1 else 10.0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "vault.duckdb"
        kinds = make(path, millions)
        with duckdb.connect(str(path), read_only=True) as connection:
            connection.execute("set perfect_ht_threshold = $bits", {"bits": KINDS_BITS})
            floor, _ = best(lambda: connection.execute("select sum(quantity) from line").fetchall())
            ours, answer = best(lambda: connection.execute(sql("totals")).df())
            frame = connection.execute("select kind_id, amount from line").df()
            rates = connection.table("kind_rate").df()
        others = {}
        polars_lines, polars_rates = pl.from_pandas(frame), pl.from_pandas(rates)
        others["polars"] = best(lambda: in_polars(polars_lines, polars_rates))
        others["pandas"] = best(lambda: in_pandas(frame, rates))
        with duckdb.connect(str(path)) as connection:
            connection.execute("set memory_limit = '1GB'")
            connection.execute("set perfect_ht_threshold = $bits", {"bits": KINDS_BITS})
            connection.execute("set temp_directory = $folder", {"folder": folder})
            limited, _ = best(lambda: connection.execute(sql("totals")).fetchall())
            start = time.perf_counter()
            connection.execute(sql("emissions"))
            written = time.perf_counter() - start
            rows = connection.execute("select count(*) from emission").fetchone()[0]
    print(f"{rows:,} lines of {kinds:,} kinds; floor: sum(quantity) in {1000 * floor:.1f} ms")
    figures = {"DuckDB, totals.sql": ours, **{name: seconds for name, (seconds, _) in others.items()}}
    figures |= {"DuckDB with 1 GB": limited, "all emission rows written, 1 GB": written}
    for name, seconds in figures.items():
        print(f"{name:34} {1000 * seconds:10.1f} ms {seconds / floor:8.1f} × the floor {seconds / ours:8.2f} × ours")
    print(f"aim: at most {AIM:g} × the floor: {'reached' if ours <= AIM * floor else 'not reached'}")
    held = "held" if ours <= others["polars"][0] else "not held"
    print(f"never slower than polars (which has its data in memory): {held}")
    expected = answer[[f"{c.removesuffix('_kg')}_t" for c in RATES]].fillna(0).to_numpy()
    found = [others["polars"][1].select(RATES).to_numpy(), others["pandas"][1][list(RATES)].to_numpy()]
    same = all(np.allclose(np.nan_to_num(sums.astype(float)), expected, rtol=1e-9) for sums in found)
    print(f"all three agree to 1e-9: {same}")
    return 0 if same else 1


if __name__ == "__main__":
    raise SystemExit(main())
