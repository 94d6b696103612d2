# make demo: set up, index the notes, talk to the bot      make test: set up, run the tests
# make ask NOTES=FOLDER Q="a question": set up, index your own notes, answer (without Q: keep asking)
# make bot: run the bot on Telegram (TELEGRAM_BOT_TOKEN)   make check: lint, types, imports    make bench: figures
# make test-all: the tests, then those that take long (browsers, crashes, crowds, other clients)
# make fuzz: index, ask and show spoiled notes for ten minutes

SHELL := /bin/bash
.SHELLFLAGS := -o pipefail -c
VENV := .venv
BIN := $(VENV)/bin
# the first of these that runs and is 3.11 or newer; name another with make PYTHON=…
PYTHON ?= python3.13 python3.12 python3.11 python3
# further options for pip, such as an index with torch's CPU builds (see README)
PIP_OPTIONS ?=
INSTALL = $(BIN)/python -m pip install --disable-pip-version-check $(PIP_OPTIONS)
# pip's many lines as one that counts; its errors stay to be seen
COUNTED = | awk '/^Collecting/ { printf "\r\033[K  %d: %s", ++n, $$2; fflush() } END { printf "\r\033[K" }'

.DEFAULT_GOAL := help
.PHONY: help demo ask bot test test-all check bench fuzz format lock

help:
	@sed -n '1,5s/^# //p' Makefile

demo: $(VENV)/runtime
	@$(BIN)/papercache demo

# through the environment: a question may hold what the shell or make would read
export NOTES Q
ask: $(VENV)/runtime
	@[ -n "$$NOTES" ] || { echo 'Name your notes: make ask NOTES=FOLDER Q="a question"' >&2; exit 2; }
	@if [ -n "$$Q" ]; then $(BIN)/papercache --notes "$$NOTES" ask "$$Q"; else $(BIN)/papercache --notes "$$NOTES" chat; fi

bot: $(VENV)/runtime
	@$(BIN)/papercache bot

test: $(VENV)/development
	@$(BIN)/python -m pytest -q -n 3 --dist worksteal -m "not slow"

test-all: test
	@$(BIN)/python -m pytest -q -n 3 --dist worksteal -m slow

check: $(VENV)/development
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/development
	@$(BIN)/python -m pytest -q -s -p no:randomly -o 'python_files=bench_*.py' -o 'python_functions=bench_*' tests/bench

# another seed spoils them in other ways: make fuzz FUZZ_SEED=2
FUZZ_SEED ?= 1
fuzz: $(VENV)/development
	@$(BIN)/python -m tests.fuzz --seconds 600 --seed $(FUZZ_SEED)

format: $(VENV)/development
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

$(VENV)/bin/python:
	@# a name may be there and not run (a shim of pyenv), which says so at length; Debian ships venv apart from Python
	@for python in $(PYTHON) none; do \
		$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; done; \
	[ $$python != none ] || { echo "PaperCache needs Python 3.11 or newer; install it first." >&2; exit 1; }; \
	echo "Setting up $(VENV) with $$($$python --version) …"; \
	$$python -m venv $(VENV) >/dev/null 2>&1 || { rm -rf $(VENV); \
		sudo=$$([ "$$(id -u)" = 0 ] || echo sudo); \
		$$sudo apt-get update -qq && $$sudo apt-get install -y -qq python3-venv >/dev/null && $$python -m venv $(VENV); } \
		|| { rm -rf $(VENV); echo "No virtual environment could be made: install Python's venv module." >&2; exit 1; }

$(VENV)/runtime: requirements.lock pyproject.toml | $(VENV)/bin/python
	@echo "Installing packages (some minutes the first time) …"
	@$(INSTALL) -r requirements.lock $(COUNTED)
	@$(INSTALL) -q --no-deps -e .
	@touch $@

$(VENV)/development: requirements-dev.lock $(VENV)/runtime
	@echo "Installing the tools for tests and checks …"
	@$(INSTALL) -r requirements-dev.lock $(COUNTED)
	@touch $@

# pins anew what pyproject.toml asks for; torch without the suffix of a CPU build, so that users' pip finds it
lock: $(VENV)/development
	@$(INSTALL) -q pip-tools
	@for part in "requirements.lock" "requirements-dev.lock --extra dev"; do \
		$(BIN)/pip-compile -q --strip-extras --no-header --no-emit-index-url --no-emit-trusted-host --no-emit-find-links \
			--no-emit-options --no-annotate -o $$part pyproject.toml || exit 1; done
	@sed -i 's/+cpu$$//' requirements.lock requirements-dev.lock
