"""iLEAP data that must not become lines, each with one planted mistake; every mistake is found, all at once."""

import json

import pytest
from ileap_samples import LEGS, RAIL, ROAD, SMALL, WAREHOUSE, carrier, chain, footprint, hub, leg, shipment, toc

DATA = "$[0].extensions[0].data"


def altered(path: tuple, value: object, content: list | None = None) -> list:
    """The chain with one value changed, or taken away (None)."""
    made = json.loads(json.dumps(content or chain()))
    place = made
    for step in path[:-1]:
        place = place[step]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return made


FIRST = (0, "extensions", 0, "data")
TOC_ROAD = (3, "extensions", 0, "data")


@pytest.mark.parametrize(
    ("path", "value", "code", "column"),
    [
        ((*FIRST, "tces", 0, "co2eWTW"), 118.44, "ileap_decimal", f"{DATA}.tces[0].co2eWTW"),
        ((*FIRST, "tces", 0, "co2eWTW"), "118,44", "ileap_decimal", f"{DATA}.tces[0].co2eWTW"),
        ((*FIRST, "tces", 0, "co2eWTW"), "1.2e2", "ileap_decimal", f"{DATA}.tces[0].co2eWTW"),
        ((*FIRST, "tces", 0, "co2eWTW"), "NaN", "ileap_decimal", f"{DATA}.tces[0].co2eWTW"),
        ((*FIRST, "tces", 0, "co2eWTW"), "١١٨", "ileap_decimal", f"{DATA}.tces[0].co2eWTW"),
        ((*FIRST, "tces", 0, "co2eWTW"), "118.44\n", "ileap_decimal", f"{DATA}.tces[0].co2eWTW"),
        ((*FIRST, "tces", 0, "co2eWTW"), None, "ileap_missing", f"{DATA}.tces[0].co2eWTW"),
        ((*FIRST, "tces", 0, "mass"), "-40000", "ileap_bound", f"{DATA}.tces[0].mass"),
        ((*FIRST, "tces", 0, "mass"), "0", "ileap_bound", f"{DATA}.tces[0].mass"),
        ((*FIRST, "tces", 0, "distance"), {}, "ileap_distance", f"{DATA}.tces[0].distance"),
        ((*FIRST, "tces", 0, "mass"), "40", "ileap_activity", f"{DATA}.tces[0].transportActivity"),
        ((*FIRST, "tces", 0, "transportActivity"), "0", "ileap_activity", f"{DATA}.tces[0].transportActivity"),
        ((*FIRST, "tces", 0, "shipmentId"), "another", "ileap_shipment", f"{DATA}.tces[0].shipmentId"),
        ((*FIRST, "tces", 1, "prevTceIds"), ["gone"], "ileap_previous", f"{DATA}.tces[1].prevTceIds[0]"),
        ((*FIRST, "tces", 0, "tocId"), "toc-rail-2", "ileap_reference", f"{DATA}.tces[0].tocId"),
        ((*FIRST, "tces", 1, "hocId"), "gone", "ileap_reference", f"{DATA}.tces[1].hocId"),
        ((*FIRST, "tces", 0, "tocId"), None, "ileap_toc_or_hoc", f"{DATA}.tces[0]"),
        ((*FIRST, "tces", 0, "hocId"), "hoc-warehouse-1", "ileap_toc_or_hoc", f"{DATA}.tces[0]"),
        ((*FIRST, "tces", 2, "co2eTTW"), "1962.73", "ileap_ttw_above_wtw", f"{DATA}.tces[2].co2eTTW"),
        ((*FIRST, "tces", 1, "co2eWTW"), "1320000", "ileap_contradiction", f"{DATA}.tces[1].co2eWTW"),
        ((*FIRST, "tces"), [], "ileap_type", f"{DATA}.tces"),
        ((*TOC_ROAD, "mode"), "Lorry", "ileap_one_of", "$[3].extensions[0].data.mode"),
        ((*TOC_ROAD, "loadFactor"), "60", "ileap_bound", "$[3].extensions[0].data.loadFactor"),
        ((*TOC_ROAD, "temperatureControl"), "cold", "ileap_one_of", "$[3].extensions[0].data.temperatureControl"),
        ((*TOC_ROAD, "energyCarriers", 0, "relativeShare"), None, "ileap_missing", None),
        ((*TOC_ROAD, "energyCarriers", 0, "relativeShare"), "0.998", "ileap_shares", None),
        ((0, "pcf", "primaryDataShare"), 140, "ileap_bound", "$[0].pcf.primaryDataShare"),
        ((0, "pcf", "referencePeriodEnd"), None, "ileap_year_unknown", f"{DATA}.tces[0]"),
        ((0, "pcf", "referencePeriodEnd"), "2023-01-01T00:00:00Z", "ileap_year_unknown", f"{DATA}.tces[0]"),
    ],
)
def test_a_planted_mistake_is_found_where_it_stands(refused, path, value, code, column):
    found = refused(altered(path, value))
    assert code in {c for c, _ in found}
    if column:
        assert (code, column) in found


