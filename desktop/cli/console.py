"""`atalaya` with no verb: the console. It starts a local node unless the configuration names a shared store."""

import argparse

from desktop.cli.options import settings


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:  # pyright: ignore[reportPrivateUsage]
    """The console is what runs without a verb: there is nothing to add."""
    del verbs


def run(args: argparse.Namespace) -> int:
    """The map worker starts first: it warms up while Qt loads."""
    from desktop.services.map_places import layer_places
    from maps.worker_client import MapWorker

    chosen = settings(args)
    worker = MapWorker(chosen.runtime, places=layer_places(chosen))
    from desktop import app

    return app.run(chosen, worker)
