"""Each litre counted once: which emission rows belong to the programme's total, and why not.

Members' own energy counts. A bought service counts only where the one who performs it is not a member, for a
member reports that energy itself; where that is not known it does not count and is shown as unresolved. A sub-meter
inside a building's meter counts only where the building's electricity is not reported. Air and deep sea stand
outside; sold energy, re-use and own solar power are memos. Nothing is ever subtracted.
"""

import numpy as np
import pandas as pd

#: every status a row can have; only `counted` enters sums
STATUSES = (
    "counted",
    "carrier_is_member",
    "carrier_unknown",
    "within_site_meter",
    "outside_headline",
    "memo",
    "no_factor",
)
#: sub-metered activities that are inside the building's meter unless the line says otherwise
INSIDE_BY_DEFAULT = ("cold_store_el",)
SITE_METER = "building_el"
SITE_KEY = ["member_id", "site_id", "year"]


def inside_site_meter(lines: pd.DataFrame) -> pd.Series:
    """Whether a line's electricity already stands in a building line of the same member, site and year."""
    said = lines["in_site_meter"]
    inside = said.eq("yes") | (said.eq("") & lines["activity_code"].isin(INSIDE_BY_DEFAULT))
    with_building = lines.loc[lines["activity_code"].eq(SITE_METER), SITE_KEY]
    sites = pd.MultiIndex.from_frame(lines[SITE_KEY])
    return inside & sites.isin(pd.MultiIndex.from_frame(with_building))


def status(lines: pd.DataFrame, has_factor: pd.Series) -> pd.Series:
    """The status of each line. Needs `count_rule`, `carrier_is_member` (yes, no, unknown) and `in_site_meter`."""
    rule, member = lines["count_rule"], lines["carrier_is_member"]
    bought = rule.eq("unless_member")
    conditions = {
        "memo": rule.eq("memo"),
        "no_factor": ~has_factor,
        "outside_headline": rule.eq("outside"),
        "carrier_is_member": bought & member.eq("yes"),
        "carrier_unknown": bought & ~member.isin(("yes", "no")),
        "within_site_meter": rule.eq("site_meter") & inside_site_meter(lines),
    }
    chosen = np.select([c.to_numpy() for c in conditions.values()], list(conditions), default="counted")
    return pd.Series(chosen, index=lines.index, name="status")
