"""Properties of iLEAP reading: kilograms are kept, however shipments are cut up, ordered or spread over files."""

import json
import math
import tempfile
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ileap_samples import footprint, leg, shipment, toc

from declaration.exchange.ileap import quality, read_ileap
from declaration.problems import InputRefused

INTENSITIES = {"a": Decimal("0.116"), "b": Decimal("0.0532"), "c": Decimal("0.4")}
LEGS = st.lists(
    st.tuples(
        st.sampled_from(sorted(INTENSITIES)),
        st.integers(1, 40_000),
        st.integers(1, 3_000),
        st.sampled_from(["sfd", "gcd", "actual"]),
    ),
    min_size=1,
    max_size=8,
)
CATEGORIES = [footprint("toc", toc(name, str(wtw), "0.01")) for name, wtw in INTENSITIES.items()]


def sent(number: int, legs: list[tuple]) -> dict:
    name = f"s{number}"
    tces = []
    for i, (category, kg, km, basis) in enumerate(legs):
        tkm = Decimal(kg) * km / 1000
        wtw = tkm * INTENSITIES[category]
        made = leg(f"e{i}", name, category, str(kg), str(km), str(tkm), f"{wtw:f}", "0")
        tces.append(made | {"distance": {basis: str(km)}})
    return footprint("shipment-footprint", shipment(name, str(sum(kg for _, kg, _, _ in legs)), *tces))


def read(known, *files: list):
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{i}.json" for i in range(len(files))]
        for path, content in zip(paths, files, strict=True):
            path.write_text(json.dumps(content))
        return read_ileap(paths, "m1", known.limits, site_id="terminal")


def kilograms(reading) -> float:
    return math.fsum(reading.lines["quantity"] * reading.lines["supplier_factor_kg_per_unit"])


@settings(max_examples=60)
@given(shipments=st.lists(LEGS, min_size=1, max_size=5))
def test_no_kilogram_is_lost_or_made(known, shipments):
    reading = read(known, [*CATEGORIES, *(sent(i, legs) for i, legs in enumerate(shipments))])
    stated = math.fsum(kg * km / 1000 * float(INTENSITIES[c]) for legs in shipments for c, kg, km, _ in legs)
    assert math.isclose(kilograms(reading), stated, rel_tol=1e-9)
    assert math.isclose(reading.evidence["wtw_kg"].sum(), stated, rel_tol=1e-9)
    groups = {(c, basis) for legs in shipments for c, _, _, basis in legs}
    assert len(reading.lines) == len(groups)


@settings(max_examples=40)
@given(shipments=st.lists(LEGS, min_size=1, max_size=5), data=st.data())
def test_order_of_shipments_is_irrelevant(known, shipments, data):
    made = [sent(i, legs) for i, legs in enumerate(shipments)]
    mixed = data.draw(st.permutations([*made, *CATEGORIES]))
    straight, shuffled = read(known, [*CATEGORIES, *made]), read(known, mixed)
    columns = ["activity_code", "supplier_evidence", "distance_basis", "line_id"]
    assert straight.lines[columns].equals(shuffled.lines[columns])
    assert all(
        math.isclose(a, b, rel_tol=1e-12)
        for a, b in zip(straight.lines["quantity"], shuffled.lines["quantity"], strict=True)
    )


@settings(max_examples=40)
@given(shipments=st.lists(LEGS, min_size=2, max_size=5), cut=st.integers(0, 5))
def test_spreading_shipments_over_files_changes_nothing(known, shipments, cut):
    made = [sent(i, legs) for i, legs in enumerate(shipments)]
    whole, parts = read(known, [*CATEGORIES, *made]), read(known, [*CATEGORIES, *made[:cut]], made[cut:] or [RAIL])
    assert whole.lines["quantity"].tolist() == parts.lines["quantity"].tolist()


RAIL = footprint("toc", toc("rail", "0.007", "0", mode="Rail"))


@settings(max_examples=60)
@given(slip=st.sampled_from(["mass", "transportActivity", "co2eWTW"]), power=st.sampled_from([-3, 3]), legs=LEGS)
def test_a_slip_of_a_thousand_is_always_found(known, slip, power, legs):
    content = sent(0, legs)
    tce = content["extensions"][0]["data"]["tces"][0]
    tce[slip] = f"{Decimal(tce[slip]).scaleb(power):f}"
    with pytest.raises(InputRefused) as refusal:
        read(known, [*CATEGORIES, content])
    assert {p.code for p in refusal.value.problems} <= {"ileap_activity", "ileap_contradiction", "ileap_ttw_above_wtw"}


@given(low=st.floats(0, 100), more=st.floats(0, 100))
def test_more_primary_data_never_makes_quality_worse(low, more):
    assert quality(min(low + more, 100)) <= quality(low)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["tces", "tocId", "hocId", "data", "extensions", "pcf", "dataSchema", "mode", "x"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=80)
@given(content=JSON)
def test_whatever_the_json_the_answer_is_a_reading_or_a_refusal(known, content):
    try:
        reading = read(known, content)
    except InputRefused as refusal:
        assert refusal.problems
    else:
        assert len(reading.lines) == 0
