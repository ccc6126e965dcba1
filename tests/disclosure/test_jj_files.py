"""The reader of instances: what is wrong with a file is said with its line, and nothing of it is taken."""

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from tests.disclosure.jj import Instance, InstanceError, problem_of, read_jj, write_jj

GOOD = """0
4
0 9 9 s 0 100 0 0 0
1 2 2 u 0 100 1 1 0
2 3 3 s 0 100 0 0 0
3 4 4 z 0 100 0 0 0
1
0.0 4 : 0(-1) 1 ( 1) 2(+1.0) 3 (1)
"""


def read(tmp_path: Path, text: str | bytes) -> Instance:
    path = tmp_path / "some.jj"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_jj(path)


def test_a_file_is_read(tmp_path):
    whole = read(tmp_path, GOOD)
    assert whole.name == "some"
    assert whole.value.tolist() == [9, 2, 3, 4]
    assert whole.equations.toarray().tolist() == [[-1, 1, 1, 1]]
    assert (whole.sensitive, whole.fixed) == ({1}, {3})
    assert whole.cost(frozenset({0, 1, 2})) == 12


def test_empty_lines_and_windows_line_ends_do_no_harm(tmp_path):
    assert read(tmp_path, GOOD.replace("\n", "\r\n\r\n")).value.tolist() == [9, 2, 3, 4]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (GOOD, "", "some.jj: ends where 0 on a line of its own was expected"),
        ("0\n4", "1\n4", "some.jj, line 1: found '1', expected 0"),
        ("\n4\n", "\nfour\n", "line 2: found 'four', expected the number of cells"),
        ("\n4\n", "\n-4\n", "line 2: found '-4', expected the number of cells"),
        ("\n4\n", "\n99999999999\n", "line 2: found '99999999999', expected the number of cells (1 to 1000000)"),
        ("\n4\n", "\n" + "9" * 5000 + "\n", "line 2: found '9999"),
        ("3 (1)", "9" * 5000 + " (1)", "expected an equation"),
        ("\n4\n", "\n5\n", "line 7: found '1', expected cell 4"),
        ("\n4\n", "\n3\n", "line 6: found '3 4 4 z 0 100 0 0 0', expected the number of equations"),
        ("1 2 2 u", "2 2 2 u", "line 4: found '2 2 2 u 0 100 1 1 0', expected cell 1"),
        ("1 2 2 u", "1 2 2 q", "line 4: found '1 2 2 q 0 100 1 1 0', expected cell 1"),
        ("1 2 2 u", "1 2 2 us", "line 4: found '1 2 2 us 0 100 1 1 0', expected cell 1"),
        ("1 2 2 u", "1 two 2 u", "line 4: found '1 two 2 u 0 100 1 1 0', expected cell 1"),
        ("1 2 2 u", "1 nan 2 u", "all finite but the bounds"),
        ("1 2 2 u", "1 2 inf u", "all finite but the bounds"),
        ("1 2 2 u", "1 2 -2 u", "a weight and protection levels that are not negative"),
        ("100 1 1 0", "100 -1 1 0", "a weight and protection levels that are not negative"),
        ("1 2 2 u 0 100", "1 2 2 u 3 100", "a value between its lower and its upper bound"),
        ("u 0 100 1 1 0", "u 0 100 1 1", "line 4: found '1 2 2 u 0 100 1 1', expected cell 1"),
        ("0.0 4 :", "0.0 5 :", "line 8: found '0.0 5 : 0(-1) 1 ( 1) 2(+1.0) 3 (1)', expected 5 terms, there are 4"),
        ("0.0 4 :", "0.0 4", "expected an equation"),
        ("0.0 4 :", "zero 4 :", "expected an equation"),
        ("0.0 4 :", "nan 4 :", "expected an equation"),
        ("3 (1)", "7 (1)", "expected each cell once and below 4"),
        ("3 (1)", "2 (1)", "expected each cell once and below 4"),
        ("3 (1)", "3 [1]", "expected an equation"),
        ("3 (1)", "3 (1.2.3)", "expected an equation"),
        ("0.0 4 :", "1.0 4 :", "the values do not fulfil equation 1, they are off by 1"),
        ("3 (1)\n", "3 (1)\nand more\n", "line 9: found 'and more', expected the end of the file"),
        ("\n1\n0.0 4 : 0(-1) 1 ( 1) 2(+1.0) 3 (1)\n", "\n", "ends where the number of equations was expected"),
        ("s 0 100 0 0 0\n1 2", "\N{LATIN SMALL LETTER E WITH ACUTE} 0 100 0 0 0\n1 2", "is not ASCII text"),
    ],
)
def test_what_is_wrong_is_said(tmp_path, old, new, says):
    assert old in GOOD
    with pytest.raises(InstanceError, match=re.escape(says)):
        read(tmp_path, GOOD.replace(old, new, 1))


def test_binary_is_refused(tmp_path):
    with pytest.raises(InstanceError, match="byte 1 is not ASCII"):
        read(tmp_path, b"\xff\xfe\x00")


@given(st.text(alphabet="0123456789 usz.:()-+\n", max_size=200))
def test_no_text_gets_through_as_an_instance_or_fails_otherwise(tmp_path_factory, text):
    try:
        whole = read(tmp_path_factory.mktemp("jj"), text)
    except InstanceError:
        return
    assert np.isfinite(whole.value).all()


@given(st.integers(0, len(GOOD) - 1), st.integers(1, 40))
def test_a_file_that_lost_a_piece_is_an_instance_or_is_refused(tmp_path_factory, start, length):
    try:
        whole = read(tmp_path_factory.mktemp("jj"), GOOD[:start] + GOOD[start + length :])
    except InstanceError:
        return
    assert np.allclose(whole.equations @ whole.value, whole.right)


def test_sliding_protection_is_not_taken_silently(tmp_path):
    with pytest.raises(ValueError, match="some asks for sliding protection"):
        problem_of(read(tmp_path, GOOD.replace("100 1 1 0", "100 1 1 3")))
    assert problem_of(read(tmp_path, GOOD.replace("100 1 1 0", "100 1 1 2"))).targets.shape == (1, 4)


@given(st.lists(st.floats(-1e6, 1e6).map(lambda x: round(x, 3)), min_size=1, max_size=6))
def test_what_is_written_is_read_again(tmp_path_factory, amounts):
    inner = np.array(amounts)
    value = np.array([*inner, inner.sum().round(3)])
    n = len(value)
    row = sparse.csr_matrix(np.array([[*np.ones(n - 1), -1.0]]))
    zero = np.zeros(n)
    status = np.array(["s"] * n)
    whole = Instance(
        "w", value, np.abs(value), status, zero - np.inf, zero + np.inf, zero, zero, zero, row, np.zeros(1)
    )
    path = tmp_path_factory.mktemp("jj") / "w.jj"
    write_jj(whole, path)
    assert read_jj(path).value.tolist() == value.tolist()
