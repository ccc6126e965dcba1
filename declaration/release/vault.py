"""The vault: what each release was made from, sealed, and opened by nobody but the steward's commands."""

from pathlib import Path

import duckdb
import pandas as pd

from declaration.disclosure.gate import Edition
from declaration.disclosure.levers import HALF, REPORTED, TOLD
from declaration.sealing.database import open_sealed_database, write_sealed_database
from declaration.sealing.key import Seal

PURPOSE = "vault"
#: tables that vaults have not always had → their columns
LATER = {"lever": TOLD, "better_half": HALF, "lever_reported": REPORTED}


def vault_file(home: Path, release_id: str) -> Path:
    """Where the vault of a release lies."""
    return home / "vault" / f"{release_id}.duckdb.sealed"


def save(path: Path, seal: Seal, edition: Edition, others: dict[str, pd.DataFrame]) -> None:
    """Write a release's contributions and other tables (peer statistics' truth), in one durable step."""
    tables = {
        "line": edition.lines,
        "present": edition.reporters,
        "moved": pd.DataFrame(list(edition.offsets.items()), columns=["number_id", "amount"]),
        "side": edition.side,
        **others,
    }

    def build(connection: duckdb.DuckDBPyConnection) -> None:
        for name, rows in tables.items():
            connection.register("incoming", rows)
            connection.sql("select * from incoming").create(name)
            connection.unregister("incoming")

    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_sealed_database(build, path, seal.of(PURPOSE), path.name)


def load(path: Path, seal: Seal) -> tuple[Edition, dict[str, pd.DataFrame]]:
    """The contributions of a release and its other tables. Raises what opening a sealed file raises."""
    connection = open_sealed_database(path, seal.of(PURPOSE), path.name)
    try:
        names = [name for (name,) in connection.execute("select table_name from duckdb_tables() order by 1").fetchall()]
        held = {name: connection.table(name).df() for name in names}
    finally:
        connection.close()
    moved = held.pop("moved")
    offsets = dict(zip(moved["number_id"], moved["amount"], strict=True))
    absent = {name: pd.DataFrame(columns=columns) for name, columns in LATER.items() if name not in held}
    return Edition(held.pop("line"), held.pop("present"), offsets, held.pop("side")), held | absent
