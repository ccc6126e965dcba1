"""What can be wrong with a key or a sealed file. No message ever holds a key or what was sealed."""

from pathlib import Path

from declaration.problems import Problem


class SealingError(Exception):
    """A key or a sealed file that cannot be used. `problem` names the file; its code is a key of the catalogues."""

    code = ""

    def __init__(self, where: Path | str):
        self.problem = Problem(self.code, str(where))
        super().__init__(f"{self.code} ({where})")


class MalformedKeyError(SealingError):
    """What is given as a key is none: expected 32 random bytes in URL-safe base64, 44 characters."""

    code = "key_malformed"


class MissingKeyError(SealingError):
    """No key is given, and one is needed: sealed files stand, or the file named does not."""

    code = "key_missing"


class WrongKeyError(SealingError):
    """The file was sealed with a key that is not among those given."""

    code = "key_wrong"


class BrokenSealError(SealingError):
    """The file is not as it was sealed: changed, cut short, or moved from another place."""

    code = "seal_broken"
