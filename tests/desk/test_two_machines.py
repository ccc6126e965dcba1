"""The web machine and the data holder's: letters go one way, answers the other, as the README says."""

import os
import shutil
import sys
from pathlib import Path

import pytest

from declaration.desk import letters as handing
from declaration.desk.collect import collect, waiting
from declaration.desk.folder import HANDED_IN, REFUSED, TAKEN, letters_folder, sealed_file
from declaration.desk.keys import public_file
from declaration.desk.letters import hand_in_note, hand_in_report, letters_of
from declaration.home import REPOSITORY, served_folder
from declaration.problems import InputRefused
from declaration.reports.reading import warning_key
from declaration.reports.store import members_inbox, receipts
from tests.desk.conftest import INVENTED, MEMBER, NOW

FETCH = "rsync -rt --no-links --chmod=D700,F600 web:/srv/declaration/served/desk/letters served/desk/"
SEND = "rsync -rt served/desk/answers web:/srv/declaration/served/desk/"


def test_the_readme_says_what_is_tried_here():
    commands = [line.strip() for line in (REPOSITORY / "README.md").read_text(encoding="utf-8").splitlines()]
    assert [line for line in commands if line.startswith("rsync") and "served/desk/" in line] == [FETCH, SEND]


def rsync(source: Path, into: Path) -> None:
    """What `rsync -rt --no-links source into/` does: regular files, with their times, and nothing is deleted."""
    for folder, _, names in os.walk(source):
        here = into / source.name / Path(folder).relative_to(source)
        here.mkdir(parents=True, exist_ok=True)
        for path in (Path(folder) / name for name in names):
            if path.is_file() and not path.is_symlink():
                shutil.copy2(path, here)


@pytest.fixture
def web(home, served, tmp_path) -> Path:
    """The served folder of the web machine: what the data holder has brought there."""
    there = tmp_path / "web" / "served"
    (there / "desk").mkdir(parents=True)
    shutil.copy2(public_file(served), there / "desk")
    return there


@pytest.fixture
def fetch(web, served):
    return lambda: rsync(letters_folder(web), served / "desk")


@pytest.fixture
def send(web, served):
    return lambda: rsync(served / "desk" / "answers", web / "desk")


@pytest.fixture
def hand_in(web, checked):
    def hand_in(member=MEMBER, **more):
        found = checked(member=member, **more)
        confirmed = frozenset(warning_key(p) for p in found.reading.warnings)
        return hand_in_report(web, member, found, confirmed=confirmed, now=NOW).letter

    return hand_in


def test_a_taken_letter_is_taken_on_the_web_too_and_its_sealed_part_goes(home, web, seal, hand_in, fetch, send):
    letter = hand_in()
    fetch()
    assert len(collect(home, now=NOW).taken) == 1
    assert [x.standing for x in letters_of(web, MEMBER)] == [HANDED_IN]
    send()
    (there,) = letters_of(web, MEMBER)
    (receipt,) = receipts(members_inbox(home), key=seal)
    assert (there.standing, there.answer.receipt_id) == (TAKEN, receipt.receipt_id)
    assert not sealed_file(web, letter).exists()
    assert letters_of(web, MEMBER) == [there]
    fetch()
    assert waiting(home) == []


def test_a_refused_letter_tells_why_and_stays_until_it_passes(home, web, hand_in, fetch, send, tmp_path):
    letter = hand_in("nobody-known")
    fetch()
    collect(home, now=NOW)
    send()
    (there,) = letters_of(web, "nobody-known")
    assert (there.standing, there.answer.problems) == (REFUSED, ["desk_unknown_member"])
    assert sealed_file(web, letter).is_file()
    data = tmp_path / "data"
    shutil.copytree(REPOSITORY / "data" / "accounting", data / "accounting")
    (data / "demonstration").mkdir()
    for name in ("members.csv", "demonstration/programme.csv"):
        (data / name).write_text("member_id\nnobody-known\n" if name == "members.csv" else "member_id\n")
    assert len(collect(home, data, now=NOW).taken) == 1
    send()
    assert letters_of(web, "nobody-known")[0].standing == TAKEN
    assert not sealed_file(web, letter).exists()


