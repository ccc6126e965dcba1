"""Receipts written by hand, and a register of three."""

import hashlib

import pandas as pd
import pytest

from declaration.reports.store import Receipt
from declaration.steward.received import Book


def receipt(member_id, year, number=1, received_at="2026-02-01T10:00:00+00:00", **more) -> Receipt:
    sha256 = hashlib.sha256(f"{member_id} {year} {number}".encode()).hexdigest()
    given = {
        "receipt_id": f"{member_id}-{year}-{number}-{sha256[:12]}",
        "received_at": received_at,
        "sha256": sha256,
        "file": "report.xlsx",
        "member_id": member_id,
        "year": year,
        "template_version": "1",
        "rows": {"lines": 2, "denominators": 1, "measures": 0},
        "sums": [],
        "confirmed": [],
        "supersedes": None if number == 1 else f"{member_id}-{year}-{number - 1}",
    }
    return Receipt(**(given | more))


@pytest.fixture
def register() -> pd.DataFrame:
    rows = [
        ("alfa", "Åkeri Alfa", 2022.0, None),
        ("beta", "Beta AB", 2023.0, None),
        ("gamma", "Gamma AB", 2022.0, 2023.0),
    ]
    made = pd.DataFrame(rows, columns=["member_id", "name", "joined_year", "left_year"])
    return made.assign(category="haulier").astype({"left_year": float})


@pytest.fixture
def book(register) -> Book:
    held = (
        receipt("alfa", 2022),
        receipt("alfa", 2023, 1, "2024-02-01T10:00:00+00:00"),
        receipt("alfa", 2023, 2, "2024-03-01T10:00:00+00:00"),
        receipt("gamma", 2022),
        receipt("gamma", 2023),
    )
    return Book("demonstration", register, held)
