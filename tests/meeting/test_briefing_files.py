"""One briefing, four ways to see it: PDF and slides are read back and say the same figures."""

import io
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pypdf import PdfReader

from declaration.charts.drawn import LETTER
from declaration.charts.meeting import Step
from declaration.language import reader_of
from declaration.meeting.briefing import Briefing, brief, official_change, programme_change
from declaration.meeting.document import meeting_pdf
from declaration.meeting.export import DECISION_COLUMNS, decision_rows
from declaration.meeting.native_charts import falling
from declaration.meeting.paging import lines
from declaration.meeting.sheet import with_sign
from declaration.meeting.sheets import sheets
from declaration.meeting.slides import meeting_slides
from declaration.meeting.state import AREAS, SCOPES, State, fold
from declaration.release.shelf import Release
from declaration.reports.text import plain
from declaration.ui.edition import Edition
from declaration.ui.tables import csv_bytes, without_formulas

TODAY = date(2026, 11, 24)


@dataclass(frozen=True)
class Earlier:
    """The same release as it could have been before: the last years untold, the one before them another figure."""

    edition: Edition
    years_less: int = 1
    built_on: str = "2025-09-01"

    @property
    def release(self) -> Release:
        return Release("2024-01-01-0000beef", self.edition.release.folder)

    def ask(self, name: str, **parameters: object) -> pd.DataFrame:
        rows = self.edition.ask(name, **parameters)
        if name in ("programme_levels", "observed"):
            column = "co2e_t" if name == "programme_levels" else "emissions_t"
            last = rows["year"].max() - self.years_less
            rows = rows[rows["year"].le(last)].copy()
            rows.loc[rows["year"].eq(last), column] += 700
        return rows


def entry(own: int, kind: str, says: dict, about: str = "") -> dict:
    at = f"2026-11-{own % 28 + 1:02}T09:00:00+00:00"
    return {"id": str(own), "at": at, "who": "Anna", "kind": kind, "about": about or str(own), "says": says}


def written(decisions: int = 20, text: str = "Upphandla fossilfria transporter", **more: str) -> State:
    """A log of so many decisions, some long, with one measure that is overdue and one that is planned."""
    measure = {"area": "total", "owner": "Hamnen", "start": "2025-01-01", "verified_t": 0.0} | more
    said = [
        entry(1, "measure.added", measure | {"name": "Landström", "due": "2025-12-31", "expected_t": 5000.0,
                                             "status": "started"}),
        entry(2, "measure.added", measure | {"name": "Laddplats", "due": "2028-06-30", "expected_t": 900.0,
                                             "status": "planned"}),
    ]  # fmt: skip
    for number in range(3, decisions + 3):
        own = {"text": f"{number} {text}"[:600], "owner": "Miljöchefen", "due": "2027-03-01", "area": "total"} | more
        said.append(entry(number, "decision.added", own))
    said[-1]["hash"] = "f00d" * 16
    return fold(said)


@pytest.fixture(scope="module")
def edition(release) -> Edition:
    return Edition(release, "sv")


@pytest.fixture(scope="module")
def briefing(edition) -> Briefing:
    return brief(edition, Earlier(edition), State(), TODAY)


@pytest.fixture(scope="module")
def full(edition) -> Briefing:
    """With a log, and with the factors of one year."""
    return brief(edition, Earlier(edition), written(), TODAY, factors="constant")


