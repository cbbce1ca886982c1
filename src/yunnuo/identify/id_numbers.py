"""Identity numbers inside longer text: told from order numbers by the check character."""

from __future__ import annotations

import re
from typing import Final

from yunnuo.identify.columns.checks import is_identity

ID_NUMBER: Final = "(?:^|[^0-9A-Za-z])([0-9]{6}(?:19|20)[0-9]{2}[01][0-9][0-3][0-9][0-9]{3}[0-9Xx])(?:[^0-9A-Za-z]|$)"
_FINDER: Final = re.compile(ID_NUMBER)


def is_id_number(text: str) -> bool:
    """Return whether text holds an identity number whose check character is right.

    Without the check one order number in a few hundred looks like an identity.
    """
    found = _FINDER.search(text)
    return found is not None and is_identity(found[1])
