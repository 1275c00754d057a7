# A thin door: every target sets up what it needs and calls the same commands as a user would.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN := $(BIN)/chinhdanh
SERVE ?= yes
export PYTHONUTF8 := 1
# Without compiled modules every start takes seconds longer.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: setup demo test test-debian-postgres test-spark test-browser check bench bench-web clean
.DEFAULT_GOAL := help

help:
	@echo "make demo          set up, make a synthetic province, audit it, write the report, open the application on it"
	@echo "                   (make demo SERVE=no leaves the application out; Ctrl-C stops it)"
	@echo "make test          set up and run all tests"
	@echo "make test-spark    the same verdicts from Spark, row by row (needs Java 17)"
	@echo "make test-browser  the application's pages in a browser: every role, both languages, wide and narrow (needs Chromium)"
	@echo "make test-debian-postgres"
	@echo "                   what the database does, on Debian's own PostgreSQL (needs the package postgresql)"
	@echo "make check         linters, types and import contracts"
	@echo "make bench         time and memory, written to docs/benchmarks.md"
	@echo "make bench-web     the application under a stream of requests, written to docs/benchmarks-web.md"

$(VENV)/.ready: uv.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Chính Danh needs Python 3.11 or newer; say which with PYTHON=…" >&2; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check 'uv>=0.7'
	@VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv sync --quiet --frozen --compile-bytecode --active --inexact --extra web
	@touch $@

setup: $(VENV)/.ready

$(VENV)/.spark-ready: $(VENV)/.ready
	@VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv sync --quiet --frozen --compile-bytecode --active --inexact --extra spark
	@touch $@

$(VENV)/.bench-ready: $(VENV)/.ready
	@VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv sync --quiet --frozen --compile-bytecode --active --inexact --group bench
	@touch $@

demo: setup
	@rm -rf demo/registry
	$(RUN) synth --officials 12000 --seed 2026 --out demo/registry
	@rm -rf demo/report
	$(RUN) audit demo/registry --out demo/report; status=$$?; test $$status -le 1
ifneq ($(SERVE),no)
	@# What was done in the demo before is kept; "make clean" begins anew.
	env -u DATABASE_URL CHINHDANH_DATA=$(CURDIR)/demo/data $(RUN) serve --demo --registry demo/registry
endif

test: setup
	$(BIN)/python -m pytest

test-spark: $(VENV)/.spark-ready
	$(BIN)/python -m pytest -m spark tests/spark

# What the database itself does, on the PostgreSQL that Debian brings in place of the one in the wheel.
test-debian-postgres: setup
	.ci/with-debian-postgres $(BIN)/python -m pytest tests/web/test_record_*.py tests/web/test_access.py tests/web/test_operations_*.py tests/web/test_organisations_counts.py tests/web/test_findings.py

# CHINHDANH_SCREENSHOTS=FOLDER keeps a picture of every page on the way.
test-browser: setup
	$(BIN)/python -m pytest -m browser tests/browser

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.bench-ready
	$(BIN)/python -m bench --write docs/benchmarks.md --date "$$(date +%F)"

bench-web: setup
	$(BIN)/python -m bench.web --write docs/benchmarks-web.md

clean:
	rm -rf $(VENV) demo .bench
