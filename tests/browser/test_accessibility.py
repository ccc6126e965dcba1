"""axe-core on every page in both languages, at desktop and phone width."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from declaration.routes import LANGUAGES, ROUTES

EVERY_PAGE = [(route, language) for route in ROUTES for language in LANGUAGES]

#: Streamlit's own findings: rule → part of the offending element's markup, with the reason it is not ours.
STREAMLITS_OWN: dict[str, dict[str, str]] = {}


def is_streamlits_own(rule: str, node: dict) -> bool:
    return any(part in node["html"] for part in STREAMLITS_OWN.get(rule, {}))


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize(("route", "language"), EVERY_PAGE, ids=lambda x: getattr(x, "key", x))
def test_no_serious_or_critical_finding(visit, page, route, language, width):
    page.set_viewport_size({"width": width, "height": 900})
    visit(f"/{route.path(language)}")
    page.wait_for_timeout(1500)
    found = Axe().run(page).response["violations"]
    serious = [
        f"{finding['id']}: {finding['help']} → {node['html'][:300]}"
        for finding in found
        if finding["impact"] in ("serious", "critical")
        for node in finding["nodes"]
        if not is_streamlits_own(finding["id"], node)
    ]
    assert not serious, "\n".join(serious)
