"""How every widget looks: Fusion, one QPalette and one style sheet, both made from the tokens.

The style sheet names no font (see `fonts`). A widget says what it is by a property:
`role` of a button: "primary", "dispatch", "plain"; `surface` of a frame: "canvas", "panel", "raised", "card", "plate";
`tone` of a label: "text2", "text3".
"""

from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory, QWidget

from maps.view.theme import fonts
from maps.view.theme.focus import FocusRing
from maps.view.theme.palette import Palette, colour, put_in_force
from maps.view.theme.pictures import Pictures
from maps.view.theme.sheet import sheet

SomeWidget = TypeVar("SomeWidget", bound=QWidget)


def apply(app: QApplication, palette: Palette) -> None:
    """Dress the application; again with another palette changes the theme under the open windows."""
    fonts.load()
    put_in_force(app, palette)
    app.setStyle(QStyleFactory.create("Fusion"))
    app.setFont(fonts.sans())
    app.setPalette(qt_palette(palette))
    app.setStyleSheet(sheet(palette, Pictures.of(app).draw(palette)))
    FocusRing.follow(app)


def say(widget: SomeWidget, **properties: str) -> SomeWidget:
    """Give a widget its role, surface or tone (`say(button, role="primary")`) and let the sheet see it."""
    for name, value in properties.items():
        widget.setProperty(name, value)
    if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        font = widget.font()  # polishing again would give back the font of before
        widget.style().unpolish(widget)
        widget.style().polish(widget)
        widget.setFont(font)
    return widget


def qt_palette(palette: Palette) -> QPalette:
    made, role = QPalette(), QPalette.ColorRole
    for target, token in (
        (role.Window, palette.canvas),
        (role.WindowText, palette.text),
        (role.Base, palette.raised),
        (role.AlternateBase, palette.panel),
        (role.ToolTipBase, palette.raised),
        (role.ToolTipText, palette.text),
        (role.PlaceholderText, palette.text3),
        (role.Text, palette.text),
        (role.Button, palette.raised),
        (role.ButtonText, palette.text),
        (role.BrightText, palette.text),
        (role.Highlight, palette.selected),
        (role.HighlightedText, palette.text),
        (role.Link, palette.text),
        (role.LinkVisited, palette.text2),
        (role.Light, palette.line),
        (role.Midlight, palette.line),
        (role.Mid, palette.line),
        (role.Dark, palette.line),
        (role.Shadow, palette.canvas),
        (role.Accent, palette.text),
    ):
        made.setColor(target, colour(token))
    for target in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, target, colour(palette.text3))
    return made
