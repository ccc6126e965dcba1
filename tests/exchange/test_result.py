"""A member's result: reopened and added up again by other means, safe to open, the same bytes twice."""

import io
import math
import re

import openpyxl
import pandas as pd
import pytest

from declaration.accounting.tables import AREAS
from declaration.exchange.result import EXPLAINED_COLUMNS, member_result
from declaration.exchange.result_text import SUMS, arithmetic, exact, text
from declaration.exchange.result_workbook import workbook
from declaration.language import reader_of
from declaration.reports.report import DENOMINATOR_COLUMNS, LINE_COLUMNS, MEASURE_COLUMNS, Report
from declaration.reports.text import neutral

LINES = [
    ("road_fuel_own", "diesel_mk1", 1000, "litre", {}),
    ("road_fuel_own", "biogas_cbg", 300, "kg", {"supplier_factor_kg_per_unit": -0.5, "supplier_evidence": "=cmd()"}),
    ("building_el", "electricity_go", 100, "MWh", {"share_in_region": 0.25}),
    ("cold_store_el", "electricity", 5, "MWh", {}),
    ("bought_road", "tkm_hgv_avg", 40_000, "tkm", {"carrier_is_member": "no", "temperature_controlled": "yes"}),
    ("bought_road", "tkm_artic_33", 90_000, "tkm", {"carrier_is_member": "yes"}),
    ("bought_rail", "tkm_rail_se", 70_000, "tkm", {}),
    ("bought_air", "tkm_air_long", 900, "tkm", {}),
    ("bought_hub", "hub_service", 50, "tonne", {"supplier_factor_kg_per_unit": 2.5, "supplier_evidence": "avtal 7"}),
    ("refrigerant_vehicle", "R-134a", 1500, "g", {}),
    ("waste_sorted", "waste_board_recycled", 12.5, "tonne", {"comment": "=1+1"}),
    ("reused_material", "reused", 3, "tonne", {"site_id": "-2+3"}),
]


def report() -> Report:
    frame = []
    for i, (activity, carrier, quantity, unit, more) in enumerate(LINES):
        row = dict.fromkeys(LINE_COLUMNS, "") | {
            "line_id": f"m1-2024-{i:02d}",
            "member_id": "m1",
            "site_id": "hamnen",
            "year": 2024,
            "activity_code": activity,
            "carrier_code": carrier,
            "quantity": float(quantity),
            "unit": unit,
            "data_quality": 1 + i % 5,
            "carrier_is_member": "unknown",
            "share_in_region": 1.0,
            "supplier_factor_kg_per_unit": float("nan"),
            "distance_basis": "sfd",
            "temperature_controlled": "no",
            "sheet": "Aktiviteter",
            "row": i + 4,
        }
        frame.append(row | more)
    lines = pd.DataFrame(frame, columns=list(LINE_COLUMNS))
    empty = (pd.DataFrame(columns=list(c)) for c in (DENOMINATOR_COLUMNS, MEASURE_COLUMNS))
    return Report("m1", 2024, "1", lines, *empty)


@pytest.fixture(scope="module")
def result(tables):
    return member_result(report(), tables, source="m1-2024-1-abc, rapport.xlsx", demonstration=False)


@pytest.fixture(scope="module", params=["sv", "en"])
def reopened(request, result, known):
    content = workbook(result, known.vocabulary, reader_of(request.param))
    return request.param, openpyxl.load_workbook(io.BytesIO(content))


def table(book, language: str) -> pd.DataFrame:
    say = reader_of(language).say
    rows = list(book[say("result.sheet.lines")].iter_rows(values_only=True))
    codes = {say(f"result.column.{code}"): code for code in (*EXPLAINED_COLUMNS, "words")}
    return pd.DataFrame(rows[3:], columns=[codes[heading] for heading in rows[2]])


def sums(book, language: str) -> dict[str, tuple]:
    say = reader_of(language).say
    names = {say(f"result.sum.{name}"): name for name in SUMS}
    found = book[say("result.sheet.summary")].iter_rows(values_only=True)
    return {names[row[0]]: row[1:3] for row in found if row[0] in names}


