"""What stands on a member's page and on its paper is what its own sealed file holds, and nothing that it does not."""

import html
import io
import json
import re
from dataclasses import replace

import pandas as pd
import pypdf
import pytest

from declaration.access.own import open_own
from declaration.access.standing import SIGNED_IN, Person, Standing
from declaration.language import reader_of
from declaration.routes import find
from declaration.ui.edition import Edition
from declaration.ui.stand import FAMILIES, Stand, read_stand
from declaration.ui.stand_board import paper
from declaration.ui.stand_strips import strips_figure
from declaration.ui.stand_words import explanation_of, jumps_table, levers, without_peers
from declaration.ui.visit import Visit

#: a haulier with an own target; one that is estimated; one that is told levers; one with many large changes; one whose
#: peer group is told for some measures only; one without tonne-kilometres
MEMBERS = (
    "demo-akeriet-alfa",
    "demo-akeriet-zeta",
    "demo-energibolaget-alfa",
    "demo-livsmedelslagret-alfa",
    "demo-livsmedelslagret-gamma",
    "demo-fastighetsbolaget-alfa",
)
LEVERS = "demo-energibolaget-alfa"
EVERY = pytest.mark.parametrize("member", MEMBERS)
LANGUAGES = pytest.mark.parametrize("language", ["sv", "en"])


@pytest.fixture
def own(home, release):
    return lambda member: open_own(home, release, Person("member", "Kim", member))


@pytest.fixture
def visit_of(release, own):
    """A visit and the stand of a member, without a page around them."""

    def made(member: str, language: str = "sv") -> tuple[Visit, Stand]:
        route, _ = find("/var-vi-star")
        visit = Visit(Edition(release, language), route, {}, Standing(SIGNED_IN, Person("member", "Kim", member)))
        return visit, read_stand(visit, own(member))

    return made


@pytest.fixture
def page_of(open_page):
    return lambda member, language="sv": open_page("stand", language, person=Person("member", "Kim", member))


def tables(page) -> list[str]:
    return [element.proto.body for element in page.get("html") if "<table" in element.proto.body]


def cells(table: str) -> list[list[str]]:
    """The rows of an HTML table as text."""
    body = table[table.index("<tbody>") :].split("</tr>")[:-1]
    return [[html.unescape(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)] for row in body]


def table_of(page, caption: str) -> list[list[str]]:
    (found,) = [table for table in tables(page) if f"<caption>{html.escape(caption)}" in table]
    return cells(found)


def markdown(page) -> str:
    return "\n".join(str(element.value) for kind in ("markdown", "caption") for element in page.get(kind))


def newest(rows):
    return rows[rows["year"].eq(rows["year"].max())]


def group_in_words(reader, group: str) -> str:
    if group in FAMILIES:
        return reader.say(f"stand.peers.{group}")
    return reader.say("stand.peers.category", category=reader.say(f"category.{group}").lower())


@LANGUAGES
@EVERY
def test_beside_each_strip_stand_the_number_and_the_peer_group_of_the_own_file(page_of, own, member, language):
    reader = reader_of(language)
    told = newest(own(member).ask("stand_bands")).dropna(subset=["band"])
    told = told[told["band"].ne("")]
    assert len(told)
    page = page_of(member, language)
    charts = [json.loads(chart.proto.spec) for chart in page.get("plotly_chart")]
    notes = [n["text"] for chart in charts for n in chart["layout"].get("annotations", ())]
    for row in told.itertuples():
        name, unit = reader.say(f"stand.intensity.{row.code}"), reader.say(f"stand.unit.{row.code}")
        peers = reader.say("stand.peers", count=int(row.n), group=group_in_words(reader, row.peer_group))
        assert str(int(row.n)) in peers
        place = notes.index(f"<b>{name}</b><br>{peers}")
        value = f"{reader.about(row.amount)}\u00a0{unit}"
        # its bands and its value follow its heading, before the next one's
        following = [note for note in notes[place + 1 :] if note.startswith("<b>")]
        assert following[0] == f"<b>{reader.say('stand.strip.own', own=value)}</b>"
        (listed,) = [r for table in tables(page) for r in cells(table) if r[0] == name and peers in r]
        assert listed[1:5] == [str(row.year), reader.about(row.amount), unit, reader.say(f"stand.band.{row.band}")]
    headings = [n for n in notes if n.startswith("<b>") and "</b><br>" in n]
    assert len(headings) == len(told)


