"""The city's layer tree: acts on it, each one transaction with its rows of the journal, and each with its counter.

Who may configure changes what all see; everybody has layers of their own. An act is a TreeChange that was made from the
tree as the console knew it: it is refused as a whole when another hand has changed one of its entries meanwhile.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from sqlalchemy import Connection
from uuid_utils import uuid7

from desktop.domain.events import LayerEvent
from desktop.domain.layer_tree import LayerTree, Step, TreeChange
from desktop.domain.map_layer import EntryKind, LayerEntry
from desktop.domain.operator import NotPermittedError, Operator, Permission
from desktop.services.permit import permit
from desktop.storage import journal, layer_entries
from desktop.storage.store import Store
from maps.layer_facts import Sublayer
from maps.whole_file import draft_of


class Layers:
    """Use cases of the layer tree. Thread: any but Qt's."""

    def __init__(self, store: Store, writer: str = "console") -> None:
        self._store, self._writer = store, writer

    def every(self) -> list[LayerEntry]:
        with self._store.read() as connection:
            return layer_entries.every(connection)

    def apply(self, change: TreeChange, by: Operator, note: str = "") -> TreeChange:
        """Gives the change as it was written, whose `reversed()` is what undoes it.

        Raises NotPermittedError; ConflictError when an entry is not as the change knew it.
        """
        for use_case in sorted(_use_cases(change, by)):
            permit(self._store, self._writer, by, use_case)
        with self._store.write() as connection:
            steps = tuple(self._write(connection, step) for step in change.steps)
            for step in steps:
                journal.append(connection, _event(change.act, step, by, note), self._writer)
        return replace(change, steps=steps)

    def export(self, entry: LayerEntry, by: Operator, out: Path, content: bytes) -> None:
        """Data of a layer leave the building: whole, and in the journal before the file takes its name.

        Raises NotPermittedError, OSError.
        """
        self.permit_export(by)
        with draft_of(out) as draft:
            draft.write_bytes(content)
            self.exported(entry, by, f"{out.name} sha256:{hashlib.sha256(content).hexdigest()}")

    def permit_export(self, by: Operator) -> None:
        """Raises NotPermittedError."""
        permit(self._store, self._writer, by, "layer.export")

    def exported(self, entry: LayerEntry, by: Operator, note: str) -> None:
        with self._store.write() as connection:
            journal.append(connection, LayerEvent("exported", entry, by.login, note), self._writer)

    def take_back(self, written: TreeChange, by: Operator) -> TreeChange:
        """Undo a change as it was written, leaving what others have changed since.

        Raises LayerActError, ConflictError, NotPermittedError.
        """
        with self._store.read() as connection:
            tree = LayerTree(layer_entries.every(connection))
        return self.apply(tree.rebased(written.reversed()), by)

    def _write(self, connection: Connection, step: Step) -> Step:
        before, after = step.before, step.after
        if before is None or not before.is_stored:
            return Step(before, _inserted(connection, before, after))
        if after is None or not after.is_stored:
            layer_entries.remove(connection, before.id, before.version)
            return step
        written = replace(after, version=before.version + 1)
        layer_entries.update(connection, written, before.version)
        return Step(before, written)


def _inserted(connection: Connection, before: LayerEntry | None, after: LayerEntry | None) -> LayerEntry | None:
    if after is None:
        return before
    written = replace(after, version=after.version + 1)
    layer_entries.insert(connection, written)
    return written


def _use_cases(change: TreeChange, by: Operator) -> set[str]:
    """What the change needs; raises NotPermittedError for another operator's entries."""
    owners = {entry.owner for step in change.steps for entry in (step.before, step.after) if entry is not None}
    if owners - {"", by.id}:
        raise NotPermittedError(by.login, Permission.CONFIGURE)
    return {"layer.own" if owner else "layer.configure" for owner in owners}


def _event(act: str, step: Step, by: Operator, note: str) -> LayerEvent:
    entry = step.after if step.after is not None and step.after.is_stored else step.before
    assert entry is not None
    gone = step.after is None or not step.after.is_stored
    return LayerEvent("removed" if gone else act, entry, by.login, note)


def entry_of(sublayer: Sublayer, *, name: str = "", parent_id: str = "", owner: str = "") -> LayerEntry:
    """A new entry for a layer of a source, in the look that was proposed for it."""
    title = (name or sublayer.title).replace("\0", "")[:120]
    return LayerEntry(
        str(uuid7()),
        EntryKind.FILE,
        title,
        parent_id,
        owner=owner,
        source=sublayer.source,
        symbology=sublayer.symbology,
        attribution=sublayer.attribution,
    )


def group_of(name: str, *, parent_id: str = "", owner: str = "") -> LayerEntry:
    return LayerEntry(str(uuid7()), EntryKind.GROUP, name[:120], parent_id, owner=owner)


def seen_by(entries: Iterable[LayerEntry], operator: Operator | None) -> Sequence[LayerEntry]:
    """The city's and the operator's own."""
    return [entry for entry in entries if not entry.owner or (operator is not None and entry.owner == operator.id)]
