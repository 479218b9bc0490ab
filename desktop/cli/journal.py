"""`atalaya journal verify`: the hash chain of the journal, row by row."""

import argparse
from pathlib import Path

from desktop.cli.options import VerbError, add_common, print_json, settings, wants_json


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:  # pyright: ignore[reportPrivateUsage]
    group = verbs.add_parser("journal", help="the tape of all that was done").add_subparsers(
        metavar="VERB", required=True
    )
    verify = group.add_parser("verify", help="check the hash chain; exit 1 at the first bad row")
    add_common(verify)
    verify.set_defaults(run=run_verify)


def run_verify(args: argparse.Namespace) -> int:
    from desktop.storage import journal
    from desktop.storage.store import Store

    where = settings(args).store_location
    if "://" not in where and not Path(where).exists():
        raise VerbError(f"{where}: there is no store. Name its data folder by --data or ATALAYA_DATA")
    store = Store.open(where)
    try:
        with store.read() as connection:
            verdict = journal.verify(connection)
    finally:
        store.close()
    if wants_json(args):
        flaw = verdict.flaw and str(verdict.flaw)
        print_json({"rows": verdict.rows, "sound": verdict.sound, "flaw": flaw, "first_bad": verdict.first_bad_seq})
    elif verdict.sound:
        print(f"{verdict.rows} rows, all sound; head {verdict.head.sha256}")
    else:
        print(f"row {verdict.first_bad_seq}: {verdict.flaw}; the {verdict.rows} before it are sound")
    return 0 if verdict.sound else 1
