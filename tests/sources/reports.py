"""Small workbooks in the form of SMHI's county report, and where the real ones are when they are present."""

import os
import zipfile
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import xlsxwriter

from declaration.home import DATA, REPOSITORY
from declaration.sources.statistics_store import read_table

#: Sub-sectors of the small report by main sector, as SMHI spells them.
SECTORS = {
    "Transporter": ["Personbilar", "Tunga lastbilar", "Lätta lastbilar"],
    "Industri (energi + processer)": [],
    "Arbetsmaskiner": ["Fiskebåtar", "Övrigt (flygplatser, hamnar, m.m.)"],
}
PLACES = {"Skåne län": ["Bjuv", "Helsingborg", "Åstorp"], "Hallands län": ["Laholm"]}
HEADER = ["Huvudsektor", "Undersektor", "Län", "Kommun"]
GAS = "Växthusgaser totalt, CO2-ekv"


def official_workbooks() -> list[Path]:
    """SMHI's own workbooks, newest first: in the folder DECLARATION_SMHI, or beside the repository."""
    folder = Path(os.environ.get("DECLARATION_SMHI") or REPOSITORY.parent / "shared" / "smhi")
    return sorted(folder.glob("*nsrapport*.xlsx"), reverse=True)


@dataclass
class Report:
    """A county report as its cells; a test bends it before it is written."""

    years: list[object]
    rows: list[list[object]]
    release: str = "2031-04-01"
    gas: str = GAS
    unit: str = "Enhet: ton/år"
    name: str = "Länsrapport, {release}"
    header: list[str] = field(default_factory=lambda: list(HEADER))
    lead: int = 0
    sheet: str = "Växthusgaser totalt"

    def cells(self) -> list[list[object]]:
        """The whole sheet."""
        return [
            *([[]] * self.lead),
            ["Rapportnamn:", self.name.format(release=self.release)],
            ["Emissioner av Växthusgaser totalt"],
            [self.unit],
            ["CO2-ekv. efter ämnesnamn innebär att emissionen är uttryckt i CO2-ekvivalenter"],
            [],
            [*([""] * len(self.header)), *self.years],
            [*self.header, *([self.gas] * len(self.years))],
            *self.rows,
        ]

    def write(self, path: Path) -> Path:
        """The workbook as a file."""
        with xlsxwriter.Workbook(path, {"strings_to_numbers": False, "nan_inf_to_errors": True}) as workbook:
            sheet = workbook.add_worksheet(self.sheet)
            for number, row in enumerate(self.cells()):
                for column, cell in enumerate(row):
                    if cell != "":
                        sheet.write(number, column, cell)
        return path


def small_report(years: tuple[int, ...] = (2010, 2020, 2029), **changes: object) -> Report:
    """A report whose totals add up exactly, with four municipalities in two counties."""
    return Report(list(years), rows_of(SECTORS, PLACES, len(years)), **changes)


def rows_of(sectors: dict[str, list[str]], places: dict[str, list[str]], years: int) -> list[list[object]]:
    """Rows with figures that are whole numbers of 1/8 t, so that sums are exact."""
    leaves = [(main, sub) for main, subs in sectors.items() for sub in subs or ["Alla"]]
    figure = {
        (main, sub, county, municipality): [(7 * s + 3 * m + 11 * len(county) + y) / 8 + 1 for y in range(years)]
        for s, (main, sub) in enumerate(leaves)
        for county, municipalities in places.items()
        for m, municipality in enumerate(municipalities)
    }
    totals: dict[tuple[str, ...], list[float]] = {}
    for (main, sub, county, municipality), values in figure.items():
        for sector in {(main, sub), (main, "Alla"), ("Alla", "Alla")}:
            for place in ((county, municipality), (county, "Alla"), ("Alla", "Alla")):
                standing = totals.get((*sector, *place), [0.0] * years)
                totals[(*sector, *place)] = [a + b for a, b in zip(standing, values, strict=True)]
    return [[*key, *values] for key, values in sorted(totals.items())]


def bent(change: Callable[[Report], object]) -> Report:
    """A small report after one change."""
    report = deepcopy(small_report())
    change(report)
    return report


def set_cell(row: int, column: int, value: object) -> Callable[[Report], None]:
    """A change of one cell of the data, counted from the first row below the header."""

    def change(report: Report) -> None:
        report.rows[row][column] = value

    return change


def rewrite_part(path: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    """Change one part inside a workbook's zip."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert part in parts
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, change(content) if name == part else content)
    return path


def report_of_full_size(path: Path) -> Path:
    """A report with every sector and area of a real one: 19 344 rows and thirteen years."""
    areas = read_table(DATA / "areas.csv")
    names = areas[areas["level"] == "county"].set_index("area_code")["name"]
    municipalities = areas[areas["level"] == "municipality"]
    places = {names[code]: list(part["name"]) for code, part in municipalities.groupby("county_code")}
    table = read_table(DATA / "statistics" / "sectors.csv")
    spelling = table.set_index("sector_key")["source_names"].str.split("|").str[0]
    mains = [key for key in spelling.index if "." not in key and key != "total"]
    sectors = {
        spelling[main]: [spelling[key] for key in spelling.index if key.startswith(f"{main}.") and spelling[key]]
        for main in mains
    }
    years = (1990, 2000, 2005, 2010, *range(2015, 2024))
    report = Report(list(years), rows_of(sectors, places, len(years)))
    for row in report.rows:
        row[4:] = [value + 1 / 3 for value in row[4:]]
    return report.write(path)


def openpyxl_frame(path: Path) -> pd.DataFrame:
    """An independent second reading: names as they stand, one row a figure."""
    import openpyxl

    sheet = openpyxl.load_workbook(path, read_only=True).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    top = next(n for n, row in enumerate(rows) if row[:1] == ("Huvudsektor",))
    years = [int(year) for year in rows[top - 1][4:]]
    wide = pd.DataFrame(rows[top + 1 :], columns=["main", "sub", "county", "municipality", *years])
    return wide.melt(["main", "sub", "county", "municipality"], var_name="year", value_name="emissions_t")
