"""Laying one image on the map: the page, the cross on the map, the preview; and keeping it as a layer."""

from dataclasses import replace
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, Signal
from uuid_utils import uuid7

from desktop.domain.map_layer import EntryKind, LayerEntry
from desktop.view.layers.desk import LayerDesk
from desktop.view.layers.plan.map_target import MapTarget
from desktop.view.layers.plan.plan_page import PlanPage
from maps.arrangement import Arrangement, SheetPart
from maps.picture import Photo
from maps.source import Plan, Source, SourceKind
from maps.stack import StackLayer
from maps.symbology import AsItIs

_PREVIEW, _PREVIEW_OPACITY, _LARGEST_PX = "plan-preview", 0.7, 4096


class Planning(QObject):
    """`kept(LayerEntry)` for a new one; a known one is changed where it lies. `ended` when the page is left."""

    kept = Signal(object)
    ended = Signal()
    awaiting = Signal(bool)

    def __init__(self, layers: LayerDesk) -> None:
        super().__init__(layers)
        self._layers = layers
        self._source: Source | None = None
        self._entry: LayerEntry | None = None
        self.page: PlanPage | None = None
        self.target: MapTarget | None = None

    @property
    def is_on(self) -> bool:
        return self.page is not None

    @property
    def awaits_place(self) -> bool:
        return self.target is not None and self.target.is_awaited

    def start(self, source: Source, name: str, entry: LayerEntry | None, left_px: int) -> PlanPage:
        """`entry` is the layer that is laid anew; None for one to be added."""
        self.stop()
        self._source, self._entry = source, entry
        plan = source.reading if isinstance(source.reading, Plan) else Plan()
        self.page, self.target = PlanPage(name, plan), MapTarget(self._layers.canvas, left_px)
        self.page.awaits.connect(self._await)
        self.page.changed.connect(self._preview)
        self.page.kept.connect(self._keep)
        self.page.left.connect(self.stop)
        self.target.placed.connect(self.page.take_place)
        self._layers.worker.preview(Path(source.address), _LARGEST_PX, self._layers.relay.wrap(self._show), lane="plan")
        self._preview(self.page.plan if self.page.is_whole else None)
        return self.page

    def _await(self, awaited: bool) -> None:  # noqa: FBT001 - a slot
        if self.target is not None:
            self.target.await_place(awaited=awaited)
            self.awaiting.emit(awaited)
            if awaited:
                self._layers.canvas.setFocus()

    def _show(self, photo: object) -> None:
        if isinstance(photo, Photo) and self.page is not None:
            self.page.view.show_photo(photo)

    def _laid(self, plan: Plan) -> Source:
        assert self._source is not None
        return msgspec.structs.replace(self._source, kind=SourceKind.PLAN, reading=plan)

    def _preview(self, plan: Plan | None) -> None:
        """On top of all layers, half clear; the layer that is laid anew is left out."""
        shown = self._layers.arrangement
        if plan is not None and self._entry is None:
            layer = StackLayer(_PREVIEW, "", self._laid(plan), AsItIs(), opacity=_PREVIEW_OPACITY)
            shown = Arrangement((*shown.ground, SheetPart((layer,))), shown.marks, shown.hidden)
            self._layers.canvas.arrange(shown)
        elif plan is not None and self._entry is not None:
            self._layers.preview(replace(self._entry, source=self._laid(plan), opacity=_PREVIEW_OPACITY))
        else:
            self._layers.canvas.arrange(shown)

    def _keep(self) -> None:
        page = self.page
        if page is None or not page.is_whole:
            return
        source, name = self._laid(page.plan), page.name.text().strip()
        if self._entry is not None:
            known = self._layers.tree.get(self._entry.id)
            self._layers.change(replace(known, source=source, name=name or known.name), "sourced")
        else:
            owner = self._layers.owner_of_new
            self.kept.emit(
                LayerEntry(str(uuid7()), EntryKind.FILE, name, owner=owner, source=source, symbology=AsItIs())
            )
        self.stop()

    def stop(self) -> None:
        if self.page is None:
            return
        if self.target is not None:
            self.target.end()
        if self._entry is not None:
            self._layers.preview(None, self._entry.id)
        self.page = self.target = self._source = self._entry = None
        self.awaiting.emit(False)  # noqa: FBT003 - Qt's emit
        self._layers.arrange()
        self.ended.emit()
