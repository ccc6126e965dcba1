"""The steward's room: its pages in both languages on a real home, a run from start to end, and nobody else let in."""

import ast
import json
import re
import shutil
import sys
import time

import pandas as pd
import pytest
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest, app_test
from streamlit.util import calc_hash

from declaration.access.standing import EXPIRED, NOT_CONFIGURED, SIGNED_IN, SIGNED_OUT, Person, Standing
from declaration.audit.report import EXPOSURE_COLUMNS, AuditReport
from declaration.contact import contact
from declaration.desk.checking import check
from declaration.desk.folder import EXPLANATION, TARGET, sealed_file
from declaration.desk.keys import ensure
from declaration.desk.letters import hand_in_note, hand_in_report
from declaration.door.settings import settle
from declaration.home import REPOSITORY, served_folder
from declaration.language import reader_of
from declaration.lock import alone, who_runs
from declaration.release.auditing import keep_report
from declaration.release.progress import ROLLED_BACK, UP_TO_DATE
from declaration.release.shelf import current_release, make_current, shelf
from declaration.reports.reading import lists, warning_key
from declaration.routes import LANGUAGES, find
from declaration.sealing.key import key_of
from declaration.steward import shell
from declaration.steward.routes import STEWARD_ROUTES
from declaration.steward.runs import ROLLBACK, RUNNING, folder, read_run, runs, start
from tests.test_house import imports

ROUTE = {route.key: route for route in STEWARD_ROUTES}
REFUSED_ID = "2025-04-04-00000009"
EVERY_PAGE = [(route.key, language) for route in STEWARD_ROUTES for language in LANGUAGES]
STEWARD = Standing(SIGNED_IN, Person("steward", "Anna"))
STRANGERS = {
    "nobody": Standing(SIGNED_OUT),
    "expired": Standing(EXPIRED),
    "not configured": Standing(NOT_CONFIGURED),
    "official": Standing(SIGNED_IN, Person("official", "Olle")),
    "member": Standing(SIGNED_IN, Person("member", "Mia", "demo-akeriet-alfa")),
}


@pytest.fixture(scope="module")
def own_home(home, tmp_path_factory):
    """A copy that this module may change, where nobody has handed in anything yet."""
    own = tmp_path_factory.mktemp("steward") / "home"
    shutil.copytree(home, own)
    for place in ("served/desk/letters", "served/desk/answers", "answers", "demonstration/handed-in", "inbox"):
        shutil.rmtree(own / place, ignore_errors=True)
    return own


@pytest.fixture
def open_page(own_home, monkeypatch):
    """Opens a page in a language, as somebody."""
    settle()
    monkeypatch.setattr(app_test, "PagesManager", type("Settled", (PagesManager,), {}))

    def open_(key, language="sv", who=STEWARD, home=own_home, *, fails=False, **query: str) -> AppTest:
        monkeypatch.setenv("DECLARATION_HOME", str(home))
        monkeypatch.setattr(shell, "current_standing", lambda: who)
        test = AppTest.from_file(str(REPOSITORY / "steward.py"), default_timeout=60)
        path = ROUTE[key].path(language)
        test._page_hash = calc_hash(path) if path else ""
        for name, value in query.items():
            test.query_params[name] = value
        test.run()
        assert not test.exception, [e.message for e in test.exception]
        broken = [e.value for e in test.error if contact()["email"] in e.value]
        assert bool(broken) == fails, broken
        return test

    return open_


def words(test) -> str:
    kinds = ("title", "header", "markdown", "caption", "metric", "info", "warning", "error", "success")
    said = [str(element.value) for kind in kinds for element in test.get(kind)]
    return "\n".join([*said, *(html.proto.body for html in test.get("html"))])


def button(test, key):
    return next(b for b in test.button if b.key == key)


def run_to_its_end(home):
    """The newest run, when it has ended and has let go of the lock."""
    deadline = time.monotonic() + 120
    while who_runs(home) is not None and time.monotonic() < deadline:
        time.sleep(0.1)
    return runs(home)[0]


def test_every_address_leads_to_its_page_and_no_other_does():
    for route in STEWARD_ROUTES:
        for language in LANGUAGES:
            assert find(f"/{route.path(language)}", STEWARD_ROUTES) == (route, language)
    assert find("/karta", STEWARD_ROUTES) is None


@pytest.mark.parametrize(("key", "language"), EVERY_PAGE)
def test_a_page_has_one_title_says_who_may_see_it_and_has_no_gaps(open_page, key, language):
    test = open_page(key, language)
    say = reader_of(language).say
    assert [t.value for t in test.title] == [say(f"page.{key}")]
    assert not test.error
    text = words(test)
    assert say("steward.screen") in text
    assert not re.search(r"\b(nan|None|NaT)\b", text)
    assert "{" not in text


