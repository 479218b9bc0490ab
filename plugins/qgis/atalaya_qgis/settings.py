"""What a person has chosen, kept in QGIS's own settings."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from qgis_plugin_tools.tools.settings import get_setting, set_setting

from .place import FILE_NAME
from .style.dress import Dress, Theme

DEFAULT_REFRESH_MS = 500
REFRESH_MS = (100, 60_000)


@dataclass(frozen=True)
class Settings:
    """`refresh_ms` is the least time between two repaints of live layers."""

    last_store: str = ""
    data_folder: str = ""
    theme: Theme = "day"
    refresh_ms: int = DEFAULT_REFRESH_MS
    links_console: bool = True

    @property
    def dress(self) -> Dress:
        return Dress(self.theme)


def load() -> Settings:
    theme = str(get_setting("theme", "day"))
    return Settings(
        last_store=str(get_setting("last_store", "") or ""),
        data_folder=str(get_setting("data_folder", "") or ""),
        theme="night" if theme == "night" else "day",
        refresh_ms=_whole(get_setting("refresh_ms", DEFAULT_REFRESH_MS)),
        links_console=str(get_setting("links_console", "true")).lower() == "true",
    )


def save(chosen: Settings) -> None:
    set_setting("last_store", chosen.last_store)
    set_setting("data_folder", chosen.data_folder)
    set_setting("theme", chosen.theme)
    set_setting("refresh_ms", chosen.refresh_ms)
    set_setting("links_console", "true" if chosen.links_console else "false")


def _whole(value: object) -> int:
    try:
        return max(REFRESH_MS[0], min(REFRESH_MS[1], int(str(value))))
    except ValueError:
        return DEFAULT_REFRESH_MS


def default_data_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Where the console keeps its data when nobody says otherwise (XDG base directories)."""
    named = environment.get("ATALAYA_QGIS_DATA") or environment.get("ATALAYA_DATA")
    if named:
        return Path(named)
    base = environment.get("XDG_DATA_HOME") or str(Path.home() / ".local/share")
    return Path(base) / "atalaya"


def data_folders(chosen: Settings, opened: list[Path]) -> list[Path]:
    """Where a console may listen: of the stores that are open first, then as chosen, then where it is by default."""
    default = default_data_folder()
    wanted = [*opened, *([Path(chosen.data_folder)] if chosen.data_folder else []), default, default / "demo"]
    return list(dict.fromkeys(wanted))


def proposed_store(chosen: Settings) -> str:
    """What the dialog shows first: the last one, else the console's own where it is there."""
    if chosen.last_store:
        return chosen.last_store
    for folder in data_folders(chosen, []):
        if (folder / FILE_NAME).is_file():
            return str(folder / FILE_NAME)
    return ""
