"""Who answers for the site: the one place is `data/contact.toml`."""

import tomllib
from functools import lru_cache

from declaration.home import DATA


@lru_cache(maxsize=1)
def contact() -> dict[str, str]:
    """organisation, email, security_email, site_address."""
    return tomllib.loads((DATA / "contact.toml").read_text(encoding="utf-8"))
