# Everything a person or a build server does with Dutymark. `make run` and `make test` set up a fresh machine by themselves.
#
# One build configuration, debug, serves run and test: the dependencies are then compiled once, which is the shortest
# way from a fresh clone to a running program and green tests. Only `make bench` and `make soak` build for release.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
PROGRAMS := bin/dutymark bin/dutymark-lab
.PHONY: help run test quick build check bench soak clean setup-check setup-run setup-test setup-bench $(PROGRAMS)

help: ## say what can be made
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 10

run: bin/dutymark ## set up, build, and start the whole system on this computer (Ctrl-C stops it)
	@scripts/run-program bin/dutymark up $(UP)

build: $(PROGRAMS) ## build the program as bin/dutymark, and the lab as bin/dutymark-lab

$(PROGRAMS): bin/%: setup-run
	swift build --product $*
	@mkdir -p bin && ln -sfn ../.build/debug/$* $@

quick: setup-run ## build values and rules alone and run their tests; ONLY=FundsLedgerTests for one target's
	@scripts/quick $(ONLY)

test: setup-test ## set up, check, build, and run every test; ONLY=BackEndTests for one target's
	@scripts/test $(ONLY)

check: setup-check ## format, imports, host literals, sockets, warnings, marks, lengths; builds nothing
	@scripts/check

bench: setup-bench ## measure a release build and write bench/results.json and docs/performance.md
	swift build --configuration release --product dutymark
	swift build --configuration release --product dutymark-lab
	swift build --configuration release --product dutymark-bench
	@.build/release/dutymark-bench --program .build/release/dutymark $(BENCH)

soak: setup-test ## the long versions of the simulations, kill loops and scenarios, on seeds that nobody ran before
	swift build --configuration release --product dutymark-simulate
	@.build/release/dutymark-simulate $(SIMULATE)
	@.build/release/dutymark-simulate --adversary $(ADVERSARY)
	@DUTYMARK_SOAK=1 scripts/test

clean: ## remove what was built
	swift package clean
	rm -rf bin .build/quick

setup-check:
	@scripts/setup check

setup-run:
	@scripts/setup run

setup-test:
	@scripts/setup test

setup-bench:
	@scripts/setup bench
