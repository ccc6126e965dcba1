"""A file that only grows: nobody changes it unnoticed, writers wait for each other, what was cut off was never said."""

import json
import threading

import pytest

from declaration.chain import BrokenChainError, append, read


@pytest.fixture
def chain(tmp_path):
    path = tmp_path / "folder" / "a.jsonl"
    for number in range(3):
        append(path, lambda _, number=number: {"number": number, "words": "åäö\u2028next"})
    return path


def test_what_was_said_comes_back_in_order_and_linked(chain):
    held = read(chain)
    assert [entry["number"] for entry in held] == [0, 1, 2]
    assert [entry["previous"] for entry in held[1:]] == [entry["hash"] for entry in held[:-1]]
    assert held[0]["words"] == "åäö\u2028next"


@pytest.mark.parametrize("change", ["content", "removed", "swapped", "text", "bytes", "list"])
def test_whatever_is_changed_is_refused(chain, change):
    lines = chain.read_bytes().split(b"\n")[:-1]
    if change == "content":
        lines[1] = lines[1].replace(b'"number": 1', b'"number": 7')
    if change == "removed":
        del lines[0]
    if change == "swapped":
        lines[0], lines[1] = lines[1], lines[0]
    if change == "text":
        lines[2] = b"not an entry"
    if change == "bytes":
        lines[1] = lines[1].replace("å".encode(), b"\xff\xff")
    if change == "list":
        lines[1] = b"[1, 2]"
    chain.write_bytes(b"\n".join(lines) + b"\n")
    with pytest.raises(BrokenChainError):
        read(chain)
    with pytest.raises(BrokenChainError):
        append(chain, lambda _: {"number": 3})


def test_a_line_that_was_cut_off_is_passed_over_and_then_cleared(chain):
    whole = chain.read_bytes()
    chain.write_bytes(whole + json.dumps({"number": 3}).encode()[:7])
    assert len(read(chain)) == 3
    append(chain, lambda _: {"number": 4})
    assert [entry["number"] for entry in read(chain)] == [0, 1, 2, 4]
    assert chain.read_bytes().startswith(whole)


def test_nothing_is_written_where_nothing_is_made_or_something_is_wrong(chain):
    before = chain.read_bytes()
    assert append(chain, lambda _: None) is None
    with pytest.raises(ZeroDivisionError):
        append(chain, lambda _: {"number": 1 / 0})
    assert chain.read_bytes() == before


def test_writers_wait_for_each_other(chain):
    def write():
        for _ in range(10):
            append(chain, lambda before: {"number": len(before)})

    threads = [threading.Thread(target=write) for _ in range(6)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert [entry["number"] for entry in read(chain)] == list(range(63))
