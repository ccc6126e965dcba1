"""Reads SMHI's county report of greenhouse gases (`Länsrapport`), the workbook as SMHI publishes it.

Pure: path in, tidy figures out, or InputRefused with one clear problem. The header, the release's date, the
gas, the unit and the years are found in the file, never assumed, so that a release with other years is read
unchanged.

The report has one row for each sector × area and one column for each year. Its `Alla` is the total over a
column: `Alla` municipalities of a county are the county, `Alla` counties the country, and so they are kept.
"""

import hashlib
import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, pairwise
from operator import itemgetter
from pathlib import Path

import numpy as np
import pandas as pd

from declaration.sources.workbook import Row, column_letter, read_sheets, refuse

TOTAL = "Alla"
COUNTRY = "00"
KEY_COLUMNS = ("Huvudsektor", "Undersektor", "Län", "Kommun")
GAS = "Växthusgaser totalt"
UNIT = "ton/år"

#: How far down the header may stand.
HEADER_WITHIN_ROWS = 200
RELEASE = re.compile(r"Länsrapport,?\s*(\d{4}-\d{2}-\d{2})", re.IGNORECASE)
UNIT_LINE = re.compile(r"Enhet:?\s*(\S.*?)\s*$", re.IGNORECASE)

#: (county, municipality) as the report writes them, brought to `plain` form → area code.
AreaCodes = Mapping[tuple[str, str], str]

#: Number of the row on the sheet, as Excel counts → its cells.
Body = Mapping[int, Row]


@dataclass(frozen=True)
class CountyReport:
    """One release as the workbook gives it.

    `keys` has main_sector, sub_sector, area_code for each row; `emissions_t` (t CO2e) has a row for each of
    them and a column for each year, NaN where the report has no figure.
    """

    release: str
    gas: str
    unit: str
    years: tuple[int, ...]
    source_file: str
    source_sha256: str
    keys: pd.DataFrame
    emissions_t: np.ndarray

    def tidy(self) -> pd.DataFrame:
        """One row for each release × main sector × sub-sector × area × year that has a figure."""
        times = len(self.years)
        frame = pd.DataFrame(
            {name: repeated(self.keys[name], times) for name in self.keys.columns}
            | {
                "year": np.tile(np.array(self.years, dtype="int16"), len(self.keys)),
                "emissions_t": self.emissions_t.ravel(),
            }
        )
        frame.insert(0, "release", pd.Categorical.from_codes(np.zeros(len(frame), dtype="int8"), [self.release]))
        missing = np.isnan(frame["emissions_t"].to_numpy())
        return frame[~missing].reset_index(drop=True) if missing.any() else frame


@dataclass(frozen=True)
class _Header:
    """Where things stand on the sheet. `row` counts from 0; the columns of figures go with `years`."""

    row: int
    key_columns: tuple[int, ...]
    value_columns: tuple[int, ...]
    years: tuple[int, ...]


def plain(text: object) -> str:
    """A name without what differs between its spellings: case, blanks, and marks on letters (fran, från)."""
    letters = str(text).casefold()
    if not letters.isascii():
        letters = "".join(c for c in unicodedata.normalize("NFKD", letters) if not unicodedata.combining(c))
    return " ".join(letters.split())


def area_codes(areas: pd.DataFrame) -> dict[tuple[str, str], str]:
    """The codes of `data/areas.csv` by county and municipality, with the totals of counties and country."""
    counties = areas[areas["level"] == "county"].set_index("area_code")["name"]
    municipalities = areas[areas["level"] == "municipality"]
    codes = {(plain(TOTAL), plain(TOTAL)): COUNTRY}
    codes |= {(plain(name), plain(TOTAL)): code for code, name in counties.items()}
    return codes | {
        (plain(counties[row.county_code]), plain(row.name)): row.area_code
        for row in municipalities.itertuples(index=False)
    }


def read_county_report(path: Path, codes: AreaCodes) -> CountyReport:
    """The workbook's figures. Raises InputRefused with a single problem when it is not such a report."""
    sheet, rows, header = find_report(path)
    above = [" ".join(str(cell) for cell in row if cell != "") for row in rows[: header.row]]
    release = release_of(path, sheet, above)
    gas = gas_of(path, sheet, rows, header)
    unit = unit_of(path, sheet, above)
    first = header.row + 1
    body = {
        number: row
        for number, row in enumerate(rows[first:], start=first + 1)
        if row[header.key_columns[0]] != "" or any(cell != "" for cell in row)
    }
    if not body:
        refuse("no_figures", path, sheet=sheet, row=header.row + 2)
    return CountyReport(
        release,
        gas,
        unit,
        header.years,
        path.name,
        hashlib.sha256(path.read_bytes()).hexdigest(),
        keys_of(path, sheet, body, header, codes),
        figures_of(path, sheet, body, header),
    )


