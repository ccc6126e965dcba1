"""What members report lies sealed in the inbox, each under a key of its own; invented reports may lie plain."""

import os
import shutil
from datetime import timedelta

import pandas as pd
import pytest

from declaration.cli import main
from declaration.reports.report import DENOMINATOR_COLUMNS, LINE_COLUMNS, MEASURE_COLUMNS, Report
from declaration.reports.store import current_receipts, load, original, receipts, receive
from declaration.reports.writing import csv_report
from declaration.sealing.errors import BrokenSealError, MissingKeyError, WrongKeyError
from declaration.sealing.files import unseal
from declaration.sealing.key import new_key, seal_of
from tests.reports.conftest import DIESEL, MEMBER, NOW
from tests.sealing.conftest import CANARY, holding

OTHER = "schenker-ab"


@pytest.fixture
def inbox(tmp_path):
    return tmp_path / "inbox"


@pytest.fixture
def sent(tmp_path, known):
    """Writes a member's report as CSV, so that every word of it can be searched for."""

    def written(quantity=1000.0, member=MEMBER, year=2025, site=CANARY):
        row = {**DIESEL, "activity_code": "road_fuel_own", "carrier_code": "diesel_mk1", "quantity": float(quantity)}
        line = {c: row.get(c) for c in LINE_COLUMNS} | {"share_in_region": 1.0, "year": year, "site_id": site}
        empty = (pd.DataFrame(columns=list(c)) for c in (DENOMINATOR_COLUMNS, MEASURE_COLUMNS))
        report = Report(member, year, "1", pd.DataFrame([line]), *empty)
        path = tmp_path / f"{CANARY}-{member}-{year}-{quantity:.0f}.csv"
        path.write_bytes(csv_report(report, known.vocabulary, "sv", "int"))
        return path

    return written


def take(inbox, path, known, key=None, member=MEMBER, days=0):
    return receive(inbox, path, member, known, confirmed=True, now=NOW + timedelta(days=days), key=key)


def test_a_sealed_inbox_answers_as_a_plain_one_does(tmp_path, sent, known, key):
    paths = [sent(1000), sent(900), sent(950, year=2024)]
    answers = []
    for inbox, own in ((tmp_path / "plain", None), (tmp_path / "sealed", key)):
        kept = [take(inbox, path, known, own, days=number) for number, path in enumerate(paths)]
        assert take(inbox, paths[1], known, own, days=9) == kept[1]
        assert kept[1].supersedes == kept[0].receipt_id
        rows = [load(inbox, receipt, own).lines.to_dict("list") for receipt in kept]
        files = [original(inbox, receipt, own) for receipt in kept]
        assert files == [(path.name, path.read_bytes()) for path in paths]
        answers.append((receipts(inbox, key=own), current_receipts(inbox, key=own), str(rows)))
    assert answers[0] == answers[1]


def test_no_byte_of_a_report_can_be_read(tmp_path, inbox, sent, fill, known, key):
    """The plain inbox shows that the search finds what is there."""
    paths = [sent(), fill({**DIESEL, "site_id": CANARY, "quantity": 4711})]
    for number, path in enumerate(paths):
        take(inbox, path, known, key, days=number)
        take(tmp_path / "plain", path, known, days=number)
    assert holding(inbox) == []
    assert len(holding(tmp_path / "plain")) >= 3
    contents = [path.read_bytes() for path in inbox.rglob("*") if path.is_file()]
    assert len(contents) == 2 * 3 + 1
    for path in paths:
        assert not any(path.read_bytes()[200:260] in content for content in contents)
    assert {p.name for p in inbox.rglob("*.*") if p.is_file()} == {
        *(".lock", "rows.json.sealed", "receipt.json.sealed", "original.csv.sealed", "original.xlsx.sealed")
    }


def test_a_folder_in_another_members_place_is_refused(inbox, sent, known, key):
    mine = take(inbox, sent(1), known, key)
    theirs = take(inbox, sent(2, OTHER), known, key, OTHER)
    places = [next(inbox.glob(f"{member}/2025/*")) for member in (MEMBER, OTHER)]
    for name in ("rows.json.sealed", "original.csv.sealed"):
        shutil.copy(places[1] / name, places[0] / name)
    for read in (load, original):
        with pytest.raises(BrokenSealError, match=MEMBER):
            read(inbox, mine, key)
    assert len(load(inbox, theirs, key).lines) == 1
    shutil.copytree(places[1], inbox / MEMBER / "2025" / f"2-{theirs.sha256[:12]}")
    with pytest.raises(BrokenSealError):
        receipts(inbox, MEMBER, key)


def test_a_members_earlier_report_in_the_place_of_the_later_is_refused(inbox, sent, known, key):
    kept = [take(inbox, sent(number), known, key, days=number) for number in (1, 2)]
    places = sorted(inbox.glob(f"{MEMBER}/2025/*"))
    shutil.copy(places[0] / "rows.json.sealed", places[1] / "rows.json.sealed")
    with pytest.raises(BrokenSealError):
        load(inbox, kept[1], key)


