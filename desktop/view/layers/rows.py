"""The rows of the layers panel, made from the tree, the operator's view, the news of layers and the scale. Pure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from gettext import gettext as _

from desktop.domain.layer_tree import LayerTree
from desktop.domain.map_layer import EntryKind, LayerEntry
from desktop.domain.plain import plain
from desktop.services.layer_view import LayerView, Shown, shown_entry
from desktop.view import formats
from desktop.view.layers import words
from maps.layer_facts import LayerNews, LayerState
from maps.layer_preparing import Preparation, prepared_as
from maps.stack import ScaleLimits

REMEDIES = {
    "no_crs": "crs",
    "no_columns": "columns",
    "no_points": "place",
    "missing": "find",
    "credentials": "sign_in",
    "changed": "find",
    "no_column": "properties",
}
"""What a person can do about a fault; else to try again."""


@dataclass(frozen=True, slots=True)
class LayerRow:
    """`visible` is the entry's own switch, `is_shown` whether it is seen now. `is_open` is None without classes."""

    id: str
    entry: LayerEntry
    depth: int
    title: str
    visible: bool
    is_shown: bool
    opacity: float
    is_open: bool | None = None
    differs: bool = False
    line: str = ""
    """The second line: why it is not seen, how old it is, what went wrong."""
    remedy: str = ""
    done_ratio: float | None = None
    is_fault: bool = False

    @property
    def spoken(self) -> str:
        """For a screen reader."""
        state = _("shown") if self.is_shown else _("visible") if self.visible else _("hidden")
        parts = [self.title, state, *([self.line] if self.line else [])]
        if self.opacity < 1.0:
            parts.append(_("{percent} % opaque").format(percent=round(self.opacity * 100)))
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class ClassRow:
    """A class of a layer's look, under it; `number` counts in the legend."""

    id: str
    layer_id: str
    number: int
    depth: int
    title: str
    visible: bool | None
    """None: it has no switch of its own."""

    @property
    def spoken(self) -> str:
        return self.title if self.visible is not False else f"{self.title}, {_('hidden')}"


PanelRow = LayerRow | ClassRow
Classes = Callable[[LayerEntry], tuple[tuple[str, bool | None], ...]]
"""The classes of a layer's legend: label and switch."""


@dataclass(frozen=True, slots=True)
class Known:
    """What rows are made from."""

    tree: LayerTree
    view: LayerView
    news: Mapping[str, LayerNews]
    preparations: Mapping[str, Preparation]
    denominator: float
    """The N of the map's 1:N."""
    now_s: float
    """Unix time."""
    open_ids: frozenset[str]
    classes: Classes


def rows(known: Known, wanted: str = "") -> list[PanelRow]:
    """As listed; with words typed into the filter only what holds them, its groups, and all below a group that does."""
    typed = plain(wanted).split()
    if typed:
        kept = _matching(known.tree, typed)
        return [row for row in _every(known, "", 0, all_open=True) if _layer_id(row) in kept]
    return list(_every(known, "", 0, all_open=False))


def _layer_id(row: PanelRow) -> str:
    return row.layer_id if isinstance(row, ClassRow) else row.id


def _matching(tree: LayerTree, typed: list[str]) -> set[str]:
    kept: set[str] = set()
    for entry, _depth in tree.walk():
        said = plain(words.title(entry))
        if all(part in said for part in typed):
            kept |= {entry.id, *(group.id for group in tree.ancestors(entry))}
            kept |= {below.id for below, _d in tree.walk(entry.id)} if entry.is_group else set()
    return kept


def _every(known: Known, parent_id: str, depth: int, *, all_open: bool) -> Iterator[PanelRow]:
    for entry in known.tree.children(parent_id):
        row = layer_row(known, entry, depth)
        yield row
        if entry.is_group and (row.is_open or all_open):
            yield from _every(known, entry.id, depth + 1, all_open=all_open)
        elif row.is_open and not all_open:
            yield from _class_rows(known, entry, depth + 1)


