"""The data package: valid by its specification, explained in both languages, and refused where it is not."""

import hashlib
import json
from datetime import UTC, datetime

import frictionless
import pandas as pd
import pytest

from declaration.exchange.data_package import (
    Source,
    TableDescription,
    Words,
    described_fields,
    unit_of,
    write_package,
)
from declaration.exchange.programme_package import KEYS, programme_package
from declaration.language import MissingTextError

TABLES = {
    "programme_level": pd.DataFrame(
        {
            "area": ["total", "total", "fossil_free_energy", "fossil_free_energy"],
            "year": [2023, 2024, 2023, 2024],
            "view": "reported",
            "factors": "own_year",
            "co2e_t": [100.25, 1 / 3, 80.0, None],
            "reporters": [3, 3, 2, 2],
            "low_t": [90.0, 0.3, 70.0, None],
            "high_t": [110.0, 0.4, 90.0, None],
            "kind": "demonstration",
        }
    ),
    "programme_coverage": pd.DataFrame(
        {"year": [2023, 2024], "members": [4, 4], "reporters_share": [0.75, 1.0], "status_allowed": [True, False]}
    ),
    "programme_measure": pd.DataFrame(
        {"area": ["circularity_reuse_recycling"], "status": ["done"], "measures": [2], "expected_t_per_year": [40.8]}
    ),
}


def package(tables=TABLES, demonstration=True):
    return programme_package(
        tables,
        release="2026-11-23-abc123",
        created=datetime(2026, 11, 23, 12, tzinfo=UTC),
        homepage="https://example.org",
        publisher="Helsingborgs stad",
        sources=(Source("DESNZ 2025", "https://www.gov.uk/"),),
        demonstration=demonstration,
    )


@pytest.fixture
def written(tmp_path):
    return write_package(tmp_path / "package", TABLES, package())


def test_it_is_valid_by_the_specification(written):
    found = frictionless.validate(str(written))
    assert found.valid, found.flatten(["type", "note"])
    assert [task.name for task in found.tasks] == list(TABLES)


def test_the_validation_can_fail(written):
    table = written.parent / "programme_level.csv"
    table.write_bytes(table.read_bytes().replace(b"2023", b"year", 1))
    found = frictionless.validate(str(written))
    assert not found.valid
    assert {"hash-count", "type-error"} & {error for (error,) in found.flatten(["type"])}


def test_figures_come_back_as_they_were(written):
    for name, frame in TABLES.items():
        rows = frictionless.Package(str(written)).get_resource(name).read_rows()
        assert len(rows) == len(frame)
        for column in frame.columns:
            came = [row[column] for row in rows]
            if pd.api.types.is_float_dtype(frame[column]):
                came = [float("nan") if cell is None else float(cell) for cell in came]
            pd.testing.assert_series_equal(
                pd.Series(came, name=column), frame[column], check_exact=True, check_dtype=False
            )


def test_it_says_what_it_is_in_both_languages(written):
    made = json.loads(written.read_text(encoding="utf-8"))
    assert (made["version"], made["demonstration"], made["created"]) == (
        "2026-11-23-abc123",
        True,
        "2026-11-23T12:00:00Z",
    )
    assert made["description"].startswith("Demonstrationsdata") and made["description_en"].startswith("Demonstration")
    assert made["licenses"][0]["name"] == "CC-BY-4.0" and made["contributors"] and made["sources"]
    fields = {(r["name"], f["name"]): f for r in made["resources"] for f in r["schema"]["fields"]}
    assert all(f["description"] and f["description_en"] for f in fields.values())
    assert fields["programme_level", "co2e_t"]["unit"] == "t CO2e"
    assert fields["programme_measure", "expected_t_per_year"]["unit"] == "t CO2e/year"
    assert fields["programme_coverage", "reporters_share"]["unit"] == "1"
    assert "unit" not in fields["programme_level", "reporters"]
    types = {name: f["type"] for (table, name), f in fields.items() if table == "programme_coverage"}
    assert types == {"year": "integer", "members": "integer", "reporters_share": "number", "status_allowed": "boolean"}
    for resource in made["resources"]:
        content = (written.parent / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert resource["bytes"] == len(content)


def test_real_figures_are_not_called_demonstration(tmp_path):
    made = json.loads(write_package(tmp_path, TABLES, package(demonstration=False)).read_text(encoding="utf-8"))
    assert made["demonstration"] is False and "emonstration" not in made["description"] + made["description_en"]


def test_the_same_tables_give_the_same_bytes(tmp_path):
    one, two = (write_package(tmp_path / name, TABLES, package()).read_bytes() for name in ("one", "two"))
    assert one == two


def test_a_table_that_is_not_explained_is_not_written(tmp_path):
    described = package()
    secret = TABLES | {"secret": TABLES["programme_measure"]}
    with pytest.raises(ValueError, match="secret is not described"):
        write_package(tmp_path / "a", secret, described)
    widened = TABLES | {"programme_coverage": TABLES["programme_coverage"].assign(surprise=1)}
    with pytest.raises(ValueError, match=r"programme_coverage\.surprise is not described"):
        write_package(tmp_path / "a", widened, described)
    doubled = TABLES | {"programme_coverage": pd.concat([TABLES["programme_coverage"]] * 2)}
    with pytest.raises(ValueError, match="year does not identify its rows"):
        write_package(tmp_path / "a", doubled, described)
    with pytest.raises(ValueError, match="described but not there"):
        write_package(tmp_path / "a", {"programme_level": TABLES["programme_level"]}, described)
    assert not (tmp_path / "a").exists()


def test_a_column_without_words_is_refused():
    with pytest.raises(MissingTextError):
        described_fields(pd.Index(["surprise"]))


def test_keys_are_described_columns_of_their_tables():
    for key in KEYS.values():
        assert described_fields(pd.Index(key)).keys() == set(key)


def test_texts_in_the_tables_are_no_formulas(tmp_path):
    frame = pd.DataFrame({"part": ["=1+1", "a"], "lines": [1, 2]})
    words = Words("x", "x")
    described = package({}, False)
    described = type(described)(
        **{**vars(described), "tables": {"t": TableDescription(words, words, (), dict.fromkeys(frame, words))}}
    )
    write_package(tmp_path, {"t": frame}, described)
    assert (tmp_path / "t.csv").read_text().splitlines()[1] == "'=1+1,1"


@pytest.mark.parametrize(
    ("column", "unit"),
    [("co2e_t", "t CO2e"), ("biogenic_co2_kg", "kg CO2"), ("energy_used_mj", "MJ"), ("year", None), ("status", None)],
)
def test_units_follow_the_names(column, unit):
    assert unit_of(column) == unit
