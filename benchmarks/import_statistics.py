"""How long does it take to import SMHI's workbook, against only reading its cells with python-calamine?

The import is the whole of it: the file checked, read, tidied, its totals added up, compared with what is
held and written durably to an empty store. Both are timed in turns in the same run, and the best of each
counts. The aim is at most twice. Without SMHI's workbook (DECLARATION_SMHI names its folder) one of the same
size is made.

    python benchmarks/import_statistics.py
"""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from python_calamine import CalamineWorkbook

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from declaration.sources.statistics_store import import_reports
from tests.sources.reports import official_workbooks, report_of_full_size

ROUNDS = 9
AIM = 2.0


def seconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def read_cells(path: Path) -> None:
    """Every cell of the workbook as a Python value, and nothing more."""
    CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()


def main() -> int:
    """Print the ratio. Returns 1 when it is above the aim."""
    with tempfile.TemporaryDirectory() as folder:
        path = next(iter(official_workbooks()), None) or report_of_full_size(Path(folder) / "report.xlsx")
        reading, importing = [], []
        for turn in range(ROUNDS):
            reading.append(seconds(lambda: read_cells(path)))
            home = Path(folder) / f"home{turn}"
            importing.append(seconds(lambda: import_reports(home, [path])))  # noqa: B023
    ratio = min(importing) / min(reading)
    print(f"{path.name}: read {min(reading):.3f} s, import {min(importing):.3f} s")
    print(f"ratio {ratio:.2f}, aim at most {AIM:.0f}")
    return int(ratio > AIM)


if __name__ == "__main__":
    raise SystemExit(main())
