"""Connected components, against the obvious definition."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from yunnuo.flows.components import join_components

_EDGES = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=15)


@given(edges=_EDGES)
def test_components_are_the_closure(edges: list[tuple[int, int]]) -> None:
    """Two nodes are in one component exactly when a path of edges joins them; its name is its smallest node."""
    reach = {node: {node} for node in range(10)}
    for _ in range(10):
        for left, right in edges:
            joined = reach[left] | reach[right]
            for node in joined:
                reach[node] = reach[node] | joined

    assert [min(reach[node]) for node in range(10)] == join_components(10, edges)


@given(edges=_EDGES, order=st.randoms())
def test_order_of_edges_never_matters(edges: list[tuple[int, int]], order: object) -> None:
    """The same edges in another order give the same components."""
    shuffled = list(edges)
    order.shuffle(shuffled)  # type: ignore[attr-defined]

    assert join_components(10, edges) == join_components(10, shuffled)
