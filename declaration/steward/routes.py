"""The addresses of the steward's room, in both languages; its menu and its door read this list."""

from declaration.routes import LANGUAGES, Route

STEWARD_ROUTES = (
    Route("steward_reports", "pages/steward/reports.py", "", "reports"),
    Route("steward_release", "pages/steward/release.py", "utgava", "release"),
    Route("steward_checks", "pages/steward/checks.py", "kontroller", "checks"),
)


def find_page(path: str) -> tuple[Route, str] | None:
    """The page and language of an address such as `/utgava`, or None when there is no such page."""
    wanted = path.strip("/")
    for route in STEWARD_ROUTES:
        for language in LANGUAGES:
            if wanted == route.path(language):
                return route, language
    return None
