# make run    sets everything up and serves the system on http://127.0.0.1:8000
# make test   what Python alone can check; ends with a list of what it left out
# make check  installs or demands the other tools, then runs everything
# make scripts  the pages' scripts against the browsers people have, and against their types
# make audit  checkov over the deployed template, asl-validator over its state machines
# make bench  the figures of docs/performance.md
# make pins   recompiles the pinned requirements
# make format puts the code into shape

PYTHON ?= $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11,\
	$(shell $(name) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(name))))
BIN := .venv/bin
# Wheels only: nothing is compiled on the machine, and every file is checked against its hash.
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r
SOURCES := chalicelib infra tests tools $(wildcard app.py)
# The suites that need more than Python, or time. A new marker of pyproject.toml is added here.
# Where Node is, the scripts' own tests take a few seconds and run with the others.
MARKED := $(if $(shell command -v node),,needs_node or )needs_java or needs_chromium or needs_poppler or slow or bench
# On every core, a file's tests together: they share what is dear to start; the longest files
# first (tests/conftest.py). What measures runs alone; so do the browser's tests, whose driver
# keeps an event loop that sealing can't share.
SPREAD := -n auto --dist loadfile --no-loadscope-reorder
# One more than there are cores, for some files wait for a clock, and their core has time then.
WORKERS := $(shell echo $$(( $$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1) + 1 )))
# `make check` looks at every made-up example, `make test` at a quarter of them.
EXAMPLES ?= quick
PYTEST = $(BIN)/pytest -q --hypothesis-profile=$(EXAMPLES)
# Python compiles what it imports once, for all the processes that tests, checks and installers
# start; where this is set each of them compiles hundreds of modules anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test lint quickly marked pages demand check scripts audit bench pins format clean
.DELETE_ON_ERROR:

run: .venv/stamp-local
	@exec $(BIN)/mianzheng run

# Side by side: mypy has one core busy for a while when it starts without its cache.
test: .venv/stamp-dev
	@$(MAKE) --no-print-directory --jobs=2 lint quickly

quickly: .venv/stamp-dev
	$(PYTEST) $(SPREAD) -n $(WORKERS) -m "not ($(MARKED))"

lint: .venv/stamp-dev
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/mypy $(SOURCES)
	$(BIN)/lint-imports
	$(BIN)/python -m tools.check_sizes

check: export EXAMPLES = thorough
check:
	$(MAKE) --jobs=2 demand .venv/stamp-dev
	$(MAKE) test
	$(MAKE) --jobs=4 audit scripts marked pages
	$(PYTEST) -m bench

# Pages wait for the browser more than they compute, and the marked suites for clocks and Java, so
# both run at once; apart, because the browser's driver keeps an event loop of its own.
pages: .venv/stamp-dev
	$(PYTEST) $(SPREAD) -m "needs_chromium and not bench" tests/frontend

demand:
	bash tools/demand_tools

marked: .venv/stamp-dev
	$(PYTEST) $(SPREAD) -m "($(MARKED)) and not (bench or needs_chromium)"

# Syntax and platform first, then that this check bites, then the types: what knows no page strictly.
JS := tools/js/node_modules/.bin
scripts: tools/js/node_modules/.package-lock.json
	$(JS)/eslint --config tools/js/eslint.config.js frontend
	node --test --test-reporter=dot tools/js/bites.test.js
	$(JS)/tsc --project tools/js/tsconfig.json
	$(JS)/tsc --project tools/js/tsconfig.pure.json
	$(JS)/tsc --project tools/js/tsconfig.workers.json

# Neither fits into .venv: checkov pins an older boto3, asl-validator is npm's.
audit: .audit/stamp tools/asl/node_modules/.package-lock.json
	$(BIN)/python -m tools.audit_template .audit/bin/python tools/asl/node_modules/.bin/asl-validator

bench: .venv/stamp-dev
	@$(BIN)/python -m infra.bench

format: .venv/stamp-dev
	$(BIN)/ruff check --fix-only $(SOURCES)
	$(BIN)/ruff format $(SOURCES)

# Each file is compiled under the one before it, so that functions, laptop and tests agree.
# `make pins UPGRADE=--upgrade` takes the newest versions.
PIN := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make pins" $(UPGRADE)
pins: .venv/stamp-dev
	$(PIN) requirements/runtime.in -o requirements.txt
	$(PIN) requirements/sealing.in -c requirements.txt -o requirements/sealing.txt
	$(PIN) requirements/local.in -c requirements.txt -o requirements/local.txt
	$(PIN) requirements/dev.in -c requirements/local.txt -o requirements/dev.txt
	$(PIN) requirements/audit.in -o requirements/audit.txt

clean:
	rm -rf .venv .audit tools/*/node_modules build *.egg-info .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

# --- the environment: made once, and again only when a pinned file changes -------------------

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "需要 Python 3.11 或更高版本;装好后再运行 make,或指明位置:make run PYTHON=/路径/python3.12"; \
	  echo "Python 3.11 or newer is needed; or say where it is: make run PYTHON=/path/python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "这个 Python 缺少 venv/ensurepip。Debian、Ubuntu 上请先运行:apt-get install python3-venv"; \
	  echo "This Python lacks venv/ensurepip. On Debian or Ubuntu first run: apt-get install python3-venv"; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }

.venv/stamp-local: requirements/local.txt pyproject.toml | .venv/bin/python
	@echo "正在安装依赖(只在第一次,约一分钟)… Installing, the first time only …"
	@$(INSTALL) requirements/local.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# dev.txt holds everything of local.txt, so one installation serves both.
.venv/stamp-dev: requirements/dev.txt requirements/local.txt pyproject.toml | .venv/bin/python
	@echo "正在安装依赖和检查工具(只在第一次,约一分钟)… Installing, the first time only …"
	@$(INSTALL) requirements/dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch .venv/stamp-local $@

.audit/stamp: requirements/audit.txt .venv/stamp-dev
	@$(BIN)/uv venv --quiet --clear --python $(BIN)/python .audit
	@$(BIN)/uv pip sync --quiet --python .audit/bin/python --require-hashes --only-binary :all: requirements/audit.txt
	@touch $@

tools/%/node_modules/.package-lock.json: tools/%/package-lock.json
	@cd tools/$* && npm ci --silent --ignore-scripts --no-audit --no-fund
	@touch $@
