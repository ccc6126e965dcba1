"""What must hold of any report: additivity, unit and order invariance, locality of factors, nothing negative."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from declaration.accounting.emissions import KG, account
from declaration.accounting.rates import rate_table
from declaration.accounting.tables import AREAS, tables_from_frames
from declaration.accounting.totals import counted, left_out, total, totals

FEW = settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow])
KEY = ["activity_code", "carrier_code", "unit", "year"]
NUMBERS = [c for c in KG if c != "biogenic_co2_kg"]


@st.composite
def reports(draw, rates: pd.DataFrame, least: int = 1) -> pd.DataFrame:
    chosen = draw(st.lists(st.integers(0, len(rates) - 1), min_size=least, max_size=12))
    lines = rates.iloc[chosen][KEY].reset_index(drop=True)
    n = len(lines)

    def column(values):
        return draw(st.lists(values, min_size=n, max_size=n))

    supplier = column(st.one_of(st.none(), st.floats(-2, 5)))
    return lines.assign(
        line_id=[f"{i:04d}" for i in range(n)],
        member_id=column(st.sampled_from(["m1", "m2", "m3"])),
        site_id=column(st.sampled_from(["s1", "s2"])),
        quantity=column(st.floats(0, 1e7)),
        data_quality=column(st.integers(1, 5)),
        share_in_region=column(st.floats(0, 1)),
        carrier_is_member=column(st.sampled_from(["yes", "no", "unknown", ""])),
        in_site_meter=column(st.sampled_from(["yes", "no", ""])),
        distance_basis=column(st.sampled_from(["sfd", "gcd", "actual"])),
        temperature_controlled=column(st.sampled_from(["yes", "no"])),
        supplier_factor_kg_per_unit=np.array(supplier, dtype=float),
        supplier_evidence="paper",
    )


def same(a, b) -> bool:
    return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-6)


@FEW
@given(data=st.data())
def test_sums_add_up_over_sites_areas_layers_and_scopes(tables, rates, data):
    rows = account(data.draw(reports(rates)), tables, rates)
    whole = total(counted(rows))
    for by in (["site_id"], ["home_area"], ["member_id", "site_id"], ["layer"], ["carrier_code"], ["year"]):
        parts = totals(rows, by)
        for column in ("co2e_t", "market_t", "scope_1_t", "scope_2_t", "scope_3_t", "ttw_t", "wtt_t"):
            assert same(parts[column].sum(), whole[column])
    for split in (
        ("ttw_t", "wtt_t", "unsplit_t"),
        ("scope_1_t", "scope_2_t", "scope_3_t", "scope_other_t"),
    ):
        assert same(sum(whole[c] for c in split), whole["co2e_t"])
    everything = math.fsum(rows["co2e_kg"].dropna()) / 1000
    assert same(whole["co2e_t"] + left_out(rows)["co2e_t"].sum(), everything)


@FEW
@given(data=st.data())
def test_nothing_is_negative_but_the_memo(tables, rates, data):
    rows = account(data.draw(reports(rates)), tables, rates)
    for column in KG:
        found = rows[column].dropna()
        assert (found <= 0).all() if column == "credit_memo_kg" else (found >= 0).all(), column


@FEW
@given(data=st.data())
def test_one_more_line_never_lowers_the_total_unless_it_is_the_meter_that_holds_others(tables, rates, data):
    lines = data.draw(reports(rates, least=2))
    fewer, more = account(lines.iloc[:-1], tables, rates), account(lines, tables, rates)
    if lines["activity_code"].iloc[-1] != "building_el":
        assert total(counted(more))["co2e_t"] >= total(counted(fewer))["co2e_t"] - 1e-9


@FEW
@given(data=st.data())
def test_order_does_not_matter(tables, rates, data):
    lines = data.draw(reports(rates))
    shuffled = lines.sample(frac=1, random_state=data.draw(st.integers(0, 99)))
    rows = account(lines, tables, rates)
    again = account(shuffled, tables, rates)
    assert again["line_id"].tolist() == shuffled["line_id"].tolist()
    back = again.set_index("line_id").loc[rows["line_id"]].reset_index()
    pd.testing.assert_frame_equal(back[NUMBERS], rows[NUMBERS])
    assert back["status"].tolist() == rows["status"].tolist()
    by = ["year", "home_area"]
    pd.testing.assert_frame_equal(totals(again, by), totals(rows, by))


@FEW
@given(data=st.data())
def test_a_line_split_in_two_is_the_same_tonnes(tables, rates, data):
    lines = data.draw(reports(rates))
    part = data.draw(st.floats(0, 1))
    one = lines.assign(quantity=lines["quantity"] * part)
    two = lines.assign(quantity=lines["quantity"] * (1 - part), line_id=lines["line_id"] + "b")
    whole = total(counted(account(lines, tables, rates)))
    halves = total(counted(account(pd.concat([one, two]), tables, rates)))
    for column in ("co2e_t", "market_t", "biogenic_co2_t", "credit_memo_t"):
        assert same(whole[column], halves[column])


@pytest.fixture(scope="module")
def units_of(rates) -> dict[tuple[str, str], list[str]]:
    return {key: sorted(set(group["unit"])) for key, group in rates.groupby(["activity_code", "carrier_code"])}


@FEW
@given(data=st.data())
def test_the_unit_a_quantity_is_written_in_does_not_matter(tables, rates, units_of, data):
    lines = data.draw(reports(rates)).assign(supplier_factor_kg_per_unit=np.nan)
    written = lines.copy()
    for i, r in enumerate(lines.itertuples()):
        if not tables.carriers.at[r.carrier_code, "factor_code"]:
            continue
        unit = data.draw(st.sampled_from(units_of[r.activity_code, r.carrier_code]))
        substance = tables.carriers.at[r.carrier_code, "substance"] or r.carrier_code
        written.loc[i, "quantity"] = tables.units.convert(r.quantity, r.unit, unit, substance)
        written.loc[i, "unit"] = unit
    rows, again = account(lines, tables, rates), account(written, tables, rates)
    np.testing.assert_allclose(rows[NUMBERS], again[NUMBERS], rtol=1e-9, atol=1e-9)


@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), multiplier=st.floats(1.1, 2.0))
def test_a_changed_factor_moves_exactly_the_rows_that_use_it(frames, tables, rates, data, multiplier):
    fuelled = rates[rates["factor_id"].ne("") & rates["kind"].ne("refrigerant")]
    lines = data.draw(reports(fuelled, least=5)).assign(supplier_factor_kg_per_unit=np.nan)
    lines["quantity"] += 1
    lines["share_in_region"] = 1.0
    before = account(lines, tables, rates)
    code = data.draw(st.sampled_from(sorted(set(tables.carriers.loc[lines["carrier_code"], "factor_code"]) - {""})))
    changed = frames["emission_factors"].copy()
    of_code = (changed["factor_code"] == code) & (changed["boundary"] != "biogenic")
    changed.loc[of_code, "value_kg_co2e"] *= multiplier
    moved_tables = tables_from_frames(frames | {"emission_factors": changed})
    after = account(lines, moved_tables, rate_table(moved_tables, set(lines["year"])))
    uses = before["carrier_code"].map(tables.carriers["factor_code"]).eq(code) & before["co2e_kg"].notna()
    expected = before["co2e_kg"].where(~uses, before["co2e_kg"] * multiplier)
    np.testing.assert_allclose(after["co2e_kg"], expected, rtol=1e-9)
    pd.testing.assert_series_equal(after.loc[~uses, "co2e_kg"], before.loc[~uses, "co2e_kg"])


@FEW
@given(data=st.data())
def test_each_tonne_has_one_home_and_the_interval_holds_the_sum(tables, rates, data):
    rows = account(data.draw(reports(rates)), tables, rates)
    assert rows["home_area"].isin(AREAS).all()
    for _, r in totals(rows, ["year", "home_area"]).iterrows():
        assert r["low_t"] <= r["co2e_t"] <= r["high_t"]
        assert 0 <= r["factor_variance_share"] <= 1
    by_area = totals(rows, ["home_area"])
    assert by_area["home_area"].is_unique


@pytest.mark.parametrize("member", ["yes", "no", "unknown"])
def test_only_the_answer_no_lets_a_bought_service_count(tables, rates, member):
    lines = rates[rates["activity_code"].str.startswith("bought_")][KEY].reset_index(drop=True)
    lines = lines.assign(
        line_id=lines.index.map(str), member_id="m", site_id="s", quantity=1.0, data_quality=4, carrier_is_member=member
    )
    rows = account(lines, tables, rates)
    services = rows["activity_code"].isin(["bought_road", "bought_rail", "bought_sea"])
    assert rows.loc[services, "counted"].all() == (member == "no")
    assert not rows.loc[~services, "counted"].any()
