"""Peer statistics are audited where they were first told; only word for word repetitions are not told again."""

import pandas as pd

from declaration.audit.evidence import PEER_COLUMNS, Evidence, Truth
from declaration.release.auditing import told_once


def peers(*rows) -> pd.DataFrame:
    return pd.DataFrame([("m1", "tkm", *row) for row in rows], columns=PEER_COLUMNS)


def test_repetitions_are_left_out_and_changes_stay():
    old = (2021, "haulier", 7, "above", "", float("nan"), float("nan"))
    new = (2022, "haulier", 7, "above", "", float("nan"), float("nan"))
    changed = (2021, "haulier", 8, "above", "", float("nan"), float("nan"))
    numbers = pd.DataFrame()
    history = [
        (Evidence(name, numbers, peers=told), Truth())
        for name, told in (("r1", peers(old)), ("r2", peers(old, new)), ("r3", peers(changed)))
    ]
    left = [evidence.peers[["year", "n"]].to_numpy().tolist() for evidence, _ in told_once(history)]
    assert left == [[[2021, 7]], [[2022, 7]], [[2021, 8]]]


def test_a_release_without_members_is_no_error():
    empty = Evidence("r1", pd.DataFrame())
    assert told_once([(empty, Truth())])[0][0].peers.empty
