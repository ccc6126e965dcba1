"""Pages take turns, and who waits for another process lets the others draw."""

import threading

import pytest

from declaration.ui.turn import DRAWN_AT_ONCE, turn, waiting

PATIENCE_S = 20


def in_threads(count: int, what: object) -> list[threading.Thread]:
    threads = [threading.Thread(target=what, daemon=True) for _ in range(count)]
    for thread in threads:
        thread.start()
    return threads


def test_no_more_are_drawn_at_once_than_said():
    entered, go = threading.Semaphore(0), threading.Event()

    def draw() -> None:
        with turn():
            entered.release()
            go.wait(PATIENCE_S)

    threads = in_threads(DRAWN_AT_ONCE + 3, draw)
    for _ in range(DRAWN_AT_ONCE):
        assert entered.acquire(timeout=PATIENCE_S)
    assert not entered.acquire(timeout=0.2)
    go.set()
    for thread in threads:
        thread.join(PATIENCE_S)
        assert not thread.is_alive()


def test_who_waits_gives_the_turn_away():
    go, at_rest, drawn = threading.Event(), threading.Semaphore(0), threading.Semaphore(0)

    def wait() -> None:
        with turn(), waiting():
            at_rest.release()
            go.wait(PATIENCE_S)

    def draw() -> None:
        with turn():
            drawn.release()

    waiters = in_threads(DRAWN_AT_ONCE, wait)
    for _ in waiters:
        assert at_rest.acquire(timeout=PATIENCE_S)
    in_threads(1, draw)
    assert drawn.acquire(timeout=PATIENCE_S)
    go.set()
    for thread in waiters:
        thread.join(PATIENCE_S)
        assert not thread.is_alive()


def test_a_page_that_fails_gives_its_turn_back():
    for _ in range(DRAWN_AT_ONCE + 1):
        with pytest.raises(ZeroDivisionError), turn(), waiting():
            raise ZeroDivisionError
    entered = threading.Event()

    def draw() -> None:
        with turn():
            entered.set()

    in_threads(1, draw)
    assert entered.wait(PATIENCE_S)


def test_waiting_outside_a_page_is_just_waiting():
    with waiting(), turn():
        pass
