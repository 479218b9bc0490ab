#!/usr/bin/env bash
# Runs tests/qgis inside the QGIS of this machine, on the plugin as its zip holds it. Called by `make test-qgis`.
# Further words go to pytest. ATALAYA_QGIS_PICTURES names a folder that keeps the pictures of the window.
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
zip=$(.venv/bin/python installer/qgis_plugin.py "$work/dist")
.venv/bin/python -m zipfile -e "$zip" "$work/stage"
mkdir -m 700 "$work/runtime"

unset PYTHONPATH
export ATALAYA_QGIS_ZIP=$zip ATALAYA_QGIS_STAGE=$work/stage
export QT_QPA_PLATFORM=offscreen XDG_RUNTIME_DIR=$work/runtime LC_ALL=C.UTF-8
.venv-qgis/bin/python -m pytest -c tests/qgis/pytest.ini --rootdir tests/qgis --confcutdir tests/qgis \
  -n 2 --dist loadfile tests/qgis "$@"
