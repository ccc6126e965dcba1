"""The data holder's side: what was handed in is kept once, where it belongs; what is wrong stays and is told."""

import io
import json
import os
import random
import shutil
import signal
import time
from dataclasses import replace
from datetime import timedelta

import openpyxl
import pytest

from declaration.cli import main
from declaration.desk import collect as collecting
from declaration.desk.checking import check
from declaration.desk.collect import collect, waiting
from declaration.desk.folder import OVERTAKEN, REFUSED, TAKEN, letters, letters_folder, sealed_file
from declaration.desk.keys import ensure, private_file
from declaration.desk.letters import hand_in_note, hand_in_report, letters_of
from declaration.desk.refusal import LEFT_OUT, MOST_CHARACTERS, MOST_TOLD, problems_of
from declaration.language import reader_of
from declaration.problems import InputRefused, Problem
from declaration.reports.notes import all_notes
from declaration.reports.reading import warning_key
from declaration.reports.store import demonstration_handed_in, load, members_inbox, original, receipts, receive
from declaration.reports.telling import text_of
from declaration.sealing.errors import MissingKeyError
from tests.desk.conftest import INVENTED, MEMBER, NOW
from tests.reports.conftest import DIESEL

LATER = NOW + timedelta(days=2)


@pytest.fixture
def hand_in(served, checked):
    def hand_in(*lines: dict, member: str = MEMBER, days: int = 0, **more):
        found = checked(*lines, member=member)
        confirmed = frozenset(warning_key(p) for p in found.reading.warnings)
        at = NOW + timedelta(days=days)
        return hand_in_report(served, member, found, confirmed=confirmed, now=at, **more).letter

    return hand_in


def test_a_report_is_kept_as_it_was_handed_in(home, served, seal, checked):
    found = checked(DIESEL, {**DIESEL, "comment": "<script>"}, DIESEL)
    (duplicate,) = found.reading.warnings
    said = {warning_key(duplicate): "Två tankningar\u202e samma dag"}
    letter = hand_in_report(
        served, MEMBER, found, confirmed=frozenset(said), explanations=said, language="en", now=NOW
    ).letter
    result = collect(home, now=LATER)
    (receipt,) = receipts(members_inbox(home), key=seal)
    assert [c.receipt_id for c in result.taken] == [receipt.receipt_id]
    assert (receipt.letter_id, receipt.handed_in_at) == (letter.letter_id, letter.handed_in_at)
    assert receipt.received_at == LATER.isoformat(timespec="seconds")
    assert (receipt.confirmed, receipt.unconfirmed) == (["report_duplicate"], [])
    assert [(e["code"], e["row"], e["text"]) for e in receipt.explanations] == [
        ("report_duplicate", 7, "Två tankningar samma dag")
    ]
    assert original(members_inbox(home), receipt, seal) == ("rapport.xlsx", found.sent.content)
    assert len(load(members_inbox(home), receipt, seal).lines) == 3
    assert [(x.standing, x.answer.receipt_id) for x in letters_of(served, MEMBER)] == [(TAKEN, receipt.receipt_id)]
    assert not sealed_file(served, letter).exists()


def test_collecting_again_changes_nothing(home, served, seal, hand_in):
    hand_in()
    hand_in_note(served, MEMBER, "target", 2026, target_year=2030, target_share=0.6, now=NOW)
    collect(home, now=LATER)
    before = {p: p.read_bytes() for p in home.rglob("*") if p.is_file()}
    assert collect(home, now=LATER + timedelta(days=1)).taken == ()
    assert {p: p.read_bytes() for p in home.rglob("*") if p.is_file()} == before


def test_reports_are_kept_in_the_order_they_were_handed_in(home, seal, hand_in):
    for amount in (100, 200, 300):
        hand_in({**DIESEL, "quantity": amount})
    collect(home, now=LATER)
    held = receipts(members_inbox(home), key=seal)
    assert [r.sums[0]["quantity"] for r in held] == [100, 200, 300]
    assert [r.supersedes for r in held] == [None, held[0].receipt_id, held[1].receipt_id]


