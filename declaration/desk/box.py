"""Letters that only the data holder opens: HPKE (RFC 9180) in base mode, X25519, HKDF-SHA256, AES-256-GCM.

Whoever seals keeps nothing that opens: each letter is sealed with a key pair made for it and thrown away. `place`, the
kind, member and id of a letter, is bound to it: under another name it does not open. What base mode does not tell is
who sealed: the desk stands between the signed-in member and the box, and the data holder trusts it for that.
"""

import json
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from declaration.sealing.errors import BrokenSealError

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_HEAD = b"DECLDESK\x01"


def seal_letter(content: bytes, key: X25519PublicKey, *place: str) -> bytes:
    """The bytes of a sealed letter."""
    return _HEAD + _SUITE.encrypt(content, key, info=_info(place))


def open_letter(sealed: bytes, key: X25519PrivateKey, where: Path, *place: str) -> bytes:
    """What was sealed. Raises BrokenSealError naming `where` for a changed letter, another place or another key."""
    if not sealed.startswith(_HEAD):
        raise BrokenSealError(where)
    try:
        return _SUITE.decrypt(sealed[len(_HEAD) :], key, info=_info(place))
    except InvalidTag as error:
        raise BrokenSealError(where) from error


def _info(place: tuple[str, ...]) -> bytes:
    """As JSON, `("a", "b")` and `("ab",)` are two places."""
    return json.dumps(["declaration", 1, "letter", *place]).encode()