@pytest.mark.parametrize(("key", "language"), EVERY_PAGE)
def test_a_page_of_a_new_home_says_what_to_do(open_page, key, language, tmp_path):
    test = open_page(key, language, home=tmp_path)
    assert not test.error
    say = reader_of(language).say
    expected = say("steward.no_release.text") if key == "steward_release" else say("steward.no_release")
    assert expected in [info.value for info in test.info]
    assert not (tmp_path / "secret").exists(), "to look at a page makes no key"


@pytest.mark.parametrize("who", STRANGERS)
@pytest.mark.parametrize("key", ROUTE)
def test_nobody_but_the_steward_is_shown_anything(open_page, key, who):
    test = open_page(key, "sv", STRANGERS[who])
    text = words(test)
    assert [t.value for t in test.title] == [reader_of("sv").say("sign_in.closed.title")]
    assert "demo-" not in text
    assert "Demonstrations" not in text
    assert "<table" not in text
    assert not [b for b in test.button if b.key in ("start-release", "start-audit", "roll-back")]


def test_who_has_reported_is_told_member_by_member(open_page):
    test = open_page("steward_reports", year="2025", programme="demonstration")
    assert {m.label: m.value for m in test.metric}["Saknas"] == "3"
    tables = [html.proto.body for html in test.get("html") if "<table" in html.proto.body]
    row = re.search(r"<tr><th scope=\"row\">Demonstrationsåkeriet Zeta</th>.*?</tr>", tables[0])[0]
    assert re.findall(r"<td>(.*?)</td>", row) == ["Saknas", "Gäller", "Gäller", "Gäller", "Gäller", "Åkeri"]
    only = open_page("steward_reports", year="2025", programme="demonstration", open="yes")
    assert words(only).count('<th scope="row">Demonstrations') == 3


def test_a_letter_waits_is_collected_and_becomes_a_receipt(open_page, own_home, tmp_path):
    home = tmp_path / "home"
    shutil.copytree(own_home, home)
    member, served = "demo-akeriet-zeta", served_folder(home)
    before = (REPOSITORY / "data" / "demonstration" / "reports" / "2024" / f"{member}.csv").read_bytes()
    content = before.replace(b"2024", b"2025").replace(b";1;", b";2;", 1)
    content += content.splitlines(keepends=True)[1]  # the first line again: a warning to say something to
    ensure(home)
    checked = check("rapport 2025.csv", content, member, 2025, lists())
    assert checked.is_ready, checked.reading.errors
    keys = [warning_key(problem) for problem in checked.reading.warnings]
    assert keys
    hand_in_report(
        served, member, checked, confirmed=frozenset(keys), explanations=dict.fromkeys(keys, "<b>ny bil</b>")
    )
    subject = "road_fuel_own/diesel_mk1"
    hand_in_note(served, member, EXPLANATION, 2025, subject=subject, text="<i>ny depå</i>")
    hand_in_note(served, member, TARGET, 2026, target_year=2035, target_share=0.8)
    test = open_page("steward_reports", year="2025", programme="demonstration", home=home)
    assert {m.label: m.value for m in test.metric}["Brev väntar"] == "1"
    assert "rapport 2025.csv" in words(test)
    button(test, "collect").click().run()
    assert not test.error, [e.value for e in test.error]
    assert "Demonstrationsåkeriet Zeta: rapport för 2025 är mottagen." in [s.value for s in test.success]
    assert reader_of("sv").say("steward.letters.none") in [i.value for i in test.info]
    stored = list((home / "demonstration" / "handed-in" / member / "2025").glob("*/receipt.json.sealed"))
    assert len(stored) == 1
    text = words(open_page("steward_release", home=home))
    row = re.search(r"<tr><th scope=\"row\">Demonstrationsåkeriet Zeta</th>.*?</tr>", text)[0]
    assert reader_of("sv").say("steward.upcoming.late") in row
    assert "rapporter (" in text
    receipt = open_page("steward_reports", year="2025", programme="demonstration", member=member, home=home)
    assert "Gäller: mottagen" in receipt.expander[0].label
    said = words(receipt)
    assert "<b>ny bil" not in said
    assert "<td>&lt;b&gt;ny bil&lt;/b&gt;</td>" in said
    assert "<i>ny depå" not in said
    assert (
        "<td>Drivmedel, egna och leasade vägfordon: Diesel MK1, svensk</td><td>&lt;i&gt;ny depå&lt;/i&gt;</td>" in said
    )
    assert "80\u00a0% mindre 2035 än basåret" in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_that_is_none_is_shown_and_told_in_words(open_page, own_home, tmp_path, language):
    home, reader = tmp_path / "home", reader_of(language)
    shutil.copytree(own_home, home)
    ensure(home)
    letter = hand_in_note(served_folder(home), "slp", EXPLANATION, 2025, text="Ny depå")
    record = sealed_file(served_folder(home), letter).with_suffix(".json")
    record.write_bytes(record.read_bytes()[:40])
    test = open_page("steward_reports", language, home=home)
    assert reader.say("steward.letter.unknown") in words(test)
    button(test, "collect").click().run()
    assert not test.exception
    assert reader.say("steward.letter.unknown").lower() in test.error[0].value


