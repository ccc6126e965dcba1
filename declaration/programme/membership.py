"""Who is a member, year by year, and whose rows belong to the programme.

Changes of membership hold for whole years (GHG Protocol Corporate Standard, ch. 5): a member is one from its
`joined_year`, and no longer from its `left_year`.
"""

import numpy as np
import pandas as pd

#: columns of the membership, and what an absent one means
COLUMNS = ("member_id", "joined_year", "left_year")
OPTIONAL = {"category": "", "founded_year": np.nan, "closed": False}


def checked(membership: pd.DataFrame) -> pd.DataFrame:
    """The membership, one row per member, with its optional columns filled in.

    member_id; joined_year; left_year (missing while still a member); category; founded_year (missing where the
    company existed in the base year); closed (True where it left because its operations ended, which is decline
    and no change of structure). A ValueError names the first wrong row.
    """
    missing = [c for c in COLUMNS if c not in membership]
    if missing:
        raise ValueError(f"membership lacks {', '.join(missing)}")
    made = membership.assign(**{c: v for c, v in OPTIONAL.items() if c not in membership}).reset_index(drop=True)
    for column in ("joined_year", "left_year", "founded_year"):
        made[column] = made[column].astype(float)
    made["closed"] = made["closed"].fillna(False).astype(bool)
    made["category"] = made["category"].fillna("")
    wrong = {
        "is written twice": made["member_id"].duplicated(),
        "has no joined_year": made["joined_year"].isna(),
        "left before it joined": made["left_year"] < made["joined_year"],
        "closed without leaving": made["closed"] & made["left_year"].isna(),
    }
    for what, where in wrong.items():
        if where.any():
            raise ValueError(f"membership: {made.loc[where, 'member_id'].iloc[0]} {what}")
    return made


def members_of(membership: pd.DataFrame, year: int) -> frozenset[str]:
    """Those who are members in the year."""
    left = membership["left_year"]
    inside = (membership["joined_year"] <= year) & (left.isna() | (left > year))
    return frozenset(membership.loc[inside, "member_id"])


def is_estimated(rows: pd.DataFrame) -> pd.Series:
    """Which rows stand for a missing report (False everywhere where no estimates were made)."""
    if "estimated" not in rows:
        return pd.Series(False, index=rows.index)
    return rows["estimated"].astype(bool)


def of_members(rows: pd.DataFrame, membership: pd.DataFrame) -> pd.DataFrame:
    """The rows whose reporter was a member in the row's year; a joiner's older reports are history, not programme."""
    inside = pd.Series(False, index=rows.index)
    for year in rows["year"].unique():
        inside |= rows["year"].eq(year) & rows["member_id"].isin(members_of(membership, year))
    return rows[inside]


def reporters(rows: pd.DataFrame) -> dict[int, frozenset[str]]:
    """Year → those who sent a report (any line, counted or not); estimates are none."""
    sent = rows[~is_estimated(rows)]
    return {int(year): frozenset(ids) for year, ids in sent.groupby("year")["member_id"]}
