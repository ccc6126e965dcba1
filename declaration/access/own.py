"""A member's own figures: one sealed file, opened for one person and for one visit's session."""

from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pandas as pd

from declaration.access.standing import MEMBER, Person
from declaration.release import reader as database
from declaration.release.member_file import open_served
from declaration.release.shelf import Release


class NotAMemberError(PermissionError):
    """Only a signed-in member has figures of its own."""


@dataclass(frozen=True)
class Own:
    """The member's file of one release."""

    member_id: str
    release_id: str
    connection: duckdb.DuckDBPyConnection = field(repr=False, compare=False)

    def ask(self, name: str, **parameters: object) -> pd.DataFrame:
        """The answer to a question of `queries/member/`. This member's alone: kept in its session if anywhere."""
        return database.ask(self.connection, f"member/{name}", **parameters)


def open_own(home: Path, release: Release, person: Person | None) -> Own | None:
    """The file of the person's member in a release; None where the release has none of this member.

    Raises NotAMemberError for everybody else, and what opening a sealed file raises.
    """
    if person is None or person.role != MEMBER:
        raise NotAMemberError("no member is signed in")
    connection = open_served(home, release, person.member_id)
    return connection and Own(person.member_id, release.id, connection)
