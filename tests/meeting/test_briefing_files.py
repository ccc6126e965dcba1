"""One briefing, four ways to see it: PDF and slides are read back and say the same figures."""

import io
from dataclasses import dataclass
from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pypdf import PdfReader

from declaration.charts.meeting import Step
from declaration.language import reader_of
from declaration.meeting.briefing import Briefing, brief, official_change, programme_change
from declaration.meeting.document import meeting_pdf
from declaration.meeting.native_charts import falling
from declaration.meeting.sheet import Lines
from declaration.meeting.sheets import sheets
from declaration.meeting.slides import meeting_slides
from declaration.meeting.state import SCOPES, State
from declaration.release.shelf import Release
from declaration.ui.edition import Edition

TODAY = date(2026, 11, 24)


@dataclass(frozen=True)
class Earlier:
    """The same release as it could have been a year before: the last year untold, the one before it another figure."""

    edition: Edition
    built_on: str = "2025-09-01"

    @property
    def release(self) -> Release:
        return Release("2024-01-01-0000beef", self.edition.release.folder)

    def ask(self, name: str, **parameters: object) -> pd.DataFrame:
        rows = self.edition.ask(name, **parameters)
        if name in ("programme_levels", "observed"):
            column = "co2e_t" if name == "programme_levels" else "emissions_t"
            last = rows["year"].max() - 1
            rows = rows[rows["year"].le(last)].copy()
            rows.loc[rows["year"].eq(last), column] += 700
        return rows


@pytest.fixture(scope="module")
def edition(release) -> Edition:
    return Edition(release, "sv")


@pytest.fixture(scope="module")
def briefing(edition) -> Briefing:
    return brief(edition, Earlier(edition), State(), TODAY)


@pytest.mark.parametrize("scope", SCOPES)
def test_what_changed_adds_up_to_the_tonne(edition, scope):
    for change in (programme_change(edition, Earlier(edition), scope), official_change(edition, Earlier(edition))):
        assert change is not None
        assert change.from_t + sum(t for *_, t in change.steps) == change.to_t
        assert ("revised", "revised", -700) in change.steps


def test_against_itself_nothing_changed(edition):
    change = programme_change(edition, edition, "total")
    assert (change.from_t, change.steps) == (change.to_t, ())


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


def test_the_charts_are_native_and_hold_the_sheets_own_figures(briefing):
    reader = reader_of("sv")
    deck = Presentation(io.BytesIO(meeting_slides(reader, briefing)))
    charts = [(shape, shape.chart) for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    pictures = [sheet.picture for sheet in sheets(reader, briefing) if sheet.picture]
    assert len(charts) == len(pictures) >= 4
    for (shape, chart), picture in zip(charts, pictures, strict=True):
        assert len(shape._element.nvGraphicFramePr.cNvPr.get("descr")) > 40
        if isinstance(picture, Lines):
            assert len(chart.plots[0].series) == len(picture.lines) + bool(picture.gap)
            for series, line in zip(chart.plots[0].series, picture.lines, strict=False):
                told = dict(zip(chart.plots[0].categories, series.values, strict=True))
                assert {int(year): t for year, t in told.items() if t is not None} == line.levels


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
