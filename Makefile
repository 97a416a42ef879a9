# Two commands do everything:  make  (render resumes/ into output/)  and  make test.
#
#   make THEME=ledger FORMATS=pdf,html,text,markdown,json ENGINE=latex
#   make output/jane.pdf           one file
#   make bench                     measure
PYTHON  ?= python3
THEME   ?=
FORMATS ?= pdf,html,text
ENGINE  ?=

VENV := .venv
BIN  := $(VENV)/bin
comma := ,
EXTENSIONS := $(patsubst markdown,md,$(patsubst text,txt,$(subst $(comma), ,$(FORMATS))))
FLAGS := $(if $(THEME),--theme $(THEME)) $(if $(ENGINE),--engine $(ENGINE))
PEOPLE := $(sort $(basename $(notdir $(wildcard resumes/*.yaml resumes/*.yml resumes/*.json))))
OUTPUTS := $(foreach person,$(PEOPLE),$(addprefix output/$(person).,$(EXTENSIONS)))
# What every page depends on beside its source; a picture beside the sources is one of them.
SHARED := $(shell find src themes -type f ! -name '*.pyc') $(filter-out %.yaml %.yml %.json,$(wildcard resumes/*))
PYTHON_FILES := src tests tools benchmarks

.PHONY: all test lint bench locales pictures clean FORCE
.DELETE_ON_ERROR:
.SUFFIXES:

all: $(OUTPUTS)

# One run of cvrender writes all formats of a person: a pattern rule with several targets runs once for them.
define rule
$(addprefix output/%.,$(EXTENSIONS)): resumes/%.$(1) $(SHARED) .stamps/options | $(VENV)/.ready
	@$(BIN)/cvrender build $$< --format $(FORMATS) $(FLAGS)
endef
$(foreach suffix,yaml yml json,$(eval $(call rule,$(suffix))))

# A single file in a format that FORMATS does not name.
output/%.md output/%.json &: resumes/%.yaml $(SHARED) | $(VENV)/.ready
	@$(BIN)/cvrender build $< --format markdown,json $(FLAGS)

# Other options than last time make every output old.
.stamps/options: FORCE
	@mkdir -p .stamps
	@echo '$(THEME) $(FORMATS) $(ENGINE)' | cmp -s - $@ || echo '$(THEME) $(FORMATS) $(ENGINE)' > $@

$(VENV)/.ready: pyproject.toml constraints.txt tools/system.sh
	@sh tools/system.sh python $(PYTHON)
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	@sh tools/system.sh pango $(BIN)/python
	@touch $@

$(VENV)/.ready-to-test: $(VENV)/.ready
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test]'
	@sh tools/system.sh latex $(BIN)/python
	@touch $@

test: lint
	$(BIN)/python -m pytest --numprocesses 2 $(TESTS)

lint: $(VENV)/.ready-to-test
	$(BIN)/ruff check $(PYTHON_FILES)
	$(BIN)/ruff format --check $(PYTHON_FILES)
	$(BIN)/mypy

bench: $(VENV)/.ready
	$(BIN)/python benchmarks/bench.py

locales: $(VENV)/.ready
	$(BIN)/python tools/locales.py

pictures: $(VENV)/.ready-to-test
	$(BIN)/python tools/pictures.py

clean:
	rm -rf $(VENV) .stamps .mypy_cache .ruff_cache .pytest_cache .hypothesis dist
	find output -mindepth 1 ! -name .gitkeep -delete
