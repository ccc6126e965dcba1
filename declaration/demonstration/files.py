"""The folder of the demonstration programme, written anew: the register, the reports and how they came in."""

import shutil
import tempfile
from pathlib import Path

import pandas as pd

from declaration.demonstration.assumptions import FILE, Assumptions, read_assumptions
from declaration.demonstration.deliveries import Delivery, deliveries
from declaration.demonstration.population import Reporter, population, register
from declaration.demonstration.programme import (
    DELIVERIES,
    DELIVERY_COLUMNS,
    REGISTER,
    REPORTS,
    TARGET_COLUMNS,
    TARGETS,
    TIME,
)
from declaration.reports.fields import TEMPLATE_VERSION
from declaration.reports.reading import Lists, lists
from declaration.reports.store import NotConfirmedError, receive
from declaration.reports.vocabulary import Vocabulary
from declaration.reports.writing import csv_report

DIALECT = "int"


def write_folder(data: Path, into: Path) -> int:
    """Write the register, the reports, the deliveries and the targets; return the number of reports.

    data: the committed data, with `demonstration/assumptions.toml`. The same data give the same bytes. The reports
    of an earlier run are cleared away. An InputRefused (of `reports`) if the reception would refuse one of them.
    """
    known = lists(data)
    reporters, sent = invented(data, known.vocabulary)
    if (into / REPORTS).is_dir():
        shutil.rmtree(into / REPORTS)
    for file, content in contents(reporters, sent, known.vocabulary).items():
        (into / file).parent.mkdir(parents=True, exist_ok=True)
        (into / file).write_bytes(content)
    arrived = arrivals(sent).assign(confirmed=_confirmations(sent, into / REPORTS, known))
    (into / DELIVERIES).write_bytes(_csv(arrived[DELIVERY_COLUMNS]))
    (into / TARGETS).write_bytes(_csv(targets(read_assumptions(data / "demonstration" / FILE))))
    return len(sent)


def invented(data: Path, vocabulary: Vocabulary) -> tuple[tuple[Reporter, ...], tuple[Delivery, ...]]:
    """The reporters and, in order of arrival, their reports, from `demonstration/assumptions.toml`."""
    assumed = read_assumptions(data / "demonstration" / FILE)
    reporters = population(assumed)
    levers = pd.read_csv(data / "accounting" / "lever_areas.csv").set_index("lever_code")["area"].to_dict()
    return reporters, deliveries(assumed, reporters, vocabulary.tables, levers, TEMPLATE_VERSION)


def contents(reporters: tuple[Reporter, ...], sent: tuple[Delivery, ...], vocabulary: Vocabulary) -> dict[str, bytes]:
    """File (from the folder) → content: the register and every report."""
    made = {REGISTER: _csv(register(reporters))}
    for delivery in sent:
        made[f"{REPORTS}/{delivery.file}"] = csv_report(delivery.report, vocabulary, delivery.language, DIALECT)
    return made


def arrivals(sent: tuple[Delivery, ...]) -> pd.DataFrame:
    """One row a delivery: file, member_id, year, received_at (UTC)."""
    rows = [(d.file, d.report.member_id, d.report.year, d.received_at.strftime(TIME)) for d in sent]
    return pd.DataFrame(rows, columns=DELIVERY_COLUMNS[:-1])


def targets(assumed: Assumptions) -> pd.DataFrame:
    """One row a target that was stated: member_id, stated_at (UTC), target_year, target_share (0-1)."""
    rows = [(t.member, t.stated_at.strftime(TIME), t.target_year, t.cut) for t in assumed.target]
    return pd.DataFrame(rows, columns=TARGET_COLUMNS).sort_values(["stated_at", "member_id"])


def _confirmations(sent: tuple[Delivery, ...], reports: Path, known: Lists) -> list[str]:
    """What each reporter answers: `yes` where the reception asks for a confirmation, else `no`."""
    with tempfile.TemporaryDirectory() as folder:
        return ["yes" if _asks(Path(folder), reports / d.file, d, known) else "no" for d in sent]


def _asks(inbox: Path, path: Path, delivery: Delivery, known: Lists) -> bool:
    """Whether the reception asks for a confirmation; the report is received all the same, for those that follow."""
    member, now = delivery.report.member_id, delivery.received_at
    try:
        receive(inbox, path, member, known, confirmed=False, now=now)
    except NotConfirmedError:
        receive(inbox, path, member, known, confirmed=True, now=now)
        return True
    return False


def _csv(frame: pd.DataFrame) -> bytes:
    return frame.to_csv(index=False, lineterminator="\n").encode()
