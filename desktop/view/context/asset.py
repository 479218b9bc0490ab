"""The context of an asset: its newest values with their age, a chart of one of them, and for a camera its picture."""

import importlib
from datetime import datetime, timedelta
from gettext import gettext as _
from types import ModuleType
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.area import AREA_KINDS
from desktop.domain.asset import Asset
from desktop.domain.observation import QUANTITIES, Observation
from desktop.view import formats, words
from desktop.view.context.alarm import CameraNow
from desktop.view.context.area_figures import AreaFigures
from desktop.view.context.sections import Value, ValueRows, heading
from desktop.view.desk import Desk
from desktop.view.reading import CHART_SPAN, SeriesReading, read_series
from desktop.view.situation import Topic
from maps.view.theme import scale
from maps.view.theme.style import say

_DEFAULT_PERIOD_S = 3600.0
_TOTALS = frozenset({"volume_m3", "energy_kwh"})
"""Counters that only grow: shown after what they are made of."""
_MISSED_REPORTS = 3
"""A value is old when so many reports of its device are missing."""
_LEAST_SPAN = timedelta(seconds=2)
"""Charts are read again at most this often."""


class AssetContext(QWidget):
    """`series_chosen(device_id, quantity)`: the time band follows the chart."""

    series_chosen = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._asset, self._quantity = desk, None, ""
        self._read_at: datetime | None = None
        self._chart: Any = None
        """A `desktop.view.chart.Chart`, whose module is imported when it is first wanted."""
        self.camera, self.values, self.facts = CameraNow(desk, self), ValueRows(self), ValueRows(self)
        self._empty = say(heading(_("It has not said anything yet."), self), tone="text2")
        self._facts_head = heading(_("Data sheet"), self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(scale.SPACE_8)
        self.figures = AreaFigures(desk, self)
        for widget in (self.camera, self._empty, self.values, self.figures, self._facts_head, self.facts):
            self._column.addWidget(widget)
        self._column.addStretch(1)
        self.values.pressed_row.connect(self._choose_row)
        desk.told.connect(self._follow)

    def show_asset(self, asset: Asset) -> None:
        fresh = self._asset is None or self._asset.id != asset.id
        self._asset = asset
        self.camera.show_only(asset.id if asset.id in self._desk.situation.cameras else "")
        if fresh:
            self._quantity, self._read_at = "", None
            if self._chart is not None:
                self._chart.hide()
        self.figures.show_area(asset)
        self._show_facts(asset)
        self._show_values(asset)

    def meta(self, asset: Asset) -> str:
        return " · ".join(part for part in (words.asset_kind(asset.kind), asset.code) if part)

    def said_of(self, asset: Asset) -> tuple[str, ...]:
        """What a card on the map says of it: its kind, and its first two values with their age."""
        values = [self._value(asset, one) for one in self._newest(asset)[:2]]
        said = [" · ".join(part for part in (f"{value.name} {value.value}", value.age) if part) for value in values]
        return words.asset_kind(asset.kind), *said

    def _newest(self, asset: Asset) -> list[Observation]:
        values = self._desk.situation.values.get(asset.id, {})
        order = {name: number for number, name in enumerate(QUANTITIES)}
        names = sorted(values, key=lambda name: (name in _TOTALS, order.get(name, len(order)), name))
        return [values[name] for name in names]

    def _show_values(self, asset: Asset) -> None:
        newest = self._newest(asset)
        names = [one.quantity for one in newest]
        if newest and self._quantity not in names:
            self._quantity = names[0]
        shown = names.index(self._quantity) if self._quantity in names else -1
        self.values.show_values([self._value(asset, one) for one in newest], shown)
        self.values.setVisible(bool(newest))
        self._empty.setVisible(not newest and not self.camera.camera_id and asset.kind not in AREA_KINDS)
        if newest:
            self._read_chart(asset.id)

    def _value(self, asset: Asset, one: Observation) -> Value:
        period_s = asset.attributes.get("report_period_s")
        known = QUANTITIES.get(one.quantity)
        usual_s = known.silence_s / _MISSED_REPORTS if known else _DEFAULT_PERIOD_S
        expected_s = float(period_s) if isinstance(period_s, int | float) and period_s else usual_s
        age_s = (self._desk.now - one.at).total_seconds()
        said = formats.measured(one.value, words.unit_of(one.quantity))
        age = _("{age} ago").format(age=formats.age(age_s)) if age_s > expected_s else ""
        return Value(words.quantity(one.quantity), said, age, stale=age_s > expected_s * _MISSED_REPORTS)

    def _show_facts(self, asset: Asset) -> None:
        place = self._desk.written(asset.place) if asset.place else ""
        parent = self._desk.situation.assets.get(asset.parent_id or "")
        facts = [Value(_("Kind"), words.asset_kind(asset.kind)), Value(_("Code"), asset.code)]
        facts += [Value(_("Belongs to"), parent.name or parent.code)] if parent else []
        facts += [Value(_("Place"), place)] if place else []
        self.facts.show_values(facts)

    def _choose_row(self, number: int) -> None:
        newest = self._newest(self._asset) if self._asset is not None else []
        if self._asset is not None and number < len(newest):
            self._quantity, self._read_at = newest[number].quantity, None
            self._show_values(self._asset)

    def _follow(self, topics: frozenset[Topic]) -> None:
        if Topic.VALUES in topics and self._asset is not None and self.isVisible():
            self._show_values(self._asset)

    def _read_chart(self, device_id: str) -> None:
        now, quantity = self._desk.now, self._quantity
        if self._read_at is not None and now - self._read_at < _LEAST_SPAN:
            return
        self._read_at = now
        since = now - CHART_SPAN
        self._desk.ask(
            self,
            lambda services: (
                importlib.import_module("desktop.view.chart"),
                read_series(services.store, device_id, quantity, since),
            ),
            lambda answer: self._show_chart(*answer),
        )

    def _show_chart(self, charts: ModuleType, reading: SeriesReading) -> None:
        if self._asset is None or (reading.device_id, reading.quantity) != (self._asset.id, self._quantity):
            return
        chart = self._chart
        if chart is None:
            chart = self._chart = charts.Chart(self)
            self._column.insertWidget(1, chart)
        chart.show_series(reading.quantity, reading.observations, reading.alarms, self._desk.now, self._desk.zone)
        chart.show()
        self.series_chosen.emit((self._asset, reading))
