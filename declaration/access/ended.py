"""The sign-ins that were ended before their time.

Streamlit reads who somebody is when a page opens its socket, and never again: a sign-out in one tab would leave the
others signed in. What was ended is remembered here, in this process, until it would have ended by itself.
"""

import threading
from collections.abc import Mapping
from datetime import datetime

#: what tells one sign-in from every other: claims of RFC 7519 and OpenID Connect, and Streamlit's name of the provider
_NAMED_BY = ("provider", "iss", "sub", "iat", "nonce")

_lock = threading.Lock()
_ended: dict[tuple[str, ...], datetime] = {}


def end(claims: Mapping[str, object], now: datetime, until: datetime) -> None:
    """This sign-in counts for nothing any more. until: when it would have ended by itself, and can be forgotten."""
    with _lock:
        for over in [key for key, time in _ended.items() if time <= now]:
            del _ended[over]
        _ended[_key(claims)] = until


def is_ended(claims: Mapping[str, object]) -> bool:
    """Whether this sign-in was ended."""
    return _key(claims) in _ended


def _key(claims: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(repr(claims.get(name)) for name in _NAMED_BY)