def find_report(path: Path) -> tuple[str, list[Row], _Header]:
    """The sheet that holds the report, its rows, and where its header stands."""
    names, partly = [], None
    for sheet, rows in read_sheets(path):
        names.append(sheet)
        for position, row in enumerate(rows[:HEADER_WITHIN_ROWS]):
            found = {plain(cell): column for column, cell in enumerate(row) if isinstance(cell, str) and cell}
            missing = [name for name in KEY_COLUMNS if plain(name) not in found]
            if not missing:
                key_columns = tuple(found[plain(name)] for name in KEY_COLUMNS)
                return sheet, rows, read_header(path, sheet, rows, position, key_columns)
            if len(missing) <= 2 and partly is None:
                partly = (sheet, position + 1, missing)
    if partly:
        sheet, row, missing = partly
        refuse("column_missing", path, sheet=sheet, row=row, expected=", ".join(missing))
    refuse("not_the_report", path, found=", ".join(names), expected=", ".join(KEY_COLUMNS))
    raise AssertionError


def read_header(path: Path, sheet: str, rows: list[Row], position: int, key_columns: tuple[int, ...]) -> _Header:
    """The years and their columns: they stand in the header's row or, as SMHI does it, in one just above."""
    others = [column for column in range(len(rows[position])) if column not in key_columns]
    by_row = ({c: year_in(rows[p][c]) for c in others} for p in range(position, max(-1, position - 6), -1))
    years = next((found for found in by_row if any(found.values())), {})
    for column in others:
        if years.get(column) is None and any(row[column] != "" for row in rows[position:]):
            found = rows[position][column]
            refuse("year_missing", path, sheet=sheet, row=position + 1, column=column_letter(column), found=found)
    value_columns = tuple(column for column in others if years.get(column) is not None)
    if not value_columns:
        refuse("year_missing", path, sheet=sheet, row=position + 1, column="", found="")
    for earlier, column in pairwise(value_columns):
        if years[column] <= years[earlier]:
            refuse(
                "year_order",
                path,
                sheet=sheet,
                row=position + 1,
                column=column_letter(column),
                found=years[column],
                before=years[earlier],
            )
    return _Header(position, key_columns, value_columns, tuple(years[c] for c in value_columns))


def year_in(cell: object) -> int | None:
    """The year a cell holds, as number or text, or None."""
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()
    return int(text) if re.fullmatch(r"(19|20)\d\d", text) else None


def release_of(path: Path, sheet: str, above: Sequence[str]) -> str:
    """The day the report was published, which names the release."""
    for row, line in enumerate(above, start=1):
        if found := RELEASE.search(line):
            try:
                return date.fromisoformat(found[1]).isoformat()
            except ValueError:
                refuse("release_missing", path, sheet=sheet, row=row, found=found[1])
    refuse("release_missing", path, sheet=sheet, row=1, found=next((line for line in above if line), ""))
    raise AssertionError


def gas_of(path: Path, sheet: str, rows: list[Row], header: _Header) -> str:
    """The gas that the columns of figures are headed with. Another than all greenhouse gases is refused."""
    for column in header.value_columns:
        found = str(rows[header.row][column])
        if not plain(found).startswith(plain(GAS)):
            letter = column_letter(column)
            refuse(
                "gas_unexpected",
                path,
                sheet=sheet,
                row=header.row + 1,
                column=letter,
                found=found,
                expected=GAS,
            )
    return str(rows[header.row][header.value_columns[0]]).strip()


def unit_of(path: Path, sheet: str, above: Sequence[str]) -> str:
    """The unit of the figures. Another than tonnes a year would be read a thousand times wrong."""
    for row, line in enumerate(above, start=1):
        if found := UNIT_LINE.search(line):
            if plain(found[1]) == plain(UNIT):
                return found[1]
            refuse("unit_unexpected", path, sheet=sheet, row=row, found=found[1], expected=UNIT)
    refuse("unit_unexpected", path, sheet=sheet, row=1, found="", expected=UNIT)
    raise AssertionError


