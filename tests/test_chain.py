"""A file that only grows: nobody changes it unnoticed, writers wait for each other, what was cut off was never said."""

import json
import os
import threading
from pathlib import Path

import pytest

from declaration import chain as chain_module
from declaration.chain import BrokenChainError, append, head_of, read


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


@pytest.mark.parametrize("lines", [0, 1, 2])
@pytest.mark.parametrize("tail", [b"", b'{"number'])
def test_whoever_cuts_off_the_last_entries_is_noticed(chain, lines, tail):
    whole = chain.read_bytes().split(b"\n")
    chain.write_bytes(b"".join(line + b"\n" for line in whole[:lines]) + tail)
    before = chain.read_bytes()
    with pytest.raises(BrokenChainError):
        read(chain)
    with pytest.raises(BrokenChainError):
        append(chain, lambda _: {"number": 3})
    assert chain.read_bytes() == before, "what is left is evidence"


def test_a_chain_that_is_gone_is_not_an_empty_one(chain):
    chain.unlink()
    with pytest.raises(BrokenChainError):
        read(chain)


def test_another_history_of_the_same_length_is_noticed(chain, tmp_path):
    other = tmp_path / "other.jsonl"
    for number in range(3):
        append(other, lambda _, number=number: {"number": -number})
    chain.write_bytes(other.read_bytes())
    with pytest.raises(BrokenChainError):
        read(chain)


@pytest.mark.parametrize("head", ["", "{}", "[]", '{"count": "x", "hash": ""}', "null"])
def test_a_head_that_is_none_is_refused(chain, head):
    head_of(chain).write_text(head)
    with pytest.raises(BrokenChainError):
        read(chain)


def test_a_chain_from_before_there_were_heads_opens_and_gets_one(chain):
    head_of(chain).unlink()
    assert [entry["number"] for entry in read(chain)] == [0, 1, 2]
    append(chain, lambda _: None)
    chain.write_bytes(chain.read_bytes().split(b"\n")[0] + b"\n")
    with pytest.raises(BrokenChainError):
        read(chain)


def test_an_entry_that_comes_while_it_is_read_breaks_nothing(chain, monkeypatch):
    heads = chain_module._head

    def slow(path: Path):
        told = heads(path)
        monkeypatch.setattr(chain_module, "_head", heads)
        append(path, lambda _: {"number": 3})
        return told

    monkeypatch.setattr(chain_module, "_head", slow)
    assert [entry["number"] for entry in read(chain)] == [0, 1, 2, 3]


class Killed(BaseException):
    """As a kill: nothing catches it."""


#: each step of an append that reaches the disk: line, head's new text, head's name
@pytest.mark.parametrize("steps", range(5))
@pytest.mark.parametrize("is_first", [True, False])
def test_a_kill_between_line_and_head_leaves_a_chain_that_goes_on(tmp_path, monkeypatch, steps, is_first):
    path = tmp_path / "a.jsonl"
    said = [] if is_first else [append(path, lambda _: {"number": 0})["number"]]
    left = iter(range(steps))

    def or_killed(step):
        def run(*given):
            if next(left, None) is None:
                raise Killed
            return step(*given)

        return run

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", or_killed(os.fsync))
        patched.setattr(Path, "replace", or_killed(Path.replace))
        try:
            append(path, lambda _: {"number": 1})
            said.append(1)
        except Killed:
            pass
    held = [entry["number"] for entry in read(path)]
    assert held in (said, [*said, 1]), "what was acknowledged stands; what was not may"
    append(path, lambda _: {"number": 2})
    assert [entry["number"] for entry in read(path)] == [*held, 2]
    assert json.loads(head_of(path).read_text()) == {"count": len(held) + 1, "hash": read(path)[-1]["hash"]}
