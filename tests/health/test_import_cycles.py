"""No module can reach itself through its imports."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter

import grimp


def test_no_import_cycles() -> None:
    """The modules of the product can be put in an order in which each imports only earlier ones."""
    graph = grimp.build_graph("yunnuo", cache_dir=None)
    order = TopologicalSorter({name: graph.find_modules_directly_imported_by(name) for name in graph.modules})

    try:
        order.prepare()
    except CycleError as error:
        cycle = " -> ".join(error.args[1])
        raise AssertionError(cycle) from None