def test_each_members_reports_have_a_key_of_their_own(inbox, sent, known, key):
    take(inbox, sent(), known, key)
    path = next(inbox.rglob("rows.json.sealed"))
    place = f"inbox/{MEMBER}/2025/{path.parent.name}/rows.json"
    assert CANARY.encode() in unseal(path, key.of("inbox", MEMBER), place)
    for wrong in (key, key.of("inbox"), key.of("inbox", OTHER)):
        with pytest.raises(BrokenSealError):
            unseal(path, wrong, place)


def test_a_changed_byte_is_refused(inbox, sent, known, key):
    receipt = take(inbox, sent(), known, key)
    path = next(inbox.rglob("rows.json.sealed"))
    content = bytearray(path.read_bytes())
    content[-20] ^= 1
    path.write_bytes(content)
    with pytest.raises(BrokenSealError, match=r"rows\.json\.sealed"):
        load(inbox, receipt, key)


def test_without_the_key_or_with_another_nothing_is_read_and_nothing_kept(inbox, sent, known, key):
    take(inbox, sent(), known, key)
    before = sorted(inbox.rglob("*"))
    for wrong, error in ((None, MissingKeyError), (seal_of(new_key(), ""), WrongKeyError)):
        with pytest.raises(error, match=r"receipt\.json\.sealed"):
            receipts(inbox, key=wrong)
        with pytest.raises(error):
            take(inbox, sent(2), known, wrong)
    assert sorted(inbox.rglob("*")) == before


def test_after_a_change_of_key_the_old_reports_open(inbox, sent, known):
    old, new = new_key(), new_key()
    first = take(inbox, sent(1), known, seal_of(old, ""))
    both = seal_of(f"{new}\n{old}", "")
    second = take(inbox, sent(2), known, both, days=1)
    assert receipts(inbox, key=both) == [first, second]
    assert second.supersedes == first.receipt_id
    assert load(inbox, second, seal_of(new, "")).lines["quantity"].tolist() == [2.0]


def test_what_was_received_plain_is_read_and_sealed_at_the_next_reception(inbox, sent, known, key):
    first, theirs = take(inbox, sent(1), known), take(inbox, sent(1, OTHER), known, member=OTHER)
    assert receipts(inbox, key=key) == [theirs, first]
    rows = load(inbox, first, key).lines
    content = original(inbox, first, key)
    assert len(holding(inbox)) == 6
    second = take(inbox, sent(2), known, key, days=1)
    assert holding(inbox) == []
    assert receipts(inbox, key=key) == [theirs, first, second]
    assert original(inbox, first, key) == content
    pd.testing.assert_frame_equal(load(inbox, first, key).lines, rows)
    assert not [p for p in inbox.rglob("*.*") if p.is_file() and p.suffix != ".sealed" and p.name != ".lock"]


def test_an_interrupted_sealing_is_read_and_finished(inbox, sent, known, key):
    first = take(inbox, sent(1), known)
    folder = next(inbox.glob(f"{MEMBER}/2025/*"))
    plain = {p.name: p.read_bytes() for p in folder.iterdir()}
    take(inbox, sent(1, OTHER), known, key, OTHER)  # seals both
    for name in ("rows.json", "receipt.json"):  # as a kill leaves it: one in both forms, one not yet sealed
        (folder / name).write_bytes(plain[name])
    (folder / "rows.json.sealed").unlink()
    (folder / ".rows.json.sealed.00ff").write_bytes(b"half")
    assert receipts(inbox, MEMBER, key) == [first]
    assert len(load(inbox, first, key).lines) == 1
    take(inbox, sent(1, OTHER, 2024), known, key, OTHER)
    assert {p.name for p in folder.iterdir()} == {f"{name}.sealed" for name in plain}
    assert len(load(inbox, first, key).lines) == 1


def test_real_reports_are_sealed_and_their_sender_notices_nothing(tmp_path, sent, monkeypatch, capsys):
    home, passing, path = tmp_path / "home", tmp_path / "passing", sent()
    passing.mkdir()
    monkeypatch.setenv("DECLARATION_HOME", str(home))
    monkeypatch.setenv("TMPDIR", str(passing))
    monkeypatch.setattr("tempfile.tempdir", None)
    assert main(["receive", str(path), "--member", MEMBER, "--confirm"]) == 0
    said = capsys.readouterr()
    assert "Kvitto: slp-2025-1-" in said.out
    assert said.err.count(str(home / "secret" / "key")) == 2, "in both languages"
    assert "En nyckel har skapats" in said.err and "A key has been made" in said.err
    assert main(["reports"]) == 0
    assert main(["result", "--member", MEMBER, "--year", "2025"]) == 0
    book = ["template", "--year", "2026", "--member", MEMBER, "-o", str(tmp_path / "next.xlsx")]
    assert main(book) == 0
    said = capsys.readouterr()
    assert path.name in said.out and CANARY in said.out and said.err == ""
    assert holding(home) == [] and list(passing.iterdir()) == []
    assert not any(CANARY in name for _, _, files in os.walk(home) for name in files)
    monkeypatch.setenv("DECLARATION_KEY", new_key())
    assert main(["reports"]) == 1
    assert "receipt.json.sealed" in capsys.readouterr().err
