"""Every public question, asked of a real release with the parameters it says it takes."""

import pytest

from declaration.home import QUERIES
from declaration.release import reader

NAMES = sorted(path.stem for path in (QUERIES / "public").glob("*.sql"))

#: What each parameter is tried with.
TRIED = {
    "area": "FH11",
    "areas": ["FH11", "1283"],
    "base_year": 2010,
    "basis": "with_estimate",
    "earlier": "2024-04-18",
    "first_year": 2020,
    "fuels": ["electric", "gas"],
    "language": "en",
    "last_year": 2025,
    "later": "2025-04-04",
    "release": "2025-04-04",
    "sector": "transport.road_freight",
    "series": "road_freight",
    "shape": "linear",
    "target": "transport_70_2030",
    "dimension": "category",
    "factors": "own_year",
    "vehicle": "heavy_lorry",
    "view": "like_for_like",
    "year": 2024,
}

#: What the members' programme is tried with instead.
TRIED_OF_PROGRAMME = {"area": "fossil_free_energy", "first_year": 2023, "last_year": 2024}


@pytest.fixture(scope="module")
def database(release):
    return reader.open_database(release.public_database)


@pytest.mark.parametrize("name", NAMES)
def test_a_question_binds_answers_and_gives_the_columns_it_promises(database, name):
    sql = reader.question(f"public/{name}")
    tried = TRIED | (TRIED_OF_PROGRAMME if name.startswith("programme_") else {})
    wanted = {parameter: tried[parameter] for parameter in reader.parameters_of(sql)}
    rows = reader.ask(database, f"public/{name}", **wanted)
    assert len(rows), f"{name} answers with nothing"
    header = " ".join(line[2:] for line in sql.splitlines() if line.startswith("--"))
    if "all of table" not in header:
        promised = header.split("columns:")[1]
        assert [c for c in rows.columns if c not in promised] == []


def test_a_public_connection_reads_nothing_else_and_changes_nothing(database):
    import duckdb

    cursor = database.cursor()
    for statement in (
        "select * from read_text('/etc/passwd')",
        "copy (select 1) to 'out.csv'",
        "attach 'other.duckdb'",
        "install spatial",
        "set enable_external_access = true",
        "create table t (x int)",
    ):
        with pytest.raises(duckdb.Error):
            cursor.execute(statement)