#: nothing to compare with and nothing written down; a log that is broken; a long log
@pytest.fixture(scope="module", params=["empty", "broken", "full", "long"])
def any_briefing(request, edition, full) -> Briefing:
    if request.param == "full":
        return full
    if request.param == "long":
        log = written(
            20, "Styrgruppen beslutar att uppföljning sker varje kvartal. " * 10, note="Väntar på nätet. " * 35
        )
        return brief(edition, Earlier(edition), log, TODAY)
    return brief(edition, None, State() if request.param == "empty" else None, TODAY)


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("years_less", [1, 2, 3])
def test_the_steps_are_the_releases_own_effects_and_leave_only_what_rounding_leaves(edition, scope, years_less):
    """Worked from the tables again: levels of the same year, and the published effects of the years between."""
    change = programme_change(edition, Earlier(edition, years_less), scope)
    levels = edition.ask("programme_levels", view="reported", factors="own_year")
    level = levels[levels["area"].eq(scope)].set_index("year")["co2e_t"]
    last = int(level.index.max())
    first = last - years_less
    assert (change.first_year, change.last_year) == (first, last)
    assert (change.from_t, change.to_t) == (level[first] + 700, level[last])
    told = {effect: t for _, effect, t in change.steps}
    assert told.pop("revised") == -700
    rest = told.pop("rest", 0)

    def effects(one: int, other: int) -> pd.Series:
        rows = edition.ask("programme_change", area=scope, first_year=one, last_year=other)
        return rows.set_index("effect")["change_t"]

    pairs = [effects(first, last)]
    if pairs[0].empty:
        pairs = [effects(year, year + 1) for year in range(first, last)]
    if any(pair.empty for pair in pairs):
        assert told == {}, "what is not published between all years is not split"
        assert rest == level[last] - level[first]
        return
    published = pd.concat(pairs).groupby(level=0).sum()
    assert told == {effect: round(t) for effect, t in published.items() if round(t)}
    # published effects add up to the published change; written in whole tonnes, each is half a tonne off at most
    assert abs(rest) <= 0.5 * len(published)


def test_an_effect_that_is_lost_or_doubled_is_seen(edition):
    """The test above can fail: what it compares with is far from nothing."""
    told = {effect: t for _, effect, t in programme_change(edition, Earlier(edition), "total").steps}
    assert len(told) >= 4
    assert max(map(abs, told.values())) > 0.5 * len(told)


def test_official_steps_add_up_and_are_the_statistics_own(edition):
    change = official_change(edition, Earlier(edition))
    rows = edition.ask("observed", series="road_freight", area="FH11").set_index("year")["emissions_t"]
    last = int(rows.index.max())
    assert (change.from_t, change.to_t) == (round(rows[last - 1] + 700), round(rows[last]))
    assert change.steps == (
        ("revised", "revised", round(rows[last - 1]) - round(rows[last - 1] + 700)),
        ("real", "newer", round(rows[last]) - round(rows[last - 1])),
    )


def test_against_itself_nothing_changed(edition):
    change = programme_change(edition, edition, "total")
    assert (change.from_t, change.steps) == (change.to_t, ())


def conditions(reader, briefing) -> dict[str, str]:
    return {sheet.key: sheet.conditions for sheet in sheets(reader, briefing)}


@pytest.mark.parametrize("language", ["sv", "en"])
def test_each_sheet_carries_the_conditions_that_are_true_of_it(full, language):
    reader = reader_of(language)
    say, foot = reader.say, conditions(reader, full)
    same, own = say("programme.factors.constant"), say("programme.factors.own_year")
    compared, coverage = say("meeting.conditions.against", release="2024-01-01-0000beef"), "40 "
    assert set(foot) == {"status", "trajectory", "areas", "change", "official", "wedge", "measures", "decisions"}
    for key, words in foot.items():
        assert full.release in words and reader.date(full.built_on) in words
        assert (same in words) == (key in ("status", "trajectory", "areas", "wedge")), key
        assert (own in words) == (key == "change"), "a change is always split with each year's own factors"
        assert (compared in words) == (key in ("change", "official")), key
        assert (coverage in words) == (key not in ("official", "measures", "decisions")), key
        assert (say("kind.demonstration") in words) == (key not in ("official", "measures", "decisions")), key
        assert (reader.date(TODAY) in words) == (key in ("wedge", "measures", "decisions")), key
    assert say("meeting.conditions.official") in foot["official"]
    assert say("meeting.conditions.decisions", count=10) in foot["decisions"]


