"""Sealed DuckDB files: plain only in memory, never on a disk.

DuckDB 2.0 opens a database that is encrypted by itself, but refuses to write one: "DuckDB currently has a read-only
crypto module loaded. Please ensure httpfs is loaded …", and that extension is a download which does not exist on PyPI
for 2.0; its built-in writer (`force_mbedtls_unsafe`) calls its own work "NOT securely encrypted". So the file is sealed
as a whole with AES-256-GCM, which also binds it to its owner's place, and is opened from a nameless file in memory
(`memfd_create`), which nobody reaches by a path and which is gone with the process, however that ends.
DuckDB's own spilling of intermediate results to disk is off for the same reason: what does not fit into memory fails.

Where there is no `memfd_create` (macOS), a file that only its owner reads stands in for it while it is being opened.
"""

import fcntl
import hashlib
import json
import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import duckdb
from duckdb import ColumnExpression, FunctionExpression
from duckdb.sqltypes import VARCHAR

from declaration.sealing.files import seal, unseal, write_durably
from declaration.sealing.key import Seal

#: A folder in memory: what DuckDB lays beside a database while it writes one (the head of an empty log) goes there.
_MEMORY = Path("/dev/shm")  # noqa: S108
#: Nothing spills to a disk. The order counts: access cannot be closed once `temp_directory` is set.
_IN_MEMORY = {"temp_directory": ""}
_CLOSED = {"threads": 1, "enable_external_access": False, "lock_configuration": True, **_IN_MEMORY}


def open_sealed_database(path: Path, key: Seal, associated: str) -> duckdb.DuckDBPyConnection:
    """Open a sealed database read-only, apart from every other that is open, even of the same file.

    The connection reads no file, changes no setting and uses one thread. Raises what `unseal` raises.
    """
    with _in_memory(unseal(path, key, associated), final=True) as place:
        return duckdb.connect(str(place), read_only=True, config=_CLOSED)


def write_sealed_database(
    build: Callable[[duckdb.DuckDBPyConnection], None], path: Path, key: Seal, associated: str
) -> None:
    """Let `build` fill a database in memory, and seal it to `path` in one step. Raises what `build` raises."""
    with duckdb.connect(":memory:", config=_IN_MEMORY) as connection, _in_memory(_blank()) as place:
        build(connection)
        connection.execute("attach $place as sealed (recovery_mode no_wal_writes)", {"place": str(place)})
        connection.execute("copy from database memory to sealed")
        connection.execute("detach sealed")
        seal(place, path, key, associated)


def content_hash(connection: duckdb.DuckDBPyConnection) -> str:
    """SHA-256 over every table's name, columns, types and rows, whatever the order and the bytes they are stored in."""
    tables = connection.execute(
        "select schema_name, table_name from duckdb_tables()"
        " where database_name = current_database() and not internal and not temporary order by all"
    )
    whole = hashlib.sha256()
    for schema, name in tables.fetchall():
        table = connection.table(".".join(_quoted(part) for part in (schema, name)))
        columns = [(column, str(kind)) for column, kind in zip(table.columns, table.types, strict=True)]
        # As JSON a list of texts reads in one way only: an empty text is no missing one, nor are two texts one.
        line = FunctionExpression("to_json", FunctionExpression("list_value", *(_text(*c) for c in columns)))
        hashed = FunctionExpression("sha256", line.cast(VARCHAR)).alias("line")
        ((rows,),) = table.select(hashed).aggregate("sha256(string_agg(line, '' order by line))").fetchall()
        whole.update(json.dumps([schema, name, columns, rows]).encode())
    return whole.hexdigest()


def _text(column: str, kind: str) -> duckdb.Expression:
    """A cell as text. A point in time is counted in µs, for its text depends on the reader's time zone."""
    cell = ColumnExpression(column)
    if kind == "TIMESTAMP WITH TIME ZONE":
        cell = FunctionExpression("epoch_us", cell)
    return cell.cast(VARCHAR)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


@contextmanager
def _in_memory(content: bytes, *, final: bool = False) -> Iterator[Path]:
    """A path to a nameless file in memory that holds `content`; final: which nobody can change any more.

    The path is a link of a name never used before, for DuckDB gives whoever asks for a path that is open in this
    process the database that stands open: `/proc/self/fd/7` may have been another member's a moment ago.
    """
    beside = _MEMORY if os.access(_MEMORY, os.W_OK) else None
    folder = Path(tempfile.mkdtemp(prefix=f"declaration-{secrets.token_hex(16)}-", dir=beside))
    place, handle = folder / "sealed.duckdb", None
    try:
        if hasattr(os, "memfd_create"):
            handle = os.memfd_create("declaration", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
            with os.fdopen(handle, "wb", closefd=False) as file:
                file.write(content)
            if final:
                fcntl.fcntl(handle, fcntl.F_ADD_SEALS, fcntl.F_SEAL_WRITE | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SHRINK)
            place.symlink_to(f"/proc/{os.getpid()}/fd/{handle}")
        else:
            write_durably(place, content)
        yield place
    finally:
        shutil.rmtree(folder)
        if handle is not None:
            os.close(handle)


@lru_cache(maxsize=1)
def _blank() -> bytes:
    """An empty database, since DuckDB makes a file but fills none that is empty. Small blocks suit small tables."""
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(":memory:") as connection:
        place = Path(folder) / "blank.duckdb"
        connection.execute("attach $place as blank (block_size 16384)", {"place": str(place)})
        connection.execute("detach blank")
        return place.read_bytes()
