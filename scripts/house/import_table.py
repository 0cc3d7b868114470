"""Import directions: what docs/imports.md permits and what the sources do must be the same, both ways."""

import re
from dataclasses import dataclass

from package import SwiftFile, Target

TABLE = "docs/imports.md"

# The machine and the data centre meet in messages only. Storage serves both.
MACHINE = {"SecurityDevice", "Base", "Tablet", "TabletHTTP", "MachineLink"}
BACK_END = {"FundsLedger", "BackEnd", "BackEndHTTP"}
# The tablet talks to the base; it never holds what decides in there.
TABLET, DEVICE = {"BaseProtocol", "Tablet", "TabletHTTP"}, {"SecurityDevice"}

# A web framework stays in the thin targets, whose names end like this, so that rules compile and test without it.
WEB_FRAMEWORKS = {"Hummingbird", "HummingbirdTLS", "HummingbirdHTTP2"}
WEB_ENDING = "HTTP"


@dataclass
class Row:
    line: int
    target: str
    ours: set[str]
    outside: set[str]
    reason: str


def read_table(text: str) -> list[Row]:
    """Rows look like: | `Signing` | `DutyModel` | `Crypto` | Why it needs them. |"""
    rows = []
    for number, line in enumerate(text.split("\n"), 1):
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("| `") and len(cells) == 4:
            name = cells[0].strip("`")
            rows.append(Row(number, name, _names(cells[1]), _names(cells[2]), cells[3]))
    return rows


def check(files: list[SwiftFile], package: list[Target], table: str) -> list[str]:
    rows = read_table(table)
    actual = {target.name: set() for target in package if target.kind in ("regular", "executable")}
    for file in files:
        actual.setdefault(file.target, set()).update(file.imports - {file.target})
    ours = {target.name for target in package} | set(actual)
    return (
        _table_problems(rows, actual, ours)
        + _manifest_problems(package, actual, ours)
        + _separation_problems(actual, ours)
        + _framework_problems(actual)
    )


def _names(cell: str) -> set[str]:
    return set(re.findall(r"`([^`]+)`", cell))


def _line_for(target: str, imports: set[str], ours: set[str]) -> str:
    def cell(names: set[str]) -> str:
        return ", ".join(f"`{name}`" for name in sorted(names))

    return f"| `{target}` | {cell(imports & ours)} | {cell(imports - ours)} | WHY |"


def _table_problems(rows: list[Row], actual: dict[str, set[str]], ours: set[str]) -> list[str]:
    problems, seen = [], {}
    for row in rows:
        at = f"{TABLE}:{row.line}: `{row.target}`"
        if row.target in seen:
            problems.append(f"{at} has two rows; keep one")
        seen[row.target] = row
        if row.target not in actual:
            problems.append(f"{at} is no target of the package; remove the row")
            continue
        if len(row.reason) < 10 or row.reason == "WHY":
            problems.append(f"{at} gives no reason for its imports")
        if row.ours | row.outside != actual[row.target] or not row.ours <= ours or row.outside & ours:
            missing, unused = actual[row.target] - row.ours - row.outside, (row.ours | row.outside) - actual[row.target]
            problems.append(
                f"{at} differs from the sources (imported but not permitted: {_list(missing)}; permitted but not "
                f"imported: {_list(unused)}). If the sources are right, the row is:\n    "
                + _line_for(row.target, actual[row.target], ours).replace("WHY", row.reason)
            )
    for target in sorted(actual.keys() - seen.keys()):
        problems.append(
            f"{TABLE}: `{target}` has no row. Add it, with a reason for WHY:\n    "
            + _line_for(target, actual[target], ours)
        )
    return problems


def _manifest_problems(package: list[Target], actual: dict[str, set[str]], ours: set[str]) -> list[str]:
    problems = []
    for target in package:
        if target.name not in actual:
            continue
        imported = actual[target.name]
        for name in sorted(target.dependencies - imported):
            problems.append(f"Package.swift: `{target.name}` depends on `{name}`, which none of its files imports")
        for name in sorted((imported & ours) - target.dependencies):
            problems.append(f"Package.swift: `{target.name}` imports `{name}` without depending on it")
    return problems


def _reach(target: str, actual: dict[str, set[str]]) -> set[str]:
    reached, waiting = set(), [target]
    while waiting:
        for name in actual.get(waiting.pop(), set()) - reached:
            reached.add(name)
            waiting.append(name)
    return reached


def _separation_problems(actual: dict[str, set[str]], ours: set[str]) -> list[str]:
    problems = []
    walls = ((MACHINE, BACK_END, "the back end"), (BACK_END, MACHINE, "the machine"), (TABLET, DEVICE, "the base"))
    for side, other, names in walls:
        for target in sorted(side & actual.keys()):
            for forbidden in sorted(_reach(target, actual) & other):
                problems.append(f"Sources/{target}: reaches `{forbidden}`, which belongs to {names}")
    return problems


def _framework_problems(actual: dict[str, set[str]]) -> list[str]:
    return [
        f"Sources/{target}: imports `{name}`; only targets named …{WEB_ENDING} may know a web framework"
        for target, imports in sorted(actual.items())
        if not target.endswith(WEB_ENDING)
        for name in sorted(imports & WEB_FRAMEWORKS)
    ]


def _list(names: set[str]) -> str:
    return ", ".join(sorted(names)) or "none"
