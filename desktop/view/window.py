"""The frame of the console: top bar, strip, workspace, time band, status bar, and the keys that reach them all.

Nothing here takes the focus by itself or opens a window unasked. All acts come from the action table.
"""

from datetime import datetime, tzinfo
from gettext import gettext as _

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.found import Found
from desktop.domain.operator import Operator
from desktop.view.act_door import ActDoor
from desktop.view.actions import ACTIONS, Action, Where
from desktop.view.acts import Acts
from desktop.view.alarm_strip import AlarmStrip
from desktop.view.coming import coming
from desktop.view.desk import Desk
from desktop.view.exercise import ExercisePlate, paint_hatch
from desktop.view.key_sheet import KeySheet
from desktop.view.keys import action_of
from desktop.view.layers.door import LayerDoor
from desktop.view.left_panel import ALARMS
from desktop.view.operation import Operation
from desktop.view.palette_dialog import not_allowed, palette_dialog
from desktop.view.pivot.pivot import Pivot
from desktop.view.planning.planning import Planning
from desktop.view.regions import focus_next
from desktop.view.replay.bar import ReplayBar
from desktop.view.replay.door import TimeDoor
from desktop.view.replay.frame import ReplayFrame
from desktop.view.rows import alarm_row
from desktop.view.selection import Chosen, Selection
from desktop.view.situation import Topic
from desktop.view.status_bar import StatusBar
from desktop.view.time_band import TimeBand
from desktop.view.toast import Toast
from desktop.view.tool_door import ToolDoor, Tools, Words
from desktop.view.top_bar import TopBar
from desktop.view.undo_bar import UndoBar
from desktop.view.video_wall import VideoWall
from maps.view.canvas import MapCanvas
from maps.view.theme import scale, style
from maps.view.theme.palette import DARK, LIGHT, tokens
from maps.view.theme.style import say

OPERATION, VIDEO_WALL = 1, 2
LIVE_TOO = frozenset({"picture.look", "alarm.silence", "bookmark.save"})
"""What may be done while the past is shown."""


