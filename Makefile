export PYTHON
BIN := .venv/bin
ENVIRONMENT := @sh .ci/environment/python.sh .ci/environment
TYPESCRIPT_SDK := @sh .ci/environment/python.sh .ci/environment/typescript_sdk.py .oci-typescript-sdk tests/foreign
# Three a core, for a test waits for a program or a screen longer than it works; the long files first, as the folders stand.
WORKERS ?= $(shell expr 3 \* $$(getconf _NPROCESSORS_ONLN))
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.10 --generate-hashes --strip-extras \
	--only-binary :all: --no-header --no-annotate
PYTEST = $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

.PHONY: demo test coverage check bench format lock runtime development oci-cli oci-typescript-sdk screenshots generated compat dist mutate fuzz clean

demo: runtime  ## the app on the sample tenancy: no account, no network
	@$(BIN)/oci-smtp --demo

test: development oci-cli  ## every test
	$(TYPESCRIPT_SDK) --optional
	$(PYTEST) $(ARGS)

coverage: development oci-cli  ## every test, and which lines and branches none of them reached; half as slow again
	$(TYPESCRIPT_SDK) --optional
	$(PYTEST) --cov --cov-report=term:skip-covered $(ARGS)

check: development  ## style, types and import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mypy .ci/environment
	$(BIN)/lint-imports

bench: development oci-cli  ## every goal of speed and scale, side by side; wants a quiet machine
	$(BIN)/python -m tests.benchmarks $(ARGS)

format: development
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

screenshots: development  ## every picture, and the walk of the README, from the demo tenancy
	$(BIN)/python -m screenshots

generated: development  ## the tables of the README, the manual page, and the table of evidence, from the code
	$(BIN)/python -m tests.readme
	$(BIN)/python -m tests.services.demo.evidence.document
	$(BIN)/python -m tests.manpage

compat: development  ## oldest and newest Python, each with the lowest and the newest oci
	$(BIN)/python -m tests.compat $(ARGS)

dist: export SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct 2>/dev/null || echo 1580601600)
dist: development  ## what would be published: wheel, sdist and an SBOM of the runtime lock; each run makes the same bytes
	rm -rf dist
	$(BIN)/python -m build --no-isolation
	$(BIN)/twine check --strict dist/*
	sed "s/^dynamic = .*/version = \"$$($(BIN)/hatchling version)\"/" pyproject.toml > dist/pyproject.toml
	$(BIN)/python -W ignore::UserWarning -m cyclonedx_py requirements --output-reproducible \
		--pyproject dist/pyproject.toml --output-file dist/oci_smtp-$$($(BIN)/hatchling version).cdx.json requirements.lock
	rm dist/pyproject.toml

lock: development  ## pin the newest of what pyproject.toml asks for, with hashes; one development pin is the runtime's, too
	$(COMPILE) --upgrade --extra dev --group build pyproject.toml -o requirements-dev.lock
	$(COMPILE) --upgrade --constraint requirements-dev.lock pyproject.toml -o requirements.lock
	$(COMPILE) --upgrade --constraint requirements-dev.lock --group build -o requirements-build.lock
	echo 'oci-cli' | $(COMPILE) --upgrade - -o tests/oci-cli.lock
	printf 'cosmic-ray\nparso\nstevedore\n' | $(COMPILE) --no-deps --upgrade - -o tests/mutation/operators.lock
	rm tests/foreign/package-lock.json
	npm install --prefix tests/foreign --package-lock-only --omit-lockfile-registry-resolved --silent
	echo 'pip' | $(COMPILE) --upgrade - -o tests/environment/pips/newest.lock

runtime:  ## .venv with what the program needs, and the program
	$(ENVIRONMENT) .venv requirements.lock requirements-build.lock pyproject.toml

development:  ## the same, and what its tests need
	$(ENVIRONMENT) .venv requirements.lock requirements-build.lock pyproject.toml requirements-dev.lock

oci-cli:  ## the OCI CLI, with which tests check the sample tenancy
	$(ENVIRONMENT) .venv-oci-cli tests/oci-cli.lock

oci-typescript-sdk:  ## the OCI SDK for TypeScript, with which tests check it, too; needs Node.js with npm
	$(TYPESCRIPT_SDK)

mutate: development  ## how much of the core can be broken without a test noticing; 20 minutes on two quiet cores
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --only-binary :all: --require-hashes --upgrade \
		--target .mutation/operators -r tests/mutation/operators.lock
	PYTHONPATH=.mutation/operators $(BIN)/python -m tests.mutation $(ARGS)

fuzz: development  ## the tests that make up their inputs, with fifty times as many; for the night before a release
	$(PYTEST) --hypothesis-profile=fuzz -m hypothesis --timeout=7200 $(ARGS)

clean:
	rm -rf .venv .venv-compat .venv-oci-cli .oci-typescript-sdk* build dist .coverage .mutation .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