def keys_of(path: Path, sheet: str, body: Body, header: _Header, codes: AreaCodes) -> pd.DataFrame:
    """Main sector, sub-sector and area code of every row: each known, and no combination twice."""
    main, sub, county, municipality = ([row[c] for row in body.values()] for c in header.key_columns)
    if any(not isinstance(name, str) or not name.strip() for name in {*main, *sub, *county, *municipality}):
        refuse_missing_name(path, sheet, body, header)
    places = set(zip(county, municipality, strict=True))
    code_of = {place: codes.get((plain(place[0]), plain(place[1]))) for place in places}
    if None in code_of.values():
        refuse_unknown_area(path, sheet, zip(body, county, municipality, strict=True), code_of)
    area = categorical([code_of[place] for place in zip(county, municipality, strict=True)])
    keys = pd.DataFrame({"main_sector": tidy_names(main), "sub_sector": tidy_names(sub), "area_code": area})
    twice = keys.duplicated().to_numpy()
    if twice.any():
        refuse_row_twice(path, sheet, list(body), keys, int(twice.argmax()))
    return keys


def refuse_missing_name(path: Path, sheet: str, body: Body, header: _Header) -> None:
    """Tell of the first row that does not name its sector and area."""
    for number, row in body.items():
        for column in header.key_columns:
            if not isinstance(row[column], str) or not row[column].strip():
                letter = column_letter(column)
                refuse("name_missing", path, sheet=sheet, row=number, column=letter, found=row[column])


def refuse_unknown_area(
    path: Path,
    sheet: str,
    places: Iterable[tuple[int, str, str]],
    code_of: Mapping[tuple[str, str], str | None],
) -> None:
    """Tell of the first row whose area has no code."""
    for number, county, municipality in places:
        if code_of[county, municipality] is None:
            refuse("area_unknown", path, sheet=sheet, row=number, found=f"{county} / {municipality}")


def refuse_row_twice(path: Path, sheet: str, numbers: list[int], keys: pd.DataFrame, again: int) -> None:
    """Tell which row stands on the sheet already, and where."""
    key = keys.iloc[again]
    first = int((keys == key).all(axis=1).to_numpy().argmax())
    found = " / ".join(key)
    refuse("row_twice", path, sheet=sheet, row=numbers[again], found=found, first=numbers[first])


def figures_of(path: Path, sheet: str, body: Body, header: _Header) -> np.ndarray:
    """The figures, row by year. An empty cell is a figure that is missing; text and infinity are refused."""
    first, last = header.value_columns[0], header.value_columns[-1]
    in_one_block = last - first + 1 == len(header.value_columns)
    pick = itemgetter(slice(first, last + 1)) if in_one_block else lambda row: [row[c] for c in header.value_columns]
    cells = list(chain.from_iterable(map(pick, body.values())))
    if not set(map(type, cells)) <= {float, int}:
        cells = [math.nan if cell == "" else cell for cell in cells]
    if set(map(type, cells)) <= {float, int}:
        figures = np.array(cells, dtype=float)
        wrong = np.flatnonzero(np.isinf(figures))
    else:
        figures = np.empty(0)
        wrong = [position for position, cell in enumerate(cells) if type(cell) not in (float, int)]
    if len(wrong):
        row, column = divmod(int(wrong[0]), len(header.value_columns))
        refuse(
            "number_expected",
            path,
            sheet=sheet,
            row=list(body)[row],
            column=column_letter(header.value_columns[column]),
            found=cells[int(wrong[0])],
        )
    return figures.reshape(len(body), len(header.value_columns))


def tidy_names(names: Sequence[str]) -> pd.Categorical:
    """Names as they are published, with single blanks."""
    written = {name: " ".join(name.split()) for name in set(names)}
    return categorical([written[name] for name in names])


def categorical(values: Sequence[str]) -> pd.Categorical:
    """Text that repeats itself, as positions among its distinct values."""
    distinct = sorted(set(values))
    position = {value: number for number, value in enumerate(distinct)}
    return pd.Categorical.from_codes([position[value] for value in values], distinct)


def repeated(column: pd.Series, times: int) -> pd.Categorical:
    """Each value of a categorical column so many times in a row."""
    return pd.Categorical.from_codes(np.repeat(column.cat.codes.to_numpy(), times), dtype=column.dtype)
