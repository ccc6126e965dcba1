"""What comes from a web machine that somebody has taken over: nothing of it reaches out of the letters' folder."""

import pytest

from declaration.desk.collect import collect, waiting
from declaration.desk.folder import letters, letters_folder, sealed_file
from declaration.desk.keys import ensure
from declaration.desk.letters import hand_in_note
from tests.desk.conftest import INVENTED, MEMBER, NOW


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
