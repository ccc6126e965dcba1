"""How many pages are drawn at once.

Python runs one thread at a time, and Streamlit gives each reader one. When a hundred draw together, each message to a
browser hands the interpreter to somebody else, and all wait until all are done. Two at a time take turns: the sum of
the work falls to a fifth (benchmarks/load.py), and who waits in one page does not hold up the others.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

DRAWN_AT_ONCE = 2

_turns = threading.BoundedSemaphore(DRAWN_AT_ONCE)
_own = threading.local()


@contextmanager
def turn() -> Iterator[None]:
    """Draw a page when it is this thread's turn."""
    with _turns:
        _own.held = True
        try:
            yield
        finally:
            _own.held = False


@contextmanager
def waiting() -> Iterator[None]:
    """Wait for another process inside a page; the turn goes to another reader meanwhile."""
    if not getattr(_own, "held", False):
        yield
        return
    _turns.release()
    try:
        yield
    finally:
        _turns.acquire()
