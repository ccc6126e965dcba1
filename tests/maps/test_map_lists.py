"""What stands beside the map: the table's search and order, the list of places, titles that hold."""

import pandas as pd
import pytest

from declaration.language import reader_of
from declaration.maps.drawing import region_svg
from declaration.maps.region import Region
from declaration.release import reader as database
from declaration.ui.map import SITE_COLUMNS, finding, found_in, place_options, site_table, sorted_by

ROWS = pd.DataFrame(
    [
        ("Örestads Åkeri", "Åkeri", "Väg 1", "Helsingborg", "Väla", "x"),
        ("Alfa (Lager)", "Energi", "", "Bjuv", "", "x"),
        ("Åsa AB", "Åkeri", "Gata 2", "Åstorp", "Hyllinge", "x"),
    ],
    columns=SITE_COLUMNS,
)


@pytest.fixture(scope="module")
def region(release) -> Region:
    connection = database.open_database(release.public_database)
    shading = database.ask(connection, "public/map_shading", base_year=2010, language="sv")
    layers, places, sites = (database.ask(connection, f"public/map_{name}") for name in ("layers", "places", "sites"))
    connection.close()
    return Region(layers, shading, places, sites)


@pytest.mark.parametrize(
    ("words", "count"), [("", 3), ("åkeri", 2), ("ÅKERI väla", 1), ("(lager", 1), ("åkeri bjuv", 0)]
)
def test_a_search_finds_rows_with_every_word_in_any_case_and_column(words, count):
    assert len(found_in(ROWS, words)) == count


def test_swedish_letters_sort_last_and_empty_cells_at_the_end():
    assert sorted_by(ROWS, "member")["member"].to_list() == ["Alfa (Lager)", "Åsa AB", "Örestads Åkeri"]
    assert sorted_by(ROWS, "address")["address"].to_list() == ["Gata 2", "Väg 1", ""]


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_member_is_in_the_table_and_every_place_in_the_list(region, language):
    reader = reader_of(language)
    table = site_table(reader, region.sites)
    assert table["member"].nunique() == region.sites["member_id"].nunique() > 0
    assert not table.isna().any().any()
    options = place_options(reader, region.places, region.sites)
    assert set(region.places["place_id"]) < set(options)


def test_the_title_speaks_of_a_rise_only_where_there_is_one(region):
    reader = reader_of("sv")
    assert "minskat" in finding(reader, region.shading, "change")["title"]
    risen = region.shading.assign(change_share=0.1)
    assert "ökat" in finding(reader, risen, "change")["title"]


@pytest.mark.parametrize("measure", ["total", "per_inhabitant", "change"])
def test_the_drawing_holds_its_words_and_escapes_them(region, measure):
    drawing = region_svg(reader_of("sv"), region, measure, "<script>", "a & b", "Källa: SMHI")
    assert "<script>" not in drawing
    assert "&lt;script&gt;" in drawing
    assert "Källa: SMHI" in drawing
    assert drawing.count("<svg") == drawing.count("</svg>") == 2
    assert len(drawing.encode()) < 60_000
