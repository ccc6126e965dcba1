"""What comes from a web machine that somebody has taken over: nothing of it reaches out of the letters' folder."""

import hashlib
import json
from dataclasses import replace

import pytest

from declaration.desk import collect as collecting
from declaration.desk import folder as folder_module
from declaration.desk.box import seal_letter
from declaration.desk.cli_desk import told
from declaration.desk.collect import collect, waiting
from declaration.desk.folder import Letter, letters, letters_folder, put, sealed_file
from declaration.desk.keys import ensure, public_key
from declaration.desk.letters import BOUND, hand_in_note
from declaration.language import reader_of
from declaration.reports.notes import all_notes
from declaration.reports.store import members_inbox
from declaration.steward.letters_view import letter_rows
from tests.desk.conftest import INVENTED, MEMBER, NOW
from tests.desk.test_collecting import changed


@pytest.fixture
def letter(served):
    return hand_in_note(served, MEMBER, "explanation", 2025, text="Ny depå", now=NOW)


@pytest.fixture
def precious(home):
    """What the data holder has, named as what is cleared away at the desk."""
    names = ("2025-04-04-0123abcd.audit.sealed", "00001-aaaaaaaa.sealed", ".00001-aaaaaaaa.json.0123456789abcdef")
    (home / "vault").mkdir()
    for name in names:
        (home / "vault" / name).write_bytes(b"precious")
    return {home / "vault" / name for name in names}


@pytest.mark.parametrize("name", ["aa", MEMBER, "..aa", "A"])
def test_a_folder_that_is_a_link_is_not_followed(home, served, letter, precious, name):
    (letters_folder(served) / MEMBER).rename(letters_folder(served) / INVENTED)
    (letters_folder(served) / name).symlink_to("../../../vault")
    (home / "vault" / "00002-aaaaaaaa.json").write_text("{}")
    waiting(home)
    assert {x.member_id for x in letters(served)} == {INVENTED}
    assert letters(served, MEMBER) == []
    collect(home, now=NOW)
    assert {path for path in precious if path.read_bytes() == b"precious"} == precious


def test_the_folder_of_all_letters_is_not_followed_either(home, served, letter, precious):
    outside = home / "vault" / MEMBER
    letters_folder(served).rename(home / "elsewhere")
    (home / "elsewhere" / MEMBER).rename(outside)
    letters_folder(served).symlink_to("../../vault")
    assert waiting(home) == []
    assert len(list(outside.iterdir())) == 2


def test_only_what_has_a_letters_name_is_cleared(home, served, letter, precious):
    folder = letters_folder(served) / MEMBER
    kept = {folder / name for name in ("key.sealed", ".bashrc", ".00009-aaaaaaaa.sealed.txt", "00009-aaaaaaaa.txt")}
    for path in kept:
        path.write_bytes(b"")
    (folder / "00007-aaaaaaaa.sealed").symlink_to(home / "vault" / "00001-aaaaaaaa.sealed")
    (folder / "00008-aaaaaaaa.sealed").mkdir()
    (folder / "00009-aaaaaaaa.sealed").write_bytes(b"half")
    (folder / ".00009-aaaaaaaa.sealed.0123456789abcdef").write_bytes(b"half")
    waiting(home)
    assert {path.name for path in folder.iterdir()} == {
        *(path.name for path in kept),
        *("00007-aaaaaaaa.sealed", "00008-aaaaaaaa.sealed"),
        *(f"{letter.letter_id}{end}" for end in (".sealed", ".json")),
    }
    assert all(path.exists() for path in precious)


def test_a_sealed_part_that_is_a_link_does_not_open(home, served, letter):
    sealed = sealed_file(served, letter)
    sealed.rename(home / "elsewhere")
    sealed.symlink_to(home / "elsewhere")
    assert [p.code for p in collect(home, now=NOW).unopened[0].problems] == ["desk_letter_gone"]


def test_a_link_to_what_is_sealed_elsewhere_is_no_letter_that_waits(home, served, precious):
    (home / "secret" / "desk.key").unlink()
    letters_folder(served).mkdir(parents=True)
    (letters_folder(served) / "aa").symlink_to("../../../vault")
    ensure(home)
    assert (home / "secret" / "desk.key").is_file()


def sealed_by_anybody(served, kind, inside, **record) -> Letter:
    """A letter as whoever has the public key can write it, with a record that says what they like."""
    letter = Letter("00007-aaaaaaaa", MEMBER, kind, 2026, "2026-02-01T09:30:00+00:00", "", "", 9, {})
    letter = replace(letter, **record)
    head = {name: getattr(letter, name) for name in BOUND}
    content = inside if isinstance(inside, bytes) else json.dumps(head | inside).encode()
    put(served, letter, seal_letter(content, public_key(served), *letter.place))
    return letter


