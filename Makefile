# Needs only make and a Python from 3.11 to 3.13 with venv; everything else is fetched into VENV.
FITS := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
# A variable that is set to nothing is as good as none.
ifeq ($(PYTHON),)
  override PYTHON = $(or $(shell for name in python3 python3.13 python3.12 python3.11; do \
	"$$name" -c '$(FITS)' >/dev/null 2>&1 && echo "$$name" && break; done),python3)
else
  CHOSEN := --chosen
endif
override VENV := $(if $(VENV),$(VENV),.venv)
BIN := "$(VENV)/bin"

# Makes the environment or leaves it alone; it says itself what is missing and what to do.
BOOTSTRAP = command -v "$(PYTHON)" >/dev/null || { echo "Fanfare needs Python 3.11, 3.12 or 3.13: install one." >&2; exit 2; }; \
	$(PYTHON) -Es -m bootstrap --venv "$(VENV)" $(CHOSEN)
LOCK := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links \
	--python-version 3.11 --custom-compile-command "make requirements"
LISTS := build embedded dev node

TEMPLATES = $(shell find . -name '*.html' -path '*/templates/*' -not -path './.venv*/*' -not -path './$(VENV)/*' -not -path './var/*')
# What `check --deploy` and a production start need; the values are examples, no service is asked.
LIKE_PRODUCTION := FANFARE_MODE=production SITE_URL=https://fanfare.example TRUSTED_PROXY_COUNT=1 \
	SECRET_KEY=an-example-that-is-long-enough-0123456789-abcdefghij-ABCDEFGHIJ \
	DATABASE_URL=postgres://fanfare@db.example/fanfare CELERY_BROKER_URL=redis://broker.example/0 \
	CACHE_URL=redis://broker.example/1 S3_BUCKET=fanfare EMAIL_URL=smtp://mail.example:25 HSTS_SUBDOMAINS=true

.PHONY: help setup run test stories check lint bench coverage fuzz format messages screenshots requirements audit clean \
	installs ready frontend

help:  ## say what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: ready frontend  ## fetch everything that running, testing and checking need

run:  ## run the platform with demo data (ARGS=--no-demo without); stop it with Ctrl-C
	@export PORT="$(PORT)" DATA_DIR="$(DATA_DIR)"; $(BOOTSTRAP) --start run
	@$(BIN)/python -m portals.frontend.build --not-again
	@PORT="$(PORT)" DATA_DIR="$(DATA_DIR)" exec $(BIN)/python manage.py up $(ARGS)

test: ready frontend  ## run the tests, two at a time; ARGS="-k name" narrows them
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "not long and not installs" $(ARGS)

stories: ready frontend  ## tell the long stories in a browser: the main job, bad nets, every page with axe
	$(BIN)/python -m pytest -n 2 --dist loadfile -m long $(ARGS)

check: lint test stories installs  ## run all of it, as CI does

lint: ready  ## check format, types, imports, templates, scripts, settings and the API's description
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/djade --check --target-version 5.2 $(TEMPLATES)
	$(BIN)/mypy
	$(BIN)/python -m tests.javascript.check
	$(BIN)/python -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	$(LIKE_PRODUCTION) $(BIN)/python manage.py check --deploy --fail-level WARNING
	$(BIN)/python manage.py spectacular --validate --fail-on-warn --file /dev/null

bench: ready  ## measure; ONLY=media and so on narrows it
	$(BIN)/python -m benchmarks $(if $(ONLY),--only $(ONLY))

coverage: ready  ## measure what the tests of mediakit reach, branches and the isolated child included; at least 99.5 %
	$(BIN)/python -m pytest tests/mediakit --cov=mediakit --cov-branch --cov-report=term --cov-fail-under=99.5 $(ARGS)

fuzz: ready  ## fuzz the parsers of mediakit, guided by coverage: TIME=60 seconds each (ONLY="jpeg exif" narrows it)
	$(BIN)/python -m tests.mediakit.fuzz $(ONLY) --seconds $(or $(TIME),60)

format: ready  ## put code, templates, scripts and style sheets in order
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix --quiet .
	$(BIN)/djade --target-version 5.2 $(TEMPLATES) || true
	$(BIN)/python -m tests.javascript.check --format

messages: ready  ## bring the catalogues of translations up to date and compile them
	$(BIN)/python manage.py messages

screenshots: ready frontend  ## make the pictures in docs/images from a demo in Chromium (ADDRESS=… uses one that runs)
	$(BIN)/python -m tests.journeys.screenshots

requirements: ready  ## resolve requirements*.in anew, with hashes, for Python 3.11 to 3.13
	$(LOCK) requirements.in -o requirements.txt
	for list in $(LISTS); do $(LOCK) requirements-$$list.in -o requirements-$$list.txt || exit 1; done

installs: ready  ## install the lists with old and new pips on each Python here, and prove that other machines could
	$(BIN)/python -m pytest -n 2 --dist worksteal -m installs $(ARGS)

audit: ready  ## look the pinned packages up in the public list of known vulnerabilities
	$(BIN)/uv tool run pip-audit --require-hashes --disable-pip -r requirements.txt \
		$(foreach list,$(LISTS),-r requirements-$(list).txt)

clean:  ## remove what tests and tools leave behind; the platform's data and environment stay
	rm -rf var/test var/coverage var/fuzz var/screenshots .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -not -path './.venv*/*' -not -path '*/node_modules/*' -prune -exec rm -rf {} +

ready:
	@$(BOOTSTRAP) dev

# Fonts and icons are a pleasure, not a need: without them the platform runs with the system's own.
frontend:  ## fetch fonts, icons and scripts again where they could not be had
	@$(BOOTSTRAP) run
	@$(BIN)/python -m portals.frontend.build
