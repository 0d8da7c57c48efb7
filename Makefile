# Two commands do everything: `make run` serves the demo town, `make test` runs every check.
# Both install what they need from the machine's package registries when it is absent.

SHELL := /usr/bin/env bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

export CGO_ENABLED := 0

DATA ?= .data/demo
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)

npm := node_modules/.package-lock.json
assets := dashboard/static/manifest.json
asset_sources := $(shell find dashboard/assets -type f 2>/dev/null)
go_sources := $(shell git ls-files -co --exclude-standard '*.go' '*.sql' '*.html' '*.json' '*.yaml' 2>/dev/null)

.PHONY: help
help: ## This list
	@awk -F':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: bin/harta ## Serve the demo town and print its address and users
	@exec bin/harta --data "$(DATA)" demo $(ARGS)

.PHONY: build
build: bin/harta ## Build the one binary, bin/harta

.PHONY: test
test: check unit e2e ## Everything: format, vet, staticcheck, unit tests, browser tests

.PHONY: check
check: $(npm) $(assets)
	@unformatted="$$(gofmt -l $$(git ls-files -co --exclude-standard '*.go'))"; \
	  if [ -n "$$unformatted" ]; then echo "gofmt these files:"; echo "$$unformatted"; exit 1; fi
	go vet ./...
	go run $(STATICCHECK) ./...

.PHONY: unit
unit: $(npm) $(assets) ## Go tests on the real ClickHouse engine, and the scripts' own tests
	go test -timeout 15m ./...
	node --test $(wildcard dashboard/assets/js/*.test.*js dashboard/assets/js/*/*.test.*js)

.PHONY: e2e
e2e: bin/harta chromium ## Browser tests against the running program
	node --test --test-concurrency=1 e2e/*.test.mjs

FAULTS ?= 200
SEED ?= 2006

.PHONY: soak
soak: $(npm) $(assets) ## Hurt the running program FAULTS times under load, from the seed SEED, and count what was accepted and stored
	HARTA_SOAK_FAULTS=$(FAULTS) HARTA_SOAK_SEED=$(SEED) HARTA_SOAK_AWAY=60 go test -count=1 -timeout 60m -run '^TestFaultsUnderLoad$$' -v ./cmd/harta

.PHONY: bench
bench: $(npm) $(assets) ## The running program against yardsticks of the same run, as one table; then its parts
	HARTA_BENCH=1 go test -count=1 -timeout 60m -run '^TestBenchmark$$' -v ./cmd/harta
	go test -run '^$$' -bench . -benchtime 2s ./ingest ./internal/town

.PHONY: screenshots
screenshots: bin/harta chromium ## Take the README's pictures anew from the demo town
	node e2e/screenshots.mjs

.PHONY: chromium
chromium:
	@if ! command -v chromium >/dev/null && ! command -v chromium-browser >/dev/null && [ -z "$${CHROMIUM:-}" ]; then \
	  echo "Installing Chromium from the system's packages"; \
	  sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	  $$sudo apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null; \
	fi

bin/harta: $(npm) $(assets) $(go_sources) go.mod go.sum
	@mkdir -p bin
	@echo "Building bin/harta"
	@go build -ldflags "-s -w -X main.version=$(VERSION)" -o bin/harta ./cmd/harta

$(npm): package.json package-lock.json
	@echo "Installing the database engine and the web assets (about 600 MB, once)"
	@npm ci --no-audit --no-fund --loglevel=error
	@touch $(npm)

$(assets): $(npm) $(asset_sources)
	@echo "Building the web assets"
	@npm run --silent build
	@touch $(assets)

.PHONY: clean
clean: ## Remove what was built; keeps .data
	rm -rf bin node_modules e2e/output
	find dashboard/static -mindepth 1 ! -name .gitkeep -delete
