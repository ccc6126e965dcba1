"""What must hold of any split: it adds up, does not care for order, and turns with the states.

The rows are invented, with any factors, so that every way of counting and every zero comes up. The second
computation is plain Python, member by member, from Ang's formula.
"""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from declaration.programme.split import MIRROR, State, split, split_across

SOME = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
MEMBERS = ("A", "B", "C", "D")
#: activity, carrier, kind, unit, area, layer, element, moves with
KINDS = (
    ("road_fuel_own", "diesel_mk1", "fuel", "litre", "fossil_free_energy", "own_energy", "TOC", "law"),
    ("road_fuel_own", "hvo100", "fuel", "litre", "fossil_free_energy", "own_energy", "TOC", "supply"),
    ("road_el_own", "electricity", "electricity", "kWh", "fossil_free_energy", "own_energy", "TOC", "grid"),
    ("building_el", "electricity", "electricity", "kWh", "technology_infrastructure", "own_energy", "HOC", "grid"),
    ("building_dh", "dh_other", "heat", "kWh", "technology_infrastructure", "own_energy", "HOC", "none"),
    ("bought_road", "diesel_mk1", "fuel", "litre", "smart_efficient_logistics", "bought_transport", "TOC", "law"),
    ("bought_road", "tkm_van", "intensity", "tkm", "smart_efficient_logistics", "bought_transport", "TOC", "none"),
    ("bought_road", "tkm_artic", "intensity", "tkm", "smart_efficient_logistics", "bought_transport", "TOC", "none"),
    ("packaging_plastic", "pack_film", "material", "kg", "packaging_logistics", "materials_waste", "none", "none"),
)
MJ = {"litre": 35.5, "kWh": 3.6}
amounts = st.one_of(st.just(0.0), st.floats(1e-2, 1e5))
rates = st.one_of(st.just(0.0), st.floats(1e-3, 1e2))
statuses = st.sampled_from(["counted", "counted", "counted", "carrier_is_member", "no_factor", "memo"])


@st.composite
def states(draw, year: int = 2023) -> State:
    drawn = draw(
        st.lists(
            st.tuples(
                st.sampled_from(MEMBERS), st.integers(0, len(KINDS) - 1), amounts, rates, statuses, st.booleans()
            ),
            max_size=12,
        )
    )
    missing = draw(st.sets(st.sampled_from(MEMBERS), max_size=1))
    lines = []
    for i, (member, which, quantity, rate, status, supplier) in enumerate(drawn):
        activity, carrier, kind, unit, area, layer, element, moves_with = KINDS[which]
        energy = kind in ("fuel", "electricity", "heat")
        lines.append(
            {
                "line_id": f"{year}.{i}",
                "member_id": member,
                "year": year,
                "activity_code": activity,
                "carrier_code": carrier,
                "kind": kind,
                "unit": unit,
                "factor_unit": unit,
                "home_area": area,
                "layer": layer,
                "iso14083_element": element,
                "moves_with": moves_with,
                "quantity": quantity,
                "share_in_region": 1.0,
                "conversion": 1.0,
                "adjustment": 1.0,
                "energy_used_mj": quantity * MJ[unit] if energy else np.nan,
                "supplier_used": supplier,
                "status": status,
                "counted": status == "counted",
                "co2e_kg": np.nan if status == "no_factor" else quantity * rate,
                "estimated": member in missing,
            }
        )
    columns = [*lines[0]] if lines else EMPTY
    return State(year, pd.DataFrame(lines, columns=columns), draw(st.frozensets(st.sampled_from(MEMBERS), min_size=2)))


EMPTY = [
    *("line_id", "member_id", "year", "activity_code", "carrier_code", "kind", "unit", "factor_unit", "home_area"),
    *("layer", "iso14083_element", "moves_with", "quantity", "share_in_region", "conversion", "adjustment"),
    *("energy_used_mj", "supplier_used", "status", "counted", "co2e_kg", "estimated"),
]


