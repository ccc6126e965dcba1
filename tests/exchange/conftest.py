import json

import pytest

from declaration.accounting.rates import rate_table
from declaration.exchange.ileap import read_ileap
from declaration.problems import InputRefused
from declaration.reports.reading import lists


@pytest.fixture(scope="session")
def known():
    return lists()


@pytest.fixture(scope="session")
def tables(known):
    return known.vocabulary.tables


@pytest.fixture(scope="session")
def rates(tables):
    return rate_table(tables, [2024])


@pytest.fixture
def ileap(known, tmp_path):
    """Reads JSON contents as files a.json, b.json …"""

    def read(*contents, **options):
        paths = []
        for name, content in zip("abcdefgh", contents, strict=False):
            path = tmp_path / f"{name}.json"
            path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
            paths.append(path)
        return read_ileap(paths, "m1", known.limits, **({"site_id": "terminal"} | options))

    return read


@pytest.fixture
def refused(ileap):
    """The problems of contents that must be refused, as code → JSON paths."""

    def read(*contents, **options):
        with pytest.raises(InputRefused) as refusal:
            ileap(*contents, **options)
        return [(p.code, p.column) for p in refusal.value.problems]

    return read
