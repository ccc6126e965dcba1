"""What is handed in counts in the programme of its own kind, and never in the other."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from declaration.home import DATA
from declaration.release.programme import DEMONSTRATION, LEAST_REPORTERS, REPORTED, _edition, _received
from declaration.reports.notes import Note, keep_notes
from declaration.reports.sent import Sent
from declaration.reports.store import demonstration_handed_in, members_inbox, receive
from declaration.reports.writing import csv_report
from tests.desk.conftest import INVENTED, MEMBER
from tests.reports.conftest import DIESEL

CAME = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def data(tmp_path):
    """The committed data with few of the invented deliveries."""
    folder = tmp_path / "data"
    shutil.copytree(DATA / "accounting", folder / "accounting")
    shutil.copy(DATA / "members.csv", folder)
    sent = pd.read_csv(DATA / "demonstration" / "deliveries.csv", dtype=str)
    sent = sent[sent["member_id"].isin([INVENTED, "demo-akeriet-beta"]) & sent["year"].isin(["2022", "2023"])]
    (folder / "demonstration").mkdir()
    sent.to_csv(folder / "demonstration" / "deliveries.csv", index=False)
    for name in ("programme.csv", "targets.csv"):
        shutil.copy(DATA / "demonstration" / name, folder / "demonstration")
    for file in sent["file"]:
        (folder / "demonstration" / "reports" / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(DATA / "demonstration" / "reports" / file, folder / "demonstration" / "reports" / file)
    return folder


@pytest.fixture
def hand_in(checked, known, seal):
    def hand_in(store, member, year=2023, quantity=1234.0, days=0):
        report = replace(checked({**DIESEL, "quantity": quantity}, member=member).reading.report, year=year)
        sent = Sent(f"{member}.csv", csv_report(report, known.vocabulary, "sv", "sv"))
        return receive(store, sent, member, known, confirmed=True, now=CAME + timedelta(days=days), key=seal)

    return hand_in


def amounts(received, member, year):
    return [
        line
        for r in received.reports
        if (r.member_id, r.year) == (member, year)
        for line in r.lines["quantity"].tolist()
    ]


def test_what_an_invented_member_hands_in_replaces_its_invented_report(home, data, seal, hand_in):
    before, _ = _received(home, data, None, seal)
    hand_in(demonstration_handed_in(home), INVENTED, year=2022)
    after, _ = _received(home, data, None, seal)
    assert amounts(after, INVENTED, 2022) == [1234.0]
    assert amounts(after, INVENTED, 2023) == amounts(before, INVENTED, 2023)
    assert len(after.reports) == len(before.reports)
    assert len(after.receipts) == len(before.receipts) + 1
    assert after.corrected.get(2022, 0) == before.corrected.get(2022, 0) + 1
    assert _edition(after) == _edition(before)
    assert _edition(after)[1] == DEMONSTRATION


def test_the_last_handed_in_counts_and_only_from_when_it_came(home, data, seal, hand_in):
    hand_in(demonstration_handed_in(home), INVENTED, quantity=1.0)
    hand_in(demonstration_handed_in(home), INVENTED, quantity=2.0, days=3)
    hand_in(demonstration_handed_in(home), INVENTED, year=2025, quantity=9.0)
    as_of = (CAME + timedelta(days=1)).isoformat(timespec="seconds")
    assert amounts(_received(home, data, None, seal)[0], INVENTED, 2023) == [2.0]
    assert amounts(_received(home, data, as_of, seal)[0], INVENTED, 2023) == [1.0]
    assert amounts(_received(home, data, as_of, seal)[0], INVENTED, 2025) == [9.0]
    early, _ = _received(home, data, "2026-10-31T00:00:00+00:00", seal)
    assert 1.0 not in amounts(early, INVENTED, 2023)
    assert {receipt.letter_id for receipt in early.receipts} == {None}


def test_a_real_members_report_never_counts_in_the_demonstration(home, data, seal, hand_in):
    hand_in(demonstration_handed_in(home), MEMBER)
    hand_in(members_inbox(home), MEMBER)
    received, register = _received(home, data, None, seal)
    assert _edition(received)[1] == DEMONSTRATION
    assert MEMBER not in {r.member_id for r in (*received.reports, *received.receipts)}
    assert MEMBER not in set(register["member_id"])


def test_an_invented_members_report_never_counts_in_the_real_programme(home, data, seal, hand_in):
    real = pd.read_csv(data / "members.csv")["member_id"].tolist()
    for member in [*real[: LEAST_REPORTERS - 1], INVENTED]:
        hand_in(members_inbox(home), member)
    assert _edition(_received(home, data, None, seal)[0])[1] == DEMONSTRATION, "the invented one is none of the fewest"
    hand_in(members_inbox(home), real[LEAST_REPORTERS])
    received, register = _received(home, data, None, seal)
    assert _edition(received)[1] == REPORTED
    found = {r.member_id for r in (*received.reports, *received.receipts)}
    assert INVENTED not in found | set(register["member_id"])
    assert len(found) == LEAST_REPORTERS


def test_notes_go_with_their_own_programme(home, data, seal, hand_in):
    for store, member in (
        (demonstration_handed_in(home), INVENTED),
        (demonstration_handed_in(home), MEMBER),
        (members_inbox(home), MEMBER),
    ):
        note = Note(member, "target", 2026, "2026-11-01T00:00:00+00:00", "00001-aaaaaaaa", "", "", 2030, 0.5)
        keep_notes(store, [note], CAME.isoformat(timespec="seconds"), seal)
    received, _ = _received(home, data, None, seal)
    invented, _ = _received(home, data, "2026-10-01T00:00:00+00:00", seal)
    assert len(received.notes) == len(invented.notes) + 1
    assert MEMBER not in set(received.notes["member_id"])
    own = received.notes[received.notes["member_id"].eq(INVENTED)]
    # the invented member's committed target, and after it what was handed in for it
    assert own.sort_values("sent_at")["target_share"].tolist() == [0.7, 0.5]
    assert _received(home, data, "2024-01-01T00:00:00+00:00", seal)[0].notes.empty