@LANGUAGES
@EVERY
def test_the_pace_is_the_own_files(page_of, own, member, language):
    reader, page = reader_of(language), page_of(member, language)
    text = markdown(page)
    standing = own(member).ask("stand_standing")
    assert len(standing)
    for row in standing.itertuples():
        name = reader.say(f"stand.path.{row.path}")
        (line,) = [part for part in text.splitlines() if part.startswith(f"**{name}.**")]
        for shown in (row.last_t, row.path_last_t, row.target_t, row.base_t):
            assert reader.tonnes(shown) in line
        assert str(row.target_year) in line
        if row.cut_t_per_year > 0:
            assert reader.tonnes(row.cut_t_per_year, 2) in line
            assert reader.percent(row.cut_share_per_year) in line
        if row.achieved_share_per_year == row.achieved_share_per_year:
            assert reader.tonnes(row.reached_t, 2) in line
    own_path = "own" in set(standing["path"])
    assert (reader.say("stand.target.none") in text) == (not own_path)
    links = [link.proto.label for link in page.get("page_link")]
    assert (reader.say("stand.target.change") in links, reader.say("stand.target.link") in links) == (
        own_path,
        not own_path,
    )


@LANGUAGES
@EVERY
def test_the_quality_is_the_own_files(page_of, own, member, language):
    reader, page = reader_of(language), page_of(member, language)
    quality = own(member).ask("stand_quality")
    known = quality[quality["quality_class"].notna()].iloc[-1]
    sentence = reader.say(
        f"stand.quality.class_{known['quality_class']}",
        year=int(known["year"]),
        share=reader.percent(known["primary_share"]),
    )
    assert sentence in markdown(page)
    listed = table_of(page, reader.say("stand.quality.caption"))
    assert [row[:3] for row in listed] == [
        [str(row.year), reader.number(row.quality_class), reader.percent(row.primary_share)]
        for row in quality.itertuples()
    ]
    assert [row[3:6] for row in listed] == [
        [reader.about(row.class_1_t), reader.about(row.class_2_t), reader.about(row.class_3_t)]
        for row in quality.itertuples()
    ]


@LANGUAGES
@EVERY
def test_what_is_missing_is_what_the_own_file_says(page_of, own, member, language):
    reader, page = reader_of(language), page_of(member, language)
    missing = own(member).ask("stand_missing")
    text = markdown(page)
    assert (reader.say("stand.missing.none") in text) == missing.empty
    assert (reader.say("stand.missing.text") in text) == (not missing.empty)
    if len(missing):
        caption = reader.say("stand.missing.caption", year=int(missing["year"].iloc[0]))
        assert [row[0] for row in table_of(page, caption)] == missing[f"activity_{language}"].tolist()
        assert [row[3] for row in table_of(page, caption)] == [
            why or reader.say("stand.missing.before") for why in missing[f"why_{language}"]
        ]


def test_the_demonstration_shows_each_promise_to_somebody(own):
    """Whoever tries the demonstration meets levers, an own target and something missing; else nobody knows them."""
    assert len(own(LEVERS).ask("stand_levers"))
    assert "own" in set(own(LEVERS).ask("stand_paths")["path"])
    assert len(own("demo-akeriet-alfa").ask("stand_missing"))
    assert "own" in set(own("demo-akeriet-alfa").ask("stand_paths")["path"])


@LANGUAGES
@EVERY
def test_a_lever_stands_on_the_page_for_each_that_the_file_holds_and_for_no_other(page_of, own, member, language):
    reader, text = reader_of(language), markdown(page_of(member, language))
    every = sorted(k.split(".")[2] for k in reader.say.keys if re.fullmatch(r"stand\.lever\.[a-z_]+", k))
    held = own(member).ask("stand_levers")
    shown = [lever for lever in every if f"**{reader.say(f'stand.lever.{lever}')}** (" in text]
    assert shown == sorted(set(held["lever_code"]))
    assert (reader.say("stand.move.levers_none") in text) == held.empty


