"""The two clocks of the window: a second's tick for ages and clock, and the pulse of what nobody has acknowledged.

How bright the pulse is comes from the theme, so that chips and rings are in phase everywhere. It stands still when
there is nothing to pulse, or when motion is reduced.
"""

from datetime import UTC, datetime

from PySide6.QtCore import QObject, QTimer, Signal

_SECOND_MS = 1000
_PULSE_STEP_MS = 80


class Beat(QObject):
    """`second` at each full second of the wall clock, `pulsed` while something pulses."""

    second = Signal()
    pulsed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._seconds = QTimer(self, singleShot=True)
        self._seconds.timeout.connect(self._tick)
        self._pulses = QTimer(self, interval=_PULSE_STEP_MS)
        self._pulses.timeout.connect(self.pulsed)
        self._arm()

    @property
    def now(self) -> datetime:
        return datetime.now(UTC)

    def set_pulsing(self, *, pulsing: bool) -> None:
        if pulsing != self._pulses.isActive():
            self._pulses.start() if pulsing else self._pulses.stop()

    def _tick(self) -> None:
        self.second.emit()
        self._arm()

    def _arm(self) -> None:
        """A hair after the next full second."""
        self._seconds.start(_SECOND_MS - self.now.microsecond // 1000 + 1)
