"""Files are read in a process of its own: what keeps it busy, kills it or fills it harms nobody else."""

import os
import pickle
import signal
import subprocess
import sys
import threading
from dataclasses import replace

import pandas as pd
import pytest

from declaration.desk.apart import tell
from declaration.desk.checking import MOST_ERRORS, Checker, check, report_of
from declaration.home import REPOSITORY
from declaration.problems import Problem
from declaration.reports.reading import Reading, shortened
from tests.desk.conftest import MEMBER
from tests.reports.conftest import DIESEL


@pytest.fixture(scope="module")
def apart():
    checker = Checker()
    yield checker
    checker.stop()


def codes(checked) -> set[str]:
    return {problem.code for problem in checked.reading.errors}


def test_it_answers_what_is_answered_here(apart, workbook, known):
    content = workbook(DIESEL, {**DIESEL, "unit": "kWh"})
    here = check("a/b.xlsx", content, MEMBER, 2025, known, None, "en")
    there = apart.check("a/b.xlsx", content, MEMBER, 2025, None, "en")
    assert there.reading.errors == here.reading.errors
    assert there.sent == here.sent


def test_the_year_before_goes_along(apart, workbook, checked):
    earlier = replace(checked({**DIESEL, "quantity": 1}).reading.report, year=2024)
    there = apart.check("r.xlsx", workbook(DIESEL), MEMBER, None, earlier, "sv")
    assert [p.code for p in there.reading.warnings] == ["report_large_change"]
    assert there.is_ready
    other_year = replace(earlier, year=2020)
    assert apart.check("r.xlsx", workbook(DIESEL), MEMBER, None, other_year, "sv").reading.warnings == ()


def test_it_is_started_again_after_it_was_killed(apart, workbook):
    content = workbook(DIESEL)
    assert apart.check("r.xlsx", content, MEMBER, None, None, "sv").is_ready
    os.kill(apart._process.pid, signal.SIGKILL)
    apart._process.wait()
    assert apart.check("r.xlsx", content, MEMBER, None, None, "sv").is_ready


def test_what_takes_too_long_is_stopped_and_told(workbook):
    hasty = Checker(longest_s=0.0)
    answered = hasty.check("../r.xlsx", workbook(DIESEL), MEMBER, None, None, "sv")
    assert codes(answered) == {"report_too_heavy"}
    assert answered.reading.errors[0].file == "r.xlsx"
    assert (answered.sent, hasty._process) == (None, None)


