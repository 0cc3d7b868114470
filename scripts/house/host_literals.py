"""The guide is data: no host, address, subnet or port is written in Swift outside ConnectivityGuide."""

import re

from exceptions import Exceptions
from package import SwiftFile

HOME = "ConnectivityGuide"

TOP_LEVEL = "com|net|org|io|in|gov|edu|mil|int|info|biz|dev|app|cloud|online|site|me|ms|co|uk|us|eu|de|fr|jp|cn|ai|tv|ly|gl|gd|arpa"
PATTERNS = [
    ("an IPv4 address", re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])")),
    ("an IPv6 address", re.compile(r"(?<![\w:])(?=[0-9a-fA-F:]*[0-9a-fA-F])[0-9a-fA-F:]*::[0-9a-fA-F:]*(?![\w:])")),
    ("a host name", re.compile(rf"(?<![\w@.-])(?:[\w*-]+\.)+(?:{TOP_LEVEL})(?![\w.-]*\w)", re.I)),
    ("a host name", re.compile(r"(?<![\w.-])localhost(?![\w.-]*\w)", re.I)),
    ("a URL with a host", re.compile(r"\b[a-z][a-z0-9+.-]*://[^/\s\"]+", re.I)),
]
PORT = re.compile(r"(?:\bport|_port|[a-z]Port)\s*(?::\s*\w*\s*=|[:=(]|==)\s*([1-9]\d{1,4})\b")


def check(files: list[SwiftFile], exceptions: Exceptions) -> list[str]:
    problems = []
    for file in files:
        if file.target == HOME:
            continue
        for line, kind, literal in literals(file):
            if not exceptions.allow(file.path, literal):
                problems.append(
                    f"{file.path}:{line}: “{literal}” is {kind}; it belongs in the guide, or in {exceptions.path} with a reason"
                )
    return problems


def literals(file: SwiftFile):
    """Every literal of the file that names a place on a network: its line, what it is, and itself."""
    for line, text in file.text.strings:
        covered = []
        for kind, pattern in PATTERNS:
            for match in pattern.finditer(text):
                if not any(start <= match.start() < end for start, end in covered):
                    covered.append(match.span())
                    yield line + text[: match.start()].count("\n"), kind, match[0]
    for number, code in enumerate(file.text.code_lines, 1):
        for match in PORT.finditer(code):
            yield number, "a port", match[1]
