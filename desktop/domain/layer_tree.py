"""The layer tree as a value: its order, and what each act on it changes. Pure; `desktop.services.layers` writes.

Two zones lie over each other on the map. The live marks (alarms, incidents, units, sightings, assets) are the fixed
group on top: they can be ordered among themselves, alarms and incidents always first, and no layer covers them. All
else (layers of sources, live outlines, the base map) is one free order below.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace

from desktop.domain.map_layer import ALWAYS_SHOWN, BASE, LIVE_GROUP, EntryKind, LayerEntry, live_id

DEEPEST = 8
"""Groups within groups."""
_MARKS = (*ALWAYS_SHOWN, "units", "sightings", "assets.camera")
_OUTLINES = ("footprints.camera", "footprints.photo", "districts")
_MARK_RANK, _OUTLINE_RANK, _BASE_RANK = 100.0, 1e6, 1e9
_SMALLEST_GAP = 1e-6
_VALUES = tuple(field.name for field in fields(LayerEntry) if field.name not in {"id", "version"})
_NOBODY = LayerEntry("", EntryKind.GROUP)
_PINNED = (LIVE_GROUP, *(live_id(name) for name in ALWAYS_SHOWN))


class LayerActError(ValueError):
    """An act that the tree does not allow.

    `code` says which rule: pinned, cycle, too_deep, not_there, zone, own, changed_since.
    """

    def __init__(self, code: str) -> None:
        super().__init__(f"the layer tree does not allow it: {code}")
        self.code = code


@dataclass(frozen=True, slots=True)
class Step:
    """One entry before and after; None where there is none."""

    before: LayerEntry | None
    after: LayerEntry | None


@dataclass(frozen=True, slots=True)
class TreeChange:
    """An act on the tree: added, renamed, moved, shown, faded, styled, filtered, labelled, limited, removed ...

    `name` is what it was done to, for the words of the undo.
    """

    act: str
    name: str
    steps: tuple[Step, ...]

    def reversed(self) -> "TreeChange":
        """The act that counters it, of the change as it was written."""
        return replace(self, steps=tuple(Step(step.after, step.before) for step in reversed(self.steps)))


@dataclass(frozen=True, slots=True)
class LiveLayer:
    """A live layer that the map can show; `is_outline` puts it into the free order, below all marks."""

    name: str
    is_outline: bool = False


class LayerTree:
    """All entries that one operator sees. Never changed: an act gives a TreeChange, and the store a new tree."""

    def __init__(self, entries: Iterable[LayerEntry], live: Iterable[LiveLayer] = ()) -> None:
        stored = {entry.id: entry for entry in entries}
        self._entries: dict[str, LayerEntry] = {**_built_in(live), **stored}
        self._children: dict[str, list[LayerEntry]] = {}
        for entry in self._entries.values():
            self._children.setdefault(self._shown_parent(entry), []).append(entry)
        for siblings in self._children.values():
            siblings.sort(key=lambda entry: (_pin(entry), entry.rank, entry.id))

    @property
    def entries(self) -> Mapping[str, LayerEntry]:
        return self._entries

    def get(self, entry_id: str) -> LayerEntry:
        """Raises LayerActError."""
        found = self._entries.get(entry_id)
        if found is None:
            raise LayerActError("not_there")
        return found

    def children(self, parent_id: str = "") -> Sequence[LayerEntry]:
        """First on top."""
        return self._children.get(parent_id, ())

    def walk(self, parent_id: str = "", depth: int = 0) -> Iterator[tuple[LayerEntry, int]]:
        """Every entry with its depth, as the panel lists them: what lies on top first, a group before its members."""
        for entry in self.children(parent_id):
            yield entry, depth
            if entry.is_group:
                yield from self.walk(entry.id, depth + 1)

    def ancestors(self, entry: LayerEntry) -> Iterator[LayerEntry]:
        """The groups it lies in, the nearest first."""
        parent_id = self._shown_parent(entry)
        while parent_id:
            group = self._entries[parent_id]
            yield group
            parent_id = self._shown_parent(group)

    def _shown_parent(self, entry: LayerEntry) -> str:
        """The parent, or the root when that is gone, hidden from this operator, or its own descendant."""
        seen, parent_id = {entry.id}, entry.parent_id
        while parent_id:
            group = self._entries.get(parent_id)
            if group is None or not group.is_group or parent_id in seen:
                return ""
            seen.add(parent_id)
            parent_id = group.parent_id
        return entry.parent_id

    def top_rank(self, parent_id: str = "") -> float:
        """A rank above everything that can be moved in there."""
        ranks = [entry.rank for entry in self.children(parent_id) if not _is_pinned(entry)]
        return min(ranks, default=1.0) - 1.0

    # acts

    def added(self, entries: Sequence[LayerEntry], act: str = "added") -> TreeChange:
        """New entries, in their own order on top of their parents."""
        steps: list[Step] = []
        for number, entry in enumerate(entries):
            below = len(entries) - 1 - number
            steps.append(Step(None, replace(entry, rank=self.top_rank(entry.parent_id) - below, version=0)))
        return TreeChange(act, entries[0].name if entries else "", tuple(steps))

    def changed(self, entry: LayerEntry, act: str) -> TreeChange:
        """An entry with other values and the same id; its place in the tree is `moved`'s."""
        known = self.get(entry.id)
        kept = replace(entry, parent_id=known.parent_id, rank=known.rank, kind=known.kind, owner=known.owner)
        after = replace(kept, version=known.version)
        return TreeChange(act, known.name or entry.name, (Step(known, after),) if after != known else ())

    def removed(self, entry_id: str) -> TreeChange:
        """An entry and all below it. Raises LayerActError for what is built in."""
        entry = self.get(entry_id)
        gone = [entry, *(child for child, _depth in self.walk(entry_id))] if entry.is_group else [entry]
        if any(one.is_built_in for one in gone):
            raise LayerActError("pinned")
        return TreeChange("removed", entry.name, tuple(Step(one, None) for one in reversed(gone)))

    def shared(self, entry_id: str) -> TreeChange:
        """An operator's own entry, with its groups and all below it, becomes the city's."""
        entry = self.get(entry_id)
        below = [child for child, _depth in self.walk(entry_id)] if entry.is_group else []
        own = [one for one in (*reversed(list(self.ancestors(entry))), entry, *below) if one.owner]
        return TreeChange("shared", entry.name, tuple(Step(one, replace(one, owner="")) for one in own))

    def moved(self, entry_id: str, parent_id: str, place: int) -> TreeChange:
        """Before the `place`-th of the parent's other children. Raises LayerActError."""
        entry = self.get(entry_id)
        self._check_parent(entry, parent_id)
        others = [one for one in self.children(parent_id) if one.id != entry_id]
        lowest = sum(1 for one in others if _is_pinned(one))
        place = min(max(place, lowest), len(others))
        rank = _between(others, place, lowest)
        if rank is None:
            return self._respaced(entry, parent_id, others, place)
        if self._place_of(entry) == (parent_id, place):
            return TreeChange("moved", entry.name, ())
        return TreeChange("moved", entry.name, (Step(entry, replace(entry, parent_id=parent_id, rank=rank)),))

    def _place_of(self, entry: LayerEntry) -> tuple[str, int]:
        parent_id = self._shown_parent(entry)
        return parent_id, [one.id for one in self.children(parent_id)].index(entry.id)

    def rebased(self, change: TreeChange) -> TreeChange:
        """An earlier change, or its reverse, on the entries as they are now: other values that were changed since stay.

        Raises LayerActError when somebody has since changed a value that it would set.
        """
        steps = (self._rebased(step) for step in change.steps)
        return replace(change, steps=tuple(step for step in steps if step is not None))

    def _rebased(self, step: Step) -> Step | None:
        before, after = step.before, step.after
        present = self._entries.get((before or after or _NOBODY).id)
        if before is None:
            if present is not None and present.is_stored:
                raise LayerActError("changed_since")
            return step
        if present is None:
            raise LayerActError("changed_since")
        if after is None or _same(present, before):
            if not _same(present, before):
                raise LayerActError("changed_since")
            return Step(present, after)
        changed = [name for name in _VALUES if getattr(before, name) != getattr(after, name)]
        if any(getattr(present, name) != getattr(before, name) for name in changed):
            raise LayerActError("changed_since")
        return Step(present, replace(present, **{name: getattr(after, name) for name in changed}))

    def _check_parent(self, entry: LayerEntry, parent_id: str) -> None:
        if _is_pinned(entry):
            raise LayerActError("pinned")
        is_mark = entry.kind is EntryKind.LIVE and entry.parent_id == LIVE_GROUP
        if is_mark != (parent_id == LIVE_GROUP):
            raise LayerActError("zone")
        if not parent_id:
            return
        parent = self.get(parent_id)
        if not parent.is_group:
            raise LayerActError("zone")
        if parent.owner and parent.owner != entry.owner:
            raise LayerActError("own")
        above = [parent, *self.ancestors(parent)]
        if any(group.id == entry.id for group in above):
            raise LayerActError("cycle")
        below = max((depth + 1 for _entry, depth in self.walk(entry.id)), default=0) if entry.is_group else 0
        if len(above) + below > DEEPEST:
            raise LayerActError("too_deep")

    def _respaced(self, entry: LayerEntry, parent_id: str, others: Sequence[LayerEntry], place: int) -> TreeChange:
        """There is no room left between two neighbours: all of the parent's get new ranks, as far apart as before."""
        free = [one for one in others if not _is_pinned(one)]
        at = place - (len(others) - len(free))
        order = [*free[:at], replace(entry, parent_id=parent_id), *free[at:]]
        low, high = min(one.rank for one in order), max(one.rank for one in order)
        gap = max(1.0, (high - low) / (len(order) - 1))
        ranked = [replace(one, rank=low + gap * number) for number, one in enumerate(order)]
        steps = (Step(self.get(one.id), one) for one in ranked)
        return TreeChange("moved", entry.name, tuple(step for step in steps if step.before != step.after))


