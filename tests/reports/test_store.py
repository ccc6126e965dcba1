"""What is accepted is kept once, as it came; a corrected report supersedes; a kill leaves all or nothing."""

import os
import random
import signal
import time
from datetime import timedelta

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from declaration.problems import InputRefused
from declaration.reports.reading import read_report
from declaration.reports.report import DENOMINATOR_COLUMNS, LINE_COLUMNS, MEASURE_COLUMNS, Report
from declaration.reports.store import (
    NotConfirmedError,
    current,
    current_receipts,
    load,
    original,
    receipts,
    receive,
)
from declaration.reports.template import template
from declaration.reports.writing import csv_report
from tests.reports.conftest import DIESEL, MEMBER, NOW

KILLS = 120


@pytest.fixture
def inbox(tmp_path):
    return tmp_path / "inbox"


def take(inbox, path, known, *, confirmed=False, now=NOW):
    return receive(inbox, path, MEMBER, known, confirmed=confirmed, now=now)


def test_an_accepted_report_is_kept_as_it_came_and_as_it_was_read(inbox, fill, known):
    path = fill(DIESEL)
    receipt = take(inbox, path, known)
    assert original(inbox, receipt) == (path.name, path.read_bytes())
    held, read = load(inbox, receipt), read_report(path, MEMBER, known).report
    pd.testing.assert_frame_equal(held.lines.drop(columns="line_id"), read.lines.drop(columns="line_id"))
    assert held.lines["line_id"].tolist() == [f"{receipt.receipt_id}-5"]
    assert receipt.rows == {"lines": 1, "denominators": 0, "measures": 0}
    assert [row["quantity"] for row in receipt.sums] == [84500]


def test_the_same_again_gives_the_same_receipt(inbox, fill, known):
    path = fill(DIESEL)
    first = take(inbox, path, known)
    again = take(inbox, path, known, now=NOW + timedelta(days=3))
    assert again == first
    assert receipts(inbox) == [first]


def test_a_corrected_report_supersedes_and_history_stays(inbox, fill, known):
    first = take(inbox, fill(DIESEL), known)
    second = take(inbox, fill({**DIESEL, "quantity": 80000}), known, now=NOW + timedelta(days=9))
    assert second.supersedes == first.receipt_id
    assert current(inbox, MEMBER, 2025) == second
    assert [r.receipt_id for r in receipts(inbox, MEMBER)] == [first.receipt_id, second.receipt_id]
    assert current_receipts(inbox, as_of=first.received_at) == [first]
    back = take(inbox, fill(DIESEL), known, now=NOW + timedelta(days=20))
    assert (back.supersedes, len(receipts(inbox))) == (second.receipt_id, 3)


def test_a_warning_waits_for_its_confirmation_and_keeps_nothing(inbox, fill, known):
    path = fill(DIESEL, DIESEL)
    with pytest.raises(NotConfirmedError):
        take(inbox, path, known)
    assert receipts(inbox) == []
    assert take(inbox, path, known, confirmed=True).confirmed == ["report_duplicate"]


def test_a_report_of_another_year_or_of_one_to_come_is_refused(inbox, fill, known):
    path = fill(DIESEL)
    for year, now, code in ((2024, NOW, "report_other_year"), (None, NOW.replace(year=2024), "report_future_year")):
        with pytest.raises(InputRefused) as refusal:
            receive(inbox, path, MEMBER, known, confirmed=True, now=now, year=year)
        assert [p.code for p in refusal.value.problems] == [code]
    assert receipts(inbox) == []


@pytest.mark.parametrize("member_id", ["../other", "a/b", "", "A B", ".hidden"])
def test_a_member_id_never_leads_out_of_the_inbox(inbox, fill, known, member_id):
    with pytest.raises(InputRefused):
        receive(inbox, fill(DIESEL), member_id, known, confirmed=True, now=NOW)