def test_a_lever_belongs_to_its_own_measure_and_group_alone(visit_of):
    _, stand = visit_of(LEVERS)
    lines = {row["code"]: levers(stand, row) for _, row in stand.compared.iterrows()}
    held = stand.levers.groupby("code")["lever_code"].count().to_dict()
    assert {code: len(told) for code, told in lines.items()} == {code: held.get(code, 0) for code in lines}
    assert sum(held.values()) >= 1
    for _, row in stand.compared.iterrows():
        assert levers(stand, row.where(row.index != "peer_group", "another")) == []


@LANGUAGES
def test_a_peer_group_that_is_withheld_or_absent_is_told_in_words_and_draws_no_strip(page_of, own, visit_of, language):
    reader, member = reader_of(language), "demo-livsmedelslagret-gamma"
    bands = newest(own(member).ask("stand_bands"))
    alone = bands.loc[bands["band"].fillna("").eq(""), "code"].tolist()
    assert alone
    page = page_of(member, language)
    text = markdown(page)
    charts = [json.loads(chart.proto.spec) for chart in page.get("plotly_chart")]
    notes = [n["text"] for chart in charts for n in chart["layout"].get("annotations", ())]
    for code in alone:
        name = reader.say(f"stand.intensity.{code}")
        assert reader.say("stand.peers.none", measure=name) in text
        assert not [note for note in notes if name in note]
    _, stand = visit_of(member, language)
    for band in ("", None):  # none large enough; of this release not told
        without = replace(stand, bands=stand.bands.assign(band=band, peer_group=band, n=None))
        assert strips_figure(without) is None
        assert without_peers(without).count("\n- ") + 1 == 4
    absent = replace(stand, bands=stand.bands[stand.bands["code"].ne("tkm")])
    needed = reader.say("stand.needed.tkm")
    name = reader.say("stand.intensity.tkm")
    assert reader.say("stand.intensity.absent", measure=name, needed=needed) in without_peers(absent)


@LANGUAGES
def test_a_script_in_an_explanation_is_text(visit_of, language):
    _, stand = visit_of("demo-akeriet-alfa", language)
    row = stand.jumps.iloc[0]
    script = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    note = {
        "kind": "explanation",
        "year": row["year"],
        "sent_at": "2026-01-01T00:00:00+00:00",
        "letter_id": "00001-aaaaaaaa",
        "subject": f"{row['activity_code']}/{row['carrier_code']}",
        "text": script,
    }
    said = replace(stand, notes=pd.DataFrame([note]))
    assert explanation_of(said, row, []) == script
    table = jumps_table(said, [])
    assert html.escape(script) in table
    assert "<script" not in table
    assert "<img" not in table


@LANGUAGES
@pytest.mark.parametrize("member", [*MEMBERS, "demo-speditoren-alfa", "demo-terminalen-alfa"])
def test_the_paper_is_one_tagged_page_and_says_what_the_page_says(visit_of, own, member, language):
    reader, (visit, stand) = reader_of(language), visit_of(member, language)
    made = pypdf.PdfReader(io.BytesIO(paper(visit, stand)))
    assert len(made.pages) == 1
    root = made.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712  (a PDF boolean)
    assert root["/Lang"] == language
    text = " ".join(made.pages[0].extract_text().split())

    def on_paper(words: str) -> bool:
        return " ".join(words.replace("**", "").split()) in text

    years = own(member).ask("stand_years")
    assert on_paper(reader.tonnes(years["co2e_t"].iloc[-1]))
    for row in newest(own(member).ask("stand_bands")).itertuples():
        assert on_paper(reader.say(f"stand.intensity.{row.code}"))
        if isinstance(row.band, str) and row.band:
            peers = reader.say("stand.peers", count=int(row.n), group=group_in_words(reader, row.peer_group))
            assert on_paper(reader.say("stand.paper.peers", year=row.year, peers=peers))
            assert on_paper(reader.say(f"stand.band.{row.band}"))
