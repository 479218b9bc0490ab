"""IBM Plex Sans and Mono, loaded from their packages; weights 400, 500 and 600.

Plex Sans comes as one variable file: Qt finds only its regular weight by itself, so a font is asked for here, never by
name in a style sheet. `load()` once, after the application exists.
"""

from importlib.util import find_spec
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase

from maps.view.theme import scale

SANS, MONO = "IBM Plex Sans", "IBM Plex Mono"
_FILES = (
    ("fontpkg_ibm_plex_sans", "IBMPlexSans[[]wdth,wght].ttf"),
    ("fontpkg_ibm_plex_mono", "IBMPlexMono-Regular.ttf"),
    ("fontpkg_ibm_plex_mono", "IBMPlexMono-Medium.ttf"),
    ("fontpkg_ibm_plex_mono", "IBMPlexMono-SemiBold.ttf"),
)


class FontMissingError(RuntimeError):
    """A font package is not installed or its file cannot be read."""


def load() -> None:
    """Add the families to the application; twice is as good as once. Raises FontMissingError."""
    if {SANS, MONO} <= set(QFontDatabase.families()):
        return
    for package, pattern in _FILES:
        file = _find(package, pattern)
        if QFontDatabase.addApplicationFont(str(file)) < 0:
            raise FontMissingError(f"font file cannot be read: {file}; install {package} again")


def _find(package: str, pattern: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise FontMissingError(f"font package {package} is not installed; run installer/setup.sh")
    found = sorted((Path(spec.origin).parent / "files").glob(pattern))
    if not found:
        raise FontMissingError(f"font package {package} holds no {pattern}; install it again")
    return found[0]


def sans(size_px: float = scale.BODY_PX, weight: int = scale.REGULAR) -> QFont:
    """Plex Sans; its digits are all of one width."""
    font = _font(SANS, size_px, weight)
    font.setVariableAxis(QFont.Tag("wght"), weight)
    return font


def mono(size_px: float = scale.BODY_PX, weight: int = scale.REGULAR) -> QFont:
    """Plex Mono, for folios, plates, times in timelines and keys."""
    return _font(MONO, size_px, weight)


def _font(family: str, size_px: float, weight: int) -> QFont:
    font = QFont(family)
    font.setPixelSize(round(size_px))
    font.setWeight(QFont.Weight(weight))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font