def test_what_is_fetched_again_before_its_answer_was_sent_is_not_kept_twice(home, served, web, seal, hand_in, fetch):
    letter = hand_in()
    for _ in range(3):
        fetch()
        collect(home, now=NOW)
        assert not sealed_file(served, letter).exists()
    assert len(receipts(members_inbox(home), key=seal)) == 1


def test_a_desk_with_many_letters_opens_again_when_they_are_answered(home, web, monkeypatch, fetch, send):
    monkeypatch.setattr(handing, "MOST_WAITING", 2)
    sent = [hand_in_note(web, MEMBER, "explanation", 2025, text=str(n), now=NOW) for n in range(2)]
    with pytest.raises(InputRefused):
        hand_in_note(web, MEMBER, "explanation", 2025, text="one more", now=NOW)
    fetch()
    collect(home, now=NOW)
    send()
    hand_in_note(web, "another", "explanation", 2025, text="hers", now=NOW)
    assert all(sealed_file(web, letter).exists() for letter in sent), "another member's letters are not touched"
    assert hand_in_note(web, MEMBER, "explanation", 2025, text="one more", now=NOW).standing == HANDED_IN
    assert not any(sealed_file(web, letter).exists() for letter in sent)


FORGED = '{"outcome": "taken", "at": "2026-02-01T00:00:00+00:00", "receipt_id": null, "problems": []}'


@pytest.mark.parametrize("place", ["letters", "answers"])
def test_an_answer_that_the_web_machine_made_up_hides_no_letter(home, served, web, seal, hand_in, fetch, place):
    letter = hand_in()
    folder = web / "desk" / place / MEMBER
    folder.mkdir(parents=True, exist_ok=True)
    for name in (f"{letter.letter_id}.json", f"{letter.letter_id}.answer.json"):
        if not (folder / name).exists():
            (folder / name).write_text(FORGED)
    fetch()
    if place == "answers":  # even where somebody brought the whole desk over
        rsync(web / "desk" / "answers", served / "desk")
    assert [x.letter_id for x in waiting(home)] == [letter.letter_id]
    assert sealed_file(served, letter).is_file()
    assert len(collect(home, now=NOW).taken) == 1
    assert len(receipts(members_inbox(home), key=seal)) == 1
    assert letters_of(served, MEMBER)[0].answer.receipt_id


def test_a_record_changed_on_the_web_makes_no_unread_letter_an_overtaken_one(home, served, web, seal, hand_in, fetch):
    unread = hand_in()
    hand_in_note(web, MEMBER, "explanation", 2025, text="taken already", now=NOW)
    fetch()
    held = sealed_file(served, unread).read_bytes()
    sealed_file(served, unread).write_bytes(b"not yet whole")
    assert len(collect(home, now=NOW).taken) == 1
    (note,) = (letters_folder(web) / MEMBER).glob("00002-*.json")
    note.write_text(note.read_text().replace('"explanation"', '"report"'))
    fetch()
    sealed_file(served, unread).write_bytes(held)
    assert [c.letter.letter_id for c in collect(home, now=NOW).taken] == [unread.letter_id]


def test_one_home_that_serves_both_shows_the_answer_at_once(home, served, checked):
    found = checked()
    letter = hand_in_report(served_folder(home), MEMBER, found, now=NOW).letter
    collect(home, now=NOW)
    assert [x.standing for x in letters_of(served, MEMBER)] == [TAKEN]
    assert not sealed_file(served, letter).exists()
    assert hand_in_report(served, MEMBER, found, now=NOW).letter.letter_id == letter.letter_id


def test_whoever_looks_at_the_own_letters_opens_no_other_members_file(home, web, hand_in, fetch, send):
    own, other = hand_in(), hand_in(member=INVENTED)
    fetch()
    assert len(collect(home, now=NOW).taken) == 2
    send()
    opened, listening = [], True
    sys.addaudithook(lambda event, about: listening and event == "open" and opened.append(str(about[0])))
    try:
        letters_of(web, MEMBER)
    finally:
        listening = False
    assert any(MEMBER in path for path in opened)
    assert not [path for path in opened if INVENTED in path]
    assert (sealed_file(web, own).exists(), sealed_file(web, other).exists()) == (False, True)
