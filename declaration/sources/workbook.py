"""Opens an Excel workbook that someone else made, without trusting it.

A workbook is a zip of XML. Before the fast reader gets it, the zip is read once: damaged and protected files
are told apart, and so is one that would fill the memory, because the reader lays a sheet out from corner to
corner and a single figure in the last cell of a sheet is enough. Cells that hold an Excel error are found
here too, as the reader takes them for empty ones.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

from declaration.problems import InputRefused, Problem

#: The county report is 3 MB, and 18 MB unpacked. Four to seven times that leaves room for decades.
MOST_BYTES = 20_000_000
MOST_BYTES_UNPACKED = 128_000_000

#: A cell that does not begin as all do up to CZ99999; and, told apart, one beyond and one without address.
ODD_CELL = re.compile(rb'<c(?! r="[A-C]?[A-Z]\d{1,5}")[\s/>]')
FAR_CELL = re.compile(rb'<c\s[^>]*?\br="([A-Z]{3,}\d+|[D-Z][A-Z]\d+|[A-Z]+\d{6,})"')
PLACELESS_CELL = re.compile(rb'<c(?![^>]*\sr="[A-Z]+\d+")[\s/>]')
ERROR_CELL = re.compile(rb'<c\b[^>]*?\br="([A-Z]+)(\d+)"[^>]*?\bt="e"[^>]*>(?:<f[^>]*>[^<]*</f>)?(?:<v>([^<]*))?')

#: How every file of the old, not zipped kind begins; a password-protected workbook is wrapped in one.
COMPOUND_FILE = bytes.fromhex("d0cf11e0a1b11ae1")

Row = list[str | float | int | bool | object]


def read_sheets(path: Path) -> Iterator[tuple[str, list[Row]]]:
    """Name and rows of each sheet, from cell A1 on; an empty cell is ''.

    Raises InputRefused when the file is not a workbook that can be read whole.
    """
    check_container(path)
    try:
        workbook = CalamineWorkbook.from_path(path)
        for sheet in workbook.sheets_metadata:
            if sheet.typ == SheetTypeEnum.WorkSheet:
                rows = workbook.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
                yield sheet.name, rows
    except PasswordError:
        refuse("workbook_protected", path)
    except CalamineError as error:
        refuse("workbook_damaged", path, found=str(error))


def check_container(path: Path) -> None:
    """Refuse what is not a whole, open, reasonably large xlsx file."""
    try:
        with path.open("rb") as file:
            start = file.read(8)
        size = path.stat().st_size
    except OSError as error:
        refuse("file_unreadable", path, found=error.strerror or str(error))
    if start == COMPOUND_FILE:
        refuse("workbook_protected", path)
    if not start.startswith(b"PK"):
        refuse("not_a_workbook", path)
    if size > MOST_BYTES:
        refuse("workbook_too_large", path, found=f"{size} B", most=f"{MOST_BYTES} B")
    try:
        with zipfile.ZipFile(path) as archive:
            check_parts(path, archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        refuse("workbook_damaged", path, found=str(error))


def check_parts(path: Path, archive: zipfile.ZipFile) -> None:
    """Read every part of the workbook: whole, not encrypted, and no cell far out or in error."""
    parts = archive.infolist()
    if "xl/workbook.xml" not in archive.namelist():
        refuse("not_a_workbook", path)
    if any(part.flag_bits & 1 for part in parts):
        refuse("workbook_protected", path)
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MOST_BYTES_UNPACKED:
        refuse("workbook_too_large", path, found=f"{unpacked} B", most=f"{MOST_BYTES_UNPACKED} B")
    for part in parts:
        content = archive.read(part)
        if not part.filename.startswith("xl/worksheets/"):
            continue
        if ODD_CELL.search(content):
            if far := FAR_CELL.search(content):
                refuse("workbook_too_wide", path, found=far[1].decode())
            if PLACELESS_CELL.search(content):
                refuse("workbook_damaged", path, found="<c>")
        if b't="e"' in content and (wrong := ERROR_CELL.search(content)):
            column, row, text = (group.decode() if group else "" for group in wrong.groups())
            refuse("number_expected", path, sheet=part.filename, row=int(row), column=column, found=text)


def refuse(
    code: str,
    path: Path,
    *,
    sheet: str | None = None,
    row: int | None = None,
    column: str | None = None,
    found: object = None,
    **details: str | int | float,
) -> None:
    """Raise InputRefused with one problem about the file."""
    text = None if found is None else str(found)
    raise InputRefused([Problem(code, path.name, sheet, row, column, text, details)])


def column_letter(position: int) -> str:
    """The name of a column as Excel shows it: 0 is A, 26 is AA."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
