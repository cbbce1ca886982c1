# From a fresh clone with only Python >= 3.11 and make; everything else is pinned by hash in constraints.txt.
SHELL := /bin/bash
.DEFAULT_GOAL := help

PYTHON ?= python3
BRAND ?= demo-brand
PYTEST_FLAGS ?=
WORKERS ?= 3
BIN := .venv/bin
# Python keeps what it compiled: without it, each of some hundred processes would compile the product anew.
export PYTHONDONTWRITEBYTECODE :=
STAMP := .venv/.stamp

.PHONY: help demo test lint types law bench tune docs soak clean

help: ## Print what each target does.
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 14

$(STAMP): constraints.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11 …" >&2; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing what constraints.txt pins into .venv …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r constraints.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: $(STAMP) ## Build a synthetic brand, screen it, and show the result; the folder is BRAND (demo-brand).
	$(BIN)/yunnuo demo --workspace $(BRAND)

test: lint ## Install, lint and run every test but the soak runs; checking types is one of them.
	$(BIN)/python -m pytest -m "not soak" -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(PYTEST_FLAGS)

lint: $(STAMP) ## Check style, format and the layers between the rooms.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: $(STAMP) ## Check types strictly.
	$(BIN)/mypy

law: $(STAMP) ## Check the rulebook and decide its cases.
	$(BIN)/yunnuo rules check
	$(BIN)/python -m pytest tests/rulebook $(PYTEST_FLAGS)

bench: $(STAMP) ## Measure a screening of a million rows against a plain read of the same file.
	$(BIN)/yunnuo bench screen

tune: $(STAMP) ## Measure identification on the labelled files of the folder DATA.
	@test -n "$(DATA)" || { echo "Say where the labelled files are: DATA=<folder> make tune" >&2; exit 2; }
	$(BIN)/python benchmarks/identify/tune.py "$(DATA)" $(TUNE_FLAGS)

docs: $(STAMP) ## Write docs/reference anew from the code.
	$(BIN)/python scripts/build_docs.py

soak: $(STAMP) ## Run the long kill, race, fuzz and million-row tests.
	$(BIN)/python -m pytest -m soak $(PYTEST_FLAGS)

clean: ## Remove the environment and what tools left behind; workspaces stay.
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache build dist
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
