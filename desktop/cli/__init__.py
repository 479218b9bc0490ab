"""The command line: every capability without a window. `main` parses, runs one verb and turns errors into one line."""

import argparse
import importlib
import os
import signal
import sys
from collections.abc import Sequence

from desktop import locale
from desktop.cli.options import VerbError, add_common, settings

GROUPS = (
    "console",
    "demo",
    "node",
    "check",
    "city",
    "map",
    "layers",
    "roads",
    "geofences",
    "video",
    "cameras",
    "models",
    "drones",
    "journal",
    "evidence",
    "bench",
)
"""One module of this package each; it adds its verbs to the parser."""


def parser() -> argparse.ArgumentParser:
    root = argparse.ArgumentParser(
        prog="atalaya", description="Console of a municipal operations centre. With no verb it opens the window."
    )
    add_common(root)
    verbs = root.add_subparsers(title="verbs", metavar="VERB")
    for group in GROUPS:
        importlib.import_module(f"desktop.cli.{group}").add(verbs)
    root.set_defaults(run=_console)
    return root


def _console(args: argparse.Namespace) -> int:
    from desktop.cli import console

    return console.run(args)


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status: 0 done, 2 wrong arguments, 1 anything else with one line that says what and what to do."""
    args = parser().parse_args(arguments)
    try:
        locale.install(settings(args).language)
        return args.run(args)
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (VerbError, ValueError, OSError, RuntimeError) as error:
        print(f"atalaya: {_one_line(error)}", file=sys.stderr)
        return 1


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__
