"""Tests of the checks: each finds the defect it is there for, and is silent on sound sources."""

import unittest

import host_literals
import import_table
import marks
import sockets
from exceptions import Exceptions
from package import SwiftFile, Target
from swift_text import take_apart


def file(source: str, path: str = "Sources/Tablet/Page.swift") -> SwiftFile:
    return SwiftFile(path, source)


def hosts_in(source: str) -> list[str]:
    return [literal for _, _, literal in host_literals.literals(file(source))]


class TakingApart(unittest.TestCase):
    def test_comments_leave_the_code_and_keep_their_line(self):
        text = take_apart('let a = 1 // first\n/* second /* nested */ third */ let b = 2')
        self.assertNotIn("first", text.code)
        self.assertIn("let b = 2", text.code)
        self.assertEqual(text.comment_on(1), "// first")
        self.assertEqual(text.comment_on(2), "/* second /* nested */ third */")

    def test_strings_are_no_comments(self):
        text = take_apart('let url = "see // here" // real')
        self.assertEqual(text.strings, [(1, "see // here")])
        self.assertEqual(text.comments, [(1, "// real")])

    def test_interpolated_code_is_code(self):
        text = take_apart(r'let s = "a\(name(x: "inner", y: (1)))b"; let after = 1')
        self.assertIn("name(x:", text.code)
        self.assertIn("let after = 1", text.code)
        self.assertEqual([string for _, string in text.strings], ["inner", "a\nb"])

    def test_raw_and_multiline_strings(self):
        text = take_apart('let a = #"x\\(no)"y"#\nlet b = """\n  one\n  "two"\n  """\nlet c = 3')
        self.assertEqual(text.strings[0], (1, 'x\\(no)"y'))
        self.assertIn('"two"', text.strings[1][1])
        self.assertEqual(text.code_lines[5], "let c = 3")


class HostLiterals(unittest.TestCase):
    def test_every_kind_of_place_is_found(self):
        self.assertEqual(hosts_in('let a = "127.0.0.1"'), ["127.0.0.1"])
        self.assertEqual(hosts_in('let a = "net 192.168.10.96/28"'), ["192.168.10.96"])
        self.assertEqual(hosts_in('let a = "::1"'), ["::1"])
        self.assertEqual(hosts_in('let a = "fe80::1:2"'), ["fe80::1:2"])
        self.assertEqual(hosts_in('let a = "cdn.a-b.com"'), ["cdn.a-b.com"])
        self.assertEqual(hosts_in('let a = "*.example.org"'), ["*.example.org"])
        self.assertEqual(hosts_in('let a = "http://machine/x"'), ["http://machine"])
        self.assertEqual(hosts_in('let a = "localhost"'), ["localhost"])
        self.assertEqual(hosts_in("connect(port: 8443)\nlet funds_port: Int = 443"), ["8443", "443"])

    def test_what_names_no_place_passes(self):
        for source in (
            '// see https://www.rfc-editor.org and 10.0.0.1',
            'let a = "http://\\(host):\\(port)/"',
            'let a = "urn:dutymark:messages:1"',
            'let a = "stamp.pdf", b = "dutymark.grant.v1", c = "Sources.swift"',
            'let a = "at 12:30:05", b = "5(h)(B)", c = "std::string", d = ":00", e = "a:1", f = "::"',
            "bind(port: 0)",
            "let report = 12, reports: Int = 3",
        ):
            self.assertEqual(hosts_in(source), [], source)

    def test_the_guide_may_name_hosts_and_others_need_a_reason(self):
        guide = file('let a = "10.1.2.3"', "Sources/ConnectivityGuide/Profile.swift")
        other = file('let a = "10.1.2.3"')
        self.assertEqual(host_literals.check([guide], Exceptions("x", "")), [])
        self.assertEqual(len(host_literals.check([other], Exceptions("x", ""))), 1)
        allowed = Exceptions("x", "Sources/Tablet/Page.swift | 10.1.2.3 | a reason that can be read")
        self.assertEqual(host_literals.check([other], allowed) + allowed.unused(), [])

    def test_an_exception_that_nothing_needs_is_a_problem(self):
        self.assertEqual(len(Exceptions("x", "Sources/A.swift | 10.1.2.3 | a reason that can be read").unused()), 1)
        self.assertEqual(len(Exceptions("x", "Sources/A.swift | 10.1.2.3 |").unused()), 1)


