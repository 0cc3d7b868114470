"""Takes Swift source apart as text: code, comments and string literals, each with its line.

It knows nested block comments, multi-line and raw strings, and code inside an interpolation. That is all the checks
need; it is no parser.
"""

import re
from dataclasses import dataclass, field


@dataclass
class SwiftText:
    """One source, taken apart. `code` keeps the lines of the source, with comments and string contents blanked."""

    code: str
    comments: list[tuple[int, str]] = field(default_factory=list)
    strings: list[tuple[int, str]] = field(default_factory=list)

    @property
    def code_lines(self) -> list[str]:
        return self.code.split("\n")

    def comment_on(self, line: int) -> str:
        """What the comments say that touch `line` (counted from 1)."""
        return " ".join(text for number, text in self.comments if number == line)


OPENING = re.compile(r'(#*)("""|")')


def take_apart(source: str) -> SwiftText:
    scanner = _Scanner(source)
    scanner.code_until(closing=None)
    return SwiftText("".join(scanner.code), scanner.comments, scanner.strings)


class _Scanner:
    def __init__(self, source: str):
        self.source, self.at, self.line = source, 0, 1
        self.code: list[str] = []
        self.comments: list[tuple[int, str]] = []
        self.strings: list[tuple[int, str]] = []

    def take(self, count: int = 1, keep: bool = True) -> str:
        """Moves on; what is not kept leaves only its line breaks in the code."""
        piece = self.source[self.at : self.at + count]
        self.at += count
        self.line += piece.count("\n")
        self.code.append(piece if keep else "\n" * piece.count("\n"))
        return piece

    def code_until(self, closing: str | None) -> None:
        """Reads code to its end, or to the parenthesis that closes an interpolation."""
        depth = 0
        while self.at < len(self.source):
            if self.source.startswith("//", self.at):
                self.line_comment()
            elif self.source.startswith("/*", self.at):
                self.block_comment()
            elif opening := OPENING.match(self.source, self.at):
                self.string(len(opening[1]), opening[2])
            else:
                character = self.take()
                depth += (character == "(") - (character == ")")
                if closing and depth < 0:
                    return

    def line_comment(self) -> None:
        end = self.source.find("\n", self.at)
        end = len(self.source) if end < 0 else end
        self.comments.append((self.line, self.take(end - self.at, keep=False)))

    def block_comment(self) -> None:
        depth, end = 0, self.at
        while end < len(self.source):
            if self.source.startswith("/*", end):
                depth, end = depth + 1, end + 2
            elif self.source.startswith("*/", end):
                depth, end = depth - 1, end + 2
                if depth == 0:
                    break
            else:
                end += 1
        for offset, text in enumerate(self.source[self.at : end].split("\n")):
            self.comments.append((self.line + offset, text))
        self.take(end - self.at, keep=False)

    def string(self, hashes: int, quote: str) -> None:
        """Reads one literal. Its pieces between interpolations are joined by a line break, which no host name has."""
        start, text = self.line, []
        self.take(hashes + len(quote))
        end, escape = quote + "#" * hashes, "\\" + "#" * hashes
        while self.at < len(self.source):
            if self.source.startswith(end, self.at):
                self.take(len(end))
                break
            if self.source.startswith(escape + "(", self.at):
                self.take(len(escape) + 1)
                text.append("\n")
                self.code_until(closing=")")
            elif self.source.startswith(escape, self.at):
                text.append(self.take(len(escape) + 1, keep=False)[len(escape) :])
            elif quote == '"' and self.source[self.at] == "\n":
                break
            else:
                text.append(self.take(keep=False))
        self.strings.append((start, "".join(text)))
