"""A member's database is plain in memory alone, is nobody else's, and reaches nothing outside itself."""

import os
import random
import signal
import subprocess
import sys

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from declaration.home import REPOSITORY
from declaration.sealing.database import content_hash, open_sealed_database, write_sealed_database
from declaration.sealing.errors import BrokenSealError, SealingError, WrongKeyError
from declaration.sealing.files import seal
from declaration.sealing.key import new_key, seal_of
from tests.sealing.conftest import CANARY, holding


def build(connection, member="one", rows=2000):
    connection.execute("create table line (line_id bigint primary key, member_id varchar not null, comment varchar)")
    connection.execute("insert into line select n, $1, $2 || n from range($3) t(n)", [member, CANARY, rows])
    connection.execute("create view lines as select count(*) as n, min(member_id) as member_id from line")


def write(path, key, member="one"):
    write_sealed_database(lambda connection: build(connection, member), path, key.of(member), member)


def test_what_is_built_can_be_asked(tmp_path, key, passing):
    write(tmp_path / "a.sealed", key)
    with open_sealed_database(tmp_path / "a.sealed", key.of("one"), "one") as connection:
        assert connection.cursor().execute("from lines").fetchall() == [(2000, "one")]
        assert connection.execute("select comment from line where line_id = 7").fetchall() == [(f"{CANARY}7",)]
        keys = connection.execute("select constraint_type from duckdb_constraints()").fetchall()
        assert ("PRIMARY KEY",) in keys


def test_no_file_of_any_name_holds_it_in_plain(tmp_path, key, passing):
    write(tmp_path / "a.sealed", key)
    connection = open_sealed_database(tmp_path / "a.sealed", key.of("one"), "one")
    assert connection.execute("select count(*) from line where comment like $1", [f"{CANARY}%"]).fetchone() == (2000,)
    assert holding(tmp_path) == []
    assert [p for p in passing.rglob("*") if p.name != "memory"] == []
    assert (tmp_path / "a.sealed").stat().st_size > 10_000


#: a process that is killed while a database is written or opened, at the moment named
DOOMED = """
import os, signal, sys
from pathlib import Path
import duckdb
from declaration.sealing import database
from declaration.sealing.key import seal_of

moment, path, memory, written, canary = sys.argv[1:]
connect, die = duckdb.connect, lambda *a: os.kill(os.getpid(), signal.SIGKILL)
database._MEMORY = Path(memory)
own = Path(path), seal_of(written, "").of("one"), "one"

class Doomed:
    def __init__(self, inner): self.inner = inner
    def __getattr__(self, name): return getattr(self.inner, name)
    def __enter__(self): return self
    def __exit__(self, *error): self.inner.close()
    def execute(self, sql, *more): return die() if sql.startswith("detach sealed") else self.inner.execute(sql, *more)

if moment == "opened":
    duckdb.connect = lambda *a, **k: (connect(*a, **k), die())
    database.open_sealed_database(*own)
elif moment == "copied":
    database._blank()
    duckdb.connect = lambda *a, **k: Doomed(connect(*a, **k))
else:
    database.seal = die
rows = "create table line as select $1 || n as comment from range(2000) t(n)"
database.write_sealed_database(lambda connection: connection.execute(rows, [canary]), *own)
"""


@pytest.mark.skipif(not hasattr(os, "memfd_create"), reason="files in memory without a name are Linux's")
@pytest.mark.parametrize("moment", ["opened", "copied", "detached"])
def test_a_kill_at_the_worst_moment_leaves_no_plain_file(tmp_path, passing, moment):
    written = new_key()
    key = seal_of(written, "")
    write(tmp_path / "a.sealed", key)
    told = [moment, str(tmp_path / "a.sealed"), str(passing / "memory"), written, CANARY]
    ended = subprocess.run([sys.executable, "-c", DOOMED, *told], cwd=REPOSITORY, timeout=120)
    assert ended.returncode == -signal.SIGKILL
    left = [p for p in passing.rglob("*") if p.is_symlink()]
    assert len(left) == 1 and not left[0].exists(), "a link to nothing is all that is left"
    assert holding(tmp_path) == []
    open_sealed_database(tmp_path / "a.sealed", key.of("one"), "one").close()


