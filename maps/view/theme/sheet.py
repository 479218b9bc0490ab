"""The style sheet, generated from palette and scale. It has no font in it: Qt's variable fonts come by `fonts`."""

from pathlib import Path

from maps.view.theme import scale
from maps.view.theme.palette import Palette


def sheet(palette: Palette, pictures: Path) -> str:
    """One sheet for the whole application; `pictures` holds its check marks and arrows."""
    rooms = (_surfaces(palette), _buttons(palette), _fields(palette), _lists(palette), _rest(palette))
    return "\n".join((*rooms, _indicators(palette, pictures.as_posix())))


def _surfaces(p: Palette) -> str:
    return f"""
QWidget[surface="canvas"] {{ background: {p.canvas}; }}
QWidget[surface="panel"] {{ background: {p.panel}; }}
QWidget[surface="raised"] {{ background: {p.raised}; }}
QWidget[surface="card"] {{
    background: {p.raised}; border: {scale.BORDER_PX}px solid {p.border}; border-radius: {scale.CARD_RADIUS_PX}px; }}
QWidget[surface="plate"] {{
    background: {p.raised}; border: {scale.BORDER_PX}px solid {p.text3}; border-radius: {scale.RADIUS_PX}px; }}
QLabel {{ color: {p.text}; background: transparent; }}
QLabel[tone="text2"] {{ color: {p.text2}; }}
QLabel[tone="text3"] {{ color: {p.text3}; }}
QDialog, QMessageBox {{ background: {p.panel}; }}
"""


def _buttons(p: Palette) -> str:
    return f"""
QPushButton, QToolButton {{
    color: {p.text}; background: {p.raised}; border: {scale.BORDER_PX}px solid {p.border};
    border-radius: {scale.RADIUS_PX}px; padding: 0 {scale.SPACE_12}px; min-height: {scale.BUTTON_PX - 2}px; }}
QPushButton:hover, QToolButton:hover {{ background: {p.selected}; }}
QPushButton:pressed, QToolButton:pressed, QPushButton:checked, QToolButton:checked {{
    background: {p.selected}; border-color: {p.text2}; }}
QPushButton:disabled, QToolButton:disabled {{ color: {p.text3}; border-color: {p.line}; }}
QPushButton[role="primary"] {{ color: {p.canvas}; background: {p.text}; border-color: {p.text}; }}
QPushButton[role="primary"]:hover {{ background: {p.focus}; border-color: {p.focus}; }}
QPushButton[role="primary"]:pressed {{ background: {p.text2}; border-color: {p.text2}; }}
QPushButton[role="primary"]:disabled {{ color: {p.text3}; background: {p.selected}; border-color: {p.line}; }}
QPushButton[role="dispatch"], QPushButton[size="dispatch"] {{ min-height: {scale.DISPATCH_BUTTON_PX - 2}px; }}
QPushButton[role="plain"], QToolButton[role="plain"] {{
    background: transparent; border-color: transparent; color: {p.text2}; }}
QPushButton[role="plain"]:hover, QToolButton[role="plain"]:hover {{ background: {p.selected}; color: {p.text}; }}
QToolButton {{ padding: 0 {scale.SPACE_4}px; min-width: {scale.BUTTON_PX - 10}px; }}
QCheckBox, QRadioButton {{ color: {p.text}; spacing: {scale.SPACE_12}px; min-height: {scale.TARGET_PX}px; }}
QCheckBox:disabled, QRadioButton:disabled {{ color: {p.text3}; }}
"""


def _fields(p: Palette) -> str:
    return f"""
QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QAbstractSpinBox {{
    color: {p.text}; background: {p.raised}; border: {scale.BORDER_PX}px solid {p.border};
    border-radius: {scale.RADIUS_PX}px; padding: 0 {scale.SPACE_8}px;
    selection-background-color: {p.text}; selection-color: {p.canvas}; }}
QLineEdit, QComboBox, QAbstractSpinBox {{ min-height: {scale.BUTTON_PX - 2}px; }}
QSlider::groove:horizontal {{ height: {scale.SPACE_4}px; background: {p.line}; border-radius: {scale.SPACE_4 // 2}px; }}
QSlider::sub-page:horizontal {{ background: {p.border}; border-radius: {scale.SPACE_4 // 2}px; }}
QSlider::handle:horizontal {{
    width: {scale.SPACE_12}px; margin: -{scale.SPACE_4}px 0;
    background: {p.text2}; border-radius: {scale.SPACE_12 // 2}px; }}
QSlider::handle:horizontal:disabled {{ background: {p.border}; }}
QPlainTextEdit, QTextEdit {{ padding: {scale.SPACE_4}px; }}
QLineEdit:read-only, QPlainTextEdit:read-only, QTextEdit:read-only {{ background: {p.panel}; color: {p.text2}; }}
QLineEdit:disabled, QComboBox:disabled, QAbstractSpinBox:disabled {{ color: {p.text3}; border-color: {p.line}; }}
QComboBox::drop-down {{ border: none; width: {scale.SPACE_24}px; }}
QComboBox QAbstractItemView {{ background: {p.raised}; border: {scale.BORDER_PX}px solid {p.border}; }}
"""


