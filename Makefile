# Sangam. `make` alone lists what there is.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON := .venv/bin/python

LOCK := pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links \
	--custom-compile-command "make lock"

.PHONY: help setup run test fuzz chaos check train nlu-eval nlu-compare bench bench-load bench-nlu model-card catalogues lock

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## get everything that is needed into .venv, nlu/.venv and var
	@bin/setup

run: ## set up, then run the demonstration at http://127.0.0.1:8000 (SANGAM_PORT)
	@bin/setup
	@exec $(PYTHON) -m sangam serve --demo

test: ## set up, then run all tests (SANGAM_TEST_ALL=1: a skipped test fails)
	@bin/setup dev
	@exec bin/test

fuzz: ## N=100000 hostile inputs (SEED=1) on the whole application, with the real model
	@bin/setup dev
	@exec $(PYTHON) -m tests.fuzz --count $(or $(N),100000) --seed $(or $(SEED),1)

chaos: ## N=1000 workers while parts die at random, then nothing may be lost or doubled (SEED= repeats)
	@bin/setup dev
	@exec $(PYTHON) -m tests.chaos --rounds $(or $(N),1000) $(if $(SEED),--seed $(SEED))

check: ## ruff, mypy, arrows, catalogues, migrations, Rasa's own validation
	@bin/setup dev
	@exec bin/check

train: ## train the model, if what it is made from has changed
	@bin/setup
	@$(PYTHON) -m sangam train

nlu-eval: ## figures for CASES=file.jsonl into OUT=report.json
	@test -n "$(CASES)" && test -n "$(OUT)" || { echo "usage: make nlu-eval CASES=file.jsonl OUT=report.json" >&2; exit 2; }
	@bin/setup
	@exec $(PYTHON) -m sangam nlu-eval --cases "$(CASES)" --out "$(OUT)"

model-card: ## write docs/model-card.md: how well our own test set is understood, and what it is made of
	@bin/setup
	@exec $(PYTHON) -m sangam model-card

nlu-compare: ## train stock Rasa on the same data and print both side by side (up to an hour)
	@bin/setup
	@exec $(PYTHON) -m sangam nlu-compare

bench: ## our speed beside stock Rasa's, on this machine (20 minutes; figures in var/bench.json)
	@bin/setup dev
	@exec $(PYTHON) -W ignore -m benchmarks

bench-load: ## 70 turns a second offered for five minutes (figures in var/bench-load.json)
	@bin/setup dev
	@exec $(PYTHON) -W ignore -m benchmarks.open_loop

bench-nlu: ## what understanding a message costs on one core, and loading the model
	@bin/setup
	@model=$$($(PYTHON) -m sangam train) && exec nlu/.venv/bin/python -W ignore -m benchmarks.understanding --model "$$model"

catalogues: ## collect new texts into locales/ and compile them
	@bin/setup dev
	@$(PYTHON) -m sangam.catalogues update

lock: ## raise all locked versions to the newest allowed
	@uv=$$(bin/find-uv) && \
	"$$uv" $(LOCK) --upgrade --python-version 3.11 -o requirements/app.txt requirements/app.in && \
	"$$uv" $(LOCK) --upgrade --python-version 3.11 -c requirements/app.txt -o requirements/dev.txt requirements/dev.in && \
	"$$uv" $(LOCK) --upgrade --python-version 3.8 -o requirements/uv.txt requirements/uv.in && \
	"$$uv" $(LOCK) --upgrade --python-version 3.10 -o nlu/requirements.txt nlu/requirements.in
