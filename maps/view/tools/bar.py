"""The slim bar at the top of the map: which tool is held, what to do next, what it has found, and the ways out."""

from collections.abc import Callable
from gettext import gettext as _

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from maps.view.theme import fonts, scale
from maps.view.theme.palette import colour, tokens
from maps.view.theme.style import say
from maps.view.tools.hand import Hand


class ToolBar(QWidget):
    """A child of the map; shown while a tool is held. Its buttons have their keys beside their words."""

    def __init__(self, hand: Hand, parent: QWidget) -> None:
        super().__init__(parent)
        self._hand = hand
        say(self, surface="card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(scale.TOOL_BAR_PX)
        self._name, self._hint, self._said = QLabel(self), _Elided(self), QLabel(self)
        self._undo = self._button(_("Undo point"), _("Backspace"), hand.undo)
        self._finish = self._button(_("Finish"), _("Enter"), self._end)
        self._leave = self._button(_("Leave"), "Esc", hand.put_down)
        self._dress()
        self._lay_out()
        hand.changed.connect(self._follow)
        self.hide()

    def _button(self, words: str, key: str, act: Callable[[], object]) -> "WordKeyButton":
        button = WordKeyButton(words, key, self)
        button.clicked.connect(lambda _checked=False: act())
        return button

    def _dress(self) -> None:
        self._name.setFont(fonts.sans(scale.BODY_PX, scale.SEMIBOLD))
        say(self._hint, tone="text2").setFont(fonts.sans(scale.SECONDARY_PX))
        self._said.setFont(fonts.sans(scale.BODY_PX, scale.MEDIUM))
        self._said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(scale.SPACE_12)
        head.addWidget(self._name)
        head.addWidget(self._said, 1)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addLayout(head)
        words.addWidget(self._hint)
        row = QHBoxLayout(self)
        row.setContentsMargins(scale.SPACE_12, scale.SPACE_4, scale.SPACE_8, scale.SPACE_4)
        row.setSpacing(scale.SPACE_4)
        row.addLayout(words, 1)
        for button in (self._undo, self._finish, self._leave):
            row.addWidget(button)

    def lay_over(self, width_px: int, top_px: int, left_px: int = 0) -> None:
        """Across the top of a map of that width, below and beside what else lies there."""
        room = width_px - left_px
        width = min(room - 2 * scale.SPACE_8, scale.TOOL_BAR_WIDTH_PX)
        self.setGeometry(left_px + (room - width) // 2, top_px + scale.SPACE_8, width, scale.TOOL_BAR_PX)

    def _end(self) -> None:
        tool = self._hand.tool
        if tool is not None and tool.can_finish:
            tool.finish()

    def _follow(self) -> None:
        tool = self._hand.tool
        self.setVisible(tool is not None)
        if tool is None:
            return
        self._name.setText(tool.name)
        self._hint.show_words(tool.hint)
        self._said.setText(tool.said)
        self._undo.setEnabled(tool.can_undo)
        self._finish.setEnabled(tool.can_finish)
        self._finish.setVisible(not tool.is_single)
        self._undo.setVisible(not tool.is_single)
        self.setAccessibleName(f"{tool.name}. {tool.hint} {tool.said}")


class WordKeyButton(QAbstractButton):
    """Words, and the key that does the same; takes no focus from the map."""

    def __init__(self, words: str, key: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._key = key
        self.setText(words)
        self.setAccessibleName(words)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        words = QFontMetricsF(_words_font()).horizontalAdvance(self.text())
        return QSize(round(words + self._cap_px) + scale.SPACE_8 * 3, scale.BUTTON_PX)

    @property
    def _cap_px(self) -> float:
        return QFontMetricsF(_key_font()).horizontalAdvance(self._key) + scale.SPACE_8

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter, palette, box = QPainter(self), tokens(), QRectF(self.rect())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isEnabled() and (self.underMouse() or self.isDown()):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(palette.selected))
            painter.drawRoundedRect(box, scale.RADIUS_PX, scale.RADIUS_PX)
        cap = QRectF(box.right() - scale.SPACE_8 - self._cap_px, box.top() + scale.SPACE_4 + 2, self._cap_px, 0)
        cap.setBottom(box.bottom() - scale.SPACE_4 - 2)
        painter.setPen(QPen(colour(palette.border if self.isEnabled() else palette.line), scale.BORDER_PX))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(cap.adjusted(0.5, 0.5, -0.5, -0.5), scale.RADIUS_PX, scale.RADIUS_PX)
        painter.setFont(_key_font())
        painter.setPen(colour(palette.text2 if self.isEnabled() else palette.text3))
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, self._key)
        painter.setFont(_words_font())
        painter.setPen(colour(palette.text if self.isEnabled() else palette.text3))
        words = box.adjusted(scale.SPACE_8, 0, -self._cap_px - scale.SPACE_16, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())


def _words_font() -> QFont:
    return fonts.sans(scale.SECONDARY_PX, scale.MEDIUM)


def _key_font() -> QFont:
    return fonts.mono(scale.METADATA_PX)


class _Elided(QLabel):
    """Gives way to the buttons; the whole is in its tooltip."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def show_words(self, words: str) -> None:
        self._words = words
        self.setToolTip(words)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.setText(QFontMetricsF(self.font()).elidedText(self._words, Qt.TextElideMode.ElideRight, self.width()))
