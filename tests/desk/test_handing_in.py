"""What is acknowledged is sealed and whole on the disk; nothing of a report is written but that."""

import json
import math
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import asdict, replace

import pytest

from declaration.desk.checking import check
from declaration.desk.content import LAST_TARGET_YEAR, MOST_CHARACTERS
from declaration.desk.folder import (
    HANDED_IN,
    REFUSED,
    Answer,
    alone,
    clear,
    desk_of,
    letters,
    letters_folder,
    sealed_file,
)
from declaration.desk.letters import (
    MOST_WAITING,
    hand_in_note,
    hand_in_report,
    handed_in_already,
    letters_of,
)
from declaration.home import REPOSITORY
from declaration.problems import InputRefused
from declaration.reports.reading import warning_key
from tests.desk.conftest import MEMBER, NOW
from tests.reports.conftest import DIESEL

SECRET = "Hemliga depån i Påarp"
KILLS = 45


def hand_in(served, checked, **more):
    return hand_in_report(served, MEMBER, checked, now=NOW, **more)


def codes(refusal) -> set[str]:
    return {problem.code for problem in refusal.value.problems}


def test_a_good_report_gives_a_receipt_with_the_sums_to_check_against(served, checked):
    found = checked()
    receipt = hand_in(served, found)
    assert receipt.letter.standing == HANDED_IN
    assert (receipt.letter.sha256, receipt.letter.file) == (found.sent.sha256, "rapport.xlsx")
    assert [row["quantity"] for row in receipt.sums] == [84500]
    assert letters_of(served, MEMBER) == [receipt.letter]


def test_the_desk_keeps_no_figure(served, checked):
    hand_in(served, checked({**DIESEL, "site_id": SECRET, "quantity": 84512.25, "comment": "<b>fritext</b>"}))
    (record,) = served.glob("desk/letters/*/*.json")
    assert set(json.loads(record.read_text())) == {
        *("letter_id", "member_id", "kind", "year", "handed_in_at", "file", "sha256", "size", "rows")
    }
    for path in (p for p in served.rglob("*") if p.is_file()):
        content = path.read_bytes()
        assert b"84512" not in content
        assert b"fritext" not in content
        assert SECRET.encode() not in content
        assert not content.startswith(b"PK")


def test_a_receipt_is_shown_no_letter_of_others(served, checked):
    hand_in(served, checked())
    assert letters_of(served, "other") == []


def test_the_same_content_gives_the_same_receipt_until_another_replaced_it(served, checked):
    found = checked()
    first = hand_in(served, found)
    assert hand_in(served, found) == first
    second = hand_in(served, checked({**DIESEL, "quantity": 1000}))
    third = hand_in(served, found)
    assert [letter.letter_id for letter in letters_of(served, MEMBER)] == [
        r.letter.letter_id for r in (first, second, third)
    ]
    assert third.letter.sha256 == first.letter.sha256


def test_only_the_newest_letter_of_a_year_is_handed_in_already(served, checked):
    sha256 = hand_in(served, checked()).letter.sha256
    (first,) = own = letters_of(served, MEMBER)
    newer = replace(first, letter_id="00002-aaaaaaaa", sha256="0" * 64)
    refused = replace(first, answer=Answer(REFUSED, "2026-03-01T00:00:00+00:00"))
    note = replace(newer, kind="explanation")
    assert handed_in_already(own, 2025, sha256) == handed_in_already([first, note], 2025, sha256) == first
    for letters_, year in (([], 2025), (own, 2024), ([first, newer], 2025), ([refused], 2025)):
        assert handed_in_already(letters_, year, sha256) is None


def test_errors_are_refused_and_leave_nothing(served, checked):
    with pytest.raises(InputRefused) as refusal:
        hand_in(served, checked({**DIESEL, "unit": "kWh"}))
    assert codes(refusal) == {"report_unit_not_for_activity"}
    assert not letters_folder(served).exists()