class Sockets(unittest.TestCase):
    def problems(self, source: str, path: str = "Sources/Tablet/Page.swift", exceptions: str = ""):
        return sockets.check([file(source, path)], Exceptions("sockets", exceptions))

    def test_every_way_to_open_a_connection_is_found(self):
        for source in (
            "ClientBootstrap(group: group).connect(to: address)",
            "let b = DatagramBootstrap(group: g)",
            "URLSession.shared.data(from: url)",
            "import FoundationNetworking",
            "let client = HTTPClient(eventLoopGroupProvider: .singleton)",
            "let d = socket(AF_INET, 1, 0)",
            "let r = Glibc.connect(d, pointer, length)",
            "getaddrinfo(host, nil, nil, &first)",
            "let p = ProbeSocket(group: g)",
            "let p = ProbeDatagram(group: g)",
        ):
            self.assertEqual(len(self.problems(source)), 1, source)

    def test_the_two_homes_and_reasoned_exceptions_may(self):
        for home in ("SiteNetwork", "MachineLink"):
            self.assertEqual(self.problems("ClientBootstrap(group: g)", f"Sources/{home}/A.swift"), [])
        self.assertEqual(self.problems("ProbeSocket(group: g)", "Sources/DoctorProbes/A.swift"), [])
        allowed = "Sources/Tablet/Page.swift | socket | binds a port and connects to nothing"
        self.assertEqual(self.problems("socket(1, 2, 0)", exceptions=allowed), [])

    def test_what_opens_nothing_passes(self):
        for source in (
            "try await link.connect()",
            "channel.connect(to: address)",
            "func connect() {}\nlet a = connect()",
            "let websocket = 1 // socket( and connect( in a comment",
            'let a = "socket("',
            "ServerBootstrap(group: g).bind(to: a)",
        ):
            self.assertEqual(self.problems(source), [], source)


class Package(unittest.TestCase):
    def test_a_file_belongs_to_the_target_whose_folder_it_is_in(self):
        self.assertEqual(file("", "Sources/Tablet/Pages/A.swift").target, "Tablet")
        self.assertEqual(file("", "Sources/Proof/SiteLab/Running/A.swift").target, "SiteLab")


