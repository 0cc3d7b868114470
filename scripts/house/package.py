"""The package as the checks see it: its targets with what Package.swift says of them, and its Swift files."""

import json
import os
import re
import subprocess
from dataclasses import dataclass
from functools import cached_property

from swift_text import SwiftText, take_apart

IMPORT = re.compile(
    r"^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?import\s+"
    r"(?:(?:struct|class|enum|protocol|func|typealias|let|var)\s+)?([A-Za-z_]\w*)",
    re.M,
)

# Folders of Sources that hold targets rather than being one.
GROUPS = {"C", "Proof"}


@dataclass
class SwiftFile:
    path: str
    source: str

    @cached_property
    def text(self) -> SwiftText:
        return take_apart(self.source)

    @property
    def target(self) -> str:
        parts = self.path.split("/")
        return parts[2] if parts[1] in GROUPS else parts[1]

    @property
    def imports(self) -> set[str]:
        return set(IMPORT.findall(self.text.code))


@dataclass
class Target:
    name: str
    kind: str
    dependencies: set[str]
    warnings_are_errors: bool


def swift_files(folder: str) -> list[SwiftFile]:
    found = []
    for place, _, names in os.walk(folder):
        for name in names:
            if name.endswith(".swift"):
                path = os.path.join(place, name)
                with open(path, encoding="utf-8") as file:
                    found.append(SwiftFile(path, file.read()))
    return sorted(found, key=lambda file: file.path)


def targets() -> list[Target]:
    """Asks the Swift package manager, so that the answer is what really is built."""
    answer = subprocess.run(["swift", "package", "dump-package"], check=True, capture_output=True, text=True).stdout
    return [target_from(entry) for entry in json.loads(answer)["targets"]]


def target_from(entry: dict) -> Target:
    names = set()
    for dependency in entry["dependencies"]:
        for form in ("byName", "target", "product"):
            if form in dependency:
                names.add(dependency[form][0])
    strict = any("treatAllWarnings" in setting["kind"] for setting in entry["settings"])
    return Target(entry["name"], entry["type"], names, strict)
