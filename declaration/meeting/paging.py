"""What one slide or one picture of the wall holds of a sheet, counted before anything is drawn: nothing runs over.

Lengths are in the unit of the room that is given: points on a slide, pixels on the wall.
"""

import unicodedata
from dataclasses import dataclass, replace

from declaration.charts.drawn import LETTER
from declaration.meeting.sheet import Picture, Sheet, Table, with_sign

#: letters that a column is never narrower than, where its longest word has as many, and never asks for more than
NARROW, BROAD = 18, 44


@dataclass(frozen=True)
class Room:
    """What there is for a sheet's body: width and height, and the size of a table's type and of words.

    leading: height of a line, in parts of the size. across, down: what a cell takes beside its words, to the sides,
    above and below. above: what a caption takes.
    """

    width: float
    height: float
    size: float
    words: float
    leading: float
    across: float
    down: float
    above: float


@dataclass(frozen=True)
class Part:
    """What one slide holds of a sheet: a picture, or rows of a table, and words below."""

    sheet: Sheet
    number: int
    count: int
    picture: Picture | None = None
    table: Table | None = None
    words: tuple[str, ...] = ()


def parts(sheet: Sheet, room: Room, *, twins: bool) -> tuple[Part, ...]:
    """The parts of a sheet, in their order; twins: also the tables that say what a picture shows."""
    one = Part(sheet, 1, 1)
    made = [replace(one, picture=sheet.picture, words=sheet.words)] if sheet.picture else []
    if twins or not sheet.picture:
        made += [replace(one, table=page) for table in sheet.tables for page in pages(table, room)]
    if sheet.words and not sheet.picture:
        last = made.pop() if made else one
        if last.table and table_height(last.table, room) + words_height(sheet.words, room) > room.height:
            made.append(last)
            last = one
        made.append(replace(last, words=sheet.words))
    made = made or [one]
    return tuple(replace(part, number=number, count=len(made)) for number, part in enumerate(made, start=1))


def pages(table: Table, room: Room) -> tuple[Table, ...]:
    """The table in pieces that fit; a row that is higher than a whole page stands alone."""
    found = [replace(table, rows=())]
    for row in table.rows:
        # columns are as wide as the rows at hand need them: each piece is measured as it will be drawn
        longer = replace(table, rows=(*found[-1].rows, row))
        if found[-1].rows and table_height(longer, room) > room.height:
            found.append(replace(table, rows=(row,)))
        else:
            found[-1] = longer
    return tuple(found)


def widths(table: Table, room: Room) -> tuple[float, ...]:
    """The columns' widths: each holds its longest word, and what is left goes to those with long texts."""
    letter = LETTER * room.size
    cells = list(zip(*(tuple(h.words for h in table.headings), *table.rows), strict=True))
    least = [room.across + letter * min(max(map(_longest_word, column)), NARROW) for column in cells]
    wish = [room.across + letter * min(max(map(len, column)), BROAD) for column in cells]
    left = room.width - sum(least)
    if left <= 0:
        return tuple(room.width * width / sum(least) for width in least)
    more = [max(0.0, w - n) for w, n in zip(wish, least, strict=True)]
    # nobody asks for more: everybody gets some
    more = more if sum(more) else least
    return tuple(width + left * part / sum(more) for width, part in zip(least, more, strict=True))


def table_height(table: Table, room: Room) -> float:
    """How high a table is, with its caption and headings."""
    across = widths(table, room)
    rows = (tuple(heading.words for heading in table.headings), *table.rows)
    return room.above + sum(row_height(row, across, room) for row in rows)


def words_height(words: tuple[str, ...], room: Room) -> float:
    """How high words are, each a paragraph of its own."""
    return sum(room.leading * room.words * (lines(told, room.width, room.words) + 0.5) for told in words)


def lines(words: str, width: float, size: float) -> int:
    """Lines that words take at a width; a word that is longer than a line is broken."""
    count, used, space = 1, 0.0, LETTER * size
    for word in words.split():
        length = _length(word, size)
        if used and used + space + length <= width:
            used += space + length
            continue
        count += bool(used)
        broken = int(length // width)
        count, used = count + broken, length - broken * width
    return count


def row_height(cells: tuple[str, ...], across: tuple[float, ...], room: Room) -> float:
    """How high a row is, by the cell with most lines."""
    most = max(
        lines(with_sign(cell), width - room.across, room.size) for cell, width in zip(cells, across, strict=True)
    )
    return room.leading * room.size * most + room.down


def _length(word: str, size: float) -> float:
    """A word's length; signs of East Asia are as wide as they are high."""
    return sum(size * (1.0 if unicodedata.east_asian_width(sign) in "WF" else LETTER) for sign in word)


def _longest_word(cell: str) -> int:
    return max(map(len, cell.split()), default=1)
