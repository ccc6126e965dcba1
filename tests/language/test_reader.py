"""Numbers as each language writes them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declaration.language import reader_of
from declaration.language.reader import HARD, MINUS, THIN, round_significant

sv, en = reader_of("sv"), reader_of("en")


@pytest.mark.parametrize(
    ("x", "decimals", "swedish", "english"),
    [
        (1200, 0, f"1{THIN}200", "1,200"),
        (185018.4, 0, f"185{THIN}018", "185,018"),
        (-1234.56, 1, f"{MINUS}1{THIN}234,6", f"{MINUS}1,234.6"),
        (0.0, 0, "0", "0"),
        (-0.4, 0, "0", "0"),
        (None, 0, "-", "-"),
        (float("nan"), 2, "-", "-"),
    ],
)
def test_number(x, decimals, swedish, english):
    assert sv.number(x, decimals) == swedish
    assert en.number(x, decimals) == english


@pytest.mark.parametrize(
    ("x", "text"), [(185018, f"185{THIN}000"), (83489, f"83{THIN}500"), (0.01234, "0,0123"), (0, "0"), (12, "12,0")]
)
def test_about_gives_three_significant_figures(x, text):
    assert sv.about(x) == text


def test_percent_and_change():
    assert sv.percent(0.335, 0) == f"34{HARD}%"
    assert en.percent(0.335, 1) == "33.5%"
    assert sv.change(-0.335) == f"{MINUS}34{HARD}%"
    assert sv.change(0.24) == f"+24{HARD}%"
    assert sv.change(0.0) == f"0{HARD}%"


def test_between_uses_an_en_dash_but_words_beside_a_minus():
    assert sv.between(95123, 190456) == f"95{THIN}000–190{THIN}000"
    assert sv.between(-5000, 12000) == f"{MINUS}5{THIN}000 till 12{THIN}000"


def test_a_moment_is_told_by_the_clock_in_sweden_in_winter_and_in_summer():
    assert sv.moment("2025-12-31T23:30:00+00:00") == "1 januari 2026 kl. 00:30"
    assert en.moment(datetime(2025, 7, 1, 21, 5, tzinfo=UTC)) == "1 July 2025 at 23:05"


def test_date():
    assert sv.date("2025-04-04") == "4 april 2025"
    assert en.date("2025-04-04") == "4 April 2025"


@given(st.floats(min_value=1e-6, max_value=1e12), st.integers(min_value=1, max_value=6))
def test_rounding_stays_within_half_a_unit_of_the_last_figure(x, digits):
    assert abs(round_significant(x, digits) - x) <= 0.5000001 * x * 10 ** (1 - digits)