@st.composite
def denominators(draw) -> pd.DataFrame:
    quantity = st.floats(1, 1e6)
    figures = [
        (member, "s1", year, code, draw(quantity), unit)
        for member in draw(st.sets(st.sampled_from(MEMBERS)))
        for code, unit in (("output_tkm", "tkm"), ("output_tonnes", "tonne"))
        for year in (2023, 2024)
    ]
    columns = ["member_id", "site_id", "year", "denominator_code", "quantity", "unit"]
    return pd.DataFrame(figures, columns=columns)


def total_t(state: State, area: str | None = None) -> float:
    rows = state.rows[state.rows["member_id"].isin(state.members) & state.rows["counted"].astype(bool)]
    if area:
        rows = rows[rows["home_area"] == area]
    return math.fsum(rows["co2e_kg"]) / 1000


def wide(table: pd.DataFrame) -> pd.DataFrame:
    return table.pivot(index="area", columns="effect", values="change_t")


years = st.sampled_from([(2023, 2024), (2023, 2023)])


@SOME
@given(data=st.data(), pair=years, below=denominators())
def test_effects_add_up_in_every_area_and_areas_to_the_total(data, pair, below):
    first, last = (data.draw(states(year)) for year in pair)
    made = wide(split(first, last, below))
    scale = max(total_t(first), total_t(last), 1e-6)
    for area, own in made.iterrows():
        name = None if area == "total" else area
        assert math.fsum(own) == pytest.approx(total_t(last, name) - total_t(first, name), abs=1e-9 * scale)
    assert made.drop("total").sum().to_numpy() == pytest.approx(made.loc["total"].to_numpy(), abs=1e-9 * scale)


@SOME
@given(data=st.data(), pair=years, below=denominators())
def test_swapping_the_states_turns_every_effect(data, pair, below):
    first, last = (data.draw(states(year)) for year in pair)
    scale = max(total_t(first), total_t(last), 1e-6)
    forward, back = wide(split(first, last, below)), wide(split(last, first, below))
    for effect in forward:
        mirrored = back[MIRROR.get(effect, effect)]
        assert (-mirrored).to_numpy() == pytest.approx(forward[effect].to_numpy(), abs=1e-9 * scale), effect


@SOME
@given(data=st.data(), below=denominators(), seed=st.integers(0, 99))
def test_order_does_not_matter(data, below, seed):
    first, last = (data.draw(states(year)) for year in (2023, 2024))
    shuffled = [
        State(s.year, s.rows.sample(frac=1, random_state=seed).reset_index(drop=True), s.members) for s in (first, last)
    ]
    scale = max(total_t(first), total_t(last), 1e-6)
    made, again = split(first, last, below), split(*shuffled, below.sample(frac=1, random_state=seed))
    assert again["change_t"].to_numpy() == pytest.approx(made["change_t"].to_numpy(), abs=1e-9 * scale)


@SOME
@given(data=st.data())
def test_a_joiner_changes_nothing_but_new_reporters(data):
    first = data.draw(states())
    first = State(2023, first.rows[first.rows["member_id"] != "D"], first.members - {"D"})
    more = data.draw(states()).rows
    more = more[more["member_id"].eq("D") & ~more["estimated"].astype(bool)].assign(
        line_id=lambda d: d["line_id"] + "d"
    )
    rows = pd.concat([r for r in (first.rows, more) if len(r)] or [first.rows], ignore_index=True)
    made = wide(split(first, State(2024, rows, first.members | {"D"}))).loc["total"]
    joined_t = math.fsum(more.loc[more["counted"].astype(bool), "co2e_kg"]) / 1000
    assert made["new_reporters"] == pytest.approx(joined_t)
    assert made.drop("new_reporters").to_numpy() == pytest.approx(0, abs=1e-9 * max(total_t(first), 1e-6))


