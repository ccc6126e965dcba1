"""Which page opens for whom: the one rule that the menu, the shell and the doors ask."""

from declaration.access.standing import MEMBER, OFFICIAL, STEWARD, Person

#: pages for all, signed in or not
PUBLIC = frozenset({"overview", "areas", "map", "statistics", "method", "accessibility", "sign_in"})
#: role → the pages of its room, the one it enters by first
ROOMS = {
    MEMBER: ("stand", "report"),
    OFFICIAL: ("meeting",),
    STEWARD: ("steward_reports", "steward_release", "steward_checks"),
}


def may_open(page: str, person: Person | None) -> bool:
    """Whether a page opens for somebody; None is anybody. A page that no rule names opens for nobody."""
    return page in PUBLIC or (person is not None and page in ROOMS[person.role])


def role_of(page: str) -> str | None:
    """The role whose room a page belongs to; None for public pages and for those there are not."""
    return next((role for role, pages in ROOMS.items() if page in pages), None)
