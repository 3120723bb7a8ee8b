# make        set up, build the release from data/, serve it on http://127.0.0.1:8000/
# make test   set up, run the tests
.DEFAULT_GOAL := serve
PYTHON ?= python3
CHROMIUM ?= /usr/bin/chromium
VENV   := .venv
BIN    := $(VENV)/bin
KG     := $(BIN)/kg
QUIET  := --no-audit --no-fund --loglevel=error

.PHONY: serve build setup dev test test-hostile test-engines test-browser test-browser-whole areas assets lint format docs bench eval clean

serve: build
	@exec $(KG) serve

build: setup
	@$(KG) build

setup: $(VENV)/.runtime
dev: $(VENV)/.dev

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "kg needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.pip: $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	@touch $@

$(VENV)/.runtime: pyproject.toml constraints.txt $(VENV)/.pip
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --group dev
	$(BIN)/python -m pip install --quiet --no-deps --constraint constraints.txt vietnamadminunits
	@touch $@

test: dev
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/pytest -q -n 2

test-hostile: dev
	@$(BIN)/pytest -q -n 2 -m hostile tests/store tests/serve

test-engines: dev
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --group engines
	@if command -v npm >/dev/null; then npm ci --prefix tests/comunica $(QUIET); \
	else echo "test-engines: without Comunica, Node is missing (npm)"; fi
	@$(BIN)/pytest -q -m engines

test-browser-whole: export WHOLE = 1
test-browser test-browser-whole: dev
	@if ! command -v npm >/dev/null; then echo "test-browser: not run, Node is missing (npm)"; exit 0; fi; \
	if [ ! -x "$(CHROMIUM)" ]; then echo "test-browser: not run, Chromium is missing ($(CHROMIUM))"; exit 0; fi; \
	set -e; npm ci --prefix web $(QUIET); npm run check --prefix web --silent; npm test --prefix web --silent; \
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --group browser; \
	CHROMIUM="$(CHROMIUM)" $(BIN)/pytest -q -m browser

assets:
	npm ci --prefix web $(QUIET)
	npm run build --prefix web --silent

areas: dev
	$(BIN)/python tools/areas.py

lint: dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

format: dev
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

docs: setup
	$(BIN)/python docs/reference.py

bench: dev
	$(BIN)/python -m benchmarks

eval: dev
	@$(BIN)/python -m benchmarks.eval_extract $(CORPUS)
	@$(KG) build --json >/dev/null
	@$(BIN)/python -m benchmarks.eval_search

clean:
	rm -rf out .mypy_cache .pytest_cache .ruff_cache
