"""`atalaya cameras`: the register of cameras, from and to CAM.toml."""

import argparse
import getpass
from pathlib import Path

from desktop.cli.options import add_common, print_json, settings, wants_json


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:  # pyright: ignore[reportPrivateUsage]
    group = verbs.add_parser("cameras", help="the cameras of the store").add_subparsers(metavar="STEP", required=True)
    put = group.add_parser("add", help="cameras from CAM.toml files, new or in the place of those of the same id")
    put.add_argument("files", type=Path, nargs="+", metavar="CAM.toml")
    add_common(put)
    put.set_defaults(run=run_add)
    listing = group.add_parser("list", help="the cameras of the store")
    add_common(listing)
    listing.set_defaults(run=run_list)


def run_add(args: argparse.Namespace) -> int:
    from desktop.domain.operator import Operator, Role
    from desktop.services.camera_register import CameraRegister
    from desktop.storage.store import Store

    # whoever may write the store's file is its administrator; the journal names the account of the machine
    owner = Operator("machine", getpass.getuser(), getpass.getuser(), Role.ADMIN)
    store = Store.open(settings(args).store_location)
    try:
        register = CameraRegister(store, "cli")
        for file in args.files:
            camera = register.import_file(file, owner)
            print(f"{camera.id}: {camera.name}")
    finally:
        store.close()
    return 0


def run_list(args: argparse.Namespace) -> int:
    from desktop.services.camera_register import CameraRegister
    from desktop.storage.store import Store
    from video.address import shown

    store = Store.open(settings(args).store_location)
    try:
        known = CameraRegister(store, "cli").every()
    finally:
        store.close()
    if wants_json(args):
        print_json([{"id": camera.id, "name": camera.name, "url": shown(camera.url)} for camera in known])
    else:
        for camera in known:
            print(f"{camera.id}  {camera.name}  {shown(camera.url)}")
    return 0
