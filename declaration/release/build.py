"""Builds a release: from what is committed in `data/` and imported into the home folder to what people read.

Everything heavy happens here, once, so that a page only selects. The same inputs give the same release id,
and a release that already stands on the shelf is not built again. A build that stops half-way leaves no trace:
the folder gets its name only when it is whole.
"""

import hashlib
import json
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pandas as pd

from declaration.home import DATA, QUERIES, REPOSITORY
from declaration.release.downloads import write_downloads
from declaration.release.geography import add_geography
from declaration.release.package import write_programme_package
from declaration.release.programme import add_programme
from declaration.release.shelf import Release, find_release, make_current, shelf, sync_folder
from declaration.release.trajectories import add_trajectories

#: Committed tables that go into the database as they are: file in `data/` → table.
TABLES = {
    "areas.csv": "area",
    "targets.csv": "target",
    "statistics/sectors.csv": "sector",
    "statistics/releases.csv": "statistics_release",
    "statistics/population.csv": "municipal_population",
    "statistics/lorry_fleet.csv": "lorry_fleet",
    "statistics/reduction_obligation.csv": "reduction_obligation",
    "statistics/national_transport.csv": "national_transport",
    "trajectory/forecast_backtest.csv": "forecast_backtest",
}

#: What a release is made from, apart from its data: a change here is a new release.
CODE = (
    *("declaration/release", "declaration/trajectory", "declaration/sources", "queries/release"),
    *("declaration/accounting", "declaration/programme", "declaration/reports", "declaration/demonstration"),
    "queries/vault",
)


class CheckFailedError(RuntimeError):
    """A check of the built tables found rows that must not be there, or looked at nothing."""


def build_release(home: Path, data: Path = DATA) -> tuple[Release, bool]:
    """The release made of these inputs, and whether it had to be built. It is current afterwards."""
    inputs = input_hashes(home, data)
    release_id = f"{newest_statistics(data, home)}-{fingerprint(inputs)[:8]}"
    standing = find_release(home, release_id)
    if standing is None:
        _write(home, data, release_id, inputs)
    make_current(home, release_id)
    return find_release(home, release_id), standing is None


def input_hashes(home: Path, data: Path) -> dict[str, str]:
    """SHA-256 of every input file: committed data, imported statistics, and the code that makes tables."""
    files = {f"data/{p.relative_to(data)}": p for p in data.rglob("*") if p.is_file() and home not in p.parents}
    files |= {f"home/{p.relative_to(home)}": p for p in (home / "statistics").glob("*.parquet")}
    files |= {
        str(p.relative_to(REPOSITORY)): p
        for folder in CODE
        for p in (REPOSITORY / folder).rglob("*")
        if p.suffix in (".py", ".sql")
    }
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in sorted(files.items())}


def fingerprint(inputs: dict[str, str]) -> str:
    """One hash over all inputs."""
    return hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()


def newest_statistics(data: Path, home: Path) -> str:
    """The newest dated release of official statistics that is held; it names the release built on it."""
    names = [p.stem.removeprefix("smhi_") for p in (data / "statistics").glob("smhi_*-*.csv")]
    names += [p.stem for p in (home / "statistics").glob("*.parquet")]
    return max(names)


def _write(home: Path, data: Path, release_id: str, inputs: dict[str, str]) -> None:
    """Write the release beside its place, make it durable, then give it its name."""
    shelf(home).mkdir(parents=True, exist_ok=True)
    for left_behind in shelf(home).glob(".building-*"):
        shutil.rmtree(left_behind)
    folder = shelf(home) / f".building-{release_id}"
    folder.mkdir()
    with duckdb.connect(str(folder / "public.duckdb")) as connection:
        add_tables(connection, home, data)
        add_geography(connection, data)
        add_trajectories(connection, data)
        add_programme(connection, home, data)
        run_checks(connection)
        counts = count_rows(connection)
        write_downloads(connection, folder / "downloads")
        write_programme_package(connection, folder / "downloads", release_id, datetime.now(UTC))
        connection.execute("checkpoint")
    manifest = {
        "release": release_id,
        "built_on": datetime.now(UTC).date().isoformat(),
        "inputs": inputs,
        "rows": counts,
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb+") as file:
                os.fsync(file.fileno())
    sync_folder(folder)
    folder.replace(shelf(home) / release_id)
    sync_folder(shelf(home))


def add_tables(connection: duckdb.DuckDBPyConnection, home: Path, data: Path) -> None:
    """Carry the committed tables and every statistics release over, then derive the region's figures."""
    for file, table in TABLES.items():
        connection.register("incoming", read_table(data / file))
        connection.sql("select * from incoming").create(table)
        connection.unregister("incoming")
    excerpts = [pd.read_csv(p, dtype={"release": str, "area_code": str}) for p in committed_excerpts(data)]
    held = {frame["release"].iloc[0] for frame in excerpts}
    excerpts += [frame for frame in imported_excerpts(home) if frame["release"].iloc[0] not in held]
    connection.register("incoming", pd.concat(excerpts, ignore_index=True))
    connection.sql("select release, sector_key, area_code, year, emissions_t from incoming").create("excerpt")
    connection.unregister("incoming")
    for step in ("population", "statistics"):
        connection.execute((QUERIES / "release" / f"{step}.sql").read_text(encoding="utf-8"))
    connection.execute("drop table excerpt")


def committed_excerpts(data: Path) -> list[Path]:
    """The committed tidy tables of the official statistics, oldest first."""
    return sorted((data / "statistics").glob("smhi_*.csv"))


def imported_excerpts(home: Path) -> list[pd.DataFrame]:
    """The same columns from every imported release."""
    from declaration.sources.statistics_store import excerpt_of, imported_releases

    return [excerpt_of(home, release) for release in imported_releases(home)]


def read_table(path: Path) -> pd.DataFrame:
    """A committed table. Codes are text, never numbers: an area's code keeps its leading zero."""
    header = pd.read_csv(path, nrows=0).columns
    codes = [n for n in header if n.endswith(("_code", "_id")) or n in ("release", "published")]
    rows = pd.read_csv(path, dtype=dict.fromkeys(codes, str))
    # A column without any entry would otherwise become one of numbers.
    return rows.astype({name: str for name in header if rows[name].isna().all()})


def run_checks(connection: duckdb.DuckDBPyConnection) -> None:
    """Run `queries/release/checks/`: each returns the offending rows, after proving that it looked at some.

    Raises CheckFailedError with the first of them.
    """
    for path in sorted((QUERIES / "release" / "checks").glob("*.sql")):
        sql = path.read_text(encoding="utf-8")
        looked_at, *offending = [part.strip() for part in sql.split(";") if part.strip()]
        if not connection.execute(looked_at).fetchone()[0]:
            raise CheckFailedError(f"{path.stem} looked at nothing")
        rows = connection.execute(offending[0]).df()
        if len(rows):
            raise CheckFailedError(f"{path.stem}: {len(rows)} rows\n{rows.head(5).to_string(index=False)}")


def count_rows(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Rows of every table."""
    names = [name for (name,) in connection.execute("select table_name from duckdb_tables() order by 1").fetchall()]
    return {name: connection.table(name).count("*").fetchall()[0][0] for name in names}
