"""The addresses of the steward's room, in both languages; its menu and its door read this list."""

from declaration.routes import Route

STEWARD_ROUTES = (
    Route("steward_reports", "pages/steward/reports.py", "", "reports"),
    Route("steward_release", "pages/steward/release.py", "utgava", "release"),
    Route("steward_checks", "pages/steward/checks.py", "kontroller", "checks"),
)
