"""Claims → role: one role of now, or none."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declaration.access.register import member_ids
from declaration.access.standing import (
    EXPIRED,
    NO_ROLE,
    SIGNED_IN,
    SIGNED_OUT,
    TWO_ROLES,
    UNKNOWN_MEMBER,
    Person,
    read_roles,
    standing,
)

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
MEMBERS = {"a-haulier", "a-port"}
ROLES = read_roles()


def claims(*groups: object, minutes_ago: float = 10, **others: object) -> dict:
    given_at = (NOW - timedelta(minutes=minutes_ago)).timestamp()
    return {"is_logged_in": True, "iat": given_at, "groups": list(groups), "name": "Kim", **others}


def where(held: dict) -> str:
    return standing(held, MEMBERS, ROLES, NOW).why


@pytest.mark.parametrize(
    ("group", "person"),
    [
        ("member:a-haulier", Person("member", "Kim", "a-haulier")),
        ("official", Person("official", "Kim")),
        ("steward", Person("steward", "Kim")),
    ],
)
def test_one_role_is_taken(group, person):
    assert standing(claims(group), MEMBERS, ROLES, NOW).person == person
    assert standing(claims("everybody", group, "office"), MEMBERS, ROLES, NOW).person == person


def test_a_single_text_is_a_list_of_one():
    assert where(claims() | {"groups": "official"}) == SIGNED_IN


@pytest.mark.parametrize(
    "groups",
    [
        ("official", "steward"),
        ("member:a-haulier", "official"),
        ("member:a-haulier", "member:a-port"),
        ("member:a-haulier", "member:nobody"),
    ],
)
def test_two_roles_are_none(groups):
    found = standing(claims(*groups), MEMBERS, ROLES, NOW)
    assert (found.why, found.person) == (TWO_ROLES, None)


@pytest.mark.parametrize(
    "group", ["member:", "member:nobody", "member:A-HAULIER", "member:../a-haulier", "member:a-haulier ", "member:*"]
)
def test_a_member_is_one_of_the_register_to_the_letter(group):
    found = standing(claims(group), MEMBERS, ROLES, NOW)
    assert (found.why, found.person) == (UNKNOWN_MEMBER, None)


@pytest.mark.parametrize(
    "held",
    [
        [],
        ["office"],
        ["Official"],
        [["official"]],
        {"official": True},
        7,
        None,
        True,
        [b"official"],
        ["xmember:a-port"],
    ],
)
def test_a_claim_of_another_shape_is_no_role(held):
    assert where(claims() | {"groups": held}) == NO_ROLE


@pytest.mark.parametrize("minutes_ago", [8 * 60, 8 * 60 + 1, 10**6, -6, -(10**6)])
def test_a_sign_in_that_is_over_or_lies_ahead_counts_for_nothing(minutes_ago):
    assert where(claims("official", minutes_ago=minutes_ago)) == EXPIRED


@pytest.mark.parametrize("given_at", [None, "1764000000", True, float("inf"), float("nan"), -(10**20), [1]])
def test_a_time_that_is_none_counts_for_nothing(given_at):
    assert where(claims("official") | {"iat": given_at}) == EXPIRED
    held = claims("official")
    del held["iat"]
    assert where(held) == EXPIRED


@pytest.mark.parametrize("said", [False, None, "True", 1, "false"])
def test_only_a_verified_sign_in_is_one(said):
    assert where(claims("official") | {"is_logged_in": said}) == SIGNED_OUT
    assert where({}) == SIGNED_OUT


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(["is_logged_in", "iat", "groups", "name", "email", "sub"]), values))
def test_whatever_a_token_holds_the_answer_is_one_of_the_known(held):
    found = standing(held, MEMBERS, ROLES, NOW)
    assert (found.person is not None) == (found.why == SIGNED_IN)
    if found.person:
        assert found.person.role != "member" or found.person.member_id in MEMBERS


def test_a_name_cannot_break_the_head_of_a_page():
    person = standing(claims("official") | {"name": "A\nB\x1b" + "x" * 500}, MEMBERS, ROLES, NOW).person
    assert "\n" not in person.name and len(person.name) <= 60


def test_no_id_is_both_a_member_and_an_invented_one():
    ids = member_ids()
    assert {"greencarrier-freight-services", "demo-akeriet-alfa"} <= ids
    assert len(ids) > 80
