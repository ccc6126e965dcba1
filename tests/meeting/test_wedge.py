"""The wedge, worked by hand: which measures count, from which year, how much, and what no measure covers."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declaration.meeting.briefing import MembersMeasures, Standing, counts_from, still_to_come_t, wedge
from declaration.meeting.state import AREAS, STATUSES, WHOLE, Measure

TODAY = date(2026, 11, 24)
#: 100 000 t in the last year, down to 10 000 t in 2030 in equal steps of 18 000 t
WHOLE_T, PATH = 100_000.0, {year: 100_000.0 - 18_000 * (year - 2025) for year in range(2022, 2031)}
STANDING = Standing(
    scope=WHOLE, status="off_track", last_year=2025, last_t=WHOLE_T, is_estimate=False, allowed_t=100_000.0,
    target_year=2030, target_t=10_000.0, gap_t=None, gap_low_t=None, gap_high_t=None, required_t_per_year=None,
    achieved_t_per_year=None, misses_of_20=None, misses_sense="",
)  # fmt: skip
MEASURE = Measure(
    id="1", name="Landström", area=WHOLE, owner="Hamnen", start=date(2025, 1, 1), due=date(2027, 6, 30),
    expected_t=5_000.0, verified_t=0.0, status="started",
)  # fmt: skip


def members(status: str = "started", expected_t: float | None = 1_000.0, hidden=()) -> MembersMeasures:
    return MembersMeasures(AREAS[0], status, 7.0, expected_t, None, frozenset(hidden))


@pytest.mark.parametrize(
    ("changed", "coming_t"),
    [
        ({}, 5_000),
        ({"status": "planned"}, 5_000),
        ({"status": "stopped"}, 0),
        ({"status": "done"}, 5_000),
        ({"status": "done", "verified_t": 4_200.0}, 4_200),
        ({"status": "done", "verified_t": 6_100.0}, 6_100),
        ({"verified_t": 1_500.0}, 3_500),
        ({"verified_t": 6_100.0}, 0),
        # its day lies in the years that the figures cover: in them where it is done, overdue where it is not
        ({"due": date(2025, 12, 31)}, 5_000),
        ({"due": date(2025, 12, 31), "status": "planned", "verified_t": 2_000.0}, 3_000),
        ({"due": date(2025, 12, 31), "status": "done"}, 0),
        ({"due": date(2025, 12, 31), "status": "done", "verified_t": 4_200.0}, 0),
        ({"due": date(2026, 1, 1), "status": "done"}, 5_000),
        ({"due": date(2025, 12, 31), "status": "stopped"}, 0),
    ],
)
def test_what_a_measure_has_yet_to_take_off(changed, coming_t):
    assert still_to_come_t(replace(MEASURE, **changed), 2025) == coming_t


@pytest.mark.parametrize(
    ("due", "status", "year", "is_overdue"),
    [
        (date(2027, 6, 30), "started", 2028, False),
        (date(2026, 12, 31), "planned", 2027, False),
        (TODAY, "started", 2027, False),
        (date(2026, 11, 23), "started", 2027, True),
        (date(2024, 1, 1), "planned", 2027, True),
        (date(2024, 1, 1), "done", 2025, False),
        (date(2024, 1, 1), "stopped", 2025, False),
    ],
)
def test_from_which_year_a_measure_counts(due, status, year, is_overdue):
    measure = replace(MEASURE, due=due, status=status)
    assert counts_from(measure, TODAY) == year
    assert measure.is_overdue(TODAY) == is_overdue


def test_a_wedge_worked_by_hand():
    register = (
        MEASURE,  # 5 000 from 2028
        replace(MEASURE, id="2", due=date(2025, 12, 31), expected_t=2_000.0),  # overdue: 2 000 from 2027
        replace(MEASURE, id="3", due=date(2026, 3, 1), status="done", verified_t=800.0),  # 800 from 2027
        replace(MEASURE, id="4", due=date(2025, 3, 1), status="done", verified_t=9_000.0),  # in the figures
        replace(MEASURE, id="5", status="stopped"),
        replace(MEASURE, id="6", due=date(2030, 1, 1)),  # after the target year
    )
    theirs = (members(), members("planned", 1_500.0), members("done", 40_000.0), members("stopped", 9.0))
    made = wedge(STANDING, PATH, theirs, register, TODAY)
    assert made.years == (2025, 2026, 2027, 2028, 2029, 2030)
    assert made.own_t == (0, 0, 2_800, 7_800, 7_800, 7_800)
    assert made.members_t == (0, 500, 1_000, 1_500, 2_000, 2_500)
    assert made.path_t == (100_000, 82_000, 64_000, 46_000, 28_000, 10_000)
    assert made.counted == ("1", "2", "3")
    assert (made.needed_t, made.covered_t, made.uncovered_t) == (90_000, 10_300, 79_700)
    assert not made.some_withheld


def test_withheld_sums_count_nothing_and_are_told():
    rows = (members(expected_t=None, hidden=["expected"]), members("planned", 250.0))
    made = wedge(STANDING, PATH, rows, (), TODAY)
    assert made.some_withheld and made.covered_t == 250
    only_verified = (members(hidden=["verified", "measures"]), members("done", None, ["expected"]))
    assert not wedge(STANDING, PATH, only_verified, (), TODAY).some_withheld


def test_measures_beyond_what_is_needed_leave_nothing_uncovered():
    made = wedge(STANDING, PATH, (members(expected_t=60_000.0),), (replace(MEASURE, expected_t=50_000.0),), TODAY)
    assert (made.covered_t, made.uncovered_t) == (110_000, 0)


@pytest.mark.parametrize(
    ("standing", "path"),
    [
        (replace(STANDING, last_t=None), PATH),
        (STANDING, {}),
        (STANDING, {year: t for year, t in PATH.items() if year != 2028}),
        (replace(STANDING, last_year=2030), PATH),
    ],
)
def test_without_a_level_or_a_whole_path_there_is_no_wedge(standing, path):
    assert wedge(standing, path, (), (MEASURE,), TODAY) is None


tonnes = st.floats(0, 200_000)
measures = st.builds(
    Measure,
    id=st.integers(1, 9_999).map(str), name=st.just("x"), area=st.just(WHOLE), owner=st.just("x"),
    start=st.just(date(2020, 1, 1)), due=st.dates(date(2020, 1, 1), date(2035, 1, 1)), expected_t=tonnes,
    verified_t=tonnes, status=st.sampled_from(STATUSES),
)  # fmt: skip
sums = st.builds(members, st.sampled_from(STATUSES), st.none() | tonnes, st.sampled_from([(), ("expected",)]))


@given(
    st.lists(measures, max_size=6, unique_by=lambda m: m.id),
    st.lists(sums, max_size=6),
    st.dates(date(2025, 1, 1), date(2031, 1, 1)),
    tonnes,
)
def test_what_is_covered_and_what_is_not_make_what_is_needed(register, theirs, today, held_t):
    made = wedge(replace(STANDING, last_t=held_t), PATH, tuple(theirs), tuple(register), today)
    assert made.covered_t + made.uncovered_t >= made.needed_t - 1e-6
    if made.uncovered_t:
        assert made.covered_t + made.uncovered_t == pytest.approx(made.needed_t)
    for layer in (made.own_t, made.members_t):
        assert len(layer) == len(made.years) == len(made.path_t)
        assert min(layer) >= 0
        assert list(layer) == sorted(layer), "what a measure takes off stays off"
    assert made.members_t[0] == 0
    counted = [m for m in register if m.id in made.counted]
    assert all(m.status != "stopped" for m in counted)
    assert made.own_t[-1] == pytest.approx(
        sum(still_to_come_t(m, 2025) for m in register if counts_from(m, today) <= 2030)
    )
