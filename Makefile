# Socle: two commands do everything, `make up` and `make test`.

PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed

.DEFAULT_GOAL := help
.PHONY: help install up test check format bench bench-quick soak fuzz schema lock

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

install: $(STAMP) ## create .venv, install Socle and what its tests need

$(STAMP): requirements.lock pyproject.toml scripts/install
	@PYTHON=$(PYTHON) scripts/install
	@touch $(STAMP)

up: install ## the whole of Socle, running, with its fictitious world
	@$(BIN)/socle up

test: install ## every test, on SQLite and on PostgreSQL
	@scripts/system-packages
	@$(BIN)/python -m tests

check: install ## ruff, types, import contracts, catalogue coverage
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m pytest -q tests/test_house.py

format: install ## put the code in form
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: install ## what Socle achieves against what the machine allows (minutes)
	@scripts/system-packages
	@$(BIN)/python -m benchmarks
	@$(BIN)/python -m benchmarks --only documents
	@$(BIN)/python -m benchmarks.tokens
	@$(BIN)/python -m benchmarks.directory
	@$(BIN)/python -m benchmarks.programmes

bench-quick: install ## the same in brief, SQLite alone
	@$(BIN)/python -m benchmarks --quick

soak: install ## long campaigns: worlds, crowds, identities, indicators, 1,000 kills on each database, power cuts (as root), bytes changed; dated figures
	@scripts/system-packages
	@$(BIN)/python -m tests.worlds --worlds 200000
	@$(BIN)/python -m tests.labels
	@$(BIN)/python -m tests.mutations
	@$(BIN)/python -m tests.crowd
	@$(BIN)/python -m tests.identity
	@$(BIN)/python -m tests.documents.building
	@$(BIN)/python -m tests.programmes.agreement --engine duckdb
	@$(BIN)/python -m tests.programmes.agreement --engine spark --establishments 10000 --batch 2500
	@$(BIN)/python -m tests.soak

fuzz: install ## a million spoiled inputs for everything that reads what a stranger sends (an hour or more)
	@$(BIN)/python -m tests.fuzzing --inputs 1000000

schema: install ## write anew what a first start lays at once (after a migration was added)
	@$(BIN)/python -m tests.config.laying

lock: ## renew requirements.lock from pyproject.toml (needs uv)
	uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -o requirements.lock