def test_shares_may_be_rounded_by_a_thousandth(ileap):
    shares = [carrier("Diesel", "4.13", "3.17", "0.333")] * 3
    assert len(ileap([footprint("toc", toc("t", "0.1", "0.09", *shares))]).evidence) == 1


def test_every_mistake_is_told_at_once_with_none_of_the_lines(refused):
    content = altered((*FIRST, "tces", 0, "co2eWTW"), 118.44)
    content = altered((*TOC_ROAD, "mode"), "Lorry", content)
    content = altered((4, "extensions", 0, "data", "co2eIntensityTTW"), "0.9", content)
    assert {code for code, _ in refused(content)} >= {"ileap_decimal", "ileap_one_of", "ileap_ttw_above_wtw"}


def test_the_same_shipment_in_two_files_would_count_twice(refused):
    assert {code for code, _ in refused(chain(), chain()[:1])} == {"ileap_id_twice"}


def test_the_same_category_in_two_files_is_one_unless_they_differ(ileap, refused):
    assert len(ileap(chain(), chain()[2:]).lines) == 5
    other = footprint("toc", RAIL | {"co2eIntensityWTW": "0.0071"})
    assert ("ileap_id_twice", "$.extensions[0].data") in refused(chain(), other)


@pytest.mark.parametrize("wtw", ["0.0004", "6.1", "116", "-0.1"])
def test_an_intensity_that_cannot_be_is_refused(refused, wtw):
    assert refused(toc("t", wtw, "-0.2")) == [("ileap_absurd", "$.co2eIntensityWTW")]


def test_an_unusual_intensity_is_a_warning(ileap):
    heavy = ileap(toc("t", "0.9", "0.7"), {**WAREHOUSE, "co2eIntensityWTW": "61"})
    assert [(w.code, w.details["rule"]) for w in heavy.warnings] == [
        ("ileap_unlikely", "P02"),
        ("ileap_unlikely", "P08"),
    ]
    assert ileap(RAIL).warnings == ()  # 7 g/tkm is usual on rails, though not on roads


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "ileap_not_json"),
        ("{", "ileap_not_json"),
        ('{"tocId": NaN}', "ileap_not_json"),
        ('{"tocId": "a", "tocId": "b"}', "ileap_not_json"),
        ("[" * 100_000, "ileap_not_json"),
        ("[]", "ileap_nothing"),
        ('{"hello": 1}', "ileap_nothing"),
        ('"text"', "ileap_nothing"),
    ],
)
def test_files_that_are_no_ileap_data(refused, content, code):
    assert [c for c, _ in refused(content)] == [code]


def test_files_that_cannot_be_read(known, tmp_path, monkeypatch):
    from declaration.exchange import ileap_files

    utf16 = tmp_path / "utf16.json"
    utf16.write_bytes(json.dumps(chain()).encode("utf-16"))
    assert ileap_files.read_files([utf16])[2][0].code == "ileap_not_utf8"
    assert ileap_files.read_files([tmp_path / "gone.json"])[2][0].code == "ileap_unreadable"
    monkeypatch.setattr(ileap_files, "LARGEST_BYTES", 1000)
    large = tmp_path / "large.json"
    large.write_text(json.dumps(chain()))
    assert ileap_files.read_files([large])[2][0].code == "ileap_too_large"


def test_a_byte_order_mark_is_no_mistake(ileap):
    assert len(ileap("\ufeff" + json.dumps(chain())).lines) == 5


def one_leg(category: dict, **more) -> list:
    moved = leg("e", "s", "t", "1000", "2000", "2000", "200", "100", **more)
    return [footprint("toc", category), footprint("shipment-footprint", shipment("s", "1000", moved))]


@pytest.mark.parametrize(
    ("mode", "energy", "expected"),
    [
        ("Road", "Diesel", "bought_road/tkm_hgv_avg"),
        ("Road", "Electric", "bought_road/tkm_bev_hgv_se"),
        ("Rail", "Electric", "bought_rail/tkm_rail_se"),
        ("Rail", "Diesel", "rail_not_electric"),
        ("Air", "Aviation fuel", "bought_air/tkm_air_long"),
        ("Sea", "HFO", "sea"),
        ("InlandWaterway", "MGO", "inland_waterway"),
    ],
)
def test_modes_have_an_activity_or_a_reason_why_not(ileap, mode, energy, expected):
    reading = ileap(one_leg(toc("t", "0.1", "0.05", carrier(energy, "2", "1"), mode=mode)))
    if "/" in expected:
        assert [f"{r.activity_code}/{r.carrier_code}" for r in reading.lines.itertuples()] == [expected]
        assert reading.left_out == ()
    else:
        assert len(reading.lines) == 0
        assert [(p.why, p.wtw_kg) for p in reading.left_out] == [(expected, 200.0)]


