"""Settings of this machine: where data lies, which store, which broker. Those of the city are in the store.

Order of precedence: an option of the command line, then a variable, then `atalaya.toml`, then the default.
"""

import os
import tomllib
from pathlib import Path
from typing import Literal

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, ValidationError

APPLICATION = "atalaya"


class ConfigurationError(ValueError):
    """The configuration file cannot be used; the message says which key and what to do."""


class InitialLayer(BaseModel):
    """A map layer that a new city begins with: `[[layers]]`. It is added once, by its name."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    address: str = Field(min_length=1, max_length=4096)
    """A file, a folder's file, http(s)://..., postgresql://host/database."""
    name: str = Field(min_length=1, max_length=120)
    sublayer: str = ""
    """Which of the address's layers; empty: all of them."""
    group: str = ""
    crs: str = ""
    x: str = ""
    y: str = ""
    """Columns of the coordinates of a table."""
    style: Path | None = None
    """A QML file."""


class Settings(BaseModel):
    """One machine's settings; unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    data: Path = Field(default_factory=lambda: Path(platformdirs.user_data_dir(APPLICATION)))
    store: str | None = None
    """`postgresql://...`, or a file's path; by default `atalaya.sqlite` in the data folder."""
    broker: str | None = None
    """`host:port` of an MQTT broker; by default one of our own on the loopback."""
    models: Path | None = None
    shared: Path = Path(__file__).resolve().parent.parent.parent / "shared"
    """Folder of sample videos, models and maps, when there is one."""
    detector_budget_cores: float = Field(default=1.0, gt=0, le=256)
    """Processor for finding people and things in pictures; beyond it cameras take turns, watched ones first."""
    layers: tuple[InitialLayer, ...] = ()
    qgis: bool = False
    """Whether QGIS on this machine may be linked with the console, over a channel on the loopback."""
    language: Literal["es", "en"] = "es"
    theme: Literal["dark", "light"] = "dark"
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @property
    def store_location(self) -> str:
        return self.store or str(self.data / "atalaya.sqlite")

    @property
    def runtime(self) -> Path:
        """Sockets, frame slots and images in passing: owner only, on this machine's own disk or memory."""
        return self.data / "run"


def load(config: Path | None = None, data: Path | None = None) -> Settings:
    """Read the settings; raises ConfigurationError."""
    named = _from_file(config or _default_file(), required=config is not None)
    for key, variable in (("data", "ATALAYA_DATA"), ("models", "ATALAYA_MODELS"), ("shared", "ATALAYA_SHARED")):
        if os.environ.get(variable):
            named[key] = os.environ[variable]
    if data is not None:
        named["data"] = str(data)
    try:
        return Settings.model_validate(named)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        message = f"{config or _default_file()}: {key}: {first['msg']}. Correct or remove the key"
        raise ConfigurationError(message) from error


def _default_file() -> Path:
    return Path(platformdirs.user_config_dir(APPLICATION)) / "atalaya.toml"


def _from_file(path: Path, *, required: bool) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        if required:
            message = f"{path}: there is no such file. Name an existing configuration, or none"
            raise ConfigurationError(message) from error
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        message = f"{path}: not readable as TOML: {error}"
        raise ConfigurationError(message) from error
