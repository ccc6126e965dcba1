"""What one slide or one picture of the wall holds of a sheet, counted before anything is drawn: nothing runs over.

Lengths are in the unit of the room that is given: points on a slide, pixels on the wall.
"""

import math
import unicodedata
from dataclasses import dataclass, replace

from declaration.meeting.sheet import Picture, Sheet, Table, with_sign

#: letters of a word or a figure that a column always holds, and those that it asks for at most
WORD, FIGURE, MOST = 28, 44, 70


@dataclass(frozen=True)
class Room:
    """What there is for a sheet's body: width and height, and the size of a table's type and of words.

    face: mean width of a letter, leading: height of a line, both in parts of the size. across, down: what a cell takes
    beside its words, to the sides, above and below. above: what a caption takes.
    """

    width: float
    height: float
    size: float
    words: float
    face: float
    leading: float
    across: float
    down: float
    above: float

    @property
    def letter(self) -> float:
        """Mean width of a letter in a table."""
        return self.face * self.size


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
    """The columns' widths: each holds its longest word or whole figure, and those with long texts get what is left."""
    columns = list(zip(*table.rows, strict=True)) or [()] * len(table.headings)
    least, wish = [], []
    for heading, cells in zip(table.headings, columns, strict=True):
        whole = max(map(len, cells), default=0)
        longest = whole if heading.is_figure else max(map(_longest_word, cells), default=0)
        longest = max(_longest_word(heading.words), min(longest, FIGURE if heading.is_figure else WORD))
        # half a letter more than counted: a width that is rounded down must not break a word
        least.append(room.across + room.letter * (longest + 0.5))
        wish.append(room.across + room.letter * (min(max(whole, len(heading.words)), MOST) + 0.5))
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
    return sum(room.leading * room.words * (lines(told, room.width, room.face * room.words) + 0.5) for told in words)


def lines(words: str, width: float, letter: float) -> int:
    """Lines that words take at a width, letters having that mean width; a word that is longer than a line is broken."""
    count, used = 1, 0.0
    for word in words.split():
        length = sum(letter * (2 if unicodedata.east_asian_width(sign) in "WF" else 1) for sign in word)
        if used and used + letter + length <= width:
            used += letter + length
            continue
        count += bool(used)
        broken = max(0, math.ceil(length / width) - 1)
        count, used = count + broken, length - broken * width
    return count


def row_height(cells: tuple[str, ...], across: tuple[float, ...], room: Room) -> float:
    """How high a row is, by the cell with most lines."""
    most = max(
        lines(with_sign(cell), width - room.across, room.letter) for cell, width in zip(cells, across, strict=True)
    )
    return room.leading * room.size * most + room.down


def _longest_word(cell: str) -> int:
    return max(map(len, cell.split()), default=1)
