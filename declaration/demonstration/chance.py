"""Chance that stays the same: every draw has a generator of its own, seeded by what it is for.

So a new reporter, or a draw more, moves no other figure.
"""

import hashlib

import numpy as np


def chance(seed: int, *purpose: str | int) -> np.random.Generator:
    """The generator for one purpose, e.g. `chance(seed, member_id, "pace")`."""
    words = hashlib.sha256("/".join(map(str, purpose)).encode()).digest()
    return np.random.default_rng([seed, int.from_bytes(words[:8], "big")])
