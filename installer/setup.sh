#!/usr/bin/env bash
# All set-up on a machine: system packages when it may install them, a virtual environment, locked Python packages.
# Idempotent: takes a second when there is nothing to do. Called by `make run`, `make test` (with the word `test`) and
# `make test-qgis` (with the word `qgis`: QGIS from the distribution, and an environment over its own Python).
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD

run_packages=(
  libsqlite3-mod-spatialite mosquitto
  libglib2.0-0 libbrotli1 libdbus-1-3 libegl1 libfontconfig1 libgl1 libxkbcommon0
  libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-render-util0 libxcb-render0
  libxcb-shape0 libxcb-util1 libxcb-xkb1 libxkbcommon-x11-0
)
test_packages=(mosquitto-clients poppler-utils postgresql-15-postgis-3 xauth xvfb)
qgis_packages=(python3-qgis qgis)

say() { printf 'setup: %s\n' "$*" >&2; }

missing_packages() {
  local package
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || printf '%s ' "$package"
  done
}

install_packages() {
  command -v dpkg-query >/dev/null || { say "not a Debian system: install by hand: $*"; return 0; }
  local missing as_root=()
  missing=$(missing_packages "$@")
  [ -z "$missing" ] && return 0
  if [ "$(id -u)" -ne 0 ]; then
    if sudo -n true 2>/dev/null; then as_root=(sudo); else say "please install: $missing"; return 0; fi
  fi
  say "installing system packages: $missing"
  # A distribution's server packages must not start services: the program starts its own, on the loopback.
  "${as_root[@]}" apt-get update -qq
  # shellcheck disable=SC2086
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 \
    apt-get install -y -qq --no-install-recommends $missing >/dev/null
}

make_environment() {
  [ -x .venv/bin/python ] && return 0
  local python
  for python in python3.13 python3.12 python3.11 python3; do
    if command -v "$python" >/dev/null &&
      "$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      say "virtual environment with $("$python" --version)"
      "$python" -m venv .venv
      return 0
    fi
  done
  say "needs Python 3.11 or newer with venv (Debian: python3-venv)"
  exit 1
}

compile_python() {
  # Once, and not at the first start, which would be a second slower; never what only imports models and draws plots.
  .venv/bin/python -m compileall -q -j 2 -x '/(matplotlib|onnx|polars|setuptools|sympy|torch|torchvision|triton|ultralytics)/' \
    "$@" >/dev/null 2>&1 || true  # a package may carry files of other Pythons
}

install_python_packages() {
  local stamp=.venv/.atalaya-setup wanted
  wanted=$(cat installer/requirements.lock pyproject.toml | sha256sum)
  [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && return 0
  say "installing Python packages"
  [ -x .venv/bin/uv ] || .venv/bin/python -m pip install -q --disable-pip-version-check uv
  .venv/bin/uv pip install -q --python .venv/bin/python --require-hashes -r installer/requirements.lock
  .venv/bin/uv pip install -q --python .venv/bin/python --no-deps -e .
  compile_python .venv/lib/python*/site-packages
  printf '%s' "$wanted" > "$stamp"
}

make_qgis_environment() {
  # Over the distribution's Python, which alone has QGIS; PyQt5 and PySide6 are never in one environment.
  local stamp=.venv-qgis/.atalaya-setup wanted
  wanted=$(sha256sum < installer/requirements-qgis.lock)
  [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && return 0
  if ! /usr/bin/python3 -c 'import qgis.core' 2>/dev/null; then
    say "QGIS is not installed, or not for /usr/bin/python3 (Debian: python3-qgis)"
    exit 1
  fi
  say "an environment for QGIS with $(/usr/bin/python3 --version)"
  .venv/bin/uv venv -q --clear --system-site-packages --python /usr/bin/python3 .venv-qgis
  .venv/bin/uv pip install -q --python .venv-qgis/bin/python --require-hashes -r installer/requirements-qgis.lock
  printf '%s' "$wanted" > "$stamp"
}

find_detector() {
  # Once, with a short time-out: without a detector the cameras still show video and motion, and say so.
  local tried=.venv/.atalaya-detector
  [ -f "$tried" ] && return 0
  touch "$tried"
  .venv/bin/atalaya check --json 2>/dev/null | grep -q '"Detector model", "found": "none' || return 0
  local folder
  folder=$(mktemp -d)
  say "no detector model found: trying ultralytics' own download of yolo11n"
  if (cd "$folder" && timeout 45 "$root/.venv/bin/python" -c 'from ultralytics import YOLO; YOLO("yolo11n.pt")') \
    >/dev/null 2>&1 && [ -s "$folder/yolo11n.pt" ]; then
    .venv/bin/atalaya models import "$folder/yolo11n.pt" >&2 || say "the download could not be imported"
  else
    say "no download possible: import one later with 'atalaya models import FILE.pt'"
  fi
  rm -rf "$folder"
}

packages=("${run_packages[@]}")
[ "${1:-}" = test ] && packages+=("${test_packages[@]}")
[ "${1:-}" = qgis ] && packages+=("${test_packages[@]}" "${qgis_packages[@]}")
install_packages "${packages[@]}"
make_environment
install_python_packages
compile_python maps video drones desktop plugins
[ "${1:-}" = qgis ] && make_qgis_environment
find_detector
