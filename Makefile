# Strata. `make help` lists what there is. Written for make 3.81 and newer.

PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do $$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
RUN := $(VENV)/bin/python
DOCUMENTS ?= seeds
HOST ?= 127.0.0.1
PORT ?= 8000
ARGS ?= -q -n auto

.PHONY: help serve setup test lint types bench requirements sbom audit clean

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo "  DOCUMENTS=path, HOST=, PORT= are read by make serve."

setup: $(VENV)/.runtime ## Make .venv and install the pinned packages

$(VENV)/.runtime: requirements/runtime.txt
	@test -n "$(PYTHON)" || { echo "Strata needs Python 3.11 or newer with venv and pip. On Debian or Ubuntu: apt install python3 python3-venv. On macOS: brew install python."; exit 1; }
	@test -x $(RUN) || $(PYTHON) -m venv $(VENV) || { echo "The virtual environment could not be made; on Debian or Ubuntu: apt install python3-venv."; exit 1; }
	@echo "Installing the pinned packages ..."
	@$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/runtime.txt
	@touch $@

$(VENV)/.development: $(VENV)/.runtime requirements/development.txt
	@echo "Installing the pinned development packages ..."
	@$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/development.txt
	@touch $@

serve: $(VENV)/.runtime ## Import DOCUMENTS (default seeds/), publish and serve http://127.0.0.1:8000
	@$(RUN) manage.py import_documents $(DOCUMENTS) --publish --migrate || test $$? -eq 1
	@echo "Strata is at http://$(HOST):$(PORT)/ - stop it with Ctrl-C. Editors: $(RUN) manage.py createsuperuser"
	@$(VENV)/bin/granian --interface wsgi --no-ws --http 1 --runtime-mode st --blocking-threads 4 --log-level warning --host $(HOST) --port $(PORT) kb.wsgi:application

test: $(VENV)/.development ## Run the tests on SQLite
	@$(RUN) -m pytest $(ARGS)

lint: $(VENV)/.development ## Check style, types, layers and migrations
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/lint-imports
	@$(VENV)/bin/mypy kb/document kb/markup
	@$(RUN) manage.py makemigrations --check --dry-run --verbosity 0

bench: $(VENV)/.development ## Measure
	@$(RUN) -m benchmarks $(BENCH)

requirements: ## Pin the packages anew (needs uv)
	uv pip compile --quiet --generate-hashes --universal --no-header --no-emit-index-url --no-annotate --python-version 3.11 requirements/runtime.in -o requirements/runtime.txt
	uv pip compile --quiet --generate-hashes --universal --no-header --no-emit-index-url --no-annotate --python-version 3.11 requirements/development.in -o requirements/development.txt

sbom: ## List the pinned packages as CycloneDX in build/sbom.json
	@mkdir -p build
	@$(PYTHON) requirements/sbom.py > build/sbom.json && echo "build/sbom.json"

audit: $(VENV)/.runtime ## Ask public lists for known weaknesses of the pinned packages
	@test -x $(VENV)/audit/bin/pip-audit || { $(RUN) -m venv $(VENV)/audit && $(VENV)/audit/bin/pip install --quiet --disable-pip-version-check pip-audit; }
	@$(RUN) requirements/audit.py $(VENV)/audit/bin/pip-audit

clean: ## Remove .venv and the development database
	rm -rf $(VENV) var .mypy_cache .ruff_cache .pytest_cache .hypothesis