def test_each_line_multiplies_out_to_its_kilograms(reopened):
    language, book = reopened
    lines = table(book, language)
    known = lines[lines["co2e_kg"].notna()]
    assert len(known) == len(LINES) - 1
    steps = ["quantity", "conversion", "factor_kg_per_unit", "adjustment", "share_in_region"]
    product = known[steps].astype(float).prod(axis=1)
    assert all(math.isclose(a, b, rel_tol=1e-9) for a, b in zip(product, known["co2e_kg"], strict=True))
    for total, parts in (
        ("co2e_kg", ["ttw_kg", "wtt_kg", "unsplit_kg"]),
        ("co2e_kg", ["scope_1_kg", "scope_2_kg", "scope_3_kg", "scope_other_kg"]),
    ):
        made = known[parts].astype(float).sum(axis=1)
        assert all(math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9) for a, b in zip(made, known[total], strict=True))


def test_the_workbooks_sums_are_the_sums_of_its_lines(reopened):
    language, book = reopened
    lines, shown = table(book, language), sums(book, language)
    say = reader_of(language).say
    counted = lines[lines["status"].eq(say("result.status.counted"))]
    assert 0 < len(counted) < len(lines)
    names = ("co2e_t", "ttw_t", "wtt_t", "unsplit_t", "scope_1_t", "scope_2_t", "scope_3_t", "market_t")
    for name in (*names, "biogenic_co2_t"):
        by_hand = math.fsum(counted[name.removesuffix("_t") + "_kg"].dropna()) / 1000
        assert math.isclose(shown[name][0], by_hand, rel_tol=1e-9, abs_tol=1e-12), name
    assert shown["lines"][0] == len(counted)
    # own inventory: the whole of each line; not what stands in the building's meter, not the memo
    kept = lines[~lines["status"].isin([say(f"result.status.{s}") for s in ("within_site_meter", "memo")])]
    whole = math.fsum(kept["co2e_kg"] / kept["share_in_region"]) / 1000
    assert math.isclose(shown["co2e_t"][1], whole, rel_tol=1e-9)
    assert shown["low_t"][0] < shown["co2e_t"][0] < shown["high_t"][0]


def test_areas_and_what_is_left_out_add_up_too(reopened):
    language, book = reopened
    say = reader_of(language).say
    lines, shown = table(book, language), sums(book, language)
    rows = list(book[say("result.sheet.summary")].iter_rows(values_only=True))
    by_area = {row[0]: row[1] for row in rows if row[0] in {say(f"area.{a}") for a in AREAS}}
    assert math.isclose(math.fsum(by_area.values()), shown["co2e_t"][0], rel_tol=1e-9)
    statuses = {say(f"result.status.{s}") for s in ("within_site_meter", "carrier_is_member", "carrier_unknown")}
    left = {row[0]: (row[1], row[2]) for row in rows if row[0] in statuses}
    assert left.keys() == statuses
    for status, (t, count) in left.items():
        own = lines[lines["status"].eq(status)]
        assert count == len(own) and math.isclose(t, math.fsum(own["co2e_kg"]) / 1000, rel_tol=1e-9)


def test_nothing_in_the_workbook_is_a_formula_and_texts_from_outside_are_harmless(reopened, tables):
    language, book = reopened
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not [cell.value for cell in cells if isinstance(cell.value, str) and cell.value[0] in "=+-@\t\r"]
    lines = table(book, language)
    assert "'=1+1" in set(lines["comment"]) and "'-2+3" in set(lines["site_id"])
    links = [c.hyperlink.target for s in book for row in s.iter_rows() for c in row if c.hyperlink]
    assert links and set(links) <= set(tables.factors.frame["source_url"])


def test_the_vsme_sheet_holds_every_datapoint(reopened, result):
    rows = list(reopened[1]["VSME"].iter_rows(values_only=True))[3:]
    assert [row[3] for row in rows] == result.vsme["name"].tolist()
    for shown, amount in zip((row[5] for row in rows), result.vsme["amount"], strict=True):
        assert (shown is None) == pd.isna(amount)
        assert shown is None or math.isclose(shown, amount, rel_tol=1e-12, abs_tol=1e-12)
    assert all(row[2] and row[4] for row in rows)


