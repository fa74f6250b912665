# The commands of this project: `make run` to see it work, `make test` to see that it does.

SWIFT ?= swift
# An existing database for `make run`; a variable of that name in the environment is somebody else's.
DB =
export DB
# The engine of the tests that are for every engine, sqlite or postgresql; which tests `make test` runs, as a pattern.
ENGINE =
TESTS =
# More options of Tests/Benchmark/bench for `make bench`.
BENCH =
# Where `make install` puts things, from where it takes the programs, and a folder to put before it all.
PREFIX = /usr/local
BIN = .build/release
DESTDIR =

.PHONY: build test lint format run install uninstall deb test-deb compat compare-served compare-migrated compare-repaired compare-imported compare-copied \
  compare-shell compare-beside compare-beside-postgresql fuzz killed killed-postgresql cost cost-update bench bench-peers bench-document soak clean

build: ## Build the programs, optimised.
	@.ci/dependencies build
	$(SWIFT) build -c release --static-swift-stdlib

test: ## Build and run all tests; ENGINE=postgresql for those of every engine on a private server, TESTS for some.
	@.ci/dependencies test
	$(SWIFT) build --build-tests
	ENGINE=$(ENGINE) Tests/named $(SWIFT) test --parallel --skip-build $(if $(TESTS),--filter '$(TESTS)')

run: ## Build, start the daemon on a database of its own (DB=FILE: on a copy of that one), and try it.
	@.ci/dependencies build
	$(SWIFT) build
	@clients/session "$$($(SWIFT) build --show-bin-path)" .build/run "$$DB"

compat: ## Run the real server 4.15.2 and the daemon on one database, and check what each makes of the other's.
	@.ci/dependencies build
	$(SWIFT) build
	PROGRAMS="$$($(SWIFT) build --show-bin-path)" Tests/RealServer/compat

compare-served: ## Compare the table of what the real servers' API stores (REAL_SERVER=TOOL; Tests/RealServer says how).
	Tests/RealServer/served

compare-migrated: ## Let the real servers read migrated files (REAL_VANTAGE6=TOOL, REAL_SERVER=TOOL; Tests/RealServer says how).
	@.ci/dependencies build
	$(SWIFT) build
	PROGRAMS="$$($(SWIFT) build --show-bin-path)" Tests/RealServer/migrated

compare-repaired: ## Let the real servers list everything of repaired files (REAL_SERVER=TOOL; Tests/RealServer says how).
	@.ci/dependencies build
	$(SWIFT) build
	PROGRAMS="$$($(SWIFT) build --show-bin-path)" Tests/RealServer/repaired

compare-imported: ## Let the real servers serve what was imported, and compare with their own import (REAL_SERVER, REAL_VANTAGE6).
	@.ci/dependencies build
	$(SWIFT) build
	PROGRAMS="$$($(SWIFT) build --show-bin-path)" Tests/RealServer/imported
	PROGRAMS="$$($(SWIFT) build --show-bin-path)" Tests/RealServer/entities

compare-copied: ## Let the real servers read and use copies on the other engine (REAL_VANTAGE6=TOOL, REAL_SERVER=TOOL).
	@.ci/dependencies test
	$(SWIFT) build
	PROGRAMS="$$($(SWIFT) build --show-bin-path)" Tests/RealServer/copied

compare-shell: ## Compare vshell with the real server's shell (REAL_VANTAGE6=TOOL; Tests/RealServer says how).
	@.ci/dependencies build
	Tests/RealServer/compare-shell

compare-beside: ## Check and back up a file while the real servers' users post tasks (REAL_SERVER=TOOL; Tests/RealServer says how).
	@.ci/dependencies build
	$(SWIFT) build
	PROGRAMS="$$($(SWIFT) build --show-bin-path)" Tests/RealServer/beside

compare-beside-postgresql: ## Change a PostgreSQL database while a real server's users post tasks (REAL_SERVER=TOOL, REAL_VANTAGE6=TOOL).
	@.ci/dependencies test
	$(SWIFT) build
	PROGRAMS="$$($(SWIFT) build --show-bin-path)" Tests/RealServer/beside-postgresql

lint: ## Check the format of the sources.
	@.ci/dependencies lint
	$(SWIFT) format lint --strict --parallel --recursive Package.swift Sources Tests $(wildcard clients)
	@echo "lint: no findings"

format: ## Format the sources.
	$(SWIFT) format format --in-place --parallel --recursive Package.swift Sources Tests $(wildcard clients)

fuzz: ## Feed random bytes to the parser, the writer and the framing, for two minutes.
	@.ci/dependencies build
	Tests/Fuzz/fuzz.sh 120

killed: ## Kill the daemon at random moments of long work, a hundred times each, and look at what is left.
	@.ci/dependencies build
	$(SWIFT) build
	Tests/Killing/rounds --programs "$$($(SWIFT) build --show-bin-path)"

killed-postgresql: ## Kill the daemon and a PostgreSQL server under load, twenty times each, and look at what is left.
	@.ci/dependencies test
	$(SWIFT) build
	Tests/Killing/rounds-postgresql --programs "$$($(SWIFT) build --show-bin-path)"

cost: build ## Count instructions, allocations and system calls per request, and compare with Tests/Cost/figures.json.
	@.ci/dependencies cost
	Tests/Cost/cost calls --daemon $(BIN)/vantage6-admin
	Tests/Cost/cost instructions --daemon $(BIN)/vantage6-admin

cost-update: build ## Write these figures as they are now.
	@.ci/dependencies cost
	Tests/Cost/cost calls --update --daemon $(BIN)/vantage6-admin
	Tests/Cost/cost instructions --update --daemon $(BIN)/vantage6-admin

bench: build ## Measure beside the floor and the peers; ENGINE=postgresql for a server only; BENCH has more options.
	@.ci/dependencies bench
	Tests/Benchmark/bench --binaries $(BIN) --output .build/bench $(if $(filter postgresql,$(ENGINE)),--only postgresql) $(BENCH)

bench-peers: ## Install the programs that the benchmark compares with.
	@.ci/dependencies peers

bench-document: ## Put the results of the last benchmark into docs/PERFORMANCE.md.
	Tests/Benchmark/document .build/bench docs/PERFORMANCE.md

soak: build ## Send ten million requests, and look at the daemon's memory.
	@.ci/dependencies bench
	Tests/Benchmark/soak --binaries $(BIN) --output .build/bench

install: ## Put what `make build` built in place, with units, man pages and completions (PREFIX, DESTDIR).
	PREFIX='$(PREFIX)' DESTDIR='$(DESTDIR)' BIN='$(BIN)' systemd/install install

uninstall: ## Take away what `make install` put there; databases and changed settings stay.
	PREFIX='$(PREFIX)' DESTDIR='$(DESTDIR)' BIN='$(BIN)' systemd/install uninstall

deb: build ## Build a Debian package in .build/deb.
	@.ci/dependencies deb
	systemd/deb/build '$(BIN)' .build/deb

test-deb: deb ## Install, upgrade, remove and purge the package in a container (root).
	Tests/Deb/run .build/deb

clean: ## Remove everything that was built.
	rm -rf .build