def _class_rows(known: Known, entry: LayerEntry, depth: int) -> Iterator[ClassRow]:
    for number, (label, visible) in enumerate(known.classes(entry)):
        yield ClassRow(f"{entry.id}/{number}", entry.id, number, depth, label, visible)


def layer_row(known: Known, entry: LayerEntry, depth: int) -> LayerRow:
    shown = shown_entry(known.tree, known.view, entry)
    in_scale = shown.limits.hold(known.denominator)
    row = LayerRow(
        entry.id,
        entry,
        depth,
        words.title(entry),
        known.view.is_visible(entry),
        shown.visible and in_scale,
        known.view.opacity(entry),
        _is_open(known, entry),
        known.view.differs(entry),
    )
    if not shown.visible:
        return row
    if not in_scale:
        return replace(row, line=scale_hint(shown.limits, known.denominator))
    return _with_news(row, shown, known) if entry.source is not None else row


def _is_open(known: Known, entry: LayerEntry) -> bool | None:
    unfolds = entry.is_group or len(known.classes(entry)) > 1
    return entry.id in known.open_ids if unfolds else None


def scale_hint(limits: ScaleLimits, denominator: float) -> str:
    if limits.widest and denominator > limits.widest:
        return _("Visible from {scale}").format(scale=words.scale_of(limits.widest))
    return _("Visible up to {scale}").format(scale=words.scale_of(limits.closest))


def _with_news(row: LayerRow, shown: Shown, known: Known) -> LayerRow:
    news, source = known.news.get(row.id), shown.entry.source
    preparation = known.preparations.get(prepared_as(source).key) if source is not None else None
    if news is None:
        return row
    if news.state is LayerState.FAILED:
        remedy = REMEDIES.get(news.code, "retry")
        return replace(row, line=words.fault(news.code), remedy=remedy, is_fault=True, is_shown=False)
    if news.state is LayerState.PREPARING:
        ratio = preparation.done_ratio if preparation is not None else news.done_ratio
        said = _("Being prepared, {percent} %").format(percent=round(ratio * 100))
        return replace(row, line=said, done_ratio=ratio, remedy="stop")
    if news.code:
        age_s = None if news.as_of_s is None else known.now_s - news.as_of_s
        return replace(row, line=words.notice(news.code, age_s))
    if news.clustered and news.shown is not None:
        return replace(row, line=_("{n} points in groups").format(n=formats.amount(float(news.shown), 0)))
    return row


def place_among(tree: LayerTree, entry: LayerEntry, by: int) -> tuple[str, int] | None:
    """Where Alt with an arrow moves an entry: a place up or down among its siblings; None at the end."""
    parent_id = next((group.id for group in tree.ancestors(entry)), "")
    siblings = [one.id for one in tree.children(parent_id)]
    place = siblings.index(entry.id) + by
    return (parent_id, place) if 0 <= place < len(siblings) else None


def place_inside(tree: LayerTree, entry: LayerEntry) -> tuple[str, int] | None:
    """Into the group that stands above it among its siblings, as its last; None when there is none."""
    parent_id = next((group.id for group in tree.ancestors(entry)), "")
    siblings = list(tree.children(parent_id))
    place = [one.id for one in siblings].index(entry.id)
    above = siblings[place - 1] if place > 0 else None
    if above is None or not above.is_group:
        return None
    return above.id, len(tree.children(above.id))


def place_outside(tree: LayerTree, entry: LayerEntry) -> tuple[str, int] | None:
    """Out of its group, above it; None at the root."""
    group = next(tree.ancestors(entry), None)
    if group is None:
        return None
    outer_id = next((one.id for one in tree.ancestors(group)), "")
    return outer_id, [one.id for one in tree.children(outer_id)].index(group.id)


def is_file(row: PanelRow | None) -> bool:
    return isinstance(row, LayerRow) and row.entry.kind is EntryKind.FILE
