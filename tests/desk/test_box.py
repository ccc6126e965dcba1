"""What is sealed opens with one key, in one place, unchanged; and the dashboard has nothing that opens it."""

import base64
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from declaration.desk.box import open_letter, seal_letter
from declaration.sealing.errors import BrokenSealError

KEY = X25519PrivateKey.generate()
PLACE, WHERE = ("report", "slp", "00001-aaaaaaaa"), Path("somewhere")


def opens(sealed: bytes, key=KEY, *place: str) -> bytes:
    return open_letter(sealed, key, WHERE, *(place or PLACE))


@given(st.binary(max_size=2000))
def test_what_is_sealed_opens(content):
    sealed = seal_letter(content, KEY.public_key(), *PLACE)
    assert opens(sealed) == content
    assert len(content) < 8 or content not in sealed[9:], "the content can be read behind the head"


def test_the_same_content_is_sealed_otherwise_each_time():
    assert seal_letter(b"x", KEY.public_key(), *PLACE) != seal_letter(b"x", KEY.public_key(), *PLACE)


@given(st.data())
def test_a_changed_letter_does_not_open(data):
    sealed = bytearray(seal_letter(b"84 500 litre", KEY.public_key(), *PLACE))
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(BrokenSealError):
        opens(bytes(sealed))


@given(st.integers(0, 60))
def test_a_letter_cut_short_does_not_open(length):
    with pytest.raises(BrokenSealError):
        opens(seal_letter(b"84 500 litre", KEY.public_key(), *PLACE)[:length])


@pytest.mark.parametrize(
    "place",
    [("target", "slp", PLACE[2]), ("report", "other", PLACE[2]), ("report", "slp", "00002-aaaaaaaa"), ("report",)],
)
def test_a_letter_does_not_open_in_another_place(place):
    with pytest.raises(BrokenSealError):
        opens(seal_letter(b"x", KEY.public_key(), *PLACE), KEY, *place)


def test_another_key_does_not_open_it():
    with pytest.raises(BrokenSealError):
        opens(seal_letter(b"x", KEY.public_key(), *PLACE), X25519PrivateKey.generate())


def test_the_public_key_does_not_open_it():
    sealed = seal_letter(b"x", KEY.public_key(), *PLACE)
    with pytest.raises(TypeError):
        opens(sealed, KEY.public_key())
    # nor its bytes taken for a private key
    with pytest.raises(BrokenSealError):
        opens(sealed, X25519PrivateKey.from_private_bytes(KEY.public_key().public_bytes_raw()))


def test_nothing_the_dashboard_reads_opens_a_letter(home, served):
    """Every 32 bytes in reach of the dashboard, tried as a private key."""
    from declaration.desk.keys import private_file, public_key

    sealed = seal_letter(b"x", public_key(served), *PLACE)
    secret = base64.urlsafe_b64decode(private_file(home).read_bytes())
    assert opens(sealed, X25519PrivateKey.from_private_bytes(secret)) == b"x"
    for path in (p for p in served.rglob("*") if p.is_file()):
        content = path.read_bytes()
        assert secret not in content
        assert base64.urlsafe_b64encode(secret) not in content
        decoded = base64.urlsafe_b64decode(content) if len(content) % 4 <= 1 and content else b""
        for raw in (content, decoded):
            for start in range(max(0, min(len(raw) - 31, 200))):
                with pytest.raises(BrokenSealError):
                    opens(sealed, X25519PrivateKey.from_private_bytes(raw[start : start + 32]))
