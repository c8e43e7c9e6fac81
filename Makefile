# Thin on purpose: each target sets up the environment where it is missing or out of date, and calls one command.
#
#   make run    everything: set up, then fetch, read, build and publish          make dev   Dagster's UI
#   make test   all tests                                                        make docs  the docs site
#   make lint   style, types and SQL format                                      make sql   a DuckDB shell
#   make bench  articles and sentences a second, and where the time goes; pages a second, and memory; the warehouse of
#               100 thousand and of 1 million mentions, by model
#   make fuzz   the parsers of feeds, site maps, archives and pages, on ever other documents: some ten minutes
#   make readme    write what a run over the example newsroom prints, and the cookbook's answers, into README.md
#   make quality   how well extraction does on labelled articles, and whether it fell below its floors

.DEFAULT_GOAL := run
.PHONY: setup run test fuzz dev docs sql readme quality bench lint format clean

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

setup: $(READY)

$(READY): requirements.lock .ci/uv.lock .ci/setup pyproject.toml
	@.ci/setup $(VENV)
	@touch $@

run: $(READY)
	@$(BIN)/muster run

# One process a file: a file's tests share runs that take half a minute.
test: $(READY)
	@$(BIN)/pytest -n 2 --dist loadfile $(ARGS)

# What `make test` does with a few documents, always the same; FUZZ says with how many of each kind.
fuzz: $(READY)
	@MUSTER_FUZZ_EXAMPLES=$(or $(FUZZ),5000) $(BIN)/pytest tests/fuzz --timeout 7200 -n 2 $(ARGS)

dev: $(READY)
	@$(BIN)/muster dev

docs: $(READY)
	@$(BIN)/muster docs

sql: $(READY)
	@$(BIN)/muster sql

readme: $(READY)
	@$(BIN)/python tests/readme.py

quality: $(READY)
	@$(BIN)/python tests/golden/quality.py $(ARGS)

bench: $(READY)
	@$(BIN)/python benchmarks/extraction.py $(ARGS)
	@$(BIN)/python benchmarks/fetching.py
	@$(BIN)/python benchmarks/warehouse.py

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/sqlfmt --check --no-progressbar dbt_project

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/sqlfmt --no-progressbar dbt_project

clean:
	rm -rf $(VENV)
