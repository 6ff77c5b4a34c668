# make demo     install what is needed and score an example article
# make test     install the developer's tools; lint, types, tests
# make check    lint and types only
# make gate     hold the shipped model to its floors of quality; with DATA=FOLDER on the development sets too
# make train    DATA=FOLDER: from annotated data to a model folder
# make bench    articles a second, against what the machine could do and against other tools

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt
FIRST := .cache/first.safetensors
# A lower rate that falls from the start, without what keeps a network from fitting: it fitted too little.
SECOND_CYCLE := --steps 4400 --hold 0 --warmup 0.01 --encoder-rate 2e-4 --head-rate 7e-4 --dropout 0 --hidden-pieces 0.02
PACKAGE := pyproject.toml constraints.txt attribution/version.py

.PHONY: demo test check gate train bench

demo: $(VENV)/installed
	$(BIN)/attribution score --format text examples/north_korea_troops.txt

test: check
	$(BIN)/python -m pytest -q

check: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/mypy attribution

gate: $(VENV)/installed-dev
	$(BIN)/python -m training.evaluate $(if $(DATA),--data "$(DATA)") --gate

train: $(VENV)/installed-dev
	@test -n "$(DATA)" || { echo "usage: make train DATA=FOLDER" >&2; exit 2; }
	$(BIN)/python -m training.train --data "$(DATA)" --checkpoint $(FIRST)
	$(BIN)/python -m training.train --data "$(DATA)" --start $(FIRST) $(SECOND_CYCLE)
	$(BIN)/python -m training.export --data "$(DATA)"

bench: $(VENV)/installed-dev
	$(BIN)/python benchmarks/speed.py

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

# A stamp is newer than what it was installed from, so that nothing is installed twice.
$(VENV)/installed: $(PACKAGE) | $(BIN)/python
	$(PIP) --editable .
	@touch $@

$(VENV)/installed-dev: $(PACKAGE) | $(BIN)/python
	$(PIP) --editable ".[dev]"
	@touch $@ $(VENV)/installed