def test_the_foot_names_the_area_whose_change_is_split(edition):
    reader = reader_of("sv")
    made = brief(edition, Earlier(edition), State(), TODAY, scope="packaging_logistics")
    foot = conditions(reader, made)
    named = [key for key, words in foot.items() if reader.say("area.packaging_logistics") in words]
    assert named == ["change"]


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_page_of_the_pdf_and_every_slide_carries_its_sheets_conditions(any_briefing, language):
    reader, briefing = reader_of(language), any_briefing
    made = sheets(reader, briefing)
    pages = [squeezed(page.extract_text()) for page in PdfReader(io.BytesIO(meeting_pdf(reader, briefing))).pages]
    begins = [next(n for n, page in enumerate(pages) if squeezed(sheet.title) in page) for sheet in made[:-2]]
    begins += [max(n for n, page in enumerate(pages) if squeezed(sheet.subtitle) in page) for sheet in made[-2:]]
    assert begins == sorted(set(begins)) and begins[0] == 0
    for number, page in enumerate(pages):
        sheet = made[sum(begin <= number for begin in begins) - 1]
        assert squeezed(sheet.conditions) in page, f"page {number + 1}: {sheet.key}"
    slides = Presentation(io.BytesIO(meeting_slides(reader, briefing))).slides
    for slide in slides:
        sheet = next(sheet for sheet in made if slide.shapes.title.text.startswith(sheet.title))
        assert f"{reader.say('meeting.source', source=sheet.source)} {sheet.conditions}" in words_of(slide)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_sheet_is_a_slide_with_all_its_words_on_it(any_briefing, language):
    reader = reader_of(language)
    slides = list(Presentation(io.BytesIO(meeting_slides(reader, any_briefing))).slides)
    for sheet in sheets(reader, any_briefing):
        own = [slide for slide in slides if slide.shapes.title.text.startswith(sheet.title)]
        assert own, sheet.key
        text = squeezed(" ".join(words_of(slide) for slide in own))
        for words in (*sheet.words, sheet.subtitle):
            assert squeezed(words) in text, sheet.key
    if any_briefing.log is None:
        assert reader.say("meeting.decisions.title.none") not in "".join(s.shapes.title.text for s in slides)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_nothing_on_a_slide_runs_over_or_into_another(any_briefing, language):
    deck = Presentation(io.BytesIO(meeting_slides(reader_of(language), any_briefing)))
    for slide in deck.slides:
        boxes = []
        for shape in slide.shapes:
            if shape.rotation if hasattr(shape, "rotation") else 0:
                continue  # the mark lies behind everything
            height = shape.height
            if shape.has_text_frame:
                size = max(p.font.size.pt for p in shape.text_frame.paragraphs)
                assert size >= 11
                taken = sum(lines(p.text, shape.width.pt, LETTER * p.font.size.pt) for p in shape.text_frame.paragraphs)
                assert taken * size * 1.2 <= height.pt + 1, (slide.shapes.title.text, shape.text_frame.text[:60])
            if shape.has_table:
                assert sum(row.height for row in shape.table.rows) == pytest.approx(height, abs=2_000)
                for row in shape.table.rows:
                    for cell, column in zip(row.cells, shape.table.columns, strict=True):
                        size = cell.text_frame.paragraphs[0].font.size.pt
                        assert size >= 9
                        taken = lines(cell.text, column.width.pt - 7.2, LETTER * size) * size * 1.2
                        assert taken <= row.height.pt, cell.text[:40]
            boxes.append((shape.top, shape.top + height))
            assert shape.left >= 0 and shape.left + shape.width <= deck.slide_width
        boxes.sort()
        assert boxes[-1][1] <= deck.slide_height
        for (_, end), (begin, _) in pairwise(boxes):
            assert end <= begin + 12_700, f"{slide.shapes.title.text}: a point at most"


def test_a_long_log_goes_on_on_further_slides_and_pages(full):
    reader = reader_of("sv")
    slides = list(Presentation(io.BytesIO(meeting_slides(reader, full))).slides)
    title = next(sheet.title for sheet in sheets(reader, full) if sheet.key == "decisions")
    own = [slide for slide in slides if slide.shapes.title.text.startswith(title)]
    assert len(own) > 1
    assert [slide.shapes.title.text for slide in own] == [
        reader.say("meeting.slide.part", title=title, number=number, count=len(own))
        for number in range(1, len(own) + 1)
    ]
    rows = [row.cells[0].text for slide in own for s in slide.shapes if s.has_table for row in list(s.table.rows)[1:]]
    assert rows == [f"{number} Upphandla fossilfria transporter" for number in range(3, 23)]
    assert full.log.newest in words_of(own[-1])
    pages = PdfReader(io.BytesIO(meeting_pdf(reader, full))).pages
    assert squeezed(full.log.newest) in squeezed(pages[-1].extract_text())