class ConsoleWindow(ActDoor, LayerDoor, ToolDoor, TimeDoor, QWidget):
    """Fills the shell, which is the window of the desktop. `said(words)`: what the toast says."""

    said = Signal(str)

    def __init__(self, desk: Desk, canvas: MapCanvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        say(self, surface="canvas")
        self._desk = desk
        self._is_exercise = self._is_covered = False
        self._over: QWidget | None = None
        self._shown = OPERATION
        self.top = TopBar(desk.beat, desk.zone, self)
        self.strip = AlarmStrip(desk.beat, self)
        self.operation = Operation(desk, canvas, self)
        self.wall = VideoWall(desk, self)
        self.band = TimeBand(desk.beat, desk.zone, self)
        self.replay_bar, self.pivot = ReplayBar(self), Pivot(desk, self.operation)
        self.status = StatusBar(self)
        self.acts = Acts(desk, self.operation, self)
        self._body, self._pages = QStackedWidget(self), list[QWidget]()
        self._replay_frame = ReplayFrame(self)
        self._plate, self._toast, self._undo_bar = ExercisePlate(self), Toast(self), UndoBar(self)
        self._frame = QVBoxLayout(self)
        words = Words(self.say, self._undo_bar, self._foot_px)
        self.tools = Tools.make(desk, self.operation, self.acts, self.top.search, words)
        self._lay_out()
        self._connect()
        self._make_keys()
        self._show_title()
        self.show_workspace(OPERATION)
        self.show_operator(None)

    # the frame

    def _lay_out(self) -> None:
        for page in (self.operation, self.wall, *coming(lambda: self.show_workspace(OPERATION), self)):
            self._pages.append(page)
            self._body.addWidget(page)
        self._frame.setContentsMargins(0, 0, 0, 0)
        self._frame.setSpacing(0)
        self._frame.addWidget(self.top)
        self._frame.addWidget(self.strip)
        self._frame.addWidget(self._body, 1)
        self._frame.addWidget(self.replay_bar)
        self._frame.addWidget(self.band)
        self._frame.addWidget(self.status)
        self._plate.hide()

    def _connect(self) -> None:
        self.top.workspace_wanted.connect(self.show_workspace)
        self.top.search.found.connect(self.go_to)
        self.top.search.left.connect(self.focus_body)
        self.strip.chosen.connect(self._show_alarm)
        self.strip.more_wanted.connect(lambda: self._show_list(hidden=False))
        self.strip.hidden_wanted.connect(lambda: self._show_list(hidden=True))
        self.strip.silence_wanted.connect(self.silence)
        self.strip.acknowledge_wanted.connect(self.acknowledge)
        self.operation.context.act_wanted.connect(self._press)
        self.operation.context.unit_wanted.connect(self.acts.dispatch_unit)
        self.operation.context.series_chosen.connect(self._show_series)
        self.band.alarm_chosen.connect(self._show_alarm)
        self.band.incident_chosen.connect(self.operation.show_incident)
        self.wall.camera_chosen.connect(lambda id_: self.operation.select(Selection(Chosen.ASSET, id_)))
        self._desk.told.connect(self._follow)
        self._desk.live_told.connect(self._follow_live)
        self.replay_bar.wanted.connect(self._press)
        self.replay_bar.speed_wanted.connect(self.set_speed)
        self.band.moment_wanted.connect(self.go_to_moment)
        self._desk.seated.connect(self.show_operator)
        self._desk.refused.connect(self.say)
        self.acts.done.connect(self.say)

    def _make_keys(self) -> None:
        """Keys with a modifier, and function keys, work in text fields too; the others come by `keyPressEvent`."""
        for row in ACTIONS:
            if row.everywhere and row.where is not Where.PAGE:  # a form beside the map has its own Ctrl+Enter
                key = QAction(row.label, self)
                key.setShortcut(QKeySequence.fromString(row.key, QKeySequence.SequenceFormat.PortableText))
                key.triggered.connect(lambda _checked=False, action=row: self.do(action))
                self.addAction(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What the focused control, list or map did not want for itself."""
        action = action_of(event)
        if action is None or not self._body.isEnabled():
            super().keyPressEvent(event)
        else:
            self.do(action)

    def do(self, action: Action) -> None:
        """The one door of every act of the user."""
        if self.is_replay and action.use_case not in LIVE_TOO:
            self.say(_("This is a replay: nothing can be done in it. Esc goes back to live."))
        elif action.allowed(self._desk.operator) or action.use_case == "picture.look":
            action.act(self)
        else:
            self.say(not_allowed(action, self._desk.operator))

    def take_planning(self, planning: Planning) -> None:
        """What needs the map worker comes from outside."""
        self.planning = planning
        planning.said.connect(self.say)
        planning.act_wanted.connect(self._press)

    def _press(self, action_id: str) -> None:
        self.do(next(action for action in ACTIONS if action.id == action_id))

    # what comes from the situation

    def _follow_live(self, topics: frozenset[Topic]) -> None:
        """The strip is about now, in a replay too: a live alarm is never missed."""
        situation = self._desk.live
        if topics & {Topic.ALARMS, Topic.ASSETS}:
            rows = [alarm_row(one, situation.assets, situation.people) for one in situation.alarms.values()]
            self.strip.show_rows(rows)
            self._desk.beat.set_pulsing(pulsing=any(row.is_loud for row in rows))

    def _follow(self, topics: frozenset[Topic]) -> None:
        situation = self._desk.situation
        if topics & {Topic.ALARMS, Topic.INCIDENTS} and not self.is_replay:
            self.show_past()
        if Topic.CITY in topics:
            self.show_zone(situation.zone)
            self.show_exercise(exercise=situation.is_exercise)

    def show_zone(self, zone: tzinfo) -> None:
        """The city's own, not the workstation's."""
        self.top.show_zone(zone)
        self.band.show_zone(zone)

    def show_past(self) -> None:
        situation = self._desk.situation
        self.band.show_past(tuple(situation.past_alarms.values()), tuple(situation.past_incidents.values()))

    def show_operator(self, operator: Operator | None) -> None:
        self.top.show_operator(operator, "")

    def show_exercise(self, *, exercise: bool) -> None:
        """The frame, the plate and the title; the body moves in by the frame's width."""
        self._is_exercise = exercise
        self._place_frame()
        self._plate.setVisible(exercise)
        self._place_plate()
        self.operation.canvas.overlays.set_top(scale.SPACE_8 + self._plate.height() if exercise else 0)
        self._show_title()
        self.update()

    def mark_replay(self, at: datetime | None) -> None:
        """The dashed frame and the clock's other face; nothing else says so as loudly that this is not now."""
        self.top.show_replay(at)
        if self._replay_frame.isVisible() != (at is not None):
            self._replay_frame.setVisible(at is not None)
            self.replay_bar.setVisible(at is not None)
            self._place_frame()

    def _place_frame(self) -> None:
        edge = scale.EXERCISE_FRAME_PX if self._is_exercise else 0
        inner = edge + (scale.REPLAY_FRAME_PX if self._replay_frame.isVisible() else 0)
        self._frame.setContentsMargins(inner, inner, inner, inner)
        self._replay_frame.lay(self.size(), edge)

    def _show_title(self) -> None:
        self.window().setWindowTitle(f"Atalaya · {self._plate.text()}" if self._is_exercise else "Atalaya")

    def _place_plate(self) -> None:
        top = scale.TOP_BAR_PX + scale.STRIP_PX + scale.SPACE_8 + scale.EXERCISE_FRAME_PX
        self._plate.move((self.width() - self._plate.width()) // 2, top)
        self._plate.raise_()

    def cover(self, page: QWidget | None) -> None:
        """Lay a page over the workspaces (signing in), or take it away. The strip stays, with counts and no places."""
        self._is_covered = page is not None
        self.band.setVisible(page is None)
        self.strip.show_places(shown=page is None)
        self.top.search.setEnabled(page is None)
        if page is not None:
            self._body.addWidget(page)
            self._body.setCurrentWidget(page)
        else:
            self.show_workspace(OPERATION)

    def lay_over(self, page: QWidget | None) -> None:
        """A page in the place of the workspaces until Esc or a workspace takes it away; all else stays in use."""
        over, self._over = self._over, page
        if page is not None:
            self._body.addWidget(page)
            self._body.setCurrentWidget(page)
        elif over is not None:
            self._body.setCurrentWidget(self._pages[self._shown - 1])
            self.focus_body()
        if over is not None:
            self._body.removeWidget(over)
            over.deleteLater()

    def say(self, words: str) -> None:
        """A line of its own at the bottom left."""
        self.said.emit(words)
        bar = self._undo_bar
        self._toast.say(words, above=self._foot_px() + (bar.height() + scale.SPACE_8 if bar.isVisible() else 0))

    def _foot_px(self) -> int:
        """The height of what lies at the bottom of the window and must not be covered."""
        return (self.band.height() if self.band.isVisible() else 0) + self.status.height()

    def _show_alarm(self, alarm_id: str) -> None:
        self.show_workspace(OPERATION)
        self.operation.show_alarm(alarm_id)

    def _show_list(self, *, hidden: bool) -> None:
        self.show_workspace(OPERATION)
        self.operation.left.show_hidden(hidden=hidden)
        self.operation.show_list(ALARMS)

    def _show_series(self, chosen: tuple[object, object]) -> None:
        from desktop.view.band_series import series_of  # noqa: PLC0415 - pyqtgraph is there by now, not at the start

        self.band.show_series(*series_of(chosen, self.band.axis()))

    # acts of the table

    def show_keys(self) -> None:
        KeySheet(self).open()

    def show_palette(self) -> None:
        palette_dialog(self, self._desk.operator, self, self.tools.views).open()

    def focus_search(self) -> None:
        self.top.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.top.search.selectAll()

    def show_workspace(self, number: int) -> None:
        """Not while a page covers them."""
        if self._is_covered:
            return
        self._shown = number
        self.lay_over(None)
        self._body.setCurrentWidget(self._pages[number - 1])
        self.top.show_workspace(number)

    def _regions(self) -> list[QWidget]:
        operation = self.operation
        return [
            self.top.search,
            self.strip,
            operation.slot.room or operation.left.shown_list,
            *self.layer_regions(),
            operation.canvas,
            operation.canvas.overlays.overview,
            operation.context,
            *((self._over,) if self._over is not None else ()),
            self.band,
            self.status,
        ]

    def focus_region(self, step: int) -> None:
        focus_next(self._regions(), step)

    def focus_body(self) -> None:
        """To the list, or to the room that stands before it; to the map where neither is to be seen."""
        room = self.operation.slot.room
        rows = room.first_focus() if room is not None else self.operation.left.shown_list
        (rows if rows.isVisible() else self.operation.canvas).setFocus(Qt.FocusReason.OtherFocusReason)

    def go_back(self) -> None:
        """Leave the map's tool, else close what was slid open, else leave the full screen, else go to the list."""
        if self._over is not None:
            self.lay_over(None)
            return
        if self.pivot.leave() or self.tools.belt.leave() or self.close_layers() or self.leave_replay():
            return
        if self.operation.close_slid():
            return
        if self.window().isFullScreen():
            self.window().showNormal()
        self.focus_body()

    def toggle_full_screen(self) -> None:
        window = self.window()
        window.showNormal() if window.isFullScreen() else window.showFullScreen()

    def toggle_theme(self) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            style.apply(app, LIGHT if tokens().is_dark else DARK)
            self.operation.dress()
            self.dress_layers()
            self.planning.dress()

    def undo(self) -> None:
        """What was done last: with the tool in the hand, to layers, or elsewhere."""
        if self.operation.canvas.hand.tool is not None or not self.undo_layers():
            self.tools.undoing.undo()

    def toggle_time_band(self) -> None:
        self.band.toggle()

    def next_alarm(self) -> None:
        self.show_workspace(OPERATION)
        self.acts.next_alarm()

    def show_context(self) -> None:
        self.operation.show_context()

    def show_whole_city(self) -> None:
        self.operation.canvas.go_home()

    def go_to_selection(self) -> None:
        self.operation.fly_to_selection()

    def quit(self) -> None:
        self.window().close()

    def go_to(self, found: Found) -> None:
        """What the search found."""
        self.show_workspace(OPERATION)
        self.tools.going.go(found)

    # Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.operation.fold(event.size().width())
        self._place_plate()
        self._place_frame()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._is_exercise:
            paint_hatch(QPainter(self), self.size())