def test_what_an_interrupted_collection_kept_is_not_kept_twice(home, seal, served, hand_in, monkeypatch):
    letter = hand_in()
    hand_in_note(served, MEMBER, "target", 2026, target_year=2030, target_share=0.5, now=NOW)
    sealed = sealed_file(served, letter).read_bytes()
    monkeypatch.setattr(collecting, "answer", lambda *_: pytest.fail("killed before the answer"))
    for _ in range(2):
        with pytest.raises(BaseException, match="killed"):
            collect(home, now=LATER)
    monkeypatch.undo()
    assert len(collect(home, now=LATER).taken) == 2
    sealed_file(served, letter).write_bytes(sealed)  # killed between the answer and the removal
    assert waiting(home) == []
    assert not sealed_file(served, letter).exists()
    assert len(receipts(members_inbox(home), key=seal)) == 1
    assert len(all_notes(members_inbox(home), seal)) == 1


def test_a_kill_at_any_moment_of_collecting_loses_nothing_and_doubles_nothing(home, served, seal, hand_in):
    chance, amounts = random.Random(7), [float(1000 + n) for n in range(8)]
    for amount in amounts:
        hand_in({**DIESEL, "quantity": amount})
    for _ in range(15):
        child = os.fork()
        if child == 0:
            try:
                collect(home, now=LATER)
            finally:
                os._exit(0)
        time.sleep(chance.random() * 0.4)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    collect(home, now=LATER)
    held = receipts(members_inbox(home), key=seal)
    assert [r.sums[0]["quantity"] for r in held] == amounts
    assert {letter.standing for letter in letters_of(served, MEMBER)} == {TAKEN}


def test_explanations_of_quantities_are_notes_too(home, served, seal, known, workbook, checked):
    before = checked({**DIESEL, "quantity": 10}).reading.report
    before = replace(before, year=2024)
    found = check("r.xlsx", workbook(), MEMBER, 2025, known, before, "sv", NOW)
    (jump,) = found.reading.warnings
    said = {warning_key(jump): "Ny depå"}
    hand_in_report(served, MEMBER, found, confirmed=frozenset(said), explanations=said, now=NOW)
    collect(home, now=LATER)
    notes = all_notes(members_inbox(home), seal)
    assert notes[["kind", "year", "subject", "text"]].values.tolist() == [
        ["explanation", 2025, "road_fuel_own/diesel_mk1", "Ny depå"]
    ]
    # the data holder has no report of the year before: nothing was left unconfirmed there either
    assert receipts(members_inbox(home), key=seal)[0].unconfirmed == []


def test_a_warning_that_the_sender_was_not_shown_is_told(home, served, seal, hand_in, checked, known):
    before = checked({**DIESEL, "quantity": 10})
    book, out = openpyxl.load_workbook(io.BytesIO(before.sent.content)), io.BytesIO()
    book["Läs först"]["B4"] = 2024
    book.save(out)
    sent = replace(before.sent, content=out.getvalue())
    receive(members_inbox(home), sent, MEMBER, known, confirmed=True, now=NOW, key=seal)
    hand_in()
    (taken,) = collect(home, now=LATER).taken
    assert taken.unconfirmed == ("report_large_change",)
    assert receipts(members_inbox(home), key=seal)[-1].unconfirmed == ["report_large_change"]


def test_invented_members_are_kept_apart(home, served, seal, hand_in):
    hand_in(member=INVENTED)
    hand_in_note(served, INVENTED, "target", 2026, target_year=2030, target_share=0.5, now=NOW)
    hand_in()
    collect(home, now=LATER)
    assert {r.member_id for r in receipts(members_inbox(home), key=seal)} == {MEMBER}
    assert {r.member_id for r in receipts(demonstration_handed_in(home), key=seal)} == {INVENTED}
    assert all_notes(members_inbox(home), seal).empty
    assert len(all_notes(demonstration_handed_in(home), seal)) == 1