def test_the_same_result_gives_the_same_bytes(result, known):
    first, second = (workbook(result, known.vocabulary, reader_of("sv")) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("language", ["sv", "en"])
def test_demonstration_figures_say_so_everywhere(tables, known, language):
    made = member_result(report(), tables, source="x", demonstration=True)
    reader = reader_of(language)
    mark = reader.say("result.demonstration")
    book = openpyxl.load_workbook(io.BytesIO(workbook(made, known.vocabulary, reader)))
    for sheet in book:
        said = [c for row in sheet.iter_rows(max_row=4, values_only=True) for c in row]
        assert mark in said, sheet.title
    assert text(made, known.vocabulary, reader).startswith(mark)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_words_multiply_out_as_written(result, language):
    """What a person reads, read again by a machine: the product of the numbers is the result, to the digits shown."""
    checked = 0
    for _, line in result.explained.iterrows():
        words = arithmetic(reader_of(language), line)
        if "=" not in words:
            continue
        left, right = words.split(" = ")
        product = math.prod(number(part, language) for part in left.split(" × "))
        assert math.isclose(product, number(right, language), rel_tol=2e-5, abs_tol=1e-6), words
        checked += 1
    assert checked == len(LINES) - 1


def number(words: str, language: str) -> float:
    plain = words.replace("\u202f", "").replace("\u00a0", "").replace("\u2212", "-")
    plain = plain.replace(",", ".") if language == "sv" else plain.replace(",", "")
    found = float(re.match(r"-?\d+(\.\d+)?", plain).group())
    return found / 100 if re.match(r"-?\d+(\.\d+)?%", plain) else found


def test_a_suppliers_evidence_cannot_borrow_a_public_source(tables):
    borrowed = report()
    borrowed.lines.loc[8, "supplier_evidence"] = "avtal|diesel_mk1.2024.wtw"
    made = member_result(borrowed, tables, source="x", demonstration=False)
    line = made.explained.iloc[8]
    assert (line["factor_source"], line["factor_url"]) == ("supplier:avtal|diesel_mk1.2024.wtw", "")


def test_the_terminal_explains_the_tonnes(result, known):
    said = text(result, known.vocabulary, reader_of("sv"))
    assert "1\u202f000 liter × 3,17349 kg CO2e/liter = 3\u202f173,49 kg CO2e" in said
    assert reader_of("sv").say("result.status.carrier_is_member") in said
    assert "leverantörens egen, enligt avtal 7" in said
    assert "\n  Faktor: =cmd" not in said


@pytest.mark.parametrize(
    ("x", "sv"),
    [
        (0, "0"),
        (1000, "1\u202f000"),
        (312460.0, "312\u202f460"),
        (3.173490, "3,17349"),
        (0.25, "0,25"),
        (0.00196, "0,00196"),
        (991588.68, "991\u202f589"),
        (12.5, "12,5"),
        (-0.5, "\u22120,5"),
        (100.0, "100"),
    ],
)
def test_numbers_are_written_without_needless_digits(x, sv):
    assert exact(reader_of("sv"), x) == sv


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", " =", "\n="])
def test_texts_that_could_be_formulas_are_not(start):
    assert neutral(f"{start}1+1").startswith("'")
    assert neutral("Åkeri 5") == "Åkeri 5"
    assert "\x1b" not in neutral("a\x1b[2Jb")


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_status_fallback_and_datapoint_has_words(tables, language):
    from declaration.accounting.counting import STATUSES
    from declaration.exchange.vsme import COLUMNS

    say = reader_of(language).say
    keys = [f"result.status.{status}" for status in STATUSES]
    keys += [f"result.fallback.{fallback}" for fallback in ("carried_forward", "carried_back")]
    keys += [f"result.{part}.{name}" for part in ("sum", "meaning") for name in SUMS]
    keys += [f"result.column.{name}" for name in EXPLAINED_COLUMNS] + [f"vsme.column.{name}" for name in COLUMNS]
    assert [key for key in keys if key not in say.keys] == []
