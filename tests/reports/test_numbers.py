"""Numbers as people write them, in two languages; what cannot be told is not guessed."""

import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from declaration.reports.numbers import AmbiguousNumberError, NotANumberError, parse_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1 234,5", 1234.5),
        ("1\u00a0234,5", 1234.5),
        ("1\u202f234\u202f567", 1234567),
        ("1,234.5", 1234.5),
        ("1.234,5", 1234.5),
        ("1.234.567", 1234567),
        ("1'234'567.8", 1234567.8),
        ("84500", 84500),
        ("0,5", 0.5),
        ("0.125", 0.125),
        ("12,34", 12.34),
        ("\u22125", -5),
        ("1e3", 1000),
    ],
)
def test_what_a_person_means(text, number):
    assert parse_number(text) == number


@pytest.mark.parametrize("text", ["1,234", "1.234", "12.345", "999,999"])
def test_what_can_be_read_in_two_ways_is_not_guessed(text):
    with pytest.raises(AmbiguousNumberError):
        parse_number(text)


def test_a_dialect_settles_its_own_sign_and_no_other():
    assert parse_number("1,234", ",") == 1.234
    assert parse_number("1.234", ".") == 1.234
    with pytest.raises(AmbiguousNumberError):
        parse_number("1.234", ",")


@pytest.mark.parametrize(
    "text", ["", "nan", "inf", "-inf", "1 2 3", "1,2,3", "12 l", "1.2.3,4,5", "0x10", "1_000", "²"]
)
def test_what_is_no_number_is_refused(text):
    with pytest.raises(NotANumberError):
        parse_number(text)


@given(number=st.floats(-1e12, 1e12).map(lambda x: round(x, 2)), locale=st.sampled_from(["sv_SE", "en_GB", "de_DE"]))
def test_whatever_a_language_writes_with_two_decimals_is_read_back(number, locale):
    written = format_decimal(number, format="#,##0.00", locale=locale)
    assert parse_number(written) == pytest.approx(number, abs=1e-9)
