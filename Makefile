# Every target does its own set-up: .venv from packaging/lock, and Qt's system libraries.
PY := .venv/bin/python
# Some systems forbid it; then each of the many processes of the tests would compile all it loads.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help demo run test lint format bench package screenshots manual soak runtime dev clean

help:
	@echo "make demo   the main job on invented months of exports and imports, no screen needed"
	@echo "make run    open the window"
	@echo "make test   the tests (make lint: style and types)"
	@echo "make bench  the benchmarks, against peers in the same run"
	@echo "make package  the program for this system, into build/package, and its walk through everything"
	@echo "make soak     the long fault runs before a release, with a page of results in build/soak (SOAK='--share 0.1')"
	@echo "make manual   the printed manual, Chinese and English, into build/manual"
	@echo "make screenshots  every page as a picture, into build/screenshots"

runtime:
	@packaging/environment.sh runtime

dev:
	@packaging/environment.sh dev

demo: runtime
	@$(PY) -m app demo build/demo
	@$(PY) -m app demo build/demo-import --imports

run:
	@packaging/environment.sh runtime window
	@$(PY) -m app

test: dev
	@QT_QPA_PLATFORM=offscreen $(PY) -m pytest -n 2 --dist worksteal

lint: dev
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy

format: dev
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .

bench:
	@packaging/environment.sh bench
	@$(PY) -m tests.bench

package:
	@packaging/environment.sh package
	@$(PY) packaging/program/build.py $(if $(TWICE),--twice)
	@$(PY) packaging/linux/make_deb.py

screenshots:
	@packaging/environment.sh runtime
	@QT_QPA_PLATFORM=offscreen $(PY) packaging/screenshots.py build/screenshots

soak: dev
	@QT_QPA_PLATFORM=offscreen $(PY) -m tests.soak $(SOAK)

manual:
	@packaging/environment.sh runtime
	@QT_QPA_PLATFORM=offscreen $(PY) packaging/screenshots.py build/manual/pictures 1366x768 --manual
	@QT_QPA_PLATFORM=offscreen $(PY) packaging/manual/make_manual.py build/manual build/manual/pictures

clean:
	rm -rf build .venv .mypy_cache .ruff_cache .pytest_cache
