"""Builds a release: from what is committed in `data/` and imported into the home folder to what people read.

Everything heavy happens here, once, so that a page only selects: statistics, members' reports, the gate that decides
what may be published of them, and the audit that tries to read a member out of what the release is about to say.
The same inputs give the same release id, and a release that already stands on the shelf is not built again. A build
that stops half-way leaves no trace that anybody reads: the folder gets its name only when it is whole and audited.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pandas as pd

from declaration.audit.report import AuditReport
from declaration.desk import keys as desk_keys
from declaration.disclosure.rules import read_rules
from declaration.home import DATA, QUERIES, REPOSITORY
from declaration.release.auditing import audit_build, keep_report, public_summary
from declaration.release.downloads import write_downloads
from declaration.release.gating import Gated, gate, published_before
from declaration.release.geography import add_geography
from declaration.release.ledger import append
from declaration.release.members import hand_out_keys, write_members
from declaration.release.package import write_programme_package
from declaration.release.programme import (
    Programme,
    closed,
    contributions_of,
    intensities_of,
    levers_of,
    read_programme,
    wholes_of,
)
from declaration.release.programme_tables import add_programme
from declaration.release.shelf import Release, find_release, make_current, move_to_served, shelf, sync_folder
from declaration.release.trajectories import add_trajectories
from declaration.release.vault import save, vault_file
from declaration.reports.store import kept
from declaration.sealing.database import content_hash
from declaration.sealing.key import Seal, key_of

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
    *("declaration/disclosure", "queries/vault"),
)


class CheckFailedError(RuntimeError):
    """A check of the built tables found rows that must not be there, or looked at nothing."""


class ReleaseRefusedError(RuntimeError):
    """The audit found somebody who could be read out of the release; nothing was published. `report` says whom."""

    def __init__(self, release_id: str, report: AuditReport):
        self.release_id, self.report = release_id, report
        super().__init__("the audit does not pass")


def build_release(
    home: Path,
    data: Path = DATA,
    *,
    as_of: datetime | None = None,
    revise: bool = False,
    tell: Callable[[str], None] = lambda step: None,
    announce_key: Callable[[Path], None] = lambda path: None,
) -> tuple[Release, bool]:
    """The release made of these inputs, and whether it had to be built. It is current afterwards.

    as_of: with the reports as they were known then; now if None. revise: take members' corrections of published
    years in, where they may be published. tell: is called with each step's name. announce_key: with the file of a
    key that was made. Raises ReleaseRefusedError, CheckFailedError and what sealing raises.
    """
    move_to_served(home)
    seal = key_of(home, announce_key)
    desk_keys.ensure(home)
    rules = read_rules(data / "disclosure" / "rules.toml")
    now = as_of or datetime.now(UTC)
    until = (pd.Timestamp(now) - pd.DateOffset(months=rules.months_after_year)).year - 1
    inputs = input_hashes(home, data)
    said = {"programme_until": str(until), "revise": str(revise), "as_of": as_of.isoformat() if as_of else ""}
    release_id = f"{newest_statistics(data, home)}-{fingerprint(inputs | said)[:8]}"
    standing = find_release(home, release_id)
    if standing is None:
        _write(home, data, release_id, inputs | said, as_of, until, seal, revise, tell)
    release = find_release(home, release_id)
    hand_out_keys(home, release, seal)
    make_current(home, release_id)
    return release, standing is None


def input_hashes(home: Path, data: Path) -> dict[str, str]:
    """SHA-256 of every input file: committed data, imported statistics, what was received, and the code."""
    files = {f"data/{p.relative_to(data)}": p for p in data.rglob("*") if p.is_file() and home not in p.parents}
    files |= {f"home/{p.relative_to(home)}": p for p in (home / "statistics").glob("*.parquet")}
    files |= {f"home/{p.relative_to(home)}": p for p in kept(home)}
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


def _write(
    home: Path,
    data: Path,
    release_id: str,
    inputs: dict[str, str],
    as_of: datetime | None,
    until: int,
    seal: Seal,
    revise: bool,
    tell: Callable[[str], None],
) -> None:
    """Write the release beside its place, audit it, make it durable, then give it its name."""
    shelf(home).mkdir(parents=True, exist_ok=True)
    for left_behind in shelf(home).glob(".building-*"):
        shutil.rmtree(left_behind)
    folder = shelf(home) / f".building-{release_id}"
    folder.mkdir()
    tell("reports")
    as_known = as_of.strftime("%Y-%m-%dT%H:%M:%S+00:00") if as_of else None
    programme = closed(read_programme(home, data, as_known, seal), until)
    ledger = ledger_file(home, programme)
    edition = contributions_of(programme)
    tell("gate")
    before = published_before(home, ledger, seal, release_id)
    gated = gate(
        edition,
        intensities_of(programme),
        wholes_of(programme),
        data,
        before,
        release_id,
        levers=levers_of(programme),
        revise=revise,
    )
    tell("tables")
    with duckdb.connect(str(folder / "public.duckdb")) as connection:
        add_tables(connection, home, data)
        add_geography(connection, data)
        add_trajectories(connection, data)
        add_programme(connection, programme, gated, data)
        run_checks(connection)
        counts = count_rows(connection)
        write_downloads(connection, folder / "downloads")
        write_programme_package(connection, folder / "downloads", release_id, datetime.now(UTC), programme.kind)
        contents = content_hash(connection)
        connection.execute("checkpoint")
    tell("members")
    write_members(folder / "members", programme, gated, edition, seal, data)
    truth = {**gated.truth, "gate": gated.decision.cells}
    save(vault_file(home, release_id), seal, edition, truth)
    tell("audit")
    report = audit_build(home, folder, release_id, before, edition, truth, gated.rules, data, seal)
    keep_report(home, release_id, report, seal)
    if not report.passed:
        shutil.rmtree(folder)
        raise ReleaseRefusedError(release_id, report)
    entry = append(ledger, release_id, datetime.now(UTC).isoformat(timespec="seconds"), _said(gated))
    manifest = {
        "release": release_id,
        "built_on": datetime.now(UTC).date().isoformat(),
        "programme": programme.kind,
        "inputs": inputs,
        "rows": counts,
        "content": contents,
        "files": {p.relative_to(folder).as_posix(): _sha256(p) for p in sorted(folder.rglob("*")) if p.is_file()},
        "ledger": entry.hash,
        "ledger_file": ledger.name,
        "changes": gated.changes(before),
        "audit": public_summary(report, gated),
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb+") as file:
                os.fsync(file.fileno())
    sync_folder(folder)
    folder.replace(shelf(home) / release_id)
    sync_folder(shelf(home))


def ledger_file(home: Path, programme: Programme) -> Path:
    """The ledger of everything that was published of this programme."""
    return home / "ledger" / f"{programme.kind}-{programme.edition}.jsonl"


def _said(gated: Gated) -> dict[str, pd.DataFrame]:
    """What goes into the ledger: the numbers given out (or withheld) for the first time, and the classes."""
    return {"numbers": gated.new, "classes": gated.classes}


def _sha256(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


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
