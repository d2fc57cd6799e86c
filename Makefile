# Goodword's tasks; `make help` lists them. All that is installed goes into .venv.

.DEFAULT_GOAL := help
.PHONY: help run demo kafka test check fix schemas migration bench fuzz chaos mutants schemathesis

PYTHON ?= python3
UV_VERSION := 0.13.9

BIN := .venv/bin
UV := $(BIN)/uv
UV_READY := .venv/uv-$(UV_VERSION)
RUN_READY := .venv/ready-to-run
TEST_READY := .venv/ready-to-test
LOCKED := uv.lock pyproject.toml shared/pyproject.toml deploy/standalone/pyproject.toml $(wildcard services/*/pyproject.toml)

help: ## What can be made
	@awk 'BEGIN { FS = ":.*## " } /^[a-z]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(RUN_READY) ## Start everything on http://localhost:8000 (GOODWORD_PORT, GOODWORD_DATA); Ctrl-C ends it
	@$(BIN)/goodword up

demo: $(RUN_READY) ## Play the story against what `make run` started
	@$(BIN)/goodword demo

kafka: $(RUN_READY) ## Start a real Kafka on port=9092 (needs Java and Maven); Ctrl-C ends it
	@$(BIN)/python -m standalone.kafka --port $(or $(port),9092)

test: $(TEST_READY) ## Run every test, or only=tests/shared; GOODWORD_KAFKA=host:port uses another Kafka
	$(BIN)/pytest $(only)

check: $(TEST_READY) ## Lint, types, import layers, event schemas, migrations, lock, known vulnerabilities
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict
	$(BIN)/lint-imports
	$(BIN)/goodword schemas --check
	$(BIN)/goodword migrations check
	$(UV) lock --check
	.ci/audit

fix: $(TEST_READY) ## Mend what ruff can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

schemas: $(TEST_READY) ## Write shared/schemas from the event classes
	$(BIN)/goodword schemas

migration: $(TEST_READY) ## Write a migration from changed tables: service=rewards-worker m="add limits"
	$(if $(service),,$(error service=… is missing, such as service=rewards-worker))
	$(if $(m),,$(error m=… is missing: say what changes))
	$(BIN)/goodword migrations write $(service) "$(m)"

bench: $(TEST_READY) ## Measure, each number next to its reference in the same run, or only="log webhooks"
	$(BIN)/python -m tests.bench $(only)

fuzz: $(TEST_READY) ## Send COUNT (1000000) worsened requests to the sources, others for another SEED (1)
	$(BIN)/python -m tests.fuzz $(or $(COUNT),1000000) $(or $(SEED),1)

chaos: $(TEST_READY) ## Break everything while sales flow: size=2000 seed=… transport="log kafka" brokers=1 or 3
	CHAOS_SALES=$(or $(size),2000) CHAOS_SEED=$(seed) CHAOS_BROKERS=$(or $(brokers),1) \
		CHAOS_TRANSPORT="$(or $(transport),log kafka)" $(BIN)/pytest -s tests/chaos/test_chaos.py

mutants: $(TEST_READY) ## Change the rules in small ways and show what no test notices, or only="ledger asking"
	$(BIN)/python -m tests.mutants $(only)

schemathesis: $(TEST_READY) ## Send 20,000 requests drawn from the OpenAPI document, or cases=5000
	ANY_REQUESTS=$(or $(cases),20000) $(BIN)/pytest tests/referral_api/routes/test_any_request.py

$(UV_READY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Goodword needs Python 3.11 or newer; name one: make PYTHON=python3.12 …"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@touch $@

# --inexact leaves the tools of the tests in place.
$(RUN_READY): $(UV_READY) $(LOCKED)
	$(UV) sync --locked --no-dev --inexact
	@touch $@

$(TEST_READY): $(UV_READY) $(LOCKED)
	$(UV) sync --locked
	@touch $@ $(RUN_READY)
