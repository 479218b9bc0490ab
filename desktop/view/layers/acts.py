"""The acts on layers, by key, menu, palette or mouse: on the current row of the panel, or on the layers as a whole.

What opens something (the adding dialog, the look, the table) is the room's; here is what changes the tree or the view.
"""

from collections.abc import Callable
from dataclasses import replace
from gettext import gettext as _

from PySide6.QtCore import QObject, Signal

from desktop.domain.layer_tree import LayerActError, TreeChange
from desktop.domain.map_layer import LayerEntry
from desktop.services.layers import group_of
from desktop.view.layers import words
from desktop.view.layers.desk import LayerDesk
from desktop.view.layers.rows import ClassRow, LayerRow, PanelRow, place_among, place_inside, place_outside
from maps.symbology import Categorised, Graduated

OPACITY_STEP = 0.1


class LayerActs(QObject):
    """`opened(act, entry)` for what the room shows; `entry` is None for acts on the layers as a whole."""

    opened = Signal(str, object)
    renaming = Signal()

    def __init__(self, layers: LayerDesk, current: Callable[[], PanelRow | None]) -> None:
        super().__init__(layers)
        self._layers, self._current = layers, current
        self.copied: LayerEntry | None = None
        """Whose look is pasted next."""
        self._on_entry: dict[str, Callable[[LayerEntry], object]] = {
            "toggle": self._toggle,
            "toggle_all": self._toggle_all,
            "fuller": lambda entry: self._fade(entry, OPACITY_STEP),
            "fainter": lambda entry: self._fade(entry, -OPACITY_STEP),
            "rename": lambda _entry: self.renaming.emit(),
            "remove": lambda entry: layers.try_act(lambda: layers.tree.removed(entry.id)),
            "up": lambda entry: self._move(entry, place_among(layers.tree, entry, -1)),
            "down": lambda entry: self._move(entry, place_among(layers.tree, entry, 1)),
            "inside": lambda entry: self._move(entry, place_inside(layers.tree, entry)),
            "outside": lambda entry: self._move(entry, place_outside(layers.tree, entry)),
            "share": lambda entry: layers.try_act(lambda: layers.tree.shared(entry.id)),
            "copy_style": self._copy_style,
            "paste_style": self._paste_style,
            "remedy": self._remedy,
        }
        self._on_all: dict[str, Callable[[], object]] = {
            "group": self._group,
            "as_city": layers.look_as_the_city,
        }

    @property
    def row(self) -> PanelRow | None:
        return self._current()

    @property
    def entry(self) -> LayerEntry | None:
        """Of the current row, as it is now."""
        row = self._current()
        if row is None:
            return None
        return self._layers.tree.entries.get(row.layer_id if isinstance(row, ClassRow) else row.id)

    def do(self, act: str) -> None:
        row = self._current()
        if isinstance(row, ClassRow) and act == "toggle":
            self._toggle_class(row)
        elif act in self._on_all:
            self._on_all[act]()
        elif act in _WHOLE:
            self.opened.emit(act, self.entry)
        elif self.entry is None:
            self._layers.desk.refused.emit(_("Choose a layer first: Ctrl L shows them."))
        elif act in self._on_entry:
            self._on_entry[act](self.entry)
        else:
            self.opened.emit(act, self.entry)

    def rename(self, entry_id: str, name: str) -> None:
        entry = self._layers.tree.entries.get(entry_id)
        if entry is not None and name and name != words.title(entry):
            self._layers.try_act(lambda: self._layers.tree.changed(replace(entry, name=name), "renamed"))

    def move_to(self, entry_id: str, parent_id: str, place: int) -> None:
        self._layers.try_act(lambda: self._layers.tree.moved(entry_id, parent_id, place))

    # one entry

    def _toggle(self, entry: LayerEntry) -> None:
        self._layers.show(entry, visible=not self._layers.view.is_visible(entry))

    def _toggle_all(self, entry: LayerEntry) -> None:
        if entry.is_always_shown:
            self._layers.desk.refused.emit(_("Alarms and incidents are always shown."))
        elif not self._layers.may_change(entry):
            self._layers.desk.refused.emit(
                _("Who may configure changes what all see: switch it for yourself by Space.")
            )
        else:
            self._layers.show_for_all(entry, visible=not entry.visible)

    def _fade(self, entry: LayerEntry, by: float) -> None:
        wanted = round(min(max(self._layers.view.opacity(entry) + by, 0.0), 1.0), 2)
        if wanted != self._layers.view.opacity(entry):
            self._layers.fade(entry, wanted)

    def _move(self, entry: LayerEntry, goal: tuple[str, int] | None) -> None:
        if goal is not None:
            self.move_to(entry.id, *goal)

    def _copy_style(self, entry: LayerEntry) -> None:
        if entry.source is None:
            self._layers.desk.refused.emit(_("Live layers have the look of the design."))
            return
        self.copied = entry

    def _paste_style(self, entry: LayerEntry) -> None:
        copied = self.copied
        if copied is None or entry.source is None:
            self._layers.desk.refused.emit(_("Copy the look of a layer first, then choose another layer."))
            return
        self._layers.change(with_look_of(entry, copied), "styled")

    def _remedy(self, entry: LayerEntry) -> None:
        row = self._current()
        remedy = row.remedy if isinstance(row, LayerRow) else ""
        if remedy == "retry" and entry.source is not None:
            self._layers.retry(entry.source)
        elif remedy == "stop" and entry.source is not None:
            self._layers.stop_preparing(entry.source)
        elif remedy:
            self.opened.emit(remedy, entry)

    def _toggle_class(self, row: ClassRow) -> None:
        """A class of the look is switched for all who see the layer."""
        entry = self._layers.tree.entries.get(row.layer_id)
        if entry is not None and (changed := with_class_switched(entry, row.number)) is not None:
            self._layers.change(changed, "shown")

    # the layers as a whole

    def _group(self) -> None:
        """Around nothing yet: beside the current entry, to be named at once."""
        entry, tree = self.entry, self._layers.tree
        parent_id = ""
        if entry is not None and not entry.is_built_in:
            parent_id = next((group.id for group in tree.ancestors(entry)), "")
        made = group_of(_("New group"), parent_id=parent_id, owner=self._layers.owner_of_new)

        def grouped() -> TreeChange:
            if parent_id and tree.get(parent_id).owner != made.owner and tree.get(parent_id).owner:
                raise LayerActError("own")
            return tree.added([made], "grouped")

        if self._layers.try_act(grouped):
            self.opened.emit("name_group", made)


_WHOLE = frozenset({"add", "table", "compare", "level_up", "level_down", "plan"})
"""Acts that need no layer to be chosen, or choose one themselves."""


def with_look_of(entry: LayerEntry, other: LayerEntry) -> LayerEntry:
    """The look, labels and grouping of points; its filter, limits and opacity stay its own."""
    return replace(entry, symbology=other.symbology, labels=other.labels, clusters=other.clusters, blend=other.blend)


def with_class_switched(entry: LayerEntry, number: int) -> LayerEntry | None:
    """None for a class that has no switch."""
    look = entry.symbology
    if isinstance(look, Categorised) and number < len(look.categories):
        parts = list(look.categories)
        one = parts[number]
        parts[number] = type(one)(one.value, one.symbol, one.label, not one.visible)
        return replace(entry, symbology=Categorised(look.column, tuple(parts), look.other))
    if isinstance(look, Graduated) and number < len(look.steps):
        steps = list(look.steps)
        step = steps[number]
        steps[number] = type(step)(step.lower, step.upper, step.symbol, step.label, not step.visible)
        return replace(entry, symbology=Graduated(look.column, tuple(steps), look.method, look.ramp))
    return None