@SOME
@given(data=st.data())
def test_a_split_by_way_of_a_restated_year_adds_up_too(data):
    first, restated, last = (data.draw(states(year)) for year in (2023, 2023, 2024))
    made = wide(split_across(first, restated, last)).loc["total"]
    scale = max(*(total_t(s) for s in (first, restated, last)), 1e-6)
    assert math.fsum(made) == pytest.approx(total_t(last) - total_t(first), abs=1e-9 * scale)


def mean(a: float, b: float) -> float:
    """The logarithmic mean by its integral, ∫ a^x b^(1-x) dx over 0-1 (Carlson 1972), by Gauss and Legendre."""
    middle = math.sqrt(a * b)
    half = math.log(a / b) / 2
    return middle * math.fsum(w * math.exp(half * x) for x, w in zip(*POINTS, strict=True)) / 2


POINTS = [p.tolist() for p in np.polynomial.legendre.leggauss(40)]


def by_hand(first: dict, last: dict, tkm: tuple[float, float]) -> dict[str, float]:
    """One member's fuels, litres and kg/l above 0 in both years: the effects by Ang's formula; t CO2e."""
    ends = []
    for fuels in (first, last):
        mj = {c: litres * 35.5 for c, (litres, _) in fuels.items()}
        kg = {c: litres * rate for c, (litres, rate) in fuels.items()}
        ends.append((sum(mj.values()), sum(kg.values()), mj, kg))
    (mj0, kg0, by0, c0), (mj1, kg1, by1, c1) = ends
    weight = mean(kg1, kg0) / 1000
    made = {
        "activity": weight * math.log(tkm[1] / tkm[0]),
        "energy_intensity": weight * math.log((mj1 / tkm[1]) / (mj0 / tkm[0])),
        "own_choice": 0.0,
        "system_factor": 0.0,
    }
    content = mean(kg1 / mj1, kg0 / mj0)
    for carrier in first:
        own = weight / content * mean(c1[carrier] / mj1, c0[carrier] / mj0)
        made["own_choice"] += own * math.log((by1[carrier] / mj1) / (by0[carrier] / mj0))
        made["system_factor"] += own * math.log((c1[carrier] / by1[carrier]) / (c0[carrier] / by0[carrier]))
    return made


def fuel_state(year: int, fuels: dict) -> State:
    lines = [
        {
            **dict.fromkeys(EMPTY, 1.0),
            "member_id": "A",
            "activity_code": "road_fuel_own",
            "carrier_code": carrier,
            "kind": "fuel",
            "unit": "litre",
            "factor_unit": "litre",
            "home_area": "fossil_free_energy",
            "layer": "own_energy",
            "iso14083_element": "TOC",
            "moves_with": "law",
            "quantity": litres,
            "energy_used_mj": litres * 35.5,
            "supplier_used": False,
            "status": "counted",
            "co2e_kg": litres * rate,
            "estimated": False,
        }
        for carrier, (litres, rate) in fuels.items()
    ]
    return State(year, pd.DataFrame(lines, columns=EMPTY), frozenset("A"))


above = st.floats(1e-2, 1e5)
two_fuels = st.fixed_dictionaries({"diesel_mk1": st.tuples(above, above), "hvo100": st.tuples(above, above)})


@SOME
@given(two_fuels, two_fuels, st.tuples(above, above))
def test_the_same_as_a_second_computation_in_plain_python(first, last, tkm):
    columns = ["member_id", "site_id", "year", "denominator_code", "quantity", "unit"]
    figures = [("A", "s1", 2023 + i, "output_tkm", tkm[i], "tkm") for i in range(2)]
    made = wide(split(fuel_state(2023, first), fuel_state(2024, last), pd.DataFrame(figures, columns=columns)))
    expected = by_hand(first, last, tkm)
    scale = max(sum(litres * rate for litres, rate in fuels.values()) for fuels in (first, last)) / 1000
    for effect, change_t in made.loc["total"].items():
        assert change_t == pytest.approx(expected.get(effect, 0.0), rel=1e-6, abs=1e-7 * scale), effect
