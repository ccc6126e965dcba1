"""A member's result in words: the sums, and each tonne explained as a line of arithmetic."""

import math
from collections.abc import Iterator

import pandas as pd

from declaration.exchange.result import MemberResult
from declaration.language import Reader
from declaration.reports.text import neutral
from declaration.reports.vocabulary import Vocabulary

#: lines explained on the terminal, the largest first; the workbook has them all
MOST_LINES = 12
#: sums in the order shown, each with its name `result.sum.<key>`; those not ending in `_t` are not tonnes
SUMS = (
    "co2e_t",
    "low_t",
    "high_t",
    "ttw_t",
    "wtt_t",
    "unsplit_t",
    "scope_1_t",
    "scope_2_t",
    "scope_2_market_t",
    "scope_3_t",
    "scope_other_t",
    "market_t",
    "biogenic_co2_t",
    "credit_memo_t",
    "quality_class",
    "quality_score",
    "fallback_share",
    "lines",
)


def exact(reader: Reader, x: float) -> str:
    """A number as it was given, to six significant figures where it has more decimals than that."""
    if abs(x) >= 1000 and abs(x - round(x)) < 0.5e-6 * abs(x):
        return reader.number(x)
    decimals = 0 if x == 0 else max(0, 5 - math.floor(math.log10(abs(x))))
    fixed = f"{x:.{min(decimals, 9)}f}"
    return reader.number(x, len(fixed.rstrip("0").partition(".")[2]) if "." in fixed else 0)


def unit_name(reader: Reader, unit: str) -> str:
    """A unit in the reader's language; those that are the same everywhere are not in the catalogue."""
    key = f"result.unit.{unit}"
    return reader.say(key) if key in reader.say.keys else unit


def arithmetic(reader: Reader, line: pd.Series) -> str:
    """One explained line as it was counted: 1 000 liter × 3,17349 kg CO2e/liter = 3 173,49 kg CO2e."""
    quantity = f"{exact(reader, line['quantity'])} {unit_name(reader, line['unit'])}"
    if pd.isna(line["co2e_kg"]):
        return reader.say("result.no_factor", quantity=quantity)
    into = unit_name(reader, line["factor_unit"])
    parts = [quantity]
    if line["conversion"] != 1:
        parts.append(f"{exact(reader, line['conversion'])} {into}/{unit_name(reader, line['unit'])}")
    parts.append(f"{exact(reader, line['factor_kg_per_unit'])} kg CO2e/{into}")
    if line["adjustment"] != 1:
        parts.append(reader.say("result.adjustment", factor=exact(reader, line["adjustment"])))
    if line["share_in_region"] != 1:
        parts.append(reader.say("result.share", share=reader.percent(line["share_in_region"], 1)))
    return f"{' × '.join(parts)} = {exact(reader, line['co2e_kg'])} kg CO2e"


def source_text(reader: Reader, line: pd.Series) -> str:
    """Where a line's factor comes from, with its year and whether it stands in for another year's."""
    if pd.isna(line["co2e_kg"]):
        return ""
    source = str(line["factor_source"]).removeprefix("supplier:")
    own = source != line["factor_source"]
    year = "" if pd.isna(line["factor_year"]) or own else f" ({int(line['factor_year'])})"
    said = reader.say("result.supplier", evidence=source) if own else f"{source}{year}"
    return said if not line["fallback"] else f"{said}. {reader.say('result.fallback.' + line['fallback'])}"


def text(result: MemberResult, vocabulary: Vocabulary, reader: Reader) -> str:
    """The result for a terminal."""
    return "\n".join(_lines(result, vocabulary, reader))


def _lines(result: MemberResult, vocabulary: Vocabulary, reader: Reader) -> Iterator[str]:
    say, programme, own = reader.say, result.programme, result.own
    if result.demonstration:
        yield say("result.demonstration")
    yield say("result.title", member=result.report.member_id, year=result.report.year)
    yield say("result.source", source=result.source)
    yield ""
    yield say(
        "result.programme",
        total=_t(reader, programme["co2e_t"]),
        low=_t(reader, programme["low_t"]),
        high=_t(reader, programme["high_t"]),
        quality=programme["quality_class"] or "-",
    )
    yield say("result.own", total=_t(reader, own["co2e_t"]))
    for kind in ("scopes", "chain"):
        names = ("scope_1_t", "scope_2_t", "scope_2_market_t", "scope_3_t", "scope_other_t", "ttw_t", "wtt_t")
        yield say(f"result.{kind}", **{n: _t(reader, own[n]) for n in (*names, "unsplit_t", "biogenic_co2_t")})
    yield ""
    yield say("result.areas")
    for area in result.areas.itertuples(index=False):
        yield f"  {vocabulary.name('area', area.home_area, reader.language)}: {_t(reader, area.co2e_t)} t"
    for row in result.left_out.itertuples(index=False):
        yield say(
            "result.left_out", why=say(f"result.status.{row.status}"), lines=row.lines, total=_t(reader, row.co2e_t)
        )
    yield ""
    yield from _explained(result, vocabulary, reader)


def _explained(result: MemberResult, vocabulary: Vocabulary, reader: Reader) -> Iterator[str]:
    say, lines = reader.say, result.explained
    largest = lines.sort_values("co2e_kg", ascending=False, kind="stable", na_position="last").head(MOST_LINES)
    yield say("result.explained", shown=len(largest), lines=len(lines))
    for _, line in largest.iterrows():
        activity = vocabulary.name("activity_code", line["activity_code"], reader.language)
        carrier = vocabulary.name("carrier_code", line["carrier_code"], reader.language)
        row = "" if pd.isna(line["row"]) else int(line["row"])
        yield say("result.line", row=row, activity=activity, carrier=carrier, site=neutral(line["site_id"]))
        yield f"  {arithmetic(reader, line)}"
        source = source_text(reader, line)
        if source:
            yield f"  {say('result.line_source', source=neutral(source))}"
        if line["status"] != "counted":
            yield f"  {say('result.status.' + line['status'])}"


def _t(reader: Reader, x: float | int | None) -> str:
    return reader.about(x, 4)
