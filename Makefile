# Infokanal. `make` alone lists what can be made.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
PUBLISH := .venv/bin/python publish.py
TO ?=
to := $(if $(TO),--to $(TO),)

.PHONY: help setup dev demo serve preview site check plan publish test test-browser test-all test-listmonk html-checker screenshots lint messages audit lock bench bench-quick clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

.venv/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 oder neuer wird gebraucht (make PYTHON=python3.12 …)." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "Das Paket python3-venv fehlt: apt install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	touch $@

.venv/.runtime: .venv/.made requirements.txt
	.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	touch $@

.venv/.dev: .venv/.runtime requirements-dev.txt
	.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	touch $@

setup: .venv/.runtime ## Set up .venv with what the program needs

dev: .venv/.dev ## Set up .venv with what tests and lint need too

demo: setup ## Replay the fire of 14 July 2022 into demo/, with the embedded mail server
	@$(PUBLISH) demo
	@$(PUBLISH) --into demo search

serve: setup ## Show site and outbox (of the demo, if there is one) in a browser
	@if [ -d demo/output ]; then $(PUBLISH) --into demo serve; else $(PUBLISH) serve; fi

preview: setup ## Show what you write in a browser, with its mails and plan, at every save (TO=…)
	@$(PUBLISH) preview $(to)

site: setup ## Build the site into output/ (strict: any problem stops it)
	@$(PUBLISH) build
	@$(PUBLISH) search

check: setup ## Print every problem of the content
	@$(PUBLISH) check

plan: setup ## Show what would be mailed, and why (TO=outbox or TO=listmonk)
	@$(PUBLISH) plan $(to)

publish: setup ## Build, holding back only what is broken, and mail what is due (TO=…)
	@$(PUBLISH) publish $(to) && code=0 || code=$$?; $(PUBLISH) search; exit $$code

test: dev ## Run the tests (under five minutes on two cores)
	@begin=$$(date +%s); \
	.venv/bin/python -m pytest -q -n 2 -m "not slow and not browser" && code=0 || code=$$?; \
	echo "make test: $$(( $$(date +%s) - begin )) s"; exit $$code

test-browser: dev ## Run the tests in a browser (at most eight minutes; needs a Chromium, CHROMIUM names it)
	@begin=$$(date +%s); \
	.venv/bin/python -m pytest -q -n 2 -m "browser and not listmonk" tests/browser && code=0 || code=$$?; \
	echo "make test-browser: $$(( $$(date +%s) - begin )) s"; exit $$code

test-all: dev ## Run all tests, the long ones too
	@begin=$$(date +%s); \
	.venv/bin/python -m pytest -q -n 2 && code=0 || code=$$?; \
	echo "make test-all: $$(( $$(date +%s) - begin )) s"; exit $$code

test-listmonk: dev ## Run the tests against a real Listmonk; fails without one (LISTMONK_BIN)
	@INFOKANAL_REQUIRE_LISTMONK=1 .venv/bin/python -m pytest -q -m listmonk

html-checker: ## Fetch the HTML checker that make test-browser uses if it is there (npm; it needs Java)
	npm ci --silent --prefix tools/html

screenshots: dev ## Take the pictures of docs/screenshots/ anew: every kind of page, four ways (needs a Chromium)
	.venv/bin/python -m tests.browser.site_shots docs/screenshots

lint: dev ## Ruff, mypy and the catalogues
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/python tools/messages.py --check

messages: dev ## Bring the gettext catalogues up to date
	.venv/bin/python tools/messages.py

.audit/.made: requirements-audit.txt
	$(PYTHON) -m venv .audit
	.audit/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-audit.txt
	touch $@

audit: .audit/.made ## Ask which locked libraries have known holes (asks the package index; fails if it cannot tell)
	.audit/bin/pip-audit --strict --disable-pip --require-hashes --progress-spinner off -r requirements.txt
	.audit/bin/pip-audit --strict --disable-pip --require-hashes --progress-spinner off -r requirements-dev.txt

lock: dev ## Write the hash-locked requirements anew from pyproject.toml (needs uv)
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 pyproject.toml -o requirements.txt
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 requirements-audit.in -o requirements-audit.txt
	cd benchmarks/peers && uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 requirements.in -o requirements.txt

bench: dev ## Compare build times with Hugo, Eleventy and Pelican at 10,000 items (20 minutes; npm)
	.venv/bin/python -m benchmarks.run --items 10000 --rounds 3 --curve 1000,3000 --into docs/performance --page docs/performance.md

bench-quick: dev ## The same at 1,000 items, once, in about two minutes (npm)
	.venv/bin/python -m benchmarks.run --items 1000 --rounds 1 --rows clean,nothing,text,title,topic,new,deleted,warm,memory,watch,server,plan,started --into build/bench

clean: ## Remove what was built (not var/, which remembers what was published)
	rm -rf output demo
