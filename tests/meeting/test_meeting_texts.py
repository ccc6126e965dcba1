"""The meeting's texts: each is asked for by something."""

import re

from declaration.home import REPOSITORY
from declaration.language import texts_of


def test_no_text_of_the_meeting_is_left_over():
    files = [*REPOSITORY.glob("declaration/meeting/*.py"), *REPOSITORY.glob("declaration/ui/meeting*.py")]
    files.append(REPOSITORY / "pages" / "meeting.py")
    code = "\n".join(path.read_text(encoding="utf-8") for path in files)
    asked = {re.sub(r"\{.*\}", "{}", key) for key in re.findall(r"""["'](meeting\.(?:[\w.]|\{.*?\})+)["']""", code)}
    patterns = [re.compile(re.escape(key).replace(r"\{\}", r"\w+(\.\w+)?")) for key in asked]
    held = {key for key in texts_of("sv").keys if key.startswith("meeting.")}
    assert len(held) > 100
    assert {key for key in held if not any(pattern.fullmatch(key) for pattern in patterns)} == set()