def test_who_is_no_member_is_refused_and_told_each_time(home, served, hand_in):
    letter = hand_in(member="nobody-known")
    for _ in range(2):
        (refused,) = collect(home, now=LATER).refused
        assert [p.code for p in refused.problems] == ["desk_unknown_member"]
    assert letters_of(served, "nobody-known")[0].standing == REFUSED
    assert sealed_file(served, letter).is_file()


def test_the_sender_is_told_why_with_places_and_lists_and_without_what_was_found(home, served, hand_in, monkeypatch):
    """The record of the desk holds no figure, also where a figure is what is wrong."""
    listed = Problem("report_not_in_list", "r.xlsx", "Aktiviteter", 7, "F", "4711", {"expected": "litre, m3"})
    figure = Problem("report_absurd", "r.xlsx", "Aktiviteter", 9, "E", "98765", {"unit": "kWh", "gwh": 98.765})
    twice = Problem("report_twice", "r.xlsx", "Aktiviteter", 11, details={"first": 3})
    hand_in()
    refuse = InputRefused([listed, figure, twice])
    monkeypatch.setattr(collecting, "receive", lambda *_, **__: (_ for _ in ()).throw(refuse))
    collect(home, now=LATER)
    (letter,) = letters_of(served, MEMBER)
    record = "".join(path.read_text() for path in letters_folder(served).rglob("*.json"))
    assert not [found for found in ("4711", "98765", "98.765") if found in record]
    told = problems_of(letter)
    assert [(p.code, p.sheet, p.row, p.column) for p in told] == [
        (p.code, p.sheet, p.row, p.column) for p in (listed, figure, twice)
    ]
    assert [p.details for p in told] == [{"expected": "litre, m3"}, {"unit": "kWh", "gwh": LEFT_OUT}, {"first": 3}]
    for language in ("sv", "en"):
        texts = [text_of(reader_of(language), problem) for problem in told]
        assert "litre, m3" in texts[0]
        assert LEFT_OUT in texts[1]
        assert "3" in texts[2]


def test_however_much_is_wrong_the_sender_is_told(home, served, hand_in, monkeypatch):
    """The longest answer that can be written is one that can be read."""
    long = dict.fromkeys(("expected", "subject", "unit", "before"), "å" * 2 * MOST_CHARACTERS)
    wrong = [Problem("report_not_in_list", "r.xlsx", "Aktiviteter", row, "F", "4711", long) for row in range(999)]
    monkeypatch.setattr(collecting, "receive", lambda *_, **__: (_ for _ in ()).throw(InputRefused(wrong)))
    hand_in()
    collect(home, now=LATER)
    (letter,) = letters_of(served, MEMBER)
    assert [p.row for p in problems_of(letter)] == list(range(MOST_TOLD))


def test_what_was_refused_once_never_replaces_a_later_report(home, served, seal, hand_in, monkeypatch):
    first = hand_in({**DIESEL, "quantity": 1})
    with monkeypatch.context() as patch:
        refused = InputRefused([Problem("report_zero", "x")])
        patch.setattr(collecting, "receive", lambda *_, **__: (_ for _ in ()).throw(refused))
        assert len(collect(home, now=LATER).refused) == 1
    hand_in({**DIESEL, "quantity": 2})
    # collected in order, the first one passes now and the second replaces it
    assert len(collect(home, now=LATER).taken) == 2
    hand_in({**DIESEL, "quantity": 3})
    hand_in({**DIESEL, "quantity": 4})
    with monkeypatch.context() as patch:
        patch.setattr(
            collecting,
            "receive",
            lambda store, sent, *more, **named: (
                (_ for _ in ()).throw(refused)
                if named["handed_in"].letter_id.startswith("00003")
                else receive(store, sent, *more, **named)
            ),
        )
        assert len(collect(home, now=LATER).refused) == 1
    (overtaken,) = collect(home, now=LATER).overtaken
    assert overtaken.letter.letter_id == letters_of(served, MEMBER)[2].letter_id
    assert letters_of(served, MEMBER)[2].standing == OVERTAKEN
    assert [r.sums[0]["quantity"] for r in receipts(members_inbox(home), key=seal)] == [1, 2, 4]
    assert first.letter_id == letters_of(served, MEMBER)[0].letter_id