def test_each_warning_asks_for_a_confirmation_of_its_own(served, checked):
    found = checked(DIESEL, DIESEL, DIESEL)
    keys = [warning_key(problem) for problem in found.reading.warnings]
    assert len(set(keys)) == 2
    with pytest.raises(InputRefused) as refusal:
        hand_in(served, found, confirmed=frozenset(keys[:1]))
    assert codes(refusal) == {"report_duplicate"}
    assert len(refusal.value.problems) == 1
    assert hand_in(served, found, confirmed=frozenset(keys)).confirmed == ["report_duplicate"] * 2


def test_a_report_checked_for_one_member_is_not_handed_in_for_another(served, checked):
    with pytest.raises(InputRefused) as refusal:
        hand_in_report(served, "another", checked(), now=NOW)
    assert codes(refusal) == {"report_other_member"}
    assert letters(served) == []


@pytest.mark.parametrize("member_id", ["../../keys", "a/b", "", ".x", "A"])
def test_no_member_id_leads_out_of_the_desk(served, checked, member_id):
    found = checked()
    found = replace(found, reading=replace(found.reading, report=replace(found.reading.report, member_id=member_id)))
    before = sorted(served.rglob("*"))
    with pytest.raises(ValueError, match="no name"):
        hand_in_report(served, member_id, found, now=NOW)
    assert [p for p in sorted(served.rglob("*")) if p.name != ".lock"] == before


def test_the_name_of_an_upload_never_becomes_a_path(served, checked):
    receipt = hand_in(served, checked(name="../../../../served/keys/\u202eother.key"))
    assert receipt.letter.file == "other.key"
    assert not list(served.rglob("*other*"))


def test_a_year_to_come_and_a_file_too_large_are_told(known, workbook):
    early = check("r.xlsx", workbook(), MEMBER, None, known, now=NOW.replace(year=2024))
    assert [p.code for p in early.reading.errors] == ["report_future_year"]
    large = check("r.xlsx", b"PK" + b"0" * 6_000_000, MEMBER, None, known, now=NOW)
    assert (large.sent, [p.code for p in large.reading.errors]) == (None, ["report_too_large"])
    assert not large.is_ready


def test_a_target_and_an_explanation_are_sealed_too(served):
    aim = hand_in_note(served, MEMBER, "target", 2026, target_year=2030, target_share=0.6183, now=NOW)
    why = hand_in_note(served, MEMBER, "explanation", 2025, subject="a/b", text=f"{SECRET} =1+1", now=NOW)
    assert [(letter.kind, letter.year) for letter in letters_of(served, MEMBER)] == [
        ("target", 2026),
        ("explanation", 2025),
    ]
    assert aim.sha256 == why.sha256 == ""
    for path in (p for p in served.rglob("*") if p.is_file()):
        assert b"0.6183" not in path.read_bytes()
        assert SECRET.encode() not in path.read_bytes()


@pytest.mark.parametrize(
    ("kind", "said", "code"),
    [
        ("explanation", {"text": " \u200b\n"}, "desk_note_empty"),
        ("explanation", {"text": "x" * (MOST_CHARACTERS + 1)}, "desk_note_too_long"),
        ("target", {}, "desk_target"),
        ("target", {"target_year": 2026, "target_share": 0.5}, "desk_target"),
        ("target", {"target_year": LAST_TARGET_YEAR + 1, "target_share": 0.5}, "desk_target"),
        ("target", {"target_year": 2030, "target_share": 0.0}, "desk_target"),
        ("target", {"target_year": 2030, "target_share": 1.01}, "desk_target"),
        ("target", {"target_year": 2030, "target_share": float("nan")}, "desk_target"),
    ],
)
def test_what_says_nothing_is_refused(served, kind, said, code):
    with pytest.raises(InputRefused) as refusal:
        hand_in_note(served, MEMBER, kind, 2026, now=NOW, **said)
    assert codes(refusal) == {code}
    assert letters(served) == []