def test_the_members_own_programme_starts_empty_and_says_when_coverage_comes(open_page):
    test = open_page("steward_reports", "en", programme="reported")
    assert "until five members have reported" in words(test)
    assert {m.label: m.value for m in test.metric}["Have reported"] == "0"


def test_the_gate_and_the_audit_are_told_with_reasons(open_page):
    test = open_page("steward_checks")
    text = words(test)
    assert reader_of("sv").say("steward.why.attack") in text
    assert "Åkeri" in text
    assert "Prövat: " in text
    assert "Två koncerner" in "\n".join(e.label for e in test.expander)
    assert "fossil_free_energy" not in text


def test_every_members_file_is_tried_on_demand(open_page):
    test = open_page("steward_checks", "en")
    assert "Not tried" in words(test)
    next(b for b in test.button if b.label == "Try whether each file opens").click().run()
    assert "Not tried" not in words(test)
    assert words(test).count("<td>Yes</td>") == 44


def test_a_release_that_would_be_the_same_runs_and_ends_at_once(open_page, own_home):
    test = open_page("steward_release")
    assert reader_of("sv").say("steward.upcoming.nothing") in [i.value for i in test.info]
    before = current_release(own_home).id
    button(test, "start-release").click().run()
    ended = run_to_its_end(own_home)
    assert (ended.kind, ended.by, ended.outcome, ended.details["release"]) == ("release", "Anna", UP_TO_DATE, before)
    told = words(open_page("steward_release"))
    assert f"Ingenting hade ändrats: {before} visas." in told


def test_while_a_run_goes_on_the_page_shows_it_and_starts_no_other(open_page, own_home):
    told = reader_of("en").say("steward.run.elsewhere")
    with alone(own_home, lambda: None):
        test = open_page("steward_release", "en")
        assert button(test, "start-release").disabled
        assert button(test, "start-price").disabled
        assert told in [i.value for i in test.info]
    test.run()
    assert not button(test, "start-release").disabled
    assert told not in [i.value for i in test.info]


def test_while_a_run_goes_on_no_letter_is_collected_and_it_is_said_why(open_page, own_home):
    with alone(own_home, lambda: None):
        test = open_page("steward_reports", "en")
        assert reader_of("en").say("steward.run.elsewhere") in [i.value for i in test.info]


def test_a_run_that_goes_on_is_drawn_step_by_step(open_page, own_home, tmp_path):
    script = tmp_path / "slow.py"
    script.write_text(
        f"import sys, time; sys.path.insert(0, {str(REPOSITORY)!r})\n"
        "from pathlib import Path\n"
        "from declaration.release.progress import Account\n"
        "account = Account(Path(sys.argv[-1]))\n"
        "account.step('reports'); account.step('gate')\n"
        f"while not Path({str(tmp_path / 'stop')!r}).exists(): time.sleep(0.05)\n"
        "account.end('released', release='2025-04-04-0123abcd')\n"
    )
    run_id = start(own_home, "release", "Anna", command=(sys.executable, str(script)))
    try:
        deadline = time.monotonic() + 60
        while "gate" not in read_run(own_home, run_id).steps and time.monotonic() < deadline:
            time.sleep(0.05)
        text = words(open_page("steward_release"))
        assert 'aria-live="polite"' in text
        assert "Prövar vad som får publiceras" in text
        assert "Pågår" in text
    finally:
        (tmp_path / "stop").touch()
    while read_run(own_home, run_id).outcome == RUNNING:
        time.sleep(0.05)


