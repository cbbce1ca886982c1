"""Opening a workspace: what is made, what is refused, and that its keys are guarded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from yunnuo.terms.errors import InputError, RefusedError

if TYPE_CHECKING:
    from pathlib import Path

    from yunnuo.flows.workspace import Workspace


def test_new_workspace_is_private(workspace: Workspace) -> None:
    """Keys and imports are folders nobody else can enter."""
    modes = {path.name: oct(path.stat().st_mode & 0o777) for path in (workspace.keys, workspace.imports)}

    assert {"keys": "0o700", "imports": "0o700"} == modes


def test_opening_again_changes_nothing(workspace: Workspace) -> None:
    """The same folder opens with the same keys."""
    from yunnuo.flows.workspace import open_workspace

    assert workspace == open_workspace(workspace.folder)


def test_a_file_is_no_workspace(tmp_path: Path) -> None:
    """A path that is a file is refused as bad input."""
    from yunnuo.flows.workspace import open_workspace

    (tmp_path / "brand").write_text("")

    with pytest.raises(InputError) as caught:
        open_workspace(tmp_path / "brand")

    assert "workspace.not_folder" == caught.value.code


@pytest.mark.parametrize("lost", ["folder", "file"])
def test_lost_keys_are_never_replaced(workspace: Workspace, lost: str) -> None:
    """Records whose keys are gone are not given new ones that would match nothing."""
    from yunnuo.flows.workspace import open_workspace
    from yunnuo.people.models import Individual, Key
    from yunnuo.protect.keys import RING_FILE

    who = Individual.objects.create(id=7, circle=7)
    Key.objects.create(kind="phone", scope="", blind=b"0" * 16, key_version=1, individual=who)
    (workspace.keys / RING_FILE).unlink()
    if lost == "folder":
        workspace.keys.rmdir()

    with pytest.raises(RefusedError) as caught:
        open_workspace(workspace.folder)

    assert {"folder": "workspace.keys_gone", "file": "protect.key_missing"}[lost] == caught.value.code


def test_scratch_fetches_nothing(workspace: Workspace) -> None:
    """The scratch never reaches for an extension over the network, and leaves nothing behind."""
    from yunnuo.flows.workspace import open_scratch

    with open_scratch(workspace) as scratch:
        query = "SELECT name, value FROM duckdb_settings() WHERE name LIKE 'auto%known_extensions' ORDER BY 1"
        held = scratch.execute(query).fetchall()

    assert [("autoinstall_known_extensions", "false"), ("autoload_known_extensions", "false")] == held
    assert [] == list(workspace.imports.iterdir())
