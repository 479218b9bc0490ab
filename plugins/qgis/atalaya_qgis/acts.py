"""Everything a person can ask of the plugin, one row each: menu and tool bar follow from it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .words import tr

if TYPE_CHECKING:
    from .plugin import AtalayaPlugin


@dataclass(frozen=True)
class Act:
    """`icon` is one of QGIS's own theme, or of `resources`; `needs` says what must be there."""

    id: str
    words: str
    icon: str
    do: "Callable[[AtalayaPlugin, bool], None]"
    in_bar: bool = True
    checkable: bool = False
    needs: str = ""


def acts() -> tuple[Act, ...]:
    return (
        Act("open", tr("Open a store of Atalaya…"), "icon.svg", lambda p, _on: p.ask_for_store()),
        Act(
            "refresh",
            tr("Read the live layers again"),
            "mActionRefresh.svg",
            lambda p, _on: p.cities.refresh(),
            needs="city",
        ),
        Act(
            "zoom_console",
            tr("Zoom the console to this view"),
            "mActionZoomActual.svg",
            lambda p, _on: p.console.zoom_console(),
            needs="console",
        ),
        Act(
            "follow",
            tr("QGIS follows the console"),
            "mActionPan.svg",
            lambda p, on: p.console.follow(on),
            checkable=True,
            needs="console",
        ),
        Act(
            "send",
            tr("Send this layer to the console"),
            "mActionSharing.svg",
            lambda p, _on: p.console.send_layer(),
            needs="console",
        ),
        Act("settings", tr("Settings…"), "mActionOptions.svg", lambda p, _on: p.ask_for_settings(), in_bar=False),
        Act("help", tr("Help"), "mActionHelpContents.svg", lambda p, _on: p.show_help(), in_bar=False),
        Act("about", tr("About Atalaya"), "icon.svg", lambda p, _on: p.show_about(), in_bar=False),
    )