ENDS = {
    "refused": ({"release": REFUSED_ID, "exposures": 1, "findings": 0}, "stoppades av granskningen"),
    "failed": ({"error": "KeyError", "where": "declaration/x.py:7"}, "KeyError declaration/x.py:7"),
    "killed": (None, "Ingenting har publicerats"),
    "priced": (
        {
            "release": "2025-04-04-0123abcd",
            "tables": [
                {"dimension": "area_category", "is_further": True, "cells": 120, "shown": 85, "withheld": 35},
            ],
        },
        '<td class="figure">35</td>',
    ),
    "audited": ({"release": "2025-04-04-0123abcd", "exposures": 3, "findings": 0}, "3 tal kan röjas"),
}


@pytest.mark.parametrize("outcome", ENDS)
def test_however_a_run_ended_the_page_says_so_and_what_to_do(open_page, own_home, outcome):
    details, told = ENDS[outcome]
    row = ("outsider", "outsider", "g2", "area a", 2023, 90.0, 110.0, 98.7654321, "bounds")
    rows = pd.DataFrame([row], columns=EXPOSURE_COLUMNS)
    counts = dict.fromkeys(("targets", "rows", "unknowns", "worlds", "programs", "releases", "attackers", "pairs"), 1)
    found = AuditReport(rows, rows[:0], [], {"outsider": 0.1, "group": 0.1}, counts, 1.5, 0.5, 0.15)
    keep_report(own_home, REFUSED_ID, found, key_of(own_home))
    at = "2099-01-01T10:00:00+00:00"
    lines = [{"at": at, "event": "started", "kind": "release", "by": "Anna", "asked": ["--revise"]}]
    lines += [{"at": at, "event": "step", "step": "audit"}]
    lines += [{"at": at, "event": "ended", "outcome": outcome, **details}] if details else []
    path = folder(own_home) / "20990101T100000-release-abcd.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    # an older one besides, to choose from
    older = path.with_name("20980101T100000-release-abcd.jsonl")
    for file in (path, older):
        file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    try:
        test = open_page("steward_release", run=older.stem)
        assert not test.exception
        text = words(test)
        assert told in text
        assert "startad 1 januari 2099 kl. 11:00 av `Anna`" in text
        assert ("98,8" in text) == (outcome == "refused"), "what is true stands in the report of a refused release"
    finally:
        path.unlink()
        older.unlink()


def test_going_back_takes_a_confirmation_and_the_ledger_keeps_what_was_said(open_page, own_home):
    now = current_release(own_home)
    earlier = "2025-04-04-00000001"
    shutil.copytree(now.folder, shelf(own_home) / earlier, dirs_exist_ok=True)
    ledger = (own_home / "ledger" / now.manifest()["ledger_file"]).read_bytes()
    try:
        test = open_page("steward_release")
        assert button(test, "roll-back").disabled
        next(c for c in test.checkbox if c.key == f"rollback-{earlier}").check().run()
        assert not button(test, "roll-back").disabled
        button(test, "roll-back").click().run()
        newest = run_to_its_end(own_home)
        assert current_release(own_home).id == earlier
        assert (newest.kind, newest.outcome, newest.details) == (ROLLBACK, ROLLED_BACK, {"release": earlier})
        assert f"Läsarna ser {earlier} igen" in words(open_page("steward_release"))
        assert (own_home / "ledger" / now.manifest()["ledger_file"]).read_bytes() == ledger
    finally:
        make_current(own_home, now.id)
        shutil.rmtree(shelf(own_home) / earlier)


def test_what_goes_wrong_is_told_with_its_place_and_logged_without_its_message(open_page, monkeypatch, caplog):
    def fail(*_):
        raise ValueError("alfa emits 123.4 t")

    monkeypatch.setattr("declaration.steward.room.read_programme", fail)
    test = open_page("steward_reports", "en", fails=True)
    assert "ValueError" in test.error[0].value
    assert "123.4" not in words(test) + caplog.text
    assert "ValueError" in caplog.text


def test_a_lost_key_is_told_with_what_to_do(open_page, own_home, tmp_path):
    lost = tmp_path / "lost"
    shutil.copytree(own_home, lost)
    (lost / "secret" / "key").unlink()
    test = open_page("steward_checks", "en", home=lost)
    assert "Put the key file back" in test.error[0].value


@pytest.mark.parametrize("path", sorted((REPOSITORY / "pages" / "steward").glob("*.py")), ids=lambda p: p.name)
def test_a_page_of_the_steward_is_thin(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 110
    assert not {"pandas", "duckdb", "plotly", "pydeck", "numpy"} & {n.split(".")[0] for n in imports(path)}
    assert "unsafe_allow_html" not in text
    for node in ast.walk(ast.parse(text)):
        assert not isinstance(node, ast.Try)
        if isinstance(node, ast.FormattedValue):
            assert node.format_spec is None
