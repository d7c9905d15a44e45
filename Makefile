# One command per wish. Each target does the set-up it needs; `make` alone lists them.

# Where `make run` listens: the settings say (8000), unless a port is given.
PORT ?=
# Added to pip install, for example the index of PyTorch's CPU builds (README, "설치").
PIP_ARGS ?=

# How long `make fuzz` works on each target.
FUZZ_SECONDS ?= 300

# How long `make bench` lets each number of clients ask.
LOAD_SECONDS ?= 5

SAMPLES := $(filter-out %/README.md,$(foreach form,md txt hwpx pdf docx,$(wildcard corpus/samples/*.$(form))))
BIN := .venv/bin
STAMP := .venv/installed
PYTHON ?= $(shell for python in python3.11 python3.12 python3.13 python3; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$python" && break; done)

.DEFAULT_GOAL := help
.PHONY: help install run test check bench eval figures fuzz clean

help:  ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: $(STAMP)  ## put the council-qa command into .venv/bin

run: $(STAMP)  ## ingest the sample reports if there are none, then serve the chat (PORT=8123: elsewhere)
	@$(BIN)/council-qa documents list --json | grep -q document_id \
		|| { echo "등록된 보고서가 없어 예시 보고서를 등록합니다."; \
			$(BIN)/council-qa ingest $(SAMPLES) --manifest corpus/samples/manifest.csv; }
	@$(BIN)/council-qa serve $(if $(PORT),--port $(PORT))

test: $(STAMP)  ## run the whole test suite
	@$(BIN)/python -m pytest

check: $(STAMP)  ## lint, formatting and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

bench: $(STAMP)  ## measure start-up, ingestion, answers, many clients at once and memory on this machine (LOAD_SECONDS=60: longer)
	@$(BIN)/python -m evals.bench --load-seconds $(LOAD_SECONDS)

eval: $(STAMP)  ## score the answers on the two question sets over the sample reports
	@$(BIN)/council-qa eval

figures: $(STAMP)  ## score the answers and write the figures into README.md and README.en.md
	@mkdir -p build
	@$(BIN)/council-qa eval --json build/figures.json
	@$(BIN)/python -m evals.readme build/figures.json

fuzz: $(STAMP)  ## look for inputs that break the readers, 5 minutes for each target (FUZZ_SECONDS=60: shorter)
	@$(BIN)/python -m pip install --quiet $(PIP_ARGS) --constraint constraints.txt --editable '.[fuzz]'
	@for target in hwp_records hwpx_walker outline; do \
		$(BIN)/python -m tests.fuzz $$target .fuzz -max_total_time=$(FUZZ_SECONDS) -max_len=800 -print_final_stats=1 || exit 1; done

clean:  ## remove the virtual environment and everything built; the ingested reports stay
	rm -rf .venv build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .fuzz
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Made anew only when the dependencies change; the code itself is installed in place. Compiling after the installation uses
# every core, where pip uses one, and does not wait for a first start that may not be allowed to write. Files for newer Pythons fail to compile; that is harmless.
$(STAMP): pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, none was found. Name one: make install PYTHON=/path/to/python3.11" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --no-compile $(PIP_ARGS) --constraint constraints.txt --editable '.[dev]'
	@$(BIN)/python -m compileall -qq -j 0 -x '/tests/' .venv/lib || true
	@touch $@
