"""`atalaya evidence`: whether a file that left a centre is whole and authentic, and the key that says so.

`verify` needs no store and no network. It trusts the key that is pinned by `--key`, else the keys of this
installation's own data folder: a signature by any other key proves nothing about who made it.
"""

import argparse
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.cli.options import VerbError, add_common, print_json, settings, wants_json

if TYPE_CHECKING:
    from desktop.services.evidence.audit import NotWholeError
    from desktop.services.evidence.key import PublicKey
    from desktop.storage.store import Store


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:  # pyright: ignore[reportPrivateUsage]
    group = verbs.add_parser("evidence", help="signed files, and the key that signs them").add_subparsers(
        metavar="VERB", required=True
    )
    verify = group.add_parser("verify", help="exit 0 only if a file, or all of a folder, is whole and authentic")
    add_common(verify)
    verify.add_argument("path", type=Path, metavar="PATH")
    verify.add_argument("--key", type=Path, metavar="PUBLIC", help="trust this public key alone")
    verify.set_defaults(run=run_verify)
    key = group.add_parser("key", help="the public key of this installation")
    add_common(key)
    key.add_argument("--out", type=Path, metavar="F.pub", help="write it to a file")
    key.add_argument("--renew", action="store_true", help="make another key; the old public one stays valid")
    key.add_argument("--by", metavar="LOGIN", help="the account that renews it; its password in ATALAYA_PASSWORD")
    key.set_defaults(run=run_key)


def run_verify(args: argparse.Namespace) -> int:
    from desktop.services.evidence.audit import NotWholeError, audit
    from desktop.services.evidence.key import KeyRoom, read_public

    trusted = (read_public(args.key),) if args.key else KeyRoom(settings(args).data).known()
    try:
        found = audit(args.path, trusted)
    except NotWholeError as error:
        if wants_json(args):
            print_json({"whole": False, "flaw": str(error.flaw), "file": error.name, "detail": error.detail})
            return 1
        raise VerbError(flaw_words(error)) from error
    files = sorted({name for one in found for name in one.files})
    signers = sorted({one.key.id for one in found})
    if wants_json(args):
        print_json({"whole": True, "files": files, "keys": signers})
    else:
        print(_("{n} whole and authentic; signed by {keys}").format(n=len(files), keys=", ".join(signers)))
    return 0


def flaw_words(error: "NotWholeError") -> str:
    """One line: what is wrong with which file, and what to do."""
    known = {
        "missing": _("{name} is not there. Copy it with its manifest and its signature"),
        "not_a_file": _("{name} is a link, a folder or a device, and is not opened. Give the file itself"),
        "too_large": _("{name} is larger than anything of its kind. It is not from this program"),
        "no_manifest": _("{name} has no manifest beside it: nothing vouches for it"),
        "no_signature": _("{name} is not signed: anyone may have written it"),
        "nothing": _("{name} holds nothing that is signed"),
        "too_many": _("{name} holds more files than can be meant. Name a smaller folder"),
        "signature_damaged": _("{name} is no signature, or was changed: {detail}"),
        "signature_wrong": _("{name} was changed after it was signed"),
        "key_unknown": _("{name} is signed by the key {detail}, which is not known here. Pin the centre's by --key"),
        "manifest_damaged": _("{name} is refused: {detail}"),
        "not_named": _("{name} is not the file that its manifest speaks of"),
        "size": _("{name} does not have the size that was signed: {detail} bytes"),
        "content": _("{name} was changed after it was signed"),
    }
    return known[error.flaw].format(name=error.name, detail=error.detail)


def run_key(args: argparse.Namespace) -> int:
    from desktop.cli.map import opened

    chosen = settings(args)
    store = opened(chosen)
    try:
        key = _key(args, store, chosen.data)
    finally:
        store.close()
    if args.out is not None:
        from maps.whole_file import write_whole

        write_whole(args.out.absolute(), key.pem)
    if wants_json(args):
        print_json({"key": key.id, "fingerprint": key.fingerprint, "pem": key.pem.decode("ascii")})
    else:
        print(f"{key.id}\n{key.fingerprint}\n{key.pem.decode('ascii')}", end="")
    return 0


def _key(args: argparse.Namespace, store: "Store", data: Path) -> "PublicKey":
    from desktop.cli.author import WRITER, author_of
    from desktop.domain.operator import NotPermittedError
    from desktop.services.evidence.installation import Installation

    installation = Installation(store, data, WRITER)
    if not args.renew:
        return installation.key().public
    try:
        return installation.renew(author_of(store, args.by)).public
    except NotPermittedError as error:
        raise VerbError(f"{error}: the journal has it. Ask an administrator, and name their account by --by") from error
