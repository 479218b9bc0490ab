"""`atalaya demo`: the console on the demonstration city, everything embedded."""

import argparse
import sys

from desktop.cli.options import add_common, settings


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:  # pyright: ignore[reportPrivateUsage]
    verb = verbs.add_parser("demo", help="the console on the demonstration city, an exercise")
    add_common(verb)
    verb.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """The demonstration has a data folder and a store of its own, whatever store the configuration names."""
    from desktop import app
    from desktop.services.exercise.stage import Stage

    chosen = settings(args)
    data = chosen.data if hasattr(args, "data") else chosen.data / "demo"
    own = chosen.model_copy(update={"data": data.absolute(), "store": None, "broker": None})
    if not (own.data / "atalaya.sqlite").exists():
        print("atalaya: building the demonstration city (once, some seconds)", file=sys.stderr)
    with Stage(own):
        return app.run(own)
