"""The door from the action table to the past: every row about time, and the question who saw a spot."""

from datetime import datetime

from desktop.view.operation import Operation
from desktop.view.pivot.pivot import Pivot
from desktop.view.replay.replaying import Replaying


class TimeDoor:
    """What `Console` asks of the window and the replay does."""

    replaying: Replaying | None = None
    pivot: Pivot
    operation: Operation

    @property
    def is_replay(self) -> bool:
        return self.replaying is not None and self.replaying.is_on

    def who_saw(self) -> None:
        self.pivot.ask_at(self.operation.canvas.pointed_place)

    def open_time(self) -> None:
        if self.replaying is not None:
            self.replaying.open()

    def play_time(self) -> None:
        if self.replaying is not None:
            self.replaying.play()

    def step_time(self, events: int) -> None:
        if self.replaying is not None:
            self.replaying.step(events)

    def speed_time(self, by: int) -> None:
        if self.replaying is not None:
            self.replaying.change_speed(by)

    def set_speed(self, speed: int) -> None:
        if self.replaying is not None:
            self.replaying.set_speed(speed)

    def choose_moment(self) -> None:
        if self.replaying is not None:
            self.replaying.choose_moment()

    def days_before(self, days: int) -> None:
        if self.replaying is not None:
            self.replaying.days_before(days)

    def go_to_moment(self, at: datetime) -> None:
        if self.replaying is not None:
            self.replaying.go(at)

    def back_to_live(self) -> None:
        self.leave_replay()

    def leave_replay(self) -> bool:
        """Whether there was one."""
        return self.replaying is not None and self.replaying.leave()