class ImportDirections(unittest.TestCase):
    def problems(self, imports: dict[str, list[str]], table: str, declared: dict[str, set[str]] | None = None):
        files = [file("\n".join(f"import {n}" for n in names), f"Sources/{t}/A.swift") for t, names in imports.items()]
        targets = [Target(t, "regular", (declared or imports).get(t, []), True) for t in imports]
        for target in targets:
            target.dependencies = set(target.dependencies) - {"Foundation"}
        return import_table.check(files, targets, table)

    def test_a_table_that_agrees_is_silent(self):
        table = "| `Low` |  | `Foundation` | It counts days. |\n| `High` | `Low` |  | It shows what Low counts. |"
        self.assertEqual(self.problems({"Low": ["Foundation"], "High": ["Low"]}, table), [])

    def test_a_missing_row_is_printed_ready_to_add(self):
        found = self.problems({"Low": ["Foundation"]}, "")
        self.assertEqual(len(found), 1)
        self.assertIn("| `Low` |  | `Foundation` | WHY |", found[0])

    def test_unused_and_missing_permissions_are_both_problems(self):
        self.assertIn("permitted but not imported: Glibc", self.problems({"Low": []}, "| `Low` |  | `Glibc` | Long reason. |")[0])
        self.assertIn("imported but not permitted: Glibc", self.problems({"Low": ["Glibc"]}, "| `Low` |  |  | Long reason. |")[0])

    def test_a_row_without_target_or_reason_is_a_problem(self):
        self.assertIn("no target", self.problems({}, "| `Gone` |  |  | Long reason. |")[0])
        self.assertIn("no reason", self.problems({"Low": []}, "| `Low` |  |  | WHY |")[0])

    def test_ours_and_outside_stand_in_their_own_columns(self):
        table = "| `Low` |  |  | Long reason. |\n| `High` |  | `Low` | Long reason. |"
        self.assertIn("`High` differs", self.problems({"Low": [], "High": ["Low"]}, table)[0])

    def test_the_machine_never_reaches_the_back_end_through_a_third(self):
        found = self.problems({"Base": ["Middle"], "Middle": ["FundsLedger"], "FundsLedger": []}, "")
        self.assertIn("Sources/Base: reaches `FundsLedger`, which belongs to the back end", found)
        found = self.problems({"BackEnd": ["MachineLink"], "MachineLink": []}, "")
        self.assertIn("Sources/BackEnd: reaches `MachineLink`, which belongs to the machine", found)

    def test_the_tablet_never_reaches_the_security_device_through_a_third(self):
        found = self.problems({"Tablet": ["Middle"], "Middle": ["SecurityDevice"], "SecurityDevice": []}, "")
        self.assertIn("Sources/Tablet: reaches `SecurityDevice`, which belongs to the base", found)

    def test_a_web_framework_stays_in_the_thin_targets(self):
        found = self.problems({"Tablet": ["Hummingbird"], "TabletHTTP": ["Hummingbird"]}, "")
        self.assertEqual(sum("web framework" in problem for problem in found), 1)

    def test_the_manifest_declares_what_is_imported_and_no_more(self):
        found = self.problems({"Low": [], "High": ["Low"]}, "", {"Low": {"NIOCore"}, "High": set()})
        self.assertIn("Package.swift: `Low` depends on `NIOCore`, which none of its files imports", found)
        self.assertIn("Package.swift: `High` imports `Low` without depending on it", found)

    def test_import_lines_are_read_with_their_attributes(self):
        source = "@testable import A\n@preconcurrency public import B\nimport struct C.D\n// import E\nlet s = \"import F\""
        self.assertEqual(file(source).imports, {"A", "B", "C"})


class Marks(unittest.TestCase):
    def problems(self, source: str, path: str = "Sources/Tablet/Page.swift"):
        return marks.check([file(source, path)], Exceptions("long", ""))

    def test_a_trap_needs_its_reason_beside_it(self):
        for trap in ("try! run()", "x as! Int", "fatalError()", "final class A: @unchecked Sendable {}", "nonisolated(unsafe) var x = 1"):
            self.assertEqual(len(self.problems(trap)), 1, trap)
            self.assertEqual(self.problems("// The pattern is a literal and tested.\n" + trap), [], trap)
            self.assertEqual(len(self.problems("/// What this one does for a caller.\n" + trap)), 1, trap)

    def test_words_in_strings_and_comments_are_no_traps(self):
        self.assertEqual(self.problems('let a = "try! fatalError" // we never call fatalError here'), [])

    def test_unfinished_work_has_no_excuse(self):
        self.assertEqual(len(self.problems("// TODO: a long and good reason")), 1)

    def test_tests_neither_sleep_nor_are_switched_off(self):
        self.assertEqual(len(self.problems("try await Task.sleep(for: .seconds(1))", "Tests/A/B.swift")), 1)
        self.assertEqual(len(self.problems('@Test(.disabled("flaky")) func a() {}', "Tests/A/B.swift")), 1)

    def test_long_files_and_empty_names(self):
        self.assertEqual(len(self.problems("\n" * 501)), 1)
        self.assertEqual(len(self.problems("", "Sources/Tablet/StringUtils.swift")), 1)


if __name__ == "__main__":
    unittest.main()
