# Two commands: `make run` serves the dashboard, `make test` proves it. `make help` lists the rest.
SHELL := /bin/sh
VENV ?= .venv
PY := $(VENV)/bin/python
PORT ?= 8501
HOST ?= 127.0.0.1
export PORT HOST

# The newest Python of 3.11–3.13 on this machine, unless PYTHON names one.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	$$p -c 'import sys; raise SystemExit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1 \
	&& { command -v $$p; break; }; done)

.PHONY: run steward test build lint format bench constraints clean help

run: $(VENV)/run.stamp ## make the environment, build the data, serve the dashboard with people to sign in as
	@$(PY) -m declaration build
	@$(PY) serve.py --try-out

steward: $(VENV)/run.stamp ## on the data holder's machine: who has reported, make a release, what gate and audit found
	@STEWARD_HOST=$${STEWARD_HOST:-localhost} $(PY) -m declaration.steward --try-out

build: $(VENV)/run.stamp ## build the database from what is committed and imported
	@$(PY) -m declaration build

test: $(VENV)/test.stamp ## lint, then unit, page and browser tests
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(PY) -m pytest -n 2 --dist loadscope --no-loadscope-reorder

lint: $(VENV)/test.stamp ## lint alone
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .

format: $(VENV)/test.stamp ## bring the code into the house's format
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

bench: $(VENV)/test.stamp ## measure, each figure as a ratio to a reference in the same run
	@for file in benchmarks/*.py; do echo "== $$file"; $(PY) $$file || exit 1; done

constraints: ## renew constraints.txt after a change of requirements (needs uv)
	uv pip compile --universal --python-version 3.11 --no-header --no-annotate requirements-dev.txt -o constraints.txt

clean: ## remove the environment; what was built and received stays
	rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis

help:
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 is needed and none was found. Install one, or name it: make run PYTHON=/path/to/python3.12" >&2; exit 1; }
	@if command -v uv >/dev/null 2>&1; then uv venv --quiet --python "$(PYTHON)" $(VENV); \
	else "$(PYTHON)" -m venv $(VENV) || { echo "Python's venv module is needed (Debian and Ubuntu: apt install python3-venv)." >&2; rm -rf $(VENV); exit 1; }; fi

# uv installs several times faster where it is there; pip does the same otherwise.
install = if command -v uv >/dev/null 2>&1; then uv pip install --quiet --python $(PY) -r $(1) -c constraints.txt; \
	else $(PY) -m pip install --quiet --disable-pip-version-check -r $(1) -c constraints.txt; fi

$(VENV)/run.stamp: $(VENV)/bin/python requirements-demo.txt requirements.txt constraints.txt
	@echo "Installing what the dashboard needs …"
	@$(call install,requirements-demo.txt)
	@touch $@

$(VENV)/test.stamp: $(VENV)/bin/python requirements-dev.txt requirements-demo.txt requirements.txt constraints.txt
	@echo "Installing what the tests need …"
	@$(call install,requirements-dev.txt)
	@touch $@ $(VENV)/run.stamp
