# make run: everything on this machine, from nothing.   make test: every test, browser included.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
MINUTES ?= 30
# Tests start hundreds of programs: modules are compiled once, whatever the caller's shell says.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test check format lock soak bench clean chromium

run: $(VENV)/run.stamp
	@$(BIN)/chophien up

# Six at once on two cores: the tests wait for servers and clocks more than they compute. A file's
# tests stay in one process, whose browser, simulated shop and compiled statements they share.
test: $(VENV)/dev.stamp chromium
	$(BIN)/python -m pytest -n 6 --dist loadfile --no-loadscope-reorder

check: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

format: $(VENV)/dev.stamp
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

soak: $(VENV)/dev.stamp
	$(BIN)/python -m tests.soak --minutes $(MINUTES)

bench: $(VENV)/dev.stamp
	$(BIN)/python -m tests.bench

lock: | $(VENV)/bin/python
	$(BIN)/python -m pip install -q --disable-pip-version-check uv
	$(BIN)/uv pip compile pyproject.toml --extra build --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-annotate --no-header -q -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --extra build --extra dev --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-annotate --no-header -q -o requirements-dev.lock

chromium:
	@sh .ci/chromium

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Cần Python 3.11 trở lên (đặt PYTHON=python3.12 make run)"; exit 1; }
	@echo "Tạo môi trường Python trong $(VENV) …"
	@$(PYTHON) -m venv $(VENV) || \
	  { echo "Thiếu venv: apt-get install python3-venv"; rm -rf $(VENV); exit 1; }

$(VENV)/run.stamp: requirements.lock pyproject.toml | $(VENV)/bin/python
	@echo "Cài các thư viện đã khóa phiên bản …"
	@$(BIN)/python -m pip install --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --disable-pip-version-check -q --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev.stamp: requirements-dev.lock pyproject.toml | $(VENV)/bin/python
	@echo "Cài thêm thư viện kiểm thử …"
	@$(BIN)/python -m pip install --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@$(BIN)/python -m pip install --disable-pip-version-check -q --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/run.stamp

clean:
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache
