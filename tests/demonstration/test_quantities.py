import math
from dataclasses import replace

import pytest

from declaration.accounting.emissions import account
from declaration.demonstration.measures import measure_rows, measures
from declaration.demonstration.quantities import activity_index, lines, part_shares, rounded


@pytest.fixture(scope="module")
def of(reporters):
    return {r.member_id: r for r in reporters}


@pytest.mark.parametrize(
    ("quantity", "told"),
    [(412_337.46, 412_340.0), (8.1234567, 8.12), (0.004, 0.0), (99_999.6, 100_000.0), (0.0, 0.0), (-1.0, 0.0)],
)
def test_a_quantity_keeps_five_digits_and_at_most_two_decimals(quantity, told):
    assert rounded(quantity) == told


def test_shares_of_a_mix_add_up_to_one(assumed, reporters):
    for reporter in reporters:
        for name in assumed.category[reporter.category].amounts:
            for year in assumed.years:
                shares = part_shares(assumed, reporter, name, year)
                assert math.fsum(shares) == pytest.approx(1.0)
                assert min(shares) >= 0


def test_a_switch_moves_its_share_from_its_year_on(assumed, of):
    """Beta moves 70 % of its lorries' diesel to HVO100 in 2023; without the switch the shares are as before."""
    plain = assumed.model_copy(update={"switch": ()})
    carriers = [part.carrier for part in assumed.use["lorries"].mix]
    diesel, hvo = carriers.index("diesel_mk1"), carriers.index("hvo100")
    for year in assumed.years:
        before, after = (part_shares(a, of["demo-akeriet-beta"], "lorries", year) for a in (plain, assumed))
        moved = 0.7 * before[diesel] if year >= 2023 else 0.0
        assert after[diesel] == pytest.approx(before[diesel] - moved)
        assert after[hvo] == pytest.approx(before[hvo] + moved)


def test_another_reporter_or_use_moves_no_other_figure(assumed, tables, of):
    """Every draw is seeded by what it is for, so an added use leaves the other lines as they were."""
    alone = assumed.category["haulier"].model_copy(update={"amounts": {"vans": 60.0}})
    narrow = assumed.model_copy(update={"category": assumed.category | {"haulier": alone}})
    reporter = of["demo-akeriet-alfa"]
    whole = lines(assumed, tables, reporter, 2023)
    vans = whole[whole["use"] == "vans"]["quantity"].tolist()
    assert vans
    assert lines(narrow, tables, reporter, 2023)["quantity"].tolist() == vans


def test_quantities_follow_size_and_activity(assumed, tables, of):
    """Twice the size is twice every line, with the same mix; activity is counted from the first year."""
    reporter = of["demo-akeriet-delta"]
    twice = replace(reporter, size=2 * reporter.size)
    one, two = (lines(assumed, tables, r, 2022) for r in (reporter, twice))
    assert two["quantity"].tolist() == pytest.approx((2 * one["quantity"]).tolist(), rel=2e-3)
    assert activity_index(assumed, reporter, 2021) == 1.0


def test_electricity_replaces_more_fuel_than_its_own_energy(assumed, tables, rates, of):
    """MWh of the lorries, electric MWh over the ratio 0.4, add up to the fuel energy needed whatever the mix."""
    reporter = of["demo-akeriet-delta"]
    frame = lines(assumed, tables, reporter, 2025)
    rows = account(frame[frame["use"] == "lorries"], tables, rates)
    electric = rows["carrier_code"].eq("electricity")
    assert electric.sum() == 1
    fuel_mwh = rows.loc[~electric, "energy_used_mj"].sum() / 3600
    electric_mwh = rows.loc[electric, "energy_used_mj"].sum() / 3600
    needed = fuel_mwh + electric_mwh / 0.4
    assert electric_mwh / 0.4 / needed == pytest.approx(part_shares(assumed, reporter, "lorries", 2025)[3], rel=1e-3)


def test_data_quality_only_gets_better_and_a_default_is_a_default(assumed, tables, of):
    reporter = of["demo-speditoren-gamma"]
    key = ["use", "activity_code", "carrier_code", "carrier_is_member", "site_id"]
    early, late = (lines(assumed, tables, reporter, y).set_index(key)["data_quality"] for y in (2021, 2025))
    both = early.index.intersection(late.index)
    assert len(both) > 10
    assert (late[both] <= early[both]).all()
    assert late.loc["freight"].min() >= 4


def test_a_measure_is_planned_then_started_then_done_or_stopped(assumed, of):
    order = {"planned": 0, "started": 1, "done": 2, "stopped": 2}
    emitted_t = {(year, use): 1000.0 for year in assumed.years for use in assumed.use}
    seen = set()
    for reporter in of.values():
        listed = measures(assumed, reporter, emitted_t)
        for measure in listed:
            states = [measure.status(year) for year in range(2018, 2031)]
            assert [order[s] for s in states] == sorted(order[s] for s in states)
            assert states[0] == "planned"
            assert states[-1] in ("done", "stopped")
            assert ("done" in states) != ("stopped" in states)
            low, high = measure.kind.cut
            uses = len(measure.kind.acts_on)
            assert 0.95 * low * 1000 * uses <= measure.expected_t <= 1.05 * high * 1000 * uses
            seen |= set(states)
    assert seen == {"planned", "started", "done", "stopped"}


def test_only_what_is_done_is_verified(assumed, of):
    emitted_t = {(year, use): 1000.0 for year in assumed.years for use in assumed.use}
    areas = dict.fromkeys({kind.lever for kind in assumed.measure}, "fossil_free_energy")
    reporter = of["demo-akeriet-delta"]
    rows = measure_rows(measures(assumed, reporter, emitted_t), areas, reporter, 2023)
    assert len(rows)
    assert (rows["verified_t_per_year"].notna() == rows["status"].eq("done")).all()
    assert (rows["start_year"] <= 2024).all()
