"""`atalaya node`: the headless services alone, until told to stop."""

import argparse

from desktop.cli.options import add_common, settings


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:  # pyright: ignore[reportPrivateUsage]
    verb = verbs.add_parser("node", help="the headless services alone: ingest, rules, alarms, cameras")
    add_common(verb)
    verb.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from desktop.node import run_until_told
    from desktop.services.redaction import configure_logging

    config = settings(args)
    configure_logging(config.log_level)
    run_until_told(config)
    return 0
