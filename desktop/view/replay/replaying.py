"""The console in the past: another situation behind the same panels, the live one kept going beside it.

The Qt thread asks and shows; the replay reads on its own thread and is stopped on another.
"""

import threading
from dataclasses import replace
from datetime import datetime, timedelta
from gettext import gettext as _
from typing import Protocol

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.services.map_layers import TitleOf
from desktop.services.picture_delta import PictureDelta
from desktop.services.replay.cursor import Cursor, ReplayStatus
from desktop.services.replay.overview import Overview, read_overview
from desktop.services.replay.replay import Listeners, Replay, Turn
from desktop.view.ask import Relay
from desktop.view.bridge import Bridge
from desktop.view.choice_dialog import ChoiceDialog
from desktop.view.desk import Desk
from desktop.view.operation import Operation
from desktop.view.replay import moments
from desktop.view.replay.band_marks import BandReplay
from desktop.view.replay.bar import ReplayBar
from desktop.view.situation import ALL_TOPICS, Situation, Topic
from desktop.view.time_band import SPAN, TimeBand
from maps.layer import Layer

OPENS_BEFORE = timedelta(minutes=5)
"""With H the replay stands so long before now."""


class Frame(Protocol):
    """What the replay shows itself by: a window."""

    operation: Operation
    replay_bar: ReplayBar
    band: TimeBand

    def mark_replay(self, at: datetime | None) -> None: ...
    def show_past(self) -> None: ...
    def window(self) -> QWidget: ...


