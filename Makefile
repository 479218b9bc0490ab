# Two commands do all the set-up on a fresh machine: `make run` and `make test`.
export ATALAYA_SHARED ?= $(abspath ../shared)
bin := .venv/bin

.PHONY: run setup setup-test test test-qgis plugin check bench shots soak fuzz lock

run: setup          ## the console on the demonstration city
	$(bin)/atalaya demo

setup:
	@installer/setup.sh

setup-test:
	@installer/setup.sh test

test: setup-test    ## the whole test suite
	$(bin)/pytest -n 2 --dist loadfile

test-qgis:          ## the plugin for QGIS inside the real QGIS, installed where it is missing
	@installer/setup.sh qgis
	@installer/test_qgis.sh

plugin: setup-test  ## the zip of the plugin that QGIS installs, into dist/
	$(bin)/python installer/qgis_plugin.py

check: setup-test   ## style, types, floors
	$(bin)/ruff format --check .
	$(bin)/ruff check .
	$(bin)/lint-imports --no-cache
	$(bin)/pyright

bench: setup        ## what this machine can carry
	$(bin)/atalaya bench map
	$(bin)/atalaya bench ingest
	$(bin)/atalaya bench start
	$(bin)/atalaya bench video

shots: setup-test   ## the screenshots of README, from the real program
	xvfb-run -a -s "-screen 0 1920x1080x24" $(bin)/python installer/shots.py

soak: setup-test    ## the kill loops and property tests, whole
	ATALAYA_SOAK=1 $(bin)/pytest -m "slow or not slow" --timeout 3600 tests

fuzz: setup-test    ## the decoders with many more examples
	HYPOTHESIS_PROFILE=fuzz $(bin)/pytest --timeout 3600 tests/desktop/sources tests/video tests/drones tests/maps

lock:               ## a hashed lock that names no index
	$(bin)/uv pip compile pyproject.toml --extra dev --generate-hashes --no-emit-index-url --no-header -q \
	  -o installer/requirements.lock
	$(bin)/uv pip compile installer/requirements-qgis.in --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header -q -o installer/requirements-qgis.lock