def test_a_kill_at_any_moment_leaves_all_or_nothing(inbox, tmp_path, known):
    """Many receptions, each killed at its own moment; what was acknowledged is always there, whole."""
    chance = random.Random(14083)
    files = []
    for number in range(KILLS):
        row = {**DIESEL, "activity_code": "road_fuel_own", "carrier_code": "diesel_mk1", "quantity": 1000.0 + number}
        line = {c: row.get(c) for c in LINE_COLUMNS} | {"share_in_region": 1.0, "year": 2025}
        empty = (pd.DataFrame(columns=list(c)) for c in (DENOMINATOR_COLUMNS, MEASURE_COLUMNS))
        report = Report(MEMBER, 2025, "1", pd.DataFrame([line]), *empty)
        files.append(tmp_path / f"{number}.csv")
        files[-1].write_bytes(csv_report(report, known.vocabulary, "sv", "int"))
    acknowledged, killed_before, usual = set(), 0, 0.0
    for number, path in enumerate(files):
        started = time.perf_counter()
        answer, told = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(answer)
            try:
                os.write(told, take(inbox, path, known, confirmed=True).sha256.encode())
            finally:
                os._exit(0)
        os.close(told)
        if number < 3:  # these run to their end, and say how long one takes
            while os.waitpid(child, os.WNOHANG) == (0, 0):
                assert time.perf_counter() - started < 60, "a reception does not end"
                time.sleep(0.001)
            usual = time.perf_counter() - started
        else:
            time.sleep(chance.random() * usual * 1.5)
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        digest = os.read(answer, 64).decode()
        os.close(answer)
        killed_before += not digest
        acknowledged |= {digest} - {""}
    held = receipts(inbox)
    assert acknowledged <= {receipt.sha256 for receipt in held}
    assert 0 < killed_before < KILLS - 3, "the kills must fall on both sides of the acknowledgement"
    for receipt in held:
        assert len(load(inbox, receipt).lines) == 1
        assert original(inbox, receipt).content
    assert [r.supersedes for r in held] == [None, *(r.receipt_id for r in held[:-1])]
    take(inbox, files[-1], known, confirmed=True)
    assert list(inbox.glob(".receiving-*")) == []


LINES = st.lists(
    st.fixed_dictionaries(
        {
            "site_id": st.sampled_from(["Depån", "Terminal; öst", 'The "big" one']),
            "quantity": st.floats(0.001, 1e6).map(lambda x: round(x, 3)),
            "data_quality": st.integers(1, 5),
            "share_in_region": st.floats(0, 1).map(lambda x: round(x, 4)),
            "carrier_is_member": st.sampled_from(["yes", "no", "unknown"]),
            "comment": st.sampled_from(["", "ur korten", "a, b; c"]),
        }
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=LINES, language=st.sampled_from(["sv", "en"]), form=st.sampled_from(["sv", "int", "xlsx"]))
def test_a_report_written_and_read_again_is_the_same(tmp_path, known, lines, language, form):
    frame = pd.DataFrame(lines).assign(activity_code="bought_road", carrier_code="diesel_mk1", unit="litre")
    frame = frame.assign(temperature_controlled="no", distance_basis="sfd").reindex(columns=list(LINE_COLUMNS))
    measures = [
        [
            MEMBER,
            "1",
            "Byta truckar",
            "technology_infrastructure",
            "electrification",
            "driftchef",
            2026,
            12.5,
            None,
            "planned",
        ]
    ]
    denominators = [[MEMBER, "Depån", 2025, "output_tkm", 1234567.5, "tkm"]]
    report = Report(
        MEMBER,
        2025,
        "1",
        frame,
        pd.DataFrame(denominators, columns=list(DENOMINATOR_COLUMNS)),
        pd.DataFrame(measures, columns=list(MEASURE_COLUMNS)),
    )
    if form == "xlsx":
        path, content = tmp_path / "r.xlsx", template(2025, language, known.vocabulary, MEMBER, report)
    else:
        path, content = tmp_path / "r.csv", csv_report(report, known.vocabulary, language, form)
    path.write_bytes(content)
    reading = read_report(path, MEMBER, known)
    assert reading.errors == ()
    columns = ["site_id", "quantity", "data_quality", "share_in_region", "carrier_is_member", "comment", "unit"]
    pd.testing.assert_frame_equal(
        reading.report.lines[columns].fillna(""), frame[columns].fillna(""), check_dtype=False, rtol=1e-12
    )
    assert reading.report.denominators["quantity"].tolist() == [1234567.5]
    assert reading.report.measures[["measure_id", "status", "expected_t_per_year"]].values.tolist() == [
        ["1", "planned", 12.5]
    ]
