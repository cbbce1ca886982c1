"""Numbers of individuals and contact points: random, so that they say nothing about order or count."""

from __future__ import annotations

import os
from array import array


def random_ids(count: int) -> list[int]:
    """Return `count` random integers from 1 to 2**63 - 1; a clash is refused by the primary key."""
    numbers = array("Q", os.urandom(8 * count))
    return [number >> 1 or 1 for number in numbers]
