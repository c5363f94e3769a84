PYTHON ?= python3
BIN := .venv/bin
ORACLE := .venv-oci-cli
# Two a core, for a test waits for a program or a screen as long as it works; the long files first, as the folders stand.
WORKERS ?= $(shell expr 2 \* $$(getconf _NPROCESSORS_ONLN))
PYTEST := $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

.PHONY: demo test coverage check bench format lock oci-cli screenshots generated compat dist mutate fuzz clean

demo: .venv/.ready  ## the app on a made-up tenancy: no account, no network
	@$(BIN)/oci-smtp --demo

test: .venv/.ready oci-cli  ## every test
	$(PYTEST) $(ARGS)

coverage: .venv/.ready oci-cli  ## every test, and which lines and branches none of them reached; half as slow again
	$(PYTEST) --cov --cov-report=term:skip-covered $(ARGS)

check: .venv/.ready  ## style, types and import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/.ready oci-cli  ## every goal of speed and scale, side by side; wants a quiet machine
	$(BIN)/python -m tests.benchmarks $(ARGS)

format: .venv/.ready
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

screenshots: .venv/.ready  ## every picture, and the walk of the README, from the demo tenancy
	$(BIN)/python -m screenshots

generated: .venv/.ready  ## the tables of the README and the manual page, from the code
	$(BIN)/python -m tests.readme
	$(BIN)/python -m tests.manpage

compat: .venv/.ready  ## oldest and newest Python, each with the lowest and the newest oci
	$(BIN)/python -m tests.compat $(ARGS)

dist: .venv/.ready  ## wheel and sdist, as they would be published
	rm -rf dist
	$(BIN)/python -m build --no-isolation
	$(BIN)/twine check --strict dist/*

lock: .venv/.ready  ## pin what pyproject.toml asks for, with hashes
	$(BIN)/uv pip compile --quiet --universal --python-version 3.10 --generate-hashes --no-header --no-annotate \
		--upgrade --extra dev pyproject.toml -o requirements.lock
	echo 'oci-cli' | $(BIN)/uv pip compile --quiet --universal --python-version 3.10 --generate-hashes --no-header \
		--no-annotate --upgrade - -o tests/oci-cli.lock

oci-cli: $(ORACLE)/.ready  ## Oracle's own CLI, which judges the demo tenancy in the tests

.venv/.ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(ORACLE)/.ready: tests/oci-cli.lock
	$(PYTHON) -m venv $(ORACLE)
	$(ORACLE)/bin/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r tests/oci-cli.lock
	@touch $@

mutate: .venv/.ready  ## how much of the core can be broken without a test noticing; 20 minutes on two quiet cores
	$(BIN)/python -m tests.mutation $(ARGS)

fuzz: .venv/.ready  ## the tests that make up their inputs, with fifty times as many; for the night before a release
	$(PYTEST) --hypothesis-profile=fuzz -m hypothesis --timeout=7200 $(ARGS)

clean:
	rm -rf .venv .venv-compat $(ORACLE) build dist .coverage .mutation .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
