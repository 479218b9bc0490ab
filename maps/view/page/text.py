"""Words on paper: on one line or several, never over their box, and never able to hide or turn other words."""

import re
import unicodedata

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from maps.view.theme.palette import colour

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter
_LONGEST = 4_000
_GAPS = re.compile(r"[ \t\r\n\x0b\x0c\x85\u2028\u2029]+")
"""Where a line may end: not within a number, whose thin spaces stay."""


def plain(words: str) -> str:
    """One line without signs that are not seen: controls, and those that turn the direction of what follows."""
    parts = _GAPS.split(words[:_LONGEST])
    return " ".join(shown for part in parts if (shown := "".join(sign for sign in part if not _is_hidden(sign))))


def _is_hidden(sign: str) -> bool:
    return unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Co", "Cn"}


def width_of(words: str, font: QFont) -> float:
    return QFontMetricsF(font).horizontalAdvance(words)


def wrapped(words: str, font: QFont, width_px: float, most: int = 1_000) -> list[str]:
    """At spaces, a longer word in pieces; of more lines than `most` the last ends with an ellipsis."""
    measure, lines = QFontMetricsF(font), [""]
    for word in (piece for whole in plain(words).split(" ") for piece in _cut(whole, measure, width_px)):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and measure.horizontalAdvance(longer) > width_px:
            lines.append(word)
        else:
            lines[-1] = longer
    if len(lines) > most:
        rest = " ".join(lines[most - 1 :])
        lines = [*lines[: most - 1], measure.elidedText(rest, Qt.TextElideMode.ElideRight, width_px)]
    return lines


def _cut(word: str, measure: QFontMetricsF, width_px: float) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and measure.horizontalAdvance(pieces[-1] + letter) > width_px:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def write(painter: QPainter, box: QRectF, words: str, font: QFont, token: str, align: Qt.AlignmentFlag = LEFT) -> None:
    """One line, elided at its end where the box ends."""
    painter.setFont(font)
    painter.setPen(colour(token))
    shown = QFontMetricsF(font).elidedText(plain(words), Qt.TextElideMode.ElideRight, box.width() + 1)
    painter.drawText(box, align | Qt.TextFlag.TextSingleLine, shown)
