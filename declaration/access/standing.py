"""From a provider's claims to where a visitor stands: signed in with exactly one role, or why not."""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

MEMBER, OFFICIAL, STEWARD = "member", "official", "steward"

SIGNED_IN, SIGNED_OUT, EXPIRED = "signed_in", "signed_out", "expired"
NO_ROLE, TWO_ROLES, UNKNOWN_MEMBER, NOT_CONFIGURED = "no_role", "two_roles", "unknown_member", "not_configured"
#: every way a visitor can stand; each has its words on the sign-in page
STANDINGS = (SIGNED_IN, SIGNED_OUT, EXPIRED, NO_ROLE, TWO_ROLES, UNKNOWN_MEMBER, NOT_CONFIGURED)

#: a provider's clock may be this much ahead of ours
CLOCKS_APART = timedelta(minutes=5)


@dataclass(frozen=True)
class Person:
    """Somebody with a role. `member_id` is empty for all but members; `name` is what the provider calls them."""

    role: str
    name: str = ""
    member_id: str = ""


@dataclass(frozen=True)
class Standing:
    """Where a visitor stands: one of STANDINGS, and the person where that is `signed_in`."""

    why: str
    person: Person | None = None


@dataclass(frozen=True)
class Roles:
    """The content of `roles.toml`: which claim, how long a sign-in counts, and what stands in the claim."""

    claim: str
    valid: timedelta
    member_prefix: str
    official: frozenset[str]
    steward: frozenset[str]


@lru_cache(maxsize=4)
def read_roles(path: Path = Path(__file__).parent / "roles.toml") -> Roles:
    """The mapping from claims to roles."""
    held = tomllib.loads(path.read_text(encoding="utf-8"))
    return Roles(
        claim=held["claim"],
        valid=timedelta(hours=held["hours"]),
        member_prefix=held["member_prefix"],
        official=frozenset(held["official"]),
        steward=frozenset(held["steward"]),
    )


def standing(claims: Mapping[str, object], members: Collection[str], roles: Roles, now: datetime) -> Standing:
    """Where the bearer of these claims stands.

    claims: of a verified token, empty for nobody. members: the ids there are. Whatever is not plainly one role of
    now is none: a claim of another shape, a time that is missing or lies ahead, two roles at once.
    """
    if claims.get("is_logged_in") is not True:
        return Standing(SIGNED_OUT)
    if not _is_fresh(claims, roles, now):
        return Standing(EXPIRED)
    said = _said(claims.get(roles.claim))
    wanted = {(MEMBER, text.removeprefix(roles.member_prefix)) for text in said if text.startswith(roles.member_prefix)}
    wanted |= {(OFFICIAL, "") for _ in said & roles.official} | {(STEWARD, "") for _ in said & roles.steward}
    if not wanted:
        return Standing(NO_ROLE)
    if len(wanted) > 1:
        return Standing(TWO_ROLES)
    ((role, member_id),) = wanted
    if role == MEMBER and member_id not in members:
        return Standing(UNKNOWN_MEMBER)
    return Standing(SIGNED_IN, Person(role, _name(claims), member_id))


def _is_fresh(claims: Mapping[str, object], roles: Roles, now: datetime) -> bool:
    """Whether the token was given within the time a sign-in counts (claim `iat`, RFC 7519)."""
    given = claims.get("iat")
    if isinstance(given, bool) or not isinstance(given, int | float):
        return False
    try:
        at = datetime.fromtimestamp(given, UTC)
    except (OverflowError, OSError, ValueError):
        return False
    return at - CLOCKS_APART <= now < at + roles.valid


def _said(claim: object) -> frozenset[str]:
    """The texts of a claim, which providers give as one text or as a list."""
    listed = [claim] if isinstance(claim, str) else claim if isinstance(claim, list | tuple) else []
    return frozenset(text for text in listed if isinstance(text, str))


def _name(claims: Mapping[str, object]) -> str:
    """What the provider calls the person, short enough to stand in a page's head."""
    found = next((claims[key] for key in ("name", "email", "sub") if isinstance(claims.get(key), str)), "")
    return "".join(c for c in found if c.isprintable())[:60]
