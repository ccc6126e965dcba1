"""One key for a home, made once and kept close; from it a key for each purpose."""

import os
import signal
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declaration.sealing.errors import MalformedKeyError, MissingKeyError
from declaration.sealing.files import seal, unseal
from declaration.sealing.key import key_of, new_key, seal_of


def test_the_first_run_makes_a_key_that_only_its_owner_reads(tmp_path):
    told = []
    made = key_of(tmp_path / "home", told.append)
    path = tmp_path / "home" / "secret" / "key"
    assert told == [path]
    assert (stat.S_IMODE(path.stat().st_mode), stat.S_IMODE(path.parent.stat().st_mode)) == (0o600, 0o700)
    assert [p.name for p in path.parent.iterdir()] == ["key"]
    assert key_of(tmp_path / "home", told.append) == made
    assert told == [path]
    assert key_of(tmp_path / "another") != made


def test_processes_that_start_at_once_get_the_same_key(tmp_path):
    for number in range(15):
        home, (waits, starts), (answers, answer) = tmp_path / str(number), os.pipe(), os.pipe()
        children = []
        for _ in range(6):
            children.append(os.fork())
            if children[-1] == 0:
                try:
                    signal.alarm(60)  # who hangs fails the test instead of holding it
                    os.close(starts)
                    os.read(waits, 1)  # until the parent opens the gate for all
                    told = []
                    made = key_of(home, told.append)
                    os.write(answer, f"{made.keys[0].hex()} {len(told)}\n".encode())
                finally:  # whatever happens, a child never goes on as a test run of its own
                    os._exit(0)
        os.close(answer)
        os.close(starts)
        for child in children:
            os.waitpid(child, 0)
        lines = os.read(answers, 10_000).decode().split("\n")[:-1]
        os.close(waits), os.close(answers)
        assert len(lines) == 6
        assert len({line.split()[0] for line in lines}) == 1
        assert sum(int(line.split()[1]) for line in lines) == 1, "one made it, and says so"


def test_the_environment_comes_before_a_named_file_and_that_before_the_home(tmp_path, monkeypatch):
    written, mounted = new_key(), tmp_path / "mounted"
    mounted.write_text(f"{new_key()}\n")
    local = key_of(tmp_path)
    monkeypatch.setenv("DECLARATION_KEY_FILE", str(mounted))
    assert key_of(tmp_path) == seal_of(mounted.read_text(), "")
    monkeypatch.setenv("DECLARATION_KEY", written)
    assert key_of(tmp_path) == seal_of(written, "")
    monkeypatch.setenv("DECLARATION_KEY", "")  # as a deployment leaves it that sets none
    monkeypatch.setenv("DECLARATION_KEY_FILE", "")
    assert key_of(tmp_path) == local


def test_a_key_from_elsewhere_leaves_nothing_in_the_home(tmp_path, monkeypatch):
    monkeypatch.setenv("DECLARATION_KEY", new_key())
    key_of(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "written",
    ["secret", "åäö", " ", new_key()[:-4], new_key() + "AAAA", f"{new_key()} x", "-" * 44, "!" + new_key()[1:]],
    ids=range(8),
)
def test_a_malformed_key_is_told_without_being_repeated(tmp_path, monkeypatch, written):
    monkeypatch.setenv("DECLARATION_KEY", written)
    with pytest.raises(MalformedKeyError, match="DECLARATION_KEY") as error:
        key_of(tmp_path)
    assert not written.strip() or written not in str(error.value)
    monkeypatch.delenv("DECLARATION_KEY")
    (tmp_path / "mounted").write_text(written)
    monkeypatch.setenv("DECLARATION_KEY_FILE", str(tmp_path / "mounted"))
    with pytest.raises(MalformedKeyError, match="mounted"):
        key_of(tmp_path)


def test_a_secret_that_is_not_mounted_is_told_and_none_is_made(tmp_path, monkeypatch):
    monkeypatch.setenv("DECLARATION_KEY_FILE", str(tmp_path / "not-there"))
    with pytest.raises(MissingKeyError, match="not-there"):
        key_of(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_home_that_lost_its_key_gets_no_other(tmp_path):
    seal(b"x", tmp_path / "a.sealed", key_of(tmp_path), "a")
    (tmp_path / "secret" / "key").unlink()
    with pytest.raises(MissingKeyError, match=r"a\.sealed"):
        key_of(tmp_path)
    assert not (tmp_path / "secret" / "key").exists()


def test_several_keys_the_newest_seals_and_all_open(tmp_path):
    old, new = new_key(), new_key()
    before, both, after = (seal_of(written, "").of("inbox") for written in (old, f"{new},\n{old}", new))
    seal(b"old", tmp_path / "old", before, "a")
    seal(b"new", tmp_path / "new", both, "a")
    assert [unseal(tmp_path / name, both, "a") for name in ("old", "new")] == [b"old", b"new"]
    assert unseal(tmp_path / "new", after, "a") == b"new"


PURPOSE = st.lists(st.text(max_size=8), min_size=1, max_size=3).map(tuple)


@given(st.lists(PURPOSE, min_size=2, max_size=6, unique=True))
def test_every_purpose_has_a_key_of_its_own(purposes):
    home = seal_of("A" * 43 + "=", "")
    derived = [home.of(*purpose).keys for purpose in purposes]
    assert len({*derived, home.keys}) == len(purposes) + 1
    assert derived == [home.of(*purpose).keys for purpose in purposes]


def test_derived_keys_stay_what_they_are():
    """What is sealed today opens in ten years: worked out from RFC 5869 with the standard library alone."""
    import hashlib
    import hmac

    secret = bytes(range(32))
    extracted = hmac.digest(b"\0" * 32, secret, "sha256")
    info = b'["declaration", 1, "inbox", "slp"]'
    expanded = hmac.digest(extracted, info + b"\x01", hashlib.sha256)
    home = seal_of("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "")
    assert home.of("inbox", "slp").keys == (expanded,)


def test_a_seal_shows_no_key():
    home = seal_of("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "")
    assert "x02" not in repr(home) and "AAEC" not in repr(home)
