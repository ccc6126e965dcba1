"""The ledger: what was said stays said, and nobody changes it unnoticed."""

import json

import pandas as pd
import pytest

from declaration.release.ledger import BrokenLedgerError, append, entries

NOW = "2026-11-23T12:00:00+00:00"


def said(amount: float) -> dict[str, pd.DataFrame]:
    numbers = pd.DataFrame({"number_id": ["a"], "low": [amount], "high": [amount + 0.1], "status": ["released"]})
    return {"numbers": numbers, "classes": pd.DataFrame({"code": ["x"]})}


@pytest.fixture
def ledger(tmp_path):
    path = tmp_path / "ledger" / "a.jsonl"
    for number, amount in enumerate((1.0, 2.0, 3.3)):
        append(path, f"r{number}", NOW, said(amount))
    return path


def test_entries_come_back_as_they_were_said(ledger):
    held = entries(ledger)
    assert [entry.release for entry in held] == ["r0", "r1", "r2"]
    pd.testing.assert_frame_equal(held[2].tables["numbers"], said(3.3)["numbers"])
    assert [entry.previous for entry in held[1:]] == [entry.hash for entry in held[:-1]]


def test_a_release_is_said_once(ledger):
    again = append(ledger, "r1", NOW, said(99.0))
    assert again.tables["numbers"]["low"].tolist() == [2.0]
    assert len(entries(ledger)) == 3


@pytest.mark.parametrize("change", ["amount", "removed", "swapped", "text"])
def test_a_changed_ledger_is_refused(ledger, change):
    lines = ledger.read_text().splitlines()
    if change == "amount":
        lines[1] = lines[1].replace("2.0", "2.5", 1)
    if change == "removed":
        del lines[0]
    if change == "swapped":
        lines[0], lines[1] = lines[1], lines[0]
    if change == "text":
        lines[2] = "not an entry"
    ledger.write_text("\n".join(lines) + "\n")
    with pytest.raises(BrokenLedgerError):
        entries(ledger)


def test_a_line_cut_off_by_a_kill_was_never_said(ledger):
    whole = ledger.read_bytes()
    ledger.write_bytes(whole + json.dumps({"release": "r3"}).encode()[:9])
    append(ledger, "r3", NOW, said(4.0))
    assert [entry.release for entry in entries(ledger)] == ["r0", "r1", "r2", "r3"]


def test_no_ledger_is_an_empty_one(tmp_path):
    assert entries(tmp_path / "none.jsonl") == []
