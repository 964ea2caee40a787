# Two commands: `make run` serves a shop to try, `make test` proves it. `make help` lists the rest.

PYTHON ?= python3
PIP = .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes
MANAGE = .venv/bin/python manage.py
SIZE ?= small
ARGS ?=

# Settings for checks that only read the code: a shop as it would be in production.
PRODUCTION = env -u DEBUG -u DEMO DATA_DIR=build/check SITE_URL=https://shop.example \
	SECRET_KEY=a-key-for-checks-only-it-seals-nothing-and-signs-nothing-0123456789 \
	CREDENTIALS_KEYS=Zm9yLWNoZWNrLW9ubHktc2VhbHMtbm90aGluZy0wMSE= TRUSTED_PROXY_COUNT=1

.PHONY: help run test check fix messages lock bench faults
.DEFAULT_GOAL := help

help: ## List these commands
	@grep -hE '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

run: .venv/runtime ## Serve the shop, its worker and the sandboxes (PORT, DATA_DIR, SITE_URL)
	@.venv/bin/python scripts/first_env.py
	@exec $(MANAGE) run

test: .venv/dev ## Run all tests on PostgreSQL, then the marked ones on SQLite (ARGS=tests/orders)
	@scripts/system_packages
	@exec .venv/bin/python scripts/run_tests.py $(ARGS)

check: .venv/dev ## Check format, lint, types, templates, import floors, settings and migrations
	@mkdir -p build/check
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	$(PRODUCTION) .venv/bin/mypy .
	.venv/bin/djlint --quiet --lint templates plugins
	.venv/bin/lint-imports --no-cache
	.venv/bin/deptry .
	.venv/bin/bandit --quiet --severity-level medium --recursive --configfile pyproject.toml storefront plugins
	$(PRODUCTION) $(MANAGE) makemigrations --check --dry-run
	$(PRODUCTION) $(MANAGE) check --deploy --fail-level WARNING

fix: .venv/dev ## Format the code and mend what the linters can mend
	.venv/bin/ruff check --fix-only .
	.venv/bin/ruff format .

messages: .venv/dev ## Collect the texts to translate and compile the translations (needs gettext)
	$(PRODUCTION) $(MANAGE) makemessages --locale vi --no-location --ignore .venv --ignore tests --ignore build
	$(PRODUCTION) $(MANAGE) compilemessages --ignore .venv

lock: .venv/dev ## Lock the dependencies anew, with hashes and without host names
	.venv/bin/uv pip compile --quiet pyproject.toml --universal --generate-hashes --no-annotate --no-header \
		--output-file requirements.lock
	.venv/bin/uv pip compile --quiet pyproject.toml --group dev --group sdk --universal --generate-hashes \
		--no-annotate --no-header --output-file requirements-dev.lock

bench: .venv/dev ## Measure (SIZE=small|full); the figures go to build/bench.json
	@scripts/system_packages
	@SIZE=$(SIZE) .venv/bin/python scripts/measure.py bench $(ARGS)

faults: .venv/dev ## Break things on purpose (SIZE=small|full, ROUNDS, SEED); the figures go to build/faults.json
	@scripts/system_packages
	@SIZE=$(SIZE) .venv/bin/python scripts/measure.py faults $(ARGS)

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/runtime: requirements.lock | .venv/bin/python
	$(PIP) --requirement requirements.lock
	@touch $@

.venv/dev: requirements-dev.lock | .venv/bin/python
	$(PIP) --requirement requirements-dev.lock
	@touch $@
