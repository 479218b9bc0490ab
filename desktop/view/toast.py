"""One line at the bottom left that goes by itself after eight seconds, and stays while the pointer is on it."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel, QWidget

from desktop.view import ink
from maps.view.theme import scale
from maps.view.theme.style import say


class Toast(QLabel):
    """Takes no focus."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        say(self, surface="card")
        self.setFont(ink.sans())
        self.setWordWrap(True)
        self.setMargin(scale.SPACE_12)
        self._timer = QTimer(self, singleShot=True, interval=scale.TOAST_MS)
        self._timer.timeout.connect(self._go)
        self.hide()

    def say(self, words: str, *, above: int) -> None:
        """`above` is the height of what it must not cover at the bottom of the window."""
        self.setText(words)
        self.setAccessibleName(words)
        natural = ink.width_of(words, self.font()) + scale.SPACE_12 * 2 + scale.SPACE_8
        self.setFixedWidth(min(round(natural), scale.DIALOG_WIDTH_PX))
        self.setFixedHeight(self.heightForWidth(self.width()))
        self.move(scale.SPACE_16, self.window().height() - above - self.height() - scale.SPACE_16)
        self.show()
        self.raise_()
        self._timer.start()

    def _go(self) -> None:
        if self.underMouse():
            self._timer.start()
        else:
            self.hide()