def test_an_overdue_measure_counts_and_is_marked_by_sign_and_word(full):
    reader = reader_of("sv")
    (table,) = next(sheet for sheet in sheets(reader, full) if sheet.key == "measures").tables
    late, planned = table.rows
    assert with_sign(late[5]) == "!\u00a0Påbörjad, försenad" and late[-1] == "ja"
    assert with_sign(planned[5]) == "Planerad" and planned[-1] == "ja"
    assert full.wedge.counted == ("1", "2")
    assert full.wedge.own_t[full.wedge.years.index(2027)] == 5000
    assert full.wedge.own_t[-1] == 5900


def test_how_many_outcomes_miss_the_target_is_said_in_words(briefing):
    reader = reader_of("sv")
    status = sheets(reader, briefing)[0]
    assert briefing.standing("total").misses_of_20 == 19
    assert "19 av 20 tänkbara utfall missar målet" in status.subtitle
    early = replace(briefing.standing("total"), misses_of_20=None)
    told = replace(briefing, standings=(early, *briefing.standings[1:]))
    assert sheets(reader, told)[0].subtitle.endswith(reader.say("misses.unknown"))


#: what XML cannot hold, what turns the direction of writing, what nobody sees, markup, formulas
@pytest.mark.parametrize(
    "text", ["a\ufffe\uffffb", "a\u202eb\u200b\x07c", "<b>&amp;</b> #let _x_ $", "=1+1", "ab" * 290]
)
def test_whatever_the_log_holds_can_be_shown_everywhere(edition, text):
    reader, log = reader_of("sv"), written(3, text, owner=text[:120], note=text)
    briefing = brief(edition, None, log, TODAY)
    shown = squeezed(plain(text))[:20]
    slides = Presentation(io.BytesIO(meeting_slides(reader, briefing))).slides
    assert shown in squeezed(" ".join(words_of(slide) for slide in slides))
    pages = PdfReader(io.BytesIO(meeting_pdf(reader, briefing))).pages
    assert shown in squeezed("".join(page.extract_text() for page in pages))
    table = without_formulas(pd.DataFrame(decision_rows(log), columns=list(DECISION_COLUMNS)))
    assert shown in squeezed(csv_bytes(table, "sv").decode("utf-8-sig").replace('""', '"'))


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_pdf_is_tagged_and_says_every_figure_of_the_sheets(briefing, language):
    reader = reader_of(language)
    content = meeting_pdf(reader, briefing)
    assert content == meeting_pdf(reader, briefing), "the same briefing gives the same bytes"
    read = PdfReader(io.BytesIO(content))
    root = read.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == language and "/StructTreeRoot" in root
    text = squeezed("".join(page.extract_text() for page in read.pages))
    for cell in figures(reader, briefing):
        assert squeezed(cell) in text, cell
    assert squeezed(briefing.release) in text


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_slides_say_every_figure_and_what_they_were_made_of(briefing, language):
    reader = reader_of(language)
    deck = Presentation(io.BytesIO(meeting_slides(reader, briefing)))
    text = squeezed(" ".join(words_of(slide) for slide in deck.slides))
    for cell in figures(reader, briefing):
        assert squeezed(cell) in text, cell
    for slide in deck.slides:
        assert briefing.release in words_of(slide)
        assert reader.date(briefing.built_on) in words_of(slide)
        assert slide.shapes.title.text
        assert slide.notes_slide.notes_text_frame.text
    marked = [reader.say("programme.mark") in words_of(slide) for slide in deck.slides]
    assert sum(marked) > len(marked) / 2
    assert deck.slide_width / deck.slide_height == pytest.approx(16 / 9, abs=0.01)