def test_who_opens_gets_their_own_whoever_else_is_open(tmp_path, key, passing):
    """DuckDB shares what is open under one path, and the kernel gives a closed file's number to the next."""
    members = [f"member-{n}" for n in range(6)]
    for member in members:
        write(tmp_path / member, key, member)
    chance, held = random.Random(1), []
    for _ in range(40):
        member = chance.choice(members)
        held.append((member, open_sealed_database(tmp_path / member, key.of(member), member)))
        if chance.random() < 0.3:
            held.pop(chance.randrange(len(held)))[1].close()
        for own, connection in held:
            assert connection.cursor().execute("select distinct member_id from line").fetchall() == [(own,)]


OUTSIDE = [
    "from read_csv('{file}')",
    "from '{file}'",
    "from read_text('{file}')",
    "from glob('{folder}/*')",
    "copy line to '{folder}/x.csv'",
    "copy line to '{folder}/x.parquet'",
    "export database '{folder}/x'",
    "attach '{folder}/x.duckdb'",
    "attach '{folder}/plain.duckdb' (read_only)",
    "install httpfs",
    "load httpfs",
    "set enable_external_access = true",
    "set temp_directory = '{folder}'",
    "set threads = 2",
    "reset lock_configuration",
    "insert into line values (-1, 'x', 'x')",
    "create table x as select 1",
    "drop table line",
]


@pytest.mark.parametrize("statement", OUTSIDE)
def test_the_connection_reaches_nothing_and_changes_nothing(tmp_path, key, passing, statement):
    write(tmp_path / "a.sealed", key)
    (tmp_path / "list.csv").write_text("a,b\n1,2\n")
    duckdb.connect(str(tmp_path / "plain.duckdb")).close()
    before = sorted(tmp_path.rglob("*"))
    with open_sealed_database(tmp_path / "a.sealed", key.of("one"), "one") as connection:
        with pytest.raises(duckdb.Error):
            connection.execute(statement.format(file=tmp_path / "list.csv", folder=tmp_path))
        wanted = {"temp_directory": "", "threads": "1", "enable_external_access": "false", "lock_configuration": "true"}
        settings_now = dict(connection.execute("select name, value from duckdb_settings()").fetchall())
        assert {name: settings_now[name] for name in wanted} == wanted
    assert sorted(tmp_path.rglob("*")) == before


def test_another_members_database_in_its_place_is_refused(tmp_path, key, passing):
    write(tmp_path / "one", key, "one")
    write(tmp_path / "other", key, "other")
    (tmp_path / "other").replace(tmp_path / "one")
    with pytest.raises(BrokenSealError):
        open_sealed_database(tmp_path / "one", key.of("one"), "one")
    with pytest.raises(WrongKeyError):
        open_sealed_database(tmp_path / "one", seal_of(new_key(), "").of("other"), "other")


