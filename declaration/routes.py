"""The addresses of the dashboard, in both languages. The one list of pages: the menu, the serving door,
the sitemap and the tests all read it. Which of them opens for whom stands in `declaration/access/rules.py`."""

from collections.abc import Iterable
from dataclasses import dataclass

LANGUAGES = ("sv", "en")


@dataclass(frozen=True)
class Route:
    """One page: its key, the script in `pages/`, its address in each language, and whether the menu lists it."""

    key: str
    script: str
    sv: str
    en: str
    in_menu: bool = True

    def path(self, language: str) -> str:
        """The address in one language, without leading slash; empty for the start page."""
        return self.sv if language == "sv" else self.en


ROUTES = (
    Route("overview", "pages/overview.py", "", "overview"),
    Route("areas", "pages/areas.py", "omstallningsomraden", "transition-areas"),
    Route("map", "pages/map.py", "karta", "map"),
    Route("statistics", "pages/statistics.py", "statistik", "statistics"),
    Route("method", "pages/method.py", "metod", "method"),
    Route("accessibility", "pages/accessibility.py", "tillganglighet", "accessibility", in_menu=False),
    Route("sign_in", "pages/sign_in.py", "logga-in", "sign-in", in_menu=False),
    Route("stand", "pages/stand.py", "var-vi-star", "where-we-stand"),
    Route("report", "pages/report.py", "rapportera", "report"),
    Route("meeting", "pages/meeting.py", "mote", "meeting"),
)


def find(path: str, routes: Iterable[Route] = ROUTES) -> tuple[Route, str] | None:
    """The page and language of an address such as `/karta`, or None when there is no such page."""
    wanted = path.strip("/")
    for route in routes:
        for language in LANGUAGES:
            if wanted == route.path(language):
                return route, language
    return None
