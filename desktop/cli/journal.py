"""`atalaya journal verify`: the hash chain of the journal, row by row, and against its signed checkpoints."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.cli.options import VerbError, add_common, print_json, settings, wants_json
from desktop.config import Settings

if TYPE_CHECKING:
    from desktop.services.evidence.checkpoint import Checkpoint
    from desktop.storage.journal import Verdict


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:  # pyright: ignore[reportPrivateUsage]
    group = verbs.add_parser("journal", help="the tape of all that was done").add_subparsers(
        metavar="VERB", required=True
    )
    verify = group.add_parser("verify", help="check the hash chain and its checkpoints; exit 1 at the first bad row")
    add_common(verify)
    verify.add_argument("--key", type=Path, metavar="PUBLIC", help="trust the checkpoints of this key alone")
    verify.set_defaults(run=run_verify)


def run_verify(args: argparse.Namespace) -> int:
    from desktop.services.evidence.checkpoint import DamagedCheckpointError

    chosen = settings(args)
    where = chosen.store_location
    if "://" not in where and not Path(where).exists():
        raise VerbError(f"{where}: there is no store. Name its data folder by --data or ATALAYA_DATA")
    try:
        anchored, verdict = _verified(chosen, args.key)
    except DamagedCheckpointError as error:
        return _tell_damage(error, as_json=wants_json(args))
    _tell(anchored, verdict, as_json=wants_json(args))
    return 0 if verdict.sound else 1


def _verified(chosen: Settings, pinned: Path | None) -> "tuple[list[Checkpoint], Verdict]":
    from desktop.services.evidence.checkpoint import Checkpoints
    from desktop.services.evidence.key import KeyRoom, read_public
    from desktop.storage import journal
    from desktop.storage.store import Store

    trusted = (read_public(pinned),) if pinned else KeyRoom(chosen.data).known()
    store = Store.open(chosen.store_location)
    try:
        anchored = Checkpoints(chosen.data, store.name).check(trusted)
        with store.read() as connection:
            return anchored, journal.verify(connection, *(one.head for one in anchored))
    finally:
        store.close()


def _tell_damage(error: Exception, *, as_json: bool) -> int:
    words = f"a checkpoint was changed: {error}"
    if as_json:
        print_json({"rows": 0, "sound": False, "flaw": "checkpoint", "first_bad": None, "detail": words})
    else:
        print(words)
    return 1


def _tell(anchored: "list[Checkpoint]", verdict: "Verdict", *, as_json: bool) -> None:
    last = anchored[-1] if anchored else None
    if as_json:
        flaw = verdict.flaw and str(verdict.flaw)
        anchor = last and {"seq": last.seq, "at": last.at, "key": last.key, "checkpoints": len(anchored)}
        document = {"rows": verdict.rows, "sound": verdict.sound, "flaw": flaw, "first_bad": verdict.first_bad_seq}
        print_json({**document, "anchored": anchor})
    elif verdict.sound:
        held = f"anchored up to row {last.seq} at {last.at} by the key {last.key}" if last else "no checkpoint yet"
        print(f"{verdict.rows} rows, all sound; head {verdict.head.sha256}; {held}")
    else:
        print(f"row {verdict.first_bad_seq}: {verdict.flaw}; the {verdict.rows} before it are sound")
