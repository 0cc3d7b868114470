"""Exceptions to a check: a text file with lines `path | what | reason`. An exception that nothing needs is an error."""

import os


class Exceptions:
    def __init__(self, path: str, text: str | None = None):
        self.path, self.used, self.problems = path, set(), []
        self.entries: dict[tuple[str, str], int] = {}
        if text is None:
            text = open(path, encoding="utf-8").read() if os.path.exists(path) else ""
        for number, line in enumerate(text.split("\n"), 1):
            if not line.strip() or line.startswith("#"):
                continue
            cells = [cell.strip() for cell in line.split("|")]
            if len(cells) != 3 or len(cells[2]) < 10:
                self.problems.append(f"{path}:{number}: an exception is written `path | what | reason`")
                continue
            self.entries[(cells[0], cells[1])] = number

    def allow(self, path: str, what: str) -> bool:
        self.used.add((path, what))
        return (path, what) in self.entries

    def unused(self) -> list[str]:
        """To be asked after the check has run."""
        return self.problems + [
            f"{self.path}:{number}: nothing needs the exception “{what}” for {path}; remove it"
            for (path, what), number in self.entries.items()
            if (path, what) not in self.used
        ]