def test_nobody_fills_the_disk(served):
    for number in range(MOST_WAITING):
        hand_in_note(served, MEMBER, "explanation", 2025, text=str(number), now=NOW)
    with pytest.raises(InputRefused) as refusal:
        hand_in_note(served, MEMBER, "explanation", 2025, text="one more", now=NOW)
    assert codes(refusal) == {"desk_full"}
    assert hand_in_note(served, "another", "explanation", 2025, text="hers", now=NOW)


def test_a_kill_at_any_moment_leaves_all_or_nothing(served, checked):
    """Many letters, each killed at its own moment; what was acknowledged is there, whole, and nothing half is."""
    assert KILLS < MOST_WAITING
    chance, usual = random.Random(2030), math.inf
    acknowledged, silent, one = [], 0, checked()
    for number in range(KILLS):
        found = replace(one, sent=replace(one.sent, content=one.sent.content + bytes([number])))
        started, (answer, told) = time.perf_counter(), os.pipe()
        child = os.fork()
        if child == 0:
            try:
                os.write(told, hand_in(served, found).letter.letter_id.encode())
            finally:  # never back into the suite, whatever happened
                os._exit(0)
        os.close(told)
        if number >= 3:
            time.sleep(chance.random() * usual * 1.5)
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        usual = min(usual, time.perf_counter() - started) if number < 3 else usual
        said = os.read(answer, 64).decode()
        os.close(answer)
        acknowledged += [said] if said else []
        silent += not said
    assert 0 < silent < KILLS - 3, "the kills must fall on both sides of the acknowledgement"
    held = letters_of(served, MEMBER)
    assert set(acknowledged) <= {letter.letter_id for letter in held}
    assert all(sealed_file(served, letter).is_file() for letter in held)
    assert len({letter.letter_id.split("-")[0] for letter in held}) == len(held)
    with alone(served):
        clear(letters_folder(served) / MEMBER)
    names = {path.name.split(".")[0] for path in (letters_folder(served) / MEMBER).iterdir()}
    assert names == {letter.letter_id for letter in held}


def test_a_half_written_letter_is_cleared_by_the_next(served, checked):
    first = hand_in(served, checked()).letter
    folder = letters_folder(served) / MEMBER
    (folder / "00002-aaaaaaaa.sealed").write_bytes(b"half")
    (folder / ".00002-aaaaaaaa.sealed.0123456789abcdef").write_bytes(b"half")
    second = hand_in(served, checked({**DIESEL, "quantity": 5})).letter
    assert {p.name for p in folder.iterdir()} == {
        f"{letter.letter_id}{end}" for letter in (first, second) for end in (".sealed", ".json")
    }


TWO = """
import sys
from pathlib import Path
from declaration.desk.letters import hand_in_note
for number in range(12):
    print(hand_in_note(Path(sys.argv[1]), "slp", "explanation", 2025, text=f"{sys.argv[2]} {number}").letter_id)
"""


def test_two_processes_at_the_desk_lose_nothing(served):
    run = [sys.executable, "-c", TWO, str(served)]
    both = [
        subprocess.Popen([*run, name], cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) for name in ("one", "two")
    ]
    said = [process.communicate(timeout=120)[0].split() for process in both]
    assert [len(ids) for ids in said] == [12, 12]
    held = [letter.letter_id for letter in letters_of(served, MEMBER)]
    assert sorted(said[0] + said[1]) == held
    assert [int(letter_id.split("-")[0]) for letter_id in held] == list(range(1, 25))


def test_a_record_that_is_none_stops_nobody(served, checked):
    letter = hand_in(served, checked()).letter
    folder = letters_folder(served) / MEMBER
    for name, content in {
        "00007-aaaaaaaa.json": "[]",
        "00008-aaaaaaaa.json": json.dumps(asdict(letter)),
        "notes.txt": "",
    }.items():
        (folder / name).write_text(content)
    found = letters_of(served, MEMBER)
    assert [(x.letter_id, x.kind) for x in found] == [
        (letter.letter_id, "report"),
        ("00007-aaaaaaaa", ""),
        ("00008-aaaaaaaa", ""),
    ]
    assert desk_of(served).is_dir()
