"""Fonts, icons, the style sheet and the focus ring as widgets see them."""

import pytest
from PySide6.QtGui import QFontInfo, QFontMetricsF
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from maps.view.theme import fonts, icons, scale, style
from maps.view.theme.focus import FocusRing
from maps.view.theme.palette import DARK, LIGHT, tokens
from maps.view.theme.pulse import pulse_opacity


def test_that_both_families_are_there_in_three_weights() -> None:
    for make, family in ((fonts.sans, fonts.SANS), (fonts.mono, fonts.MONO)):
        assert QFontInfo(make(14)).family() == family
        widths = [QFontMetricsF(fonts.sans(40, weight)).horizontalAdvance("Reconocer") for weight in (400, 500, 600)]
        assert widths == sorted(set(widths))


def test_that_all_digits_of_the_text_font_are_of_one_width() -> None:
    measure = QFontMetricsF(fonts.sans(scale.CLOCK_PX, scale.SEMIBOLD))
    assert len({round(measure.horizontalAdvance(digit), 3) for digit in "0123456789"}) == 1


def test_that_a_theme_changes_under_open_windows(qtbot: QtBot, dressed: QApplication) -> None:
    button = QPushButton("Acknowledge")
    qtbot.addWidget(button)
    button.setFont(fonts.sans(scale.BODY_PX, scale.SEMIBOLD))
    assert tokens() is DARK
    style.apply(dressed, LIGHT)
    try:
        assert tokens() is LIGHT
        assert button.palette().color(button.foregroundRole()).name().upper() == LIGHT.text
        assert button.font().weight() == scale.SEMIBOLD
    finally:
        style.apply(dressed, DARK)


def test_that_a_role_said_before_or_after_keeps_the_font(qtbot: QtBot) -> None:
    before, after = style.say(QPushButton("D"), role="primary"), QPushButton("D")
    for button in (before, after):
        qtbot.addWidget(button)
        button.setFont(fonts.sans(scale.BODY_PX, scale.SEMIBOLD))
        button.show()
    style.say(after, role="primary")
    assert before.font().weight() == after.font().weight() == scale.SEMIBOLD
    assert before.grab().toImage() == after.grab().toImage()


def test_that_a_primary_button_is_filled_with_the_text_colour(qtbot: QtBot) -> None:
    button = style.say(QPushButton(" "), role="primary")
    qtbot.addWidget(button)
    button.resize(80, 40)
    assert button.grab().toImage().pixelColor(40, 20).name().upper() == DARK.text


def test_that_a_ticked_box_shows_its_tick(qtbot: QtBot) -> None:
    box = QCheckBox("Check with the camera")
    qtbot.addWidget(box)
    empty = box.grab().toImage()
    box.setChecked(True)
    assert box.grab().toImage() != empty


@pytest.mark.parametrize("name", sorted(icons.NAMES))
def test_that_every_icon_exists_in_its_set(name: str) -> None:
    assert not icons.icon(name, DARK).isNull()
    assert icons.pixmap(name, scale.ICON_PX, 1.0, DARK.text2).toImage().hasAlphaChannel()


def test_that_an_unknown_icon_is_refused() -> None:
    with pytest.raises(icons.UnknownIconError):
        icons.icon("unicorn", DARK)


def test_that_the_focus_ring_surrounds_what_has_the_keyboard(qtbot: QtBot, dressed: QApplication) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    fields = [QLineEdit(), QLineEdit()]
    for field in fields:
        layout.addWidget(field)
    window.show()
    window.activateWindow()
    for field in fields:
        field.setFocus()
        qtbot.waitUntil(lambda field=field: QApplication.focusWidget() is field)
        assert len(dressed.findChildren(FocusRing)) == 1
        left = field.mapTo(window, field.rect().topLeft())
        pixel = window.grab().toImage().pixelColor(left.x() + field.width() // 2, left.y() - 3)
        assert pixel.name().upper() == DARK.focus
    fields[1].deleteLater()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not fields[1])


def test_that_the_pulse_goes_between_full_and_its_low_at_its_rate() -> None:
    period_s = 1 / scale.PULSE_HZ
    assert pulse_opacity(0.0) == pytest.approx(1.0)
    assert pulse_opacity(period_s / 2) == pytest.approx(scale.PULSE_LOW_OPACITY)
    assert pulse_opacity(3.2 * period_s) == pytest.approx(pulse_opacity(0.2 * period_s))


def test_that_the_body_size_follows_the_viewing_distance() -> None:
    assert scale.body_px_for(600, 527 / 1920) == pytest.approx(14, abs=1.0)  # a 24-inch screen at arm's length
    assert scale.body_px_for(1_200, 527 / 1920) == pytest.approx(2 * scale.body_px_for(600, 527 / 1920))
