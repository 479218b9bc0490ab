"""Options that every verb has, and how a verb gives its result."""

import argparse
import json
import re
import sys
from pathlib import Path
from typing import Any

from desktop import config
from desktop.locale import LANGUAGES
from maps.place import Place


class VerbError(Exception):
    """A verb cannot be done; the message is one line that says what happened and what to do."""


def add_common(parser: argparse.ArgumentParser) -> None:
    """Add what `settings` reads, and `--json`; a verb's own parser takes them too."""
    parser.add_argument("--config", type=Path, default=argparse.SUPPRESS, metavar="FILE", help="atalaya.toml to read")
    parser.add_argument("--data", type=Path, default=argparse.SUPPRESS, metavar="FOLDER", help="the data folder")
    parser.add_argument("--language", choices=LANGUAGES, default=argparse.SUPPRESS, help="es or en")
    parser.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="one JSON document as result")


def settings(args: argparse.Namespace) -> config.Settings:
    """Settings for this run; raises ConfigurationError."""
    chosen = config.load(getattr(args, "config", None), getattr(args, "data", None))
    language = getattr(args, "language", None)
    return chosen.model_copy(update={"language": language}) if language else chosen


def place(text: str) -> Place:
    """An argument of LAT,LON. Raises ValueError."""
    lat, comma, lon = text.partition(",")
    if not comma:
        raise ValueError
    return Place(float(lat), float(lon))


def takes_places(parser: argparse.ArgumentParser) -> None:
    """A southern latitude begins with a minus and is no option."""
    parser._negative_number_matcher = re.compile(r"-\d")  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]


def wants_json(args: argparse.Namespace) -> bool:
    return getattr(args, "json", False)


def print_json(document: Any) -> None:  # any JSON value
    json.dump(document, sys.stdout, ensure_ascii=False, allow_nan=False)
    sys.stdout.write("\n")
