"""Asks a release's database the questions in `queries/public/`: read-only, parametrised, nothing else."""

import re
from functools import lru_cache
from pathlib import Path

import duckdb
import pandas as pd

from declaration.home import QUERIES


@lru_cache(maxsize=128)
def question(name: str) -> str:
    """The text of one question, such as `public/observed`. Raises FileNotFoundError for an unknown name."""
    return (QUERIES / f"{name}.sql").read_text(encoding="utf-8")


def parameters_of(sql: str) -> set[str]:
    """The `$parameters` a question takes; comments do not count."""
    return set(re.findall(r"\$(\w+)", re.sub(r"--[^\n]*", "", sql)))


#: One thread a question: readers come in parallel. All who open a file must ask for the same, says DuckDB.
_CLOSED = {"threads": 1, "enable_external_access": False, "lock_configuration": True}


def open_database(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a release's file read-only. The connection can neither read another file nor change settings."""
    return duckdb.connect(str(path), read_only=True, config=_CLOSED)


def ask(connection: duckdb.DuckDBPyConnection, name: str, **parameters: object) -> pd.DataFrame:
    """The answer to one question, in its own cursor (cursors may run in parallel, a connection may not)."""
    return connection.cursor().execute(question(name), parameters or None).df()
