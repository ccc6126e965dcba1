"""The template of a report, begun from what the member has reported."""

from functools import partial

import streamlit as st

from declaration.language import reader_of
from declaration.reports.reading import Lists
from declaration.reports.report import Report
from declaration.reports.template import template
from declaration.reports.writing import begun_from, csv_report, empty_report
from declaration.ui.choice import choose_one
from declaration.ui.files import File, offer_files
from declaration.ui.report_desk import Desk


def offer_template(desk: Desk, year: int) -> None:
    """The template of a year, begun from what the member has reported, as a workbook and as CSV in both dialects."""
    say = desk.reader.say
    languages = {code: reader_of(code).say("site.this_language") for code in ("sv", "en")}
    language = choose_one(say("desk.template.language"), "template", languages, desk.reader.language, segmented=True)
    begun = _begun(desk, year)
    source = "none" if begun is None else "same" if begun.year == year else "before"
    st.markdown(say(f"desk.template.from_{source}", year=year, before=year - 1))
    offer_files(
        desk.visit,
        "template",
        [
            File(
                form,
                say(f"desk.template.{form}"),
                f"{desk.member_id}_{year}_{language}.{form.partition('-')[0]}",
                partial(template_bytes, desk.known, desk.member_id, year, language, form, begun),
                is_primary=form == "xlsx",
            )
            for form in ("xlsx", "csv-sv", "csv-int")
        ],
    )


def _begun(desk: Desk, year: int) -> Report | None:
    return desk.report(year) or desk.report(year - 1)


def template_bytes(known: Lists, member_id: str, year: int, language: str, form: str, begun: Report | None) -> bytes:
    """The template's bytes. form: `xlsx`, `csv-sv` or `csv-int`. begun: the report to begin from."""
    filled = None if begun is None else begun_from(begun, year)
    if form == "xlsx":
        return template(year, language, known.vocabulary, member_id, filled)
    dialect = form.removeprefix("csv-")
    return csv_report(filled or empty_report(member_id, year), known.vocabulary, language, dialect)
