"""Marks that ask for a reason: traps and unchecked promises with a comment beside them; unfinished work never."""

import re

from exceptions import Exceptions
from package import SwiftFile

# Allowed where a comment on the same line, or right above, says why it is safe.
NEED_A_REASON = {
    "try!": re.compile(r"\btry!"),
    "as!": re.compile(r"\bas!"),
    "fatalError": re.compile(r"\bfatalError\b"),
    "preconditionFailure": re.compile(r"\bpreconditionFailure\b"),
    "@unchecked Sendable": re.compile(r"@unchecked\s+Sendable\b"),
    "nonisolated(unsafe)": re.compile(r"\bnonisolated\s*\(\s*unsafe\s*\)"),
}
TEST_MARKS = {
    "a test that is switched off": re.compile(r"\.disabled\s*\("),
    "a sleep": re.compile(r"\bTask\.sleep\b|\bu?sleep\s*\(|\bnanosleep\s*\("),
}
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
EMPTY_NAMES = re.compile(r"(util|helper|common|misc|manager)", re.I)
SHORTEST_REASON_CHARACTERS = 15
LONGEST_FILE_LINES = 500


def check(files: list[SwiftFile], long_files: Exceptions) -> list[str]:
    problems = []
    for file in files:
        wanted = NEED_A_REASON | (TEST_MARKS if file.path.startswith("Tests/") else {})
        for line, code in enumerate(file.text.code_lines, 1):
            for name, pattern in wanted.items():
                if pattern.search(code) and not _has_reason(file, line):
                    problems.append(f"{file.path}:{line}: {name} needs its reason in a comment on this line or right above")
        for line, comment in file.text.comments:
            if mark := UNFINISHED.search(comment):
                problems.append(f"{file.path}:{line}: {mark[1]} marks unfinished work; finish it")
        if found := EMPTY_NAMES.search(file.path.split("/", 1)[1]):
            problems.append(f"{file.path}: “{found[1]}” names no subject; say what is inside")
        length = file.source.count("\n")
        if length > LONGEST_FILE_LINES and not long_files.allow(file.path, "length"):
            problems.append(
                f"{file.path}: {length} lines, more than {LONGEST_FILE_LINES}; split it, or give the reason in {long_files.path}"
            )
    return problems


def _has_reason(file: SwiftFile, line: int) -> bool:
    """Doc comments say what a thing is, not why it is safe, so they do not count."""
    beside = file.text.comment_on(line) or file.text.comment_on(line - 1)
    return not beside.startswith("///") and len(beside.strip("/* ")) >= SHORTEST_REASON_CHARACTERS