class Replaying(QObject):
    """The one door of what is live to the panels, and of what was."""

    def __init__(
        self, desk: Desk, live: Bridge, frame: Frame, title_of: TitleOf, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._frame, self._title_of = desk, frame, title_of
        self._relay = Relay(self)
        self._replay: Replay | None = None
        self._past: Bridge | None = None
        self._layers: dict[str, Layer] = {}
        self._shown: dict[str, Layer] = {}
        self._overview: Overview | None = None
        self._asked: tuple[datetime, datetime] | None = None
        self._stopping: list[threading.Thread] = []
        self.status: ReplayStatus | None = None
        self.dialog: ChoiceDialog | None = None
        live.told.connect(self._take_live)
        live.layer_made.connect(self._keep_layer)
        live.layer_gone.connect(self._drop_layer)

    @property
    def is_on(self) -> bool:
        return self._replay is not None

    # the present

    def _take_live(self, topics: frozenset[Topic]) -> None:
        self._desk.live_told.emit(topics)
        if not self.is_on:
            self._desk.told.emit(topics)

    def _keep_layer(self, layer: Layer) -> None:
        self._layers[layer.name] = layer
        if not self.is_on:
            self._frame.operation.canvas.set_layer(layer)

    def _drop_layer(self, name: str) -> None:
        self._layers.pop(name, None)
        if not self.is_on:
            self._frame.operation.canvas.remove_layer(name)

    # wishes

    def open(self) -> None:
        if not self.is_on:
            self.go(self._desk.now - OPENS_BEFORE)

    def go(self, at: datetime) -> None:
        """To a moment; from the present, or from another moment."""
        at = min(at, self._desk.beat.now)
        if self._replay is None:
            self._begin(at)
        else:
            self._replay.jump(at)

    def days_before(self, days: int) -> None:
        self.go(moments.days_before(self._desk.now, days, self._desk.zone))

    def play(self) -> None:
        self.open()
        self._turn(lambda cursor: replace(cursor, playing=not cursor.playing))

    def change_speed(self, by: int) -> None:
        self._turn(lambda cursor: cursor.faster() if by > 0 else cursor.slower())

    def set_speed(self, speed: int) -> None:
        self._turn(lambda cursor: replace(cursor, speed=speed))

    def _turn(self, change: Turn) -> None:
        if self._replay is not None:
            self._replay.turn(change)

    def step(self, events: int) -> None:
        self.open()
        if self._replay is not None:
            self._replay.step(events)

    def choose_moment(self) -> None:
        desk = self._desk
        self.dialog = ChoiceDialog(
            _("Show the city at a moment"),
            _("14:30, 23/11 14:30, or 2026-11-23 14:30:05"),
            lambda text: moments.choices(text, desk.beat.now, desk.now, desk.zone),
            self._frame.window(),
        )
        self.dialog.chosen.connect(lambda chosen: self.go(datetime.fromisoformat(chosen)))
        self.dialog.destroyed.connect(self._forget_dialog)
        self.dialog.open()

    def _forget_dialog(self) -> None:
        self.dialog = None

    # the past

    def _begin(self, at: datetime) -> None:
        services = self._desk.services
        if services is None:
            return
        situation = Situation()
        past = Bridge(situation, self)

        def on_delta(delta: PictureDelta) -> None:
            past.receive(delta, made.snapshot)

        made = Replay(services.store, at, Listeners(on_delta, self._relay.wrap(self._show_status)), self._title_of)
        past.told.connect(lambda topics: self._take_past(past, situation, topics))
        past.layer_made.connect(lambda layer: self._show_layer(past, layer))
        past.layer_gone.connect(lambda name: self._hide_layer(past, name))
        self._replay, self._past, self.status = made, past, None
        self._desk.replayed_at = at
        made.watch((self._frame.operation.selection.id,))
        self._show_status(ReplayStatus(Cursor(at)))
        made.start()

    def _take_past(self, past: Bridge, situation: Situation, topics: frozenset[Topic]) -> None:
        if past is not self._past:
            return
        if self._desk.situation is not situation:
            self._desk.situation = situation
            for name in self._layers.keys() - self._shown.keys():
                self._frame.operation.canvas.remove_layer(name)
        self._desk.told.emit(topics)

    def _show_layer(self, past: Bridge, layer: Layer) -> None:
        if past is self._past:
            self._shown[layer.name] = layer
            self._frame.operation.canvas.set_layer(layer)

    def _hide_layer(self, past: Bridge, name: str) -> None:
        if past is self._past:
            self._shown.pop(name, None)
            self._frame.operation.canvas.remove_layer(name)

    def _show_status(self, status: ReplayStatus) -> None:
        """On the Qt thread; late words of a replay that was left are not heard."""
        if not self.is_on:
            return
        self.status, self._desk.replayed_at = status, status.cursor.at
        self._frame.mark_replay(status.cursor.at)
        self._frame.replay_bar.show_status(status)
        self._show_band(status.cursor.at)

    # the slider

    def _show_band(self, at: datetime) -> None:
        known = self._overview
        if self._asked is None or not self._asked[0] <= at <= self._asked[1]:
            until = min(at + SPAN / 2, self._desk.beat.now)
            since = until - SPAN
            self._asked = since, until
            self._desk.ask(self, lambda services: read_overview(services.store, since, until), self._take_overview)
        quiet = known.quiet if known is not None and (known.since, known.until) == self._asked else ()
        self._frame.band.show_replay(BandReplay(at, *self._asked, quiet))

    def _take_overview(self, overview: Overview) -> None:
        if self.is_on and (overview.since, overview.until) == self._asked:
            self._overview = overview
            self._frame.band.show_past(overview.alarms, overview.incidents)
            self._show_band(self._desk.now)

    # and back

    def leave(self) -> bool:
        """Live again, at once; whether there was a replay."""
        replay, past = self._replay, self._past
        if replay is None or past is None:
            return False
        self._replay = self._past = self._overview = self._asked = self.status = None
        self._stop(replay, past)
        self._desk.replayed_at, self._desk.situation = None, self._desk.live
        canvas = self._frame.operation.canvas
        for name in self._shown.keys() - self._layers.keys():
            canvas.remove_layer(name)
        for layer in self._layers.values():
            canvas.set_layer(layer)
        self._shown = {}
        self._frame.mark_replay(None)
        self._frame.band.show_replay(None)
        self._desk.told.emit(ALL_TOPICS)
        self._frame.show_past()
        return True

    def _stop(self, replay: Replay, past: Bridge) -> None:
        """It may be reading: nobody waits for it here."""
        gone = self._relay.wrap(lambda _none: past.deleteLater())

        def stop() -> None:
            replay.stop()
            gone(None)

        self._stopping = [thread for thread in self._stopping if thread.is_alive()]
        self._stopping.append(threading.Thread(target=stop, name="replay's end", daemon=True))
        self._stopping[-1].start()

    def close(self) -> None:
        """Before the store is closed."""
        if self._replay is not None:
            self._replay.stop()
            self._replay = None
        for thread in self._stopping:
            thread.join()