def native(briefing) -> dict[str, tuple]:
    """Key of a sheet → its chart's series (name → figures) and categories."""
    reader = reader_of("sv")
    deck = Presentation(io.BytesIO(meeting_slides(reader, briefing)))
    charts = [shape for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    drawn = [sheet for sheet in sheets(reader, briefing) if sheet.picture]
    assert len(charts) == len(drawn) >= 4
    for shape in charts:
        assert len(shape._element.nvGraphicFramePr.cNvPr.get("descr")) > 40
    return {
        sheet.key: (
            {series.name: list(series.values) for series in shape.chart.plots[0].series},
            list(shape.chart.plots[0].categories),
        )
        for sheet, shape in zip(drawn, charts, strict=True)
    }


def test_the_charts_are_native_and_hold_the_briefings_figures(full):
    say, charts = reader_of("sv").say, native(full)
    series, years = charts["trajectory"]
    for name, levels in ((say("meeting.line.members"), full.levels), (say("chart.path"), full.path)):
        assert {int(y): t for y, t in zip(years, series[name], strict=True) if t is not None} == levels

    series, names = charts["areas"]
    own = [full.standing(area) for area in AREAS]
    assert names == [say(f"area.{area}") for area in AREAS]
    assert series[say("meeting.bar.now", year=own[0].last_year)] == [s.last_t for s in own]
    assert series[say("meeting.bar.allowed", year=own[0].last_year)] == [s.allowed_t for s in own]

    series, years = charts["wedge"]
    wedge = full.wedge
    assert years == [str(year) for year in wedge.years]
    assert series[say("meeting.wedge.own")] == list(wedge.own_t)
    assert series[say("meeting.wedge.members")] == list(wedge.members_t)
    assert series[say("chart.path")] == list(wedge.path_t)
    assert series[say("meeting.wedge.uncovered")][-1] == pytest.approx(wedge.uncovered_t)
    for stacked in zip(*series.values(), strict=True):
        assert sum(stacked) == pytest.approx(wedge.held_t)


def test_a_wedge_that_reaches_further_than_the_path_is_no_higher_than_the_level(edition, full):
    own = tuple(0.0 if year < 2029 else 95_000.0 for year in full.wedge.years)
    series, _ = native(replace(full, wedge=replace(full.wedge, own_t=own, members_t=(0.0,) * len(own))))["wedge"]
    held = full.wedge.held_t
    stacks = [sum(stacked) for stacked in zip(*series.values(), strict=True)]
    assert stacks[-1] == pytest.approx(max(held, 95_000.0))
    assert series[reader_of("sv").say("chart.path")][-1] == pytest.approx(max(0.0, held - 95_000))
    assert min(min(levels) for levels in series.values()) >= 0


@given(st.lists(st.integers(-500, 500), min_size=1, max_size=8))
def test_a_waterfalls_bars_reach_from_where_a_step_begins_to_where_it_ends(changes):
    steps = (*(Step(str(n), float(c)) for n, c in enumerate(changes)), Step("sum", float(sum(changes)), is_sum=True))
    _, data, _ = falling(reader_of("sv"), CategoryChartData(), steps)
    carried, rises, falls, sums, crossed = (list(series.values) for series in data)
    running = 0.0
    for place, change in enumerate([*changes, sum(changes)]):
        start = 0.0 if place == len(changes) else running
        running = start + change
        seen = [own[place] for own in (rises, falls, sums) if own[place]]
        assert len(seen) <= 1
        # parts on either side of zero are stacked apart: the unseen one first, then the seen one
        parts = [carried[place], *seen, crossed[place]]
        ends = {sum(part for part in parts if part > 0), sum(part for part in parts if part < 0)}
        if start * running < 0:
            assert ends == {max(start, running), min(start, running)}
            assert carried[place] == 0
        else:
            assert max(ends, key=abs) == max(start, running, key=abs)
            assert carried[place] == min(start, running, key=abs)


def figures(reader, briefing) -> list[str]:
    """Every cell of every table of the sheets."""
    return [
        str(cell) for sheet in sheets(reader, briefing) for table in sheet.tables for row in table.rows for cell in row
    ]


def words_of(slide) -> str:
    parts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    tables = [shape.table for shape in slide.shapes if shape.has_table]
    return "\n".join([*parts, *(cell.text for table in tables for row in table.rows for cell in row.cells)])


def squeezed(text: str) -> str:
    """Without white space and hyphens, which typesetting moves."""
    return "".join(sign for sign in text if not sign.isspace() and sign not in "-\u00ad\u2010")
