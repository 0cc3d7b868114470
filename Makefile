# Everything a person or a build server does with Dutymark. `make run` and `make test` set up a fresh machine by themselves.
#
# One build configuration, debug, serves run and test: the dependencies are then compiled once, which is the shortest
# way from a fresh clone to a running program and green tests. Only `make bench` and `make soak` build for release.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run test build check bench soak clean setup-run setup-test setup-bench

help: ## say what can be made
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 10

run: build ## set up, build, and start the whole system on this computer (Ctrl-C stops it)
	@scripts/run-program bin/dutymark up $(UP)

build: setup-run ## build the program as bin/dutymark
	swift build --product dutymark
	@mkdir -p bin && ln -sfn ../.build/debug/dutymark bin/dutymark

test: setup-test ## set up, check, build, and run every test
	@scripts/test

check: setup-test ## format, imports, host literals, sockets, warnings, marks, lengths; builds nothing
	@scripts/check

bench: setup-bench ## measure a release build and write bench/results.json and docs/performance.md
	swift build --configuration release --product dutymark
	swift build --configuration release --product dutymark-bench
	@.build/release/dutymark-bench --program .build/release/dutymark $(BENCH)

soak: setup-test ## the long versions of the simulations, kill loops and scenarios, on seeds that nobody ran before
	swift build --configuration release --product dutymark-simulate
	@.build/release/dutymark-simulate $(SIMULATE)
	@.build/release/dutymark-simulate --adversary $(ADVERSARY)
	@DUTYMARK_SOAK=1 scripts/test

clean: ## remove what was built
	swift package clean
	rm -rf bin

setup-run:
	@scripts/setup run

setup-test:
	@scripts/setup test

setup-bench:
	@scripts/setup bench