def test_ships_are_what_the_member_says(ileap):
    sea = one_leg(toc("t", "0.1", "0.05", carrier("HFO", "3.9", "3.2"), mode="Sea"))
    lines = ileap(sea, sea=("bought_sea", "tkm_sea_roro")).lines
    assert lines[["activity_code", "carrier_code"]].to_numpy().tolist() == [["bought_sea", "tkm_sea_roro"]]


def test_flights_are_short_below_1500_km(ileap):
    moved = leg("e", "s", "t", "1000", "1499", "1499", "1499", "1400")
    category = toc("t", "1", "0.9", carrier("Aviation fuel", "3.8", "3.1"), mode="Air")
    reading = ileap([category, footprint("shipment-footprint", shipment("s", "1000", moved))])
    assert list(reading.lines["carrier_code"]) == ["tkm_air_short"]


def test_a_category_without_shipments_is_evidence_only(ileap):
    reading = ileap([RAIL, ROAD, WAREHOUSE])
    assert (len(reading.lines), len(reading.evidence)) == (0, 3)
    assert {p.why for p in reading.left_out} == {"no_elements"}


def test_activity_data_hold_no_emissions(ileap):
    reading = ileap([SMALL, {"activityId": "1", "consignmentIds": ["c"]}])
    assert {p.why for p in reading.left_out} == {"no_elements", "activity_data"}


@pytest.mark.parametrize(("primary", "score"), [(100, 2), (80, 2), (79.9, 3), (0.1, 3), (0, 4), (None, 4)], ids=str)
def test_quality_follows_the_share_of_primary_data(ileap, primary, score):
    content = [footprint("shipment-footprint", LEGS, primary=primary), *chain()[2:]]
    assert set(ileap(content).lines["data_quality"]) == {score}


def test_the_worst_quality_of_a_line_holds(ileap):
    moved = [leg("e", s, "t", "1000", "100", "100", "10", "8") for s in ("s1", "s2")]
    content = [
        footprint("shipment-footprint", shipment(s, "1000", m), primary=p)
        for s, m, p in zip(("s1", "s2"), moved, (100, None), strict=True)
    ]
    lines = ileap([*content, toc("t", "0.1", "0.08")]).lines
    assert lines[["quantity", "data_quality"]].to_numpy().tolist() == [[200.0, 4]]


def test_years_come_from_the_leg_then_the_period_then_the_caller(ileap, refused):
    dated = altered((*FIRST, "tces", 0, "departureAt"), "2020-12-31T23:30:00Z")
    lines = ileap(dated).lines
    assert sorted(lines.groupby("year").size().to_dict().items()) == [(2020, 1), (2021, 4)]
    bare = [shipment("s", "1000", leg("e", "s", "t", "1000", "100", "100", "10", "8")), toc("t", "0.1", "0.08")]
    assert {c for c, _ in refused(bare)} == {"ileap_year_unknown"}
    assert list(ileap(bare, year=2024).lines["year"]) == [2024]
    assert {c for c, _ in refused(chain(), year=2024)} == {"ileap_other_year"}


def test_distances_say_what_the_tonne_kilometres_stand_on(ileap):
    moved = leg("e", "s", "t", "1000", "110", "100", "10", "8") | {"distance": {"actual": "110", "sfd": "100"}}
    reading = ileap([toc("t", "0.1", "0.08"), footprint("shipment-footprint", shipment("s", "1000", moved))])
    assert list(reading.lines["distance_basis"]) == ["sfd"]


def test_a_hub_is_counted_by_the_tonnes_it_sends_out(ileap):
    through = hub("e", "s", "hoc-warehouse-1", "2500", "82.5", "25")
    content = [WAREHOUSE, footprint("shipment-footprint", shipment("s", "2500", through))]
    line = ileap(content).lines.iloc[0]
    assert (line["quantity"], line["unit"], line["supplier_factor_kg_per_unit"]) == (2.5, "tonne", 33.0)


def test_names_from_outside_cannot_pass_for_formulas(ileap):
    evil = toc('=HYPERLINK("x")', "0.1", "0.08")
    moved = leg("e", "s", '=HYPERLINK("x")', "1000", "100", "100", "10", "8")
    content = [evil, footprint("shipment-footprint", shipment("s", "1000", moved))]
    assert ileap(content).lines["supplier_evidence"].iloc[0].startswith("iLEAP TOC")
