"""What an operator's map shows of the layer tree: the city's visibility and opacity, or their own where they chose so.

Pure. A switch that is the same as the city's again is forgotten, so that the city's later changes are followed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from desktop.domain.layer_tree import LayerTree
from desktop.domain.map_layer import LIVE_GROUP, EntryKind, LayerEntry, drawn_layer
from maps.arrangement import Arrangement, BasePart, GroundPart, LivePart, SheetPart
from maps.stack import MOST_LAYERS, ScaleLimits, StackLayer

PREFIX = "layer:"
"""Of the subjects of `services.personal` that say how an operator sees a layer."""


@dataclass(frozen=True, slots=True)
class OwnLook:
    """None: as the city has it."""

    visible: bool | None = None
    opacity: float | None = None

    @property
    def is_plain(self) -> bool:
        return self.visible is None and self.opacity is None


@dataclass(frozen=True, slots=True)
class LayerView:
    """An operator's own looks by the entry's id."""

    own: Mapping[str, OwnLook] = field(default_factory=dict[str, OwnLook])

    def is_visible(self, entry: LayerEntry) -> bool:
        """Its own switch, whatever its groups say."""
        chosen = self.own.get(entry.id, OwnLook()).visible
        return entry.visible if chosen is None or entry.is_always_shown else chosen

    def opacity(self, entry: LayerEntry) -> float:
        chosen = self.own.get(entry.id, OwnLook()).opacity
        return entry.opacity if chosen is None or entry.is_always_shown else chosen

    def differs(self, entry: LayerEntry) -> bool:
        return self.is_visible(entry) != entry.visible or self.opacity(entry) != entry.opacity

    def shown(self, entry: LayerEntry, *, visible: bool) -> "LayerView":
        return self._with(entry.id, replace(self.own.get(entry.id, OwnLook()), visible=_other(visible, entry.visible)))

    def faded(self, entry: LayerEntry, opacity: float) -> "LayerView":
        return self._with(entry.id, replace(self.own.get(entry.id, OwnLook()), opacity=_other(opacity, entry.opacity)))

    def _with(self, entry_id: str, look: OwnLook) -> "LayerView":
        kept = {known: own for known, own in self.own.items() if known != entry_id}
        return LayerView(kept if look.is_plain else kept | {entry_id: look})


def _other(chosen: Any, of_the_city: Any) -> Any:
    return None if chosen == of_the_city else chosen


def view_of(values: Mapping[str, Any]) -> LayerView:
    """From what `services.personal` has kept; what makes no sense is left out."""
    own: dict[str, OwnLook] = {}
    for subject, value in values.items():
        if subject.startswith(PREFIX) and isinstance(value, dict):
            look = OwnLook(_bool(value.get("visible")), _ratio(value.get("opacity")))
            if not look.is_plain:
                own[subject.removeprefix(PREFIX)] = look
    return LayerView(own)


def kept_of(view: LayerView, entry_id: str) -> Mapping[str, Any]:
    """What `services.personal` keeps of one entry; None forgets it."""
    look = view.own.get(entry_id)
    kept = None if look is None else {"visible": look.visible, "opacity": look.opacity}
    return {PREFIX + entry_id: kept}


def _bool(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _ratio(value: Any) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and 0.0 <= value <= 1.0 else None


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry with what its groups make of it."""

    entry: LayerEntry
    visible: bool
    opacity: float
    limits: ScaleLimits


def shown_entries(tree: LayerTree, view: LayerView) -> Iterator[Shown]:
    """All but groups, what lies on top first."""
    for entry, _depth in tree.walk():
        if not entry.is_group:
            yield shown_entry(tree, view, entry)


def shown_entry(tree: LayerTree, view: LayerView, entry: LayerEntry) -> Shown:
    visible, opacity, limits = view.is_visible(entry), view.opacity(entry), entry.limits
    for group in () if entry.is_always_shown else tree.ancestors(entry):
        visible = visible and view.is_visible(group)
        opacity *= view.opacity(group)
        limits = narrowed(limits, group.limits)
    return Shown(entry, visible, opacity, limits)


def narrowed(one: ScaleLimits, other: ScaleLimits) -> ScaleLimits:
    """The scales that both allow."""
    widest = [limit for limit in (one.widest, other.widest) if limit]
    return ScaleLimits(max(one.closest, other.closest), min(widest, default=0.0))


def arrangement(tree: LayerTree, view: LayerView) -> Arrangement:
    """What the canvas paints."""
    ground: list[GroundPart] = []
    marks: list[LivePart] = []
    hidden: set[str] = set()
    run: list[StackLayer] = []
    room = MOST_LAYERS
    for shown in reversed(list(shown_entries(tree, view))):
        entry = shown.entry
        if not shown.visible:
            hidden.update([entry.live_name] if entry.live_name else [])
        elif entry.kind is EntryKind.FILE:
            if room > 0:
                run.append(drawn_layer(entry, opacity=shown.opacity, limits=shown.limits))
                room -= 1
        elif entry.parent_id == LIVE_GROUP:
            marks.append(LivePart(entry.live_name, shown.opacity, shown.limits))
        else:
            if run:
                ground.append(SheetPart(tuple(run)))
                run = []
            is_base = entry.kind is EntryKind.BASE
            live = LivePart(entry.live_name, shown.opacity, shown.limits)
            ground.append(BasePart(shown.opacity) if is_base else live)
    if run:
        ground.append(SheetPart(tuple(run)))
    return Arrangement(tuple(ground), tuple(marks), frozenset(hidden))