def _same(one: LayerEntry, other: LayerEntry) -> bool:
    """But for the version."""
    return replace(one, version=0) == replace(other, version=0)


def _is_pinned(entry: LayerEntry) -> bool:
    return _pin(entry) < len(_PINNED)


def _pin(entry: LayerEntry) -> int:
    return _PINNED.index(entry.id) if entry.id in _PINNED else len(_PINNED)


def _between(others: Sequence[LayerEntry], place: int, lowest: int) -> float | None:
    """A rank that sorts before others[place] and after the one above it; None when there is no room."""
    above = others[place - 1].rank if place > lowest else None
    below = others[place].rank if place < len(others) else None
    if above is None:
        return 0.0 if below is None else below - 1.0
    if below is None:
        return above + 1.0
    return (above + below) / 2.0 if below - above > _SMALLEST_GAP * max(1.0, abs(above)) else None


def _built_in(live: Iterable[LiveLayer]) -> dict[str, LayerEntry]:
    """The entries that are there before anybody has changed one."""
    made = {
        LIVE_GROUP: LayerEntry(LIVE_GROUP, EntryKind.GROUP, version=0),
        BASE: LayerEntry(BASE, EntryKind.BASE, rank=_BASE_RANK, version=0),
    }
    for one in live:
        parent_id, rank = ("", _outline_rank(one.name)) if one.is_outline else (LIVE_GROUP, _mark_rank(one.name))
        entry = LayerEntry(live_id(one.name), EntryKind.LIVE, parent_id=parent_id, rank=rank, version=0)
        made[entry.id] = entry
    return made


def _mark_rank(name: str) -> float:
    return float(_MARKS.index(name)) if name in _MARKS else _MARK_RANK


def _outline_rank(name: str) -> float:
    return _OUTLINE_RANK + (_OUTLINES.index(name) + 1.0 if name in _OUTLINES else 0.0)
