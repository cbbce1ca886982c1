"""Connected components over small integers: who hangs together with whom. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def join_components(size: int, edges: Iterable[tuple[int, int]]) -> list[int]:
    """Return, for each node 0..size-1, the smallest node of its component."""
    parent = list(range(size))

    def find(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for left, right in edges:
        one, other = find(left), find(right)
        if one != other:
            parent[max(one, other)] = min(one, other)
    return [find(node) for node in range(size)]
