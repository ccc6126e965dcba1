"""Once enough members have reported, the programme is made of their reports and no longer a demonstration."""

from datetime import UTC, datetime

import pandas as pd
import pytest

from declaration.home import DATA
from declaration.release.programme import read_programme
from declaration.reports.reading import lists
from declaration.reports.store import receive
from declaration.sealing.key import new_key, seal_of

REPORTER = "demo-akeriet-delta"


def send(home, members, seal):
    """Each member sends what a demonstration reporter sent, under its own name."""
    text = (DATA / "demonstration" / "reports" / "2025" / f"{REPORTER}.csv").read_text(encoding="utf-8-sig")
    for member in members:
        path = home / f"{member}.csv"
        path.write_text(text.replace(REPORTER, member), encoding="utf-8-sig")
        now = datetime(2026, 3, 1, tzinfo=UTC)
        receive(home / "inbox", path, member, lists(DATA), confirmed=True, now=now, key=seal)


@pytest.fixture(scope="module")
def members():
    return pd.read_csv(DATA / "members.csv")["member_id"].tolist()


def test_enough_reports_make_the_members_own_programme(tmp_path, members):
    seal = seal_of(new_key(), "test")
    send(tmp_path, members[:5], seal)
    programme = read_programme(tmp_path, DATA, None, seal)
    assert programme.kind == "reported"
    assert set(programme.rows["member_id"]) == set(members[:5])
    assert programme.membership["joined_year"].eq(2025).all()
    earlier = read_programme(tmp_path, DATA, "2026-02-01T00:00:00+00:00", seal)
    assert earlier.kind == "demonstration"


def test_fewer_leave_the_demonstration_in_place(tmp_path, members):
    seal = seal_of(new_key(), "test")
    send(tmp_path, members[:4], seal)
    programme = read_programme(tmp_path, DATA, None, seal)
    assert programme.kind == "demonstration"
    assert not set(programme.rows["member_id"]) & set(members)