def test_several_at_once_get_each_their_own(apart, workbook):
    contents = {f"m{n}": workbook({**DIESEL, "quantity": 100 + n}) for n in range(4)}
    found = {}

    def ask(member):
        found[member] = apart.check("r.xlsx", contents[member], member, None, None, "sv")

    threads = [threading.Thread(target=ask, args=(member,)) for member in contents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    amounts = {member: found[member].reading.report.lines["quantity"].tolist() for member in contents}
    assert amounts == {f"m{n}": [100 + n] for n in range(4)}


def test_one_that_went_to_rest_is_asked_again(monkeypatch, workbook):
    started, rested = subprocess.Popen, []

    def first_rests(command, **more):
        if rested:
            return started(command, **more)
        rested.append(started([command[0], "-c", "pass"], **more))
        return rested[0]

    monkeypatch.setattr(subprocess, "Popen", first_rests)
    checker = Checker()
    checker.warm()
    monkeypatch.setattr(rested[0], "poll", lambda: rested[0].returncode)  # as if it ended between look and question
    assert checker.check("r.xlsx", workbook(DIESEL), MEMBER, None, None, "sv").is_ready
    checker.stop()


HUNGRY = """
import sys
from declaration.desk import apart
from declaration.desk.checking import check
apart.check = lambda *_: bytearray(3_000_000_000)
apart.main()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="no such limit there")
def test_what_takes_too_much_memory_ends_the_process_and_no_other(monkeypatch, workbook):
    started = subprocess.Popen

    def hungry(command, **more):
        return started([command[0], "-c", HUNGRY, command[-1]], **more, stderr=subprocess.DEVNULL)

    monkeypatch.setattr(subprocess, "Popen", hungry)
    checker = Checker()
    assert codes(checker.check("r.xlsx", workbook(DIESEL), MEMBER, None, None, "sv")) == {"report_too_heavy"}


def test_it_ends_with_whoever_started_it():
    script = (
        "from declaration.desk.checking import Checker; import os; c = Checker(); c.warm();"
        "print(c._process.pid, flush=True); os._exit(0)"
    )
    started = subprocess.run([sys.executable, "-c", script], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    for _ in range(600):
        try:
            os.kill(int(started.stdout), 0)
        except ProcessLookupError:
            return
        threading.Event().wait(0.1)
    pytest.fail("it goes on alone")


def test_a_report_of_a_year_is_had_from_the_members_own_tables(checked):
    report = checked(DIESEL).reading.report
    lines = pd.concat([report.lines, report.lines.assign(year=2024, quantity=1.0)])
    measures = report.measures.assign(year=pd.Series(dtype=int))
    found = report_of(MEMBER, 2024, lines, report.denominators, measures)
    assert found.lines["quantity"].tolist() == [1.0]
    assert report_of(MEMBER, 2020, lines, report.denominators, measures) is None


FAULTY = """
import sys
from declaration.desk import apart
from declaration.desk.checking import check

def read(name, content, *more):
    if content == b"bad":
        raise ValueError("84512 litres in Depot")
    return check(name, content, *more)

apart.check = read
apart.main()
"""


def test_what_goes_wrong_in_reading_is_told_without_what_was_read(monkeypatch, workbook, tmp_path):
    started, log = subprocess.Popen, (tmp_path / "stderr").open("w+")

    def faulty(command, **more):
        return started([command[0], "-c", FAULTY, command[-1]], **more, stderr=log)

    monkeypatch.setattr(subprocess, "Popen", faulty)
    checker = Checker()
    assert codes(checker.check("../r.xlsx", b"bad", MEMBER, None, None, "sv")) == {"report_not_read"}
    assert checker.check("r.xlsx", workbook(DIESEL), MEMBER, None, None, "sv").is_ready
    checker.stop()
    log.seek(0)
    told = log.read()
    assert "ValueError" in told
    assert "84512" not in told
    assert "Traceback" not in told


def test_memory_that_runs_out_is_told_by_kind_alone(capsys):
    try:
        raise MemoryError("84512 litres")
    except MemoryError as fault:
        tell(MemoryError, fault, fault.__traceback__)
    assert capsys.readouterr().err.startswith("declaration.desk.apart: MemoryError test_checking_apart.py:")


def test_a_file_with_a_mistake_in_every_cell_is_told_in_short_with_the_true_count(apart):
    head = "tabell;mallversion;år;medlem;anläggning;aktivitet;energibärare;mängd;enhet;datakvalitet"
    row = "Aktiviteter;1;2025;slp;Lager;x;x;x;x;x"
    content = "\n".join([head, *[row] * 2000]).encode()
    there = apart.check("r.csv", content, MEMBER, 2025, None, "sv").reading
    assert (len(there.errors), there.error_count) == (MOST_ERRORS, 5 * 2000)
    assert [problem.row for problem in there.errors] == sorted(problem.row for problem in there.errors)
    assert len(pickle.dumps(there)) < 1_000_000


def test_warnings_of_a_good_file_are_all_told_for_each_is_asked():
    many = tuple(Problem("report_zero", "r", "A", row) for row in range(3000))
    good, bad = Reading("a report", (), many), Reading(None, many[:1], many)
    assert shortened(good, 1000) == good
    assert len(shortened(bad, 1000).warnings) == 1000
    assert shortened(bad, 1000).error_count == 1
