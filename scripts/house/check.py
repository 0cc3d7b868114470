#!/usr/bin/env python3
"""Checks the house: import directions, host literals, sockets, warnings, marks, lengths. Reads text, builds nothing.

usage: scripts/house/check.py        (from the package's folder; prints each problem, exits 1 when there is one)
"""

import sys

import host_literals
import import_table
import marks
import sockets
from exceptions import Exceptions
from package import Target, swift_files, targets


def warning_problems(package: list[Target]) -> list[str]:
    return [
        f"Package.swift: `{target.name}` lets warnings pass; the loop at its end must reach every Swift target"
        for target in package
        if target.kind in ("regular", "executable", "test") and not target.warnings_are_errors
    ]


def main() -> int:
    sources, tests, package = swift_files("Sources"), swift_files("Tests"), targets()
    hosts = Exceptions("scripts/house/host-exceptions.txt")
    openers = Exceptions("scripts/house/socket-exceptions.txt")
    long_files = Exceptions("scripts/house/long-files.txt")
    with open(import_table.TABLE, encoding="utf-8") as file:
        table = file.read()
    problems = (
        import_table.check(sources, package, table)
        + host_literals.check(sources, hosts)
        + sockets.check(sources, openers)
        + warning_problems(package)
        + marks.check(sources + tests, long_files)
        + hosts.unused()
        + openers.unused()
        + long_files.unused()
    )
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"house: {len(sources)} source and {len(tests)} test files, {len(package)} targets, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