def test_a_changed_byte_is_refused_before_duckdb_sees_it(tmp_path, key, passing, monkeypatch):
    write(tmp_path / "a.sealed", key)
    content = bytearray((tmp_path / "a.sealed").read_bytes())
    content[len(content) // 2] ^= 64
    (tmp_path / "a.sealed").write_bytes(content)
    monkeypatch.setattr(duckdb, "connect", lambda *a, **k: pytest.fail("opened"))
    with pytest.raises(SealingError):
        open_sealed_database(tmp_path / "a.sealed", key.of("one"), "one")


def test_a_build_that_fails_leaves_the_old(tmp_path, key, passing):
    write(tmp_path / "a.sealed", key)
    before = (tmp_path / "a.sealed").read_bytes()
    with pytest.raises(duckdb.Error):
        write_sealed_database(lambda c: c.execute("from nowhere"), tmp_path / "a.sealed", key, "one")
    assert (tmp_path / "a.sealed").read_bytes() == before
    assert [p for p in passing.rglob("*") if p.name != "memory"] == []


def test_where_there_is_no_file_in_memory_it_works_and_nothing_stays(tmp_path, key, passing, monkeypatch):
    monkeypatch.delattr(os, "memfd_create", raising=False)
    write(tmp_path / "a.sealed", key)
    with open_sealed_database(tmp_path / "a.sealed", key.of("one"), "one") as connection:
        assert connection.execute("select n from lines").fetchone() == (2000,)
        assert holding(tmp_path) == []
        assert [p for p in passing.rglob("*") if p.name != "memory"] == []


def test_duckdbs_own_encryption_still_refuses_to_write(tmp_path):
    """The day this fails, the choice in `sealing.database` can be made again."""
    with duckdb.connect() as connection, pytest.raises(duckdb.Error, match="read-only crypto module"):
        connection.execute("attach $place as own (encryption_key 'a long secret')", {"place": str(tmp_path / "own")})
        connection.execute("create table own.t as select 1")


ROWS = st.lists(
    st.tuples(
        st.one_of(st.none(), st.integers(-5, 5)),
        st.one_of(st.none(), st.sampled_from(["", "NULL", "a,b", '"', "', '", "å"])),
        st.floats(allow_nan=True),
    ),
    min_size=1,
    max_size=8,
)


def hash_of(rows, name="t", columns=("a", "b", "c"), kinds=("bigint", "varchar", "double")):
    with duckdb.connect() as connection:
        described = ", ".join(f'"{c}" {k}' for c, k in zip(columns, kinds, strict=True))
        statement = f'create table "{name}" ({described})'
        connection.execute(statement)
        if rows:
            connection.executemany(f'insert into "{name}" values (?, ?, ?)', rows)
        return content_hash(connection)


@settings(max_examples=20)
@given(rows=ROWS, chance=st.randoms(use_true_random=False), cell=st.integers(0, 1))
def test_the_content_hash_knows_rows_and_not_their_order(rows, chance, cell):
    shuffled = list(rows)
    chance.shuffle(shuffled)
    whole = hash_of(rows)
    assert hash_of(shuffled) == whole
    assert hash_of([*rows, rows[0]]) != whole
    place = chance.randrange(len(rows))
    changed = list(rows[place])
    changed[cell] = ((changed[cell] or 0) + 1) if cell == 0 and changed[0] is not None else "another" if cell else 99
    assert hash_of([*rows[:place], tuple(changed), *rows[place + 1 :]]) != whole


def test_the_content_hash_knows_names_types_and_what_is_missing():
    hashes = [
        hash_of([(1, "a", 0.5)]),
        hash_of([(1, "a", 0.5)], name="u"),
        hash_of([(1, "a", 0.5)], columns=("a", "b", "d")),
        hash_of([(1, "a", 0.5)], kinds=("integer", "varchar", "double")),
        hash_of([(1, "a", 0.5000000000000001)]),
        hash_of([(1, "", 0.5)]),
        hash_of([(1, None, 0.5)]),
        hash_of([]),
    ]
    assert len(set(hashes)) == len(hashes)


def test_the_content_hash_is_the_same_sealed_and_in_any_time_zone(tmp_path, key, passing):
    def built(connection, order="asc", zone="UTC"):
        connection.execute("set timezone = $1", [zone])
        connection.execute('create schema other; create table other.odd ("a.b" decimal(38, 10), "c""d" timestamptz)')
        order_by = {"asc": "order by 1", "desc": "order by 1 desc"}[order]
        statement = f"insert into other.odd select n / 3, to_timestamp(n) from range(50) t(n) {order_by}"
        connection.execute(statement)

    found = set()
    for number, options in enumerate([("asc", "UTC"), ("desc", "Asia/Tokyo")]):
        path = tmp_path / str(number)
        write_sealed_database(lambda connection, o=options: built(connection, *o), path, key, "x")
        with duckdb.connect() as connection, open_sealed_database(path, key, "x") as opened:
            built(connection, *options)
            found |= {content_hash(connection), content_hash(opened)}
    assert len(found) == 1


def test_a_file_that_is_sealed_but_no_database_is_an_error(tmp_path, key, passing):
    seal(b"no database", tmp_path / "a.sealed", key, "x")
    with pytest.raises(duckdb.Error):
        open_sealed_database(tmp_path / "a.sealed", key, "x")
    assert [p for p in passing.rglob("*") if p.name != "memory"] == []