def _lists(p: Palette) -> str:
    return f"""
QAbstractItemView {{
    color: {p.text}; background: {p.panel}; border: none; outline: none;
    selection-background-color: {p.selected}; selection-color: {p.text}; gridline-color: {p.line}; }}
QListView::item:selected, QTreeView::item:selected, QTableView::item:selected {{
    background: {p.selected}; color: {p.text}; }}
QHeaderView {{ background: {p.panel}; border: none; }}
QHeaderView::section {{
    color: {p.text2}; background: {p.panel}; border: none; border-bottom: {scale.BORDER_PX}px solid {p.line};
    padding: 0 {scale.SPACE_8}px; min-height: {scale.TABLE_HEAD_PX}px; }}
QTabWidget::pane {{ border: none; }}
QTabBar {{ background: transparent; border: none; }}
QTabBar::tab {{
    color: {p.text2}; background: transparent; border: none; border-bottom: {scale.SELECTED_BAR_PX}px solid transparent;
    padding: 0 {scale.SPACE_12}px; min-height: {scale.BUTTON_PX}px; }}
QTabBar::tab:hover {{ color: {p.text}; }}
QTabBar::tab:selected {{ color: {p.text}; border-bottom-color: {p.text}; }}
QTabBar::tab:disabled {{ color: {p.text3}; }}
"""


def _rest(p: Palette) -> str:
    return f"""
QToolTip {{
    color: {p.text}; background: {p.raised}; border: {scale.BORDER_PX}px solid {p.border};
    padding: {scale.SPACE_8}px; }}
QMenu {{
    color: {p.text}; background: {p.raised}; border: {scale.BORDER_PX}px solid {p.border};
    padding: {scale.SPACE_4}px 0; }}
QMenu::item {{ padding: {scale.SPACE_8}px {scale.SPACE_24}px; background: transparent; }}
QMenu::item:selected {{ background: {p.selected}; }}
QMenu::item:disabled {{ color: {p.text3}; }}
QMenu::separator {{ height: {scale.BORDER_PX}px; background: {p.line}; margin: {scale.SPACE_4}px 0; }}
QScrollBar {{ background: transparent; border: none; margin: 0; }}
QScrollBar:vertical {{ width: {scale.SCROLL_BAR_PX}px; }}
QScrollBar:horizontal {{ height: {scale.SCROLL_BAR_PX}px; }}
QScrollBar::handle {{
    background: {p.border}; border-radius: {(scale.SCROLL_BAR_PX - 4) // 2}px; margin: 2px; }}
QScrollBar::handle:vertical {{ min-height: {scale.SCROLL_HANDLE_MIN_PX}px; }}
QScrollBar::handle:horizontal {{ min-width: {scale.SCROLL_HANDLE_MIN_PX}px; }}
QScrollBar::handle:hover {{ background: {p.text3}; }}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{
    background: transparent; border: none; width: 0; height: 0; }}
QSplitter::handle {{ background: {p.line}; }}
QSplitter::handle:horizontal {{ width: {scale.BORDER_PX}px; }}
QSplitter::handle:vertical {{ height: {scale.BORDER_PX}px; }}
QProgressBar {{
    color: {p.text}; background: {p.raised}; border: {scale.BORDER_PX}px solid {p.border};
    border-radius: {scale.RADIUS_PX}px; text-align: center; }}
QProgressBar::chunk {{ background: {p.border}; border-radius: {scale.RADIUS_PX - 1}px; }}
"""


def _indicators(p: Palette, pictures: str) -> str:
    return f"""
QCheckBox::indicator, QRadioButton::indicator, QAbstractItemView::indicator, QGroupBox::indicator, QMenu::indicator {{
    width: {scale.CHECK_BOX_PX}px; height: {scale.CHECK_BOX_PX}px; background: {p.raised};
    border: {scale.BORDER_PX}px solid {p.border}; border-radius: {scale.RADIUS_PX - 1}px; }}
QRadioButton::indicator {{ border-radius: {scale.CHECK_BOX_PX // 2 + 1}px; }}
QCheckBox::indicator:hover, QRadioButton::indicator:hover {{ border-color: {p.text2}; }}
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked, QGroupBox::indicator:checked,
QMenu::indicator:checked {{ image: url("{pictures}/check.png"); border-color: {p.text2}; }}
QRadioButton::indicator:checked {{ image: url("{pictures}/dot.png"); border-color: {p.text2}; }}
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled {{ background: {p.panel}; border-color: {p.line}; }}
QComboBox::down-arrow {{ image: url("{pictures}/down.png"); width: {scale.SPACE_12}px; height: {scale.SPACE_12}px; }}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{
    background: transparent; border: none; width: {scale.SPACE_16}px; }}
QAbstractSpinBox::up-arrow {{ image: url("{pictures}/up.png"); width: {scale.SPACE_8}px; height: {scale.SPACE_8}px; }}
QAbstractSpinBox::down-arrow {{
    image: url("{pictures}/down.png"); width: {scale.SPACE_8}px; height: {scale.SPACE_8}px; }}
"""
