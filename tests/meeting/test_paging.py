"""What fits on one slide or one picture of the wall: counted by hand, and nothing lost or turned round on the way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declaration.meeting.paging import Room, lines, pages, parts, table_height, widths, words_height
from declaration.meeting.sheet import Heading, Sheet, Table, Waterfall

#: letters are 5 wide, lines 12 high
ROOM = Room(width=400, height=200, size=10, words=10, face=0.5, leading=1.2, across=10, down=8, above=20)
HEADINGS = (Heading("Beslut"), Heading("Klart", True))


def table(*texts: str) -> Table:
    return Table("Beslut", HEADINGS, tuple((text, "2027-03-01") for text in texts))


def sheet(**more) -> Sheet:
    return Sheet("k", "Titel", "", "källa", "villkor", **more)


@pytest.mark.parametrize(
    ("words", "count"),
    [("", 1), ("ett två tre fyra fem", 1), ("ett två tre fyra fem!", 2), ("x" * 20, 1), ("x" * 21, 2), ("x" * 65, 4),
     ("漢" * 11, 2), ("ett " + "x" * 45, 4)],
)  # fmt: skip
def test_lines_of_twenty_letters(words, count):
    assert lines(words, 101, 5) == count


def test_a_figure_is_kept_whole_and_the_text_gets_the_rest():
    text, day = widths(table("Staden och hamnen tar fram en gemensam tidplan för laddning"), ROOM)
    assert text + day == pytest.approx(400)
    assert day >= 10 + 5 * len("2027-03-01")
    assert text > 4 * day


def test_rows_that_are_one_line_high_fill_a_page_by_hand():
    # caption 20 and headings 12 + 8 leave 160: eight rows of 20
    made = pages(table(*map(str, range(20))), ROOM)
    assert [len(page.rows) for page in made] == [8, 8, 4]
    assert table_height(made[0], ROOM) == pytest.approx(200)


def test_words_stand_below_the_last_rows_or_on_a_part_of_their_own():
    words = ("x" * 80,)  # one line and half of one: 18
    assert words_height(words, ROOM) == pytest.approx(18)
    beside = parts(sheet(tables=(table(*"1234567"),), words=words), ROOM, twins=True)
    assert [(part.number, part.count, bool(part.table), part.words) for part in beside] == [(1, 1, True, words)]
    apart = parts(sheet(tables=(table(*"12345678"),), words=words), ROOM, twins=True)
    assert [(part.number, part.count, bool(part.table), part.words) for part in apart] == [
        (1, 2, True, ()),
        (2, 2, False, words),
    ]


def test_a_sheet_without_anything_is_still_a_part():
    assert len(parts(sheet(), ROOM, twins=True)) == 1
    (told,) = parts(sheet(words=("Inget ännu.",)), ROOM, twins=False)
    assert told.words == ("Inget ännu.",) and told.table is None


def test_a_picture_has_its_words_and_its_twin_only_where_asked():
    drawn = sheet(picture=Waterfall(()), tables=(table("1"),), words=("Så här.",))
    assert [bool(part.picture) for part in parts(drawn, ROOM, twins=False)] == [True]
    shown, twin = parts(drawn, ROOM, twins=True)
    assert shown.words == ("Så här.",) and twin.table.rows == drawn.tables[0].rows and not twin.words


@given(st.lists(st.text("abc å漢", max_size=120), max_size=30))
def test_every_row_is_on_one_page_in_its_order_and_fits_unless_alone(texts):
    whole = table(*texts)
    made = pages(whole, ROOM)
    assert tuple(row for page in made for row in page.rows) == whole.rows
    for page in made:
        assert len(page.rows) <= 1 or table_height(page, ROOM) <= ROOM.height
        assert sum(widths(page, ROOM)) == pytest.approx(ROOM.width)