GOOD = {"subject": "", "text": "", "target_year": 2030, "target_share": 0.5}
WHY = {"subject": "", "text": "Ny depå", "target_year": None, "target_share": None}
REPORTED = {"content": "", "confirmed": [], "explanations": [], "language": "sv"}
SAID = {"code": "report_zero", "sheet": None, "row": 5, "column": "H", "subject": "", "text": "så är det"}
FORGED = {
    "a share that is a word": ("target", GOOD | {"target_share": "lots"}),
    "a share that is no number": ("target", GOOD | {"target_share": float("nan")}),
    "a year that is a word": ("target", GOOD | {"target_year": "2030"}),
    "a year without end": ("target", GOOD | {"target_year": 10**30}),
    "a year that is true": ("target", GOOD | {"target_year": True}),
    "a target of nothing": ("target", WHY),
    "an explanation without a word": ("explanation", WHY | {"text": "\u200b "}),
    "an explanation without end": ("explanation", WHY | {"text": "x" * 1001}),
    "an explanation with a target": ("explanation", GOOD | {"text": "x"}),
    "a text that is a list": ("explanation", WHY | {"text": ["x"]}),
    "a subject without end": ("explanation", WHY | {"subject": "x" * 201}),
    "nothing": ("explanation", {}),
    "a list": ("explanation", b"[1, 2]"),
    "no JSON": ("explanation", b"\xff\x00"),
    "a list in a list, and so on": ("explanation", b"[" * 100_000),
    "a file that is none": ("report", REPORTED | {"content": "?"}),
    "a language that is none": ("report", REPORTED | {"language": "xx"}),
    "what was confirmed, as a word": ("report", REPORTED | {"confirmed": "all"}),
    "what was said, as words": ("report", REPORTED | {"explanations": ["so"]}),
    "what was said to no warning": ("report", REPORTED | {"explanations": [SAID | {"code": "</td>"}]}),
}


@pytest.mark.parametrize("what", FORGED)
def test_what_no_desk_writes_is_not_kept_and_stops_no_other_letter(home, served, seal, what):
    kind, inside = FORGED[what]
    empty = {"sha256": hashlib.sha256(b"").hexdigest(), "file": "r.csv"} if kind == "report" else {}
    forged = sealed_by_anybody(served, kind, inside, **empty)
    good = hand_in_note(served, MEMBER, "explanation", 2025, text="Ny depå", now=NOW)
    found = collect(home, now=NOW)
    assert [c.letter.letter_id for c in found.unopened] == [forged.letter_id]
    assert [p.code for p in found.unopened[0].problems] == ["desk_letter_broken"]
    assert [c.letter.letter_id for c in found.taken] == [good.letter_id]
    assert all_notes(members_inbox(home), seal)["text"].tolist() == ["Ny depå"]


def test_text_that_anybody_sealed_is_cleaned_once_more(home, served, seal):
    sealed_by_anybody(served, "explanation", WHY | {"text": "Ny\u202e  depå\n", "subject": "a\u200b/b"})
    assert len(collect(home, now=NOW).taken) == 1
    assert all_notes(members_inbox(home), seal)[["subject", "text"]].values.tolist() == [["a/b", "Ny depå"]]


def test_whatever_reading_a_letter_raises_stops_no_other(home, served, monkeypatch):
    first = hand_in_note(served, MEMBER, "explanation", 2025, text="one", now=NOW)
    hand_in_note(served, MEMBER, "explanation", 2025, text="two", now=NOW)
    keep = collecting.keep_notes

    def fail(store, notes, *more):
        if notes[0].text == "one":
            raise AttributeError("one")
        keep(store, notes, *more)

    monkeypatch.setattr(collecting, "keep_notes", fail)
    found = collect(home, now=NOW)
    assert ([c.letter.letter_id for c in found.unopened], len(found.taken)) == ([first.letter_id], 1)


def test_a_full_disk_is_no_fault_of_a_letter(home, served, letter, monkeypatch):
    monkeypatch.setattr(collecting, "keep_notes", lambda *_: (_ for _ in ()).throw(OSError("no room")))
    with pytest.raises(OSError, match="no room"):
        collect(home, now=NOW)


RECORDS = {
    "half of it": lambda record: record.write_bytes(record.read_bytes()[:60]),
    "nothing": lambda record: record.write_bytes(b""),
    "no rows": lambda record: changed(record, rows=None),
    "rows that are words": lambda record: changed(record, rows={"lines": "many"}),
    "a time that is none": lambda record: changed(record, handed_in_at=""),
    "a day that is none": lambda record: changed(record, handed_in_at="2026-02-31T09:30:00+00:00"),
    "a year without end": lambda record: changed(record, year=10**30),
    "a kind that is none": lambda record: changed(record, kind="poem"),
    "a name that hides its end": lambda record: changed(record, file="rapport\u202exslx.exe"),
    "a text without end": lambda record: record.write_text(" " * 1_000_000 + record.read_text()),
}


@pytest.mark.parametrize("what", RECORDS)
def test_a_record_that_no_desk_writes_is_shown_and_told_and_stops_no_other(home, served, letter, what):
    hand_in_note(served, INVENTED, "explanation", 2025, text="hers", now=NOW)
    RECORDS[what](sealed_file(served, letter).with_suffix(".json"))
    rows = letter_rows(waiting(home)).set_index("member_id")
    assert (rows.loc[MEMBER, "kind"], rows.loc[MEMBER, "rows"]) == ("", 0)
    found = collect(home, now=NOW)
    assert [c.letter.letter_id for c in found.unopened] == [letter.letter_id]
    assert letter.letter_id in told(reader_of("sv"), found.unopened[0])
    assert len(found.taken) == 1


def test_a_record_that_nobody_may_read_stops_no_other(home, served, letter, monkeypatch):
    hand_in_note(served, INVENTED, "explanation", 2025, text="hers", now=NOW)
    read = folder_module._short

    def refuse(path):
        if path == sealed_file(served, letter).with_suffix(".json"):
            raise PermissionError(path)
        return read(path)

    with monkeypatch.context() as patch:
        patch.setattr(folder_module, "_short", refuse)
        assert [x.kind for x in letters(served)] == ["explanation", ""]
