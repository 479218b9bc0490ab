"""`atalaya check`: what this machine has and lacks, a line each with its remedy."""

import argparse
import ctypes.util
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from desktop.cli.options import add_common, print_json, settings, wants_json
from desktop.config import Settings


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found, and what to do about it: no remedy, all well."""

    name: str
    found: str
    remedy: str = ""
    required: bool = True

    @property
    def ok(self) -> bool:
        return not self.remedy


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:  # pyright: ignore[reportPrivateUsage]
    verb = verbs.add_parser("check", help="what this machine has and lacks, with the remedy")
    add_common(verb)
    verb.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    findings = [look(settings(args)) for look in LOOKS]
    if wants_json(args):
        print_json([asdict(finding) | {"ok": finding.ok} for finding in findings])
    else:
        for finding in findings:
            print(_line(finding))
    return 0 if all(finding.ok for finding in findings if finding.required) else 1


def _line(finding: Finding) -> str:
    sign = "ok     " if finding.ok else "MISSING" if finding.required else "absent "
    remedy = f"  -> {finding.remedy}" if finding.remedy else ""
    return f"{sign}  {finding.name}: {finding.found}{remedy}"


def _python(_: Settings) -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    ok = sys.version_info >= (3, 11)
    return Finding("Python", version, "" if ok else "install Python 3.11 or newer")


def _spatialite(_: Settings) -> Finding:
    from desktop.storage.engine import spatialite_version

    version = spatialite_version()
    remedy = "" if version else "install the package libsqlite3-mod-spatialite"
    return Finding("SpatiaLite", version or "not found", remedy)


def _broker(config: Settings) -> Finding:
    if config.broker:
        return Finding("MQTT broker", f"configured: {config.broker}")
    path = shutil.which("mosquitto", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if path:
        return Finding("MQTT broker", f"mosquitto at {path}")
    return Finding("MQTT broker", "built in (iotcore)", "install mosquitto: it queues on disk", required=False)


def _qt(_: Settings) -> Finding:
    from importlib.metadata import version

    found = version("PySide6-Essentials")
    missing = [
        name for name in ("GL", "EGL", "xkbcommon", "fontconfig", "dbus-1") if not ctypes.util.find_library(name)
    ]
    remedy = f"install the libraries {', '.join(missing)} (see installer/setup.sh)" if missing else ""
    return Finding("Qt", f"PySide6 {found}", remedy)


def _display(_: Settings) -> Finding:
    display = os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY")
    remedy = "" if display else "start it in a graphical session, or under xvfb-run; the other verbs need no display"
    return Finding("Display", display or "none", remedy, required=False)


def _model(config: Settings) -> Finding:
    from video.model import DEFAULT_MODEL, ModelFolders, find_model

    found = find_model(DEFAULT_MODEL, ModelFolders.of(config.data, config.models, config.shared))
    remedy = "" if found else "import one: atalaya models import FILE.pt (cameras still show video and motion)"
    return Finding("Detector model", str(found) if found else "none found", remedy, required=False)


def _data_folder(config: Settings) -> Finding:
    folder = _first_existing(config.data)
    writable = os.access(folder, os.W_OK)
    free_gb = shutil.disk_usage(folder).free / 1e9
    ok = writable and free_gb > 1.0
    remedy = "" if ok else "choose a folder with room by --data, ATALAYA_DATA or atalaya.toml"
    return Finding("Data folder", f"{config.data}, {free_gb:.0f} GB free", remedy)


def _first_existing(path: Path) -> Path:
    path = path.absolute()
    while not path.exists():
        path = path.parent
    return path


LOOKS: tuple[Callable[[Settings], Finding], ...] = (
    _python,
    _qt,
    _display,
    _spatialite,
    _broker,
    _model,
    _data_folder,
)
