"""The two keys are made once, and never anew where letters would be lost by it."""

import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from declaration.desk.folder import letters_folder
from declaration.desk.keys import DeskClosedError, ensure, private_file, private_key, public_file, public_key
from declaration.desk.letters import hand_in_note
from declaration.home import served_folder
from declaration.sealing.errors import MalformedKeyError, MissingKeyError, WrongKeyError
from tests.desk.conftest import MEMBER


def a_letter(served):
    return hand_in_note(served, MEMBER, "explanation", 2025, subject="a/b", text="why")


def test_they_belong_together_and_the_private_one_is_its_owners_alone(home, served):
    assert private_key(home).public_key() == public_key(served)
    assert stat.S_IMODE(private_file(home).stat().st_mode) == 0o600
    assert stat.S_IMODE(private_file(home).parent.stat().st_mode) == 0o700


def test_asking_again_changes_nothing(home, served):
    before = private_file(home).read_bytes(), public_file(served).read_bytes()
    ensure(home)
    assert (private_file(home).read_bytes(), public_file(served).read_bytes()) == before


def test_several_at_once_make_one(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(ensure, [tmp_path] * 8))
    assert private_key(tmp_path).public_key() == public_key(served_folder(tmp_path))
    assert [p.name for p in (tmp_path / "secret").iterdir()] == ["desk.key"]


def test_a_lost_public_key_is_had_again(home, served):
    a_letter(served)
    before = public_file(served).read_bytes()
    public_file(served).unlink()
    ensure(home)
    assert public_file(served).read_bytes() == before


def test_a_lost_private_key_is_told_while_letters_wait(home, served):
    a_letter(served)
    private_file(home).unlink()
    with pytest.raises(MissingKeyError) as lost:
        ensure(home)
    assert lost.value.problem.file.endswith("desk.key")
    assert not private_file(home).exists()


def test_another_private_key_is_told_while_letters_wait(home, served, tmp_path):
    ensure(tmp_path / "other")
    a_letter(served)
    private_file(home).write_bytes(private_file(tmp_path / "other").read_bytes())
    with pytest.raises(WrongKeyError):
        ensure(home)


def test_a_lost_private_key_is_made_anew_where_none_waits(home, served):
    before = public_file(served).read_bytes()
    private_file(home).unlink()
    ensure(home)
    assert private_key(home).public_key() == public_key(served)
    assert public_file(served).read_bytes() != before


@pytest.mark.parametrize("content", [b"", b"abc", b"\xff" * 40, b"A" * 44])
def test_what_is_no_key_is_told(home, content):
    private_file(home).write_bytes(content)
    with pytest.raises(MalformedKeyError):
        private_key(home)


def test_a_desk_without_a_key_takes_nothing(tmp_path):
    with pytest.raises(DeskClosedError):
        a_letter(tmp_path)
    assert not list(letters_folder(tmp_path).glob("*/*"))
