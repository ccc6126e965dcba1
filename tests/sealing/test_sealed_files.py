"""A sealed file opens with its key, in its place, as it was written, or not at all."""

import os
import random
import signal
import stat
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from declaration.sealing.errors import BrokenSealError, MissingKeyError, SealingError, WrongKeyError
from declaration.sealing.files import seal, sealed, unseal
from declaration.sealing.folder import names, put, seal_plain, take
from declaration.sealing.key import new_key, seal_of
from tests.sealing.conftest import CANARY, holding

PLACE = "inbox/slp/2025/1-abc/rows.json"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(content=st.binary(max_size=300), place=st.text(max_size=40))
def test_what_is_sealed_opens_as_it_was(tmp_path, key, content, place):
    path = tmp_path / "a.sealed"
    seal(content, path, key, place)
    assert unseal(path, key, place) == content
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_a_file_is_sealed_as_bytes_are(tmp_path, key):
    (tmp_path / "plain").write_bytes(b"content")
    seal(tmp_path / "plain", tmp_path / "a.sealed", key, PLACE)
    assert unseal(tmp_path / "a.sealed", key, PLACE) == b"content"


def test_the_same_twice_has_no_byte_in_common_after_the_head(key):
    one, other = (sealed(bytes(64), key, PLACE)[17:] for _ in range(2))
    assert one[:12] != other[:12] and one[12:] != other[12:]


def test_every_changed_byte_and_every_cut_is_refused(tmp_path, key):
    path = tmp_path / "a.sealed"
    whole = sealed(b"20 litres", key, PLACE)
    for position in range(len(whole)):
        path.write_bytes(whole[:position] + bytes([whole[position] ^ 1]) + whole[position + 1 :])
        with pytest.raises(SealingError, match=r"a\.sealed"):
            unseal(path, key, PLACE)
        path.write_bytes(whole[:position])
        with pytest.raises(SealingError):
            unseal(path, key, PLACE)
    path.write_bytes(whole + b"\0")
    with pytest.raises(BrokenSealError):
        unseal(path, key, PLACE)


def test_another_place_and_another_members_key_are_refused(tmp_path, key):
    path = tmp_path / "a.sealed"
    one, other = key.of("member", "one"), key.of("member", "other")
    seal(b"figures", path, one, "member/one")
    for wrong in ((one, "member/other"), (other, "member/one"), (other, "member/other"), (key, "member/one")):
        with pytest.raises(BrokenSealError, match=r"a\.sealed"):
            unseal(path, *wrong)
    assert unseal(path, one, "member/one") == b"figures"


def test_another_homes_key_is_told_apart_from_damage(tmp_path, key):
    seal(b"figures", tmp_path / "a.sealed", key.of("inbox"), PLACE)
    with pytest.raises(WrongKeyError, match=r"a\.sealed") as error:
        unseal(tmp_path / "a.sealed", seal_of(f"{new_key()} {new_key()}", "").of("inbox"), PLACE)
    assert error.value.problem.code == "key_wrong"


def test_a_failed_write_leaves_the_old_and_nothing_beside_it(tmp_path, key, monkeypatch):
    path = tmp_path / "a.sealed"
    seal(b"old", path, key, PLACE)
    monkeypatch.setattr(os, "fsync", lambda handle: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        seal(b"new", path, key, PLACE)
    assert unseal(path, key, PLACE) == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.sealed"]


def killed_while(work, chance: random.Random, longest_s: float) -> None:
    """Run `work` again and again in a process that is killed at a moment of its own."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:  # whatever happens, a child never goes on as a test run of its own
            os._exit(0)
    time.sleep(chance.random() * longest_s)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def test_a_kill_in_the_middle_of_a_write_leaves_the_old_or_the_new(tmp_path, key):
    path, chance = tmp_path / "a.sealed", random.Random(4)
    big = {n: (f"{CANARY} {n} ").encode() * 20_000 for n in range(30)}
    seal(big[0], path, key, PLACE)
    for number in range(1, 30):
        killed_while(lambda n=number: seal(big[n], path, key, PLACE), chance, 0.008)
        assert unseal(path, key, PLACE) in (big[number], big[number - 1])
        if unseal(path, key, PLACE) != big[number]:
            seal(big[number], path, key, PLACE)
    assert holding(tmp_path) == []


def test_a_folder_keeps_its_files_plain_or_sealed(tmp_path, key):
    for folder, own in ((tmp_path / "plain", None), (tmp_path / "sealed", key)):
        folder.mkdir()
        put(folder, "rows.json", CANARY.encode(), own, "x")
        assert take(folder, "rows.json", own, "x") == CANARY.encode()
        assert names(folder) == ["rows.json"]
        with pytest.raises(FileNotFoundError):
            take(folder, "other.json", own, "x")
    assert holding(tmp_path) == ["plain/rows.json"]
    with pytest.raises(MissingKeyError, match=r"rows\.json\.sealed"):
        take(tmp_path / "sealed", "rows.json", None, "x")


def test_sealing_what_is_plain_is_gone_on_with_after_a_kill(tmp_path, key):
    chance, files = random.Random(7), {f"{n}.json": f"{CANARY} {n}".encode() * 5000 for n in range(25)}
    for name, content in files.items():
        put(tmp_path, name, content, None, "x")
    (tmp_path / ".1.json.sealed.0123").write_bytes(b"left over")
    for _ in range(12):
        killed_while(lambda: seal_plain(tmp_path, key, "x"), chance, 0.015)
        assert names(tmp_path) == sorted(files)
        assert {name: take(tmp_path, name, key, "x") for name in files} == files
    seal_plain(tmp_path, key, "x")
    assert {p.name for p in tmp_path.iterdir()} == {f"{name}.sealed" for name in files}
    assert {name: take(tmp_path, name, key, "x") for name in files} == files
    assert holding(tmp_path) == []


def test_a_file_that_is_sealed_while_it_is_read_is_found(tmp_path, key, monkeypatch):
    put(tmp_path, "rows.json", b"rows", None, "x")
    read = Path.read_bytes

    def too_late(path):
        if path.name == "rows.json" and not (tmp_path / "rows.json.sealed").exists():
            (tmp_path / "rows.json.sealed").write_bytes(sealed(read(path), key, "x/rows.json"))
            path.unlink()
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", too_late)
    assert take(tmp_path, "rows.json", key, "x") == b"rows"
