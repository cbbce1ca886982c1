"""A brake on what anybody may write without showing who they are: displays and complaints, by where they come from.

Kept in the memory of one process, by keyed index; many phones share one address, so the limits are wide.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from yunnuo.terms.instant import Instant

HOUR: Final = 3_600_000_000  # microseconds
MOST: Final = 50_000  # addresses remembered at once


@dataclass
class Brake:
    """Lets `limit` of something through in an hour for each asker."""

    limit: int
    taken: dict[bytes, list[Instant]] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def lets_through(self, asker: bytes, now: Instant) -> bool:
        """Count one more and return whether it is within the limit."""
        with self.lock:
            if len(self.taken) >= MOST:
                self.taken.clear()
            recent = [at for at in self.taken.get(asker, []) if at > now - HOUR]
            if len(recent) >= self.limit:
                return False
            self.taken[asker] = [*recent, now]
            return True


DISPLAYS: Final = Brake(600)
COMPLAINTS: Final = Brake(20)
