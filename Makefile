# Two commands do everything:  make  (render resumes/ into output/, as cvrender.toml has it)  and  make test.
#
#   make THEME=ledger FORMATS=pdf,html,text,markdown,json ENGINE=latex
#   make output/jane.pdf           one file
#   make test-fast                 the quicker half of the tests, in a minute
#   make bench                     measure
#   make profile                   show where the time of a command goes
#   make interruptions             end builds at random moments, and look for what is left
#   make proof                     prove every output of every source in every theme by every engine
PYTHON  ?= python3
THEME   ?=
FORMATS ?=
ENGINE  ?=

VENV := .venv
BIN  := $(VENV)/bin
FLAGS := $(if $(THEME),--theme '$(THEME)') $(if $(ENGINE),--engine '$(ENGINE)')
PYTHON_FILES := src tests tools benchmarks

.PHONY: all test test-fast lint bench profile proof interruptions locales icons gallery clean FORCE
.SUFFIXES:

# What is old is known by what cvrender itself wrote down of the last run (--depfile, which is safe for make to read whatever
# files are called), by its own code, and by whether all that was written is still there. One run sees to all sources:
# what has not changed is found in its cache, and not written again.
RENDERED := .stamps/rendered.d
GONE := $(shell while IFS= read -r file; do [ -e "$$file" ] || echo FORCE; done 2>/dev/null < .stamps/written)

all: $(RENDERED)

$(RENDERED): $(VENV)/.ready .stamps/options $(shell find src -type f ! -name '*.pyc') $(GONE)
	@touch .stamps/begun
	@$(BIN)/cvrender build $(if $(FORMATS),--format '$(FORMATS)') $(FLAGS) --depfile $@ > .stamps/written; \
		status=$$?; cat .stamps/written; exit $$status
	@touch -r .stamps/begun $@

# Read once: a file of which the time is still to come would have make begin again and again.
ifneq ($(and $(filter all,$(or $(MAKECMDGOALS),all)),$(if $(MAKE_RESTARTS),,once)),)
include $(RENDERED)
endif

output/%.pdf output/%.html output/%.txt output/%.md output/%.json: $(VENV)/.ready FORCE
	@$(BIN)/cvrender build "$$(ls 'resumes/$*'.yaml 'resumes/$*'.yml 'resumes/$*'.json 2>/dev/null | head -n 1)" \
		--format '$(patsubst md,markdown,$(patsubst txt,text,$(subst .,,$(suffix $@))))' $(FLAGS)

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

# axe-playwright-python is wanted for the axe-core that is in it; Playwright, which it asks for, has a browser of its own.
$(VENV)/.ready-to-test: $(VENV)/.ready
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test]'
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --no-deps axe-playwright-python
	@sh tools/system.sh fonts $(BIN)/python
	@sh tools/system.sh latex $(BIN)/python
	@sh tools/system.sh reader $(BIN)/python
	@sh tools/system.sh browser $(BIN)/python
	@touch $@

test: lint
	$(BIN)/python -m pytest --numprocesses 2 $(TESTS)

# In a minute, while one works; `make test` is what counts.
test-fast: $(VENV)/.ready-to-test
	$(BIN)/python -m pytest --numprocesses 2 -m 'not slow' $(TESTS)

lint: $(VENV)/.ready-to-test
	$(BIN)/ruff check $(PYTHON_FILES)
	$(BIN)/ruff format --check $(PYTHON_FILES)
	$(BIN)/mypy

bench: $(VENV)/.ready
	$(BIN)/python benchmarks/bench.py

# Where each millisecond of a command goes; COMMAND is what follows `cvrender`.
profile: $(VENV)/.ready
	$(BIN)/python benchmarks/profiling.py $(if $(COMMAND),'$(COMMAND)')

proof: $(VENV)/.ready
	$(BIN)/python benchmarks/proof.py

interruptions: $(VENV)/.ready
	$(BIN)/python benchmarks/interruptions.py

locales: $(VENV)/.ready
	$(BIN)/python tools/locales.py

icons: $(VENV)/.ready
	$(BIN)/python tools/icons.py

gallery: $(VENV)/.ready-to-test
	$(BIN)/python tools/gallery.py

clean:
	rm -rf $(VENV) .stamps .mypy_cache .ruff_cache .pytest_cache .hypothesis dist
	find output -mindepth 1 ! -name .gitkeep -delete
