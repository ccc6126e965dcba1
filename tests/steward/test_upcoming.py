"""What a release made now would take in: new reports, corrections that wait, years that are not closed."""

from datetime import UTC, datetime

import pytest

from declaration.home import DATA
from declaration.steward.upcoming import (
    AFTER,
    CORRECTION,
    LATE,
    NEW,
    NOT_CLOSED,
    changed_parts,
    is_taken,
    last_closed_year,
    new_reports,
)
from tests.steward.conftest import receipt

NOW = datetime(2026, 5, 1, tzinfo=UTC)


def place(one) -> str:
    number = one.receipt_id.rsplit("-", 2)[-2]
    return f"home/inbox/{one.member_id}/{one.year}/{number}-{one.sha256[:12]}/receipt.json.sealed"


def manifest(*taken, until=2024, as_of="") -> dict:
    return {"inputs": {place(r): "hash" for r in taken} | {"programme_until": str(until), "as_of": as_of}}


@pytest.mark.parametrize(("day", "year"), [("2026-03-31", 2024), ("2026-04-01", 2025), ("2026-12-31", 2025)])
def test_a_year_is_closed_three_months_after_its_end(day, year):
    assert last_closed_year(DATA, datetime.fromisoformat(day)) == year


def test_each_report_that_the_release_has_not_is_told_by_what_it_means():
    first = receipt("alfa", 2024)
    corrected = receipt("alfa", 2024, 2, "2026-03-01T10:00:00+00:00")
    late = receipt("beta", 2024, 1, "2026-03-02T10:00:00+00:00")
    new = receipt("alfa", 2025, 1, "2026-03-03T10:00:00+00:00")
    early = receipt("alfa", 2026, 1, "2026-03-04T10:00:00+00:00")
    rows = new_reports([first, corrected, late, new, early], manifest(first), 2025, NOW)
    assert dict(zip(rows["receipt_id"], rows["kind"], strict=True)) == {
        corrected.receipt_id: CORRECTION,
        late.receipt_id: LATE,
        new.receipt_id: NEW,
        early.receipt_id: NOT_CLOSED,
    }
    assert rows["receipt_id"].iloc[0] == early.receipt_id


def test_what_came_after_the_chosen_day_is_not_in_force_then():
    first = receipt("alfa", 2024, 1, "2026-01-01T10:00:00+00:00")
    later = receipt("alfa", 2024, 2, "2026-04-20T10:00:00+00:00")
    alone = receipt("beta", 2024, 1, "2026-04-21T10:00:00+00:00")
    rows = new_reports([first, later, alone], manifest(), 2025, datetime(2026, 4, 1, tzinfo=UTC))
    assert dict(zip(rows["receipt_id"], rows["kind"], strict=True)) == {first.receipt_id: LATE, alone.receipt_id: AFTER}


def test_a_release_of_an_earlier_day_has_not_taken_what_came_later():
    early, late = (receipt("alfa", 2024, 1, at) for at in ("2026-01-01T10:00:00+00:00", "2026-03-01T10:00:00+00:00"))
    inputs = manifest(early, as_of="2026-02-01T23:59:59+00:00")["inputs"]
    assert is_taken(early, inputs)
    assert not is_taken(late, inputs)
    assert not is_taken(receipt("alfa", 2025, 1, "2026-01-01T10:00:00+00:00"), inputs)


def test_a_demonstration_report_is_known_by_its_content():
    one = receipt("demo", 2024)
    assert is_taken(one, {"data/demonstration/reports/2024/demo.csv": one.sha256, "programme_until": "2024"})


def test_what_else_changed_is_told_by_its_part(tmp_path):
    now = {"inputs": {"data/areas.csv": "old", "declaration/gone.py": "x", "revise": "True"}}
    parts = changed_parts(tmp_path / "home", DATA, now)
    assert {"rules", "tables", "program", "statistics", "reports"} == set(parts)
    assert parts["program"] > 50