def changed(path, **fields):
    path.write_text(json.dumps(json.loads(path.read_text()) | fields))


TAMPER = {
    "a byte of the seal": lambda sealed, record: sealed.write_bytes(sealed.read_bytes()[:-1] + b"x"),
    "an empty seal": lambda sealed, record: sealed.write_bytes(b""),
    "the year in the record": lambda sealed, record: changed(record, year=2024),
    "the hash in the record": lambda sealed, record: changed(record, sha256="0" * 64),
    "the file's name in the record": lambda sealed, record: changed(record, file="another.xlsx"),
    "the kind in the record": lambda sealed, record: changed(record, kind="target"),
    "the member in the record": lambda sealed, record: changed(record, member_id="another"),
    "when it came": lambda sealed, record: changed(record, handed_in_at="2020-01-01T00:00:00+00:00"),
    "the whole record": lambda sealed, record: record.write_text("{}"),
}


@pytest.mark.parametrize("what", TAMPER)
def test_a_tampered_letter_is_not_kept_and_stops_no_other(home, served, seal, hand_in, what):
    letter = hand_in()
    hand_in(member=INVENTED)
    sealed = sealed_file(served, letter)
    TAMPER[what](sealed, sealed.with_suffix(".json"))
    result = collect(home, now=LATER)
    assert [c.letter.letter_id for c in result.unopened] == [letter.letter_id]
    assert [p.code for p in result.unopened[0].problems] == ["desk_letter_broken"]
    assert len(result.taken) == 1
    assert sealed.is_file()
    assert receipts(members_inbox(home), key=seal) == []


def test_a_letter_moved_to_another_member_does_not_open(home, served, seal, hand_in):
    letter = hand_in()
    folder = letters_folder(served) / MEMBER
    shutil.move(folder, letters_folder(served) / INVENTED)
    changed(letters_folder(served) / INVENTED / f"{letter.letter_id}.json", member_id=INVENTED)
    assert len(collect(home, now=LATER).unopened) == 1
    assert receipts(demonstration_handed_in(home), key=seal) == []


def test_a_letter_without_its_content_is_told(home, served, hand_in):
    letter = hand_in()
    sealed_file(served, letter).unlink()
    assert [p.code for p in collect(home, now=LATER).unopened[0].problems] == ["desk_letter_gone"]


def test_another_key_opens_nothing_and_harms_nothing(home, served, seal, hand_in, tmp_path):
    hand_in()
    right = private_file(home).read_bytes()
    ensure(tmp_path / "other")
    private_file(home).write_bytes(private_file(tmp_path / "other").read_bytes())
    assert len(collect(home, now=LATER).unopened) == 1
    private_file(home).write_bytes(right)
    assert len(collect(home, now=LATER).taken) == 1


def test_without_the_key_nothing_is_touched(home, served, hand_in):
    hand_in()
    private_file(home).unlink()
    with pytest.raises(MissingKeyError):
        collect(home, now=LATER)
    assert len(waiting(home)) == 1


def test_progress_is_told(home, hand_in):
    hand_in()
    hand_in({**DIESEL, "quantity": 2})
    steps = []
    collect(home, now=LATER, tell=lambda done, of: steps.append((done, of)))
    assert steps == [(1, 2), (2, 2)]


def test_the_command_tells_every_letter_and_no_figure(home, served, hand_in, monkeypatch, capsys):
    monkeypatch.setenv("DECLARATION_HOME", str(home))
    assert main(["collect"]) == 0
    hand_in({**DIESEL, "quantity": 84512})
    bad = hand_in(member="nobody-known")
    assert main(["collect", "--lang", "en"]) == 1
    told = capsys.readouterr().out
    assert f"{MEMBER}, 00001-" in told
    assert f"nobody-known, {bad.letter_id}: not received" in told
    assert "Received: 1. Left to see to: 1" in told
    assert "84512" not in told.replace(f"{MEMBER}-2025-1", "")
    assert len(letters(served)) == 2
