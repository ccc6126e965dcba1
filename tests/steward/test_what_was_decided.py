"""The gate's report and the audit's, from small tables: what stands published, withheld, pending, merged, exposed."""

import duckdb
import pandas as pd
import pytest

from declaration.audit.report import EXPOSURE_COLUMNS, AuditReport
from declaration.disclosure.gate import NUMBERS, Edition
from declaration.release.auditing import keep_report, kept_report
from declaration.release.ledger import append
from declaration.release.shelf import Release
from declaration.sealing.errors import SealingError
from declaration.sealing.key import key_of, new_key
from declaration.steward.checked import (
    exposure_rows,
    member_files,
    merged_classes,
    numbers_of,
    table_rows,
    withheld_rows,
)

RELEASES = ("2025-04-04-00000001", "2025-04-04-00000002")


def number(code, year, status, view="reported", dimension="area", block="emissions:co2e_t"):
    given = status != "withheld"
    ends = (100.0, 10.0, 95.0, 105.0) if given else (None,) * 4
    return (f"{block}/{view}/{dimension}/{code}/{year}", block, view, dimension, code, year, status, *ends)


def table(*rows):
    return pd.DataFrame(rows, columns=NUMBERS)


@pytest.fixture
def ledger(tmp_path):
    path = tmp_path / "ledger.jsonl"
    classes = pd.DataFrame({"dimension": ["area"], "class_code": ["a"], "code": ["a"]})
    first = table(number("a", 2023, "released"), number("b", 2023, "withheld"))
    second = table(number("b", 2023, "released"), number("b", 2024, "withheld"))
    for release_id, numbers in zip(RELEASES, (first, second), strict=True):
        append(path, release_id, "2026-01-01", {"numbers": numbers, "classes": classes})
    return path


def release(tmp_path, release_id, *shown) -> Release:
    folder = tmp_path / release_id
    folder.mkdir()
    with duckdb.connect(str(folder / "public.duckdb")) as connection:
        connection.register("incoming", table(*shown).assign(since=release_id))
        connection.sql("select * from incoming").create("released_number")
    return Release(release_id, folder)


def test_a_release_is_told_as_it_stood_then_and_as_it_stands_now(tmp_path, ledger):
    then = release(tmp_path, RELEASES[0], number("a", 2023, "released"))
    now = release(tmp_path, RELEASES[1], number("a", 2023, "pending"), number("b", 2023, "released"))
    assert numbers_of(then, ledger).set_index("code")["status"].to_dict() == {"a": "released", "b": "withheld"}
    rows = table_rows(numbers_of(now, ledger))
    assert rows[["published", "pending", "withheld"]].iloc[0].tolist() == [1, 1, 1]
    assert rows["largest_step_t"].iloc[0] == 10


def test_why_a_number_is_withheld_and_what_stands_behind_it():
    lines = pd.DataFrame(
        {
            "member_id": ["m1", "m2", "m3"],
            "group_id": ["g1", "g2", "g2"],
            "area": ["a", "a", "a"],
            "category": ["x", "y", "y"],
            "year": [2023] * 3,
            "reported": [True, True, False],
            "co2e_t": [90.0, 6.0, 4.0],
        }
    )
    edition = Edition(lines, lines[["member_id", "year"]], {}, pd.DataFrame())
    numbers = table(number("a", 2023, "withheld"), number("b", 2022, "withheld", view="side", block="measures"))
    classes = pd.DataFrame(columns=["dimension", "class_code", "code"])
    rows = withheld_rows(numbers, {numbers["number_id"][0]: "one_cell_rule"}, edition, classes).set_index("code")
    assert rows.loc["a", ["decided_by", "groups", "largest_share"]].tolist() == ["one_cell_rule", 2, 0.9]
    assert rows.loc["b", "decided_by"] == "alone"
    assert pd.isna(rows.loc["b", "groups"])
    unkept = withheld_rows(numbers, {}, edition, classes).set_index("code")
    assert unkept.loc["a", "decided_by"] == "unknown"


def test_only_classes_that_were_merged_are_listed():
    rows = [("park", "a+b", "a"), ("park", "a+b", "b"), ("park", "c", "c")]
    merged = merged_classes(pd.DataFrame(rows, columns=["dimension", "class_code", "code"]))
    assert merged["codes"].tolist() == [("a", "b")]


@pytest.fixture
def report() -> AuditReport:
    row = ("g1", "group", "g2", "area a", 2023, 90.0, 110.0, 98.7654321, "bounds")
    rows = pd.DataFrame([row], columns=EXPOSURE_COLUMNS)
    counts = {"targets": 3, "attackers": 4}
    return AuditReport(rows, rows[:0], ["odd"], {"outsider": 0.2, "group": 0.1}, counts, 1.5, 0.5, 0.15)


def test_an_audit_is_kept_word_for_word_and_sealed(tmp_path, report):
    seal = key_of(tmp_path)
    keep_report(tmp_path, RELEASES[0], report, seal)
    held, made_at = kept_report(tmp_path, RELEASES[0], seal)
    pd.testing.assert_frame_equal(held.exposures, report.exposures)
    assert (held.findings, held.tightest, held.counts, held.passed) == (["odd"], report.tightest, report.counts, False)
    assert made_at.tzinfo is not None
    assert exposure_rows(held)["is_counted"].tolist() == [True]
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or b"98.76" not in path.read_bytes()
    assert kept_report(tmp_path, RELEASES[1], seal) is None


def test_an_audit_opens_in_its_own_place_with_its_own_key_alone(tmp_path, report, monkeypatch):
    keep_report(tmp_path, RELEASES[0], report, key_of(tmp_path))
    vault = tmp_path / "vault"
    (vault / f"{RELEASES[1]}.audit.sealed").write_bytes((vault / f"{RELEASES[0]}.audit.sealed").read_bytes())
    with pytest.raises(SealingError):
        kept_report(tmp_path, RELEASES[1], key_of(tmp_path))
    monkeypatch.setenv("DECLARATION_KEY", new_key())
    with pytest.raises(SealingError):
        kept_report(tmp_path, RELEASES[0], key_of(tmp_path))


def test_a_members_file_without_its_key_handed_out_shows(tmp_path):
    folder = tmp_path / "served" / "releases" / RELEASES[0]
    (folder / "members").mkdir(parents=True)
    (tmp_path / "served" / "keys").mkdir()
    for member in ("alfa", "beta"):
        (folder / "members" / f"{member}.duckdb.sealed").write_bytes(b"x" * 2048)
    (tmp_path / "served" / "keys" / "beta.key").write_text("x")
    rows = member_files(tmp_path, Release(RELEASES[0], folder)).set_index("member_id")
    assert rows["has_key"].to_dict() == {"alfa": False, "beta": True}
    assert rows["kilobytes"].tolist() == [2.0, 2.0]
