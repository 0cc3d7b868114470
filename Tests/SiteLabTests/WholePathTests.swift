import DutyModel
import Foundation
import Glibc
import SiteLab
import Testing

@Suite(
    "The machine's whole path", .serialized,
    .enabled(if: LabRoom.isPossible, "needs root, for namespaces"))
struct WholePathTests {
    @Test("direct: refill, frank, upload and audit under the guide's real host names")
    func direct() async throws {
        try await LabRoom().use { lab in
            let machine = try MachineInLab(lab)
            try Self.wholePath(machine)
        }
    }

    @Test(
        "through squid with a password and everything else closed: the machine speaks to nothing but the proxy"
    )
    func throughProxy() async throws {
        try await LabRoom().use { lab in
            let machine = try MachineInLab(lab)
            try machine.face(ScenarioBook.builtIn().scenario("proxy").faults)
            let sent = try Capture(ofMachineIn: lab)
            let names = try Capture(
                lab, on: "any",
                "port 53 and (host \(lab.site.machine.ipv4) or host \(lab.site.machine.ipv6))")
            try Self.wholePath(machine)
            let packets = try sent.endAfterMark(in: lab)
            let foreign = packets.filter { !$0.contains(" > \(lab.site.proxy.ipv4).\(lab.plan.proxyPort): ") }
            #expect(packets.count > 20, "the machine was heard")
            #expect(foreign == [], "nothing but the proxy was spoken to")
            #expect(names.end() == [], "no question for a name")
        }
    }

    private static func wholePath(_ machine: MachineInLab) throws {
        let before = try machine.status()
        try machine.done("refill", "--amount", "5000")
        try machine.done("frank", "--amount", "500", "--instrument", "4")
        try machine.done("upload")
        try machine.done("audit")
        let after = try machine.status()
        #expect(after.registers.ascending - before.registers.ascending == 50_000)
        #expect(after.registers.descending - before.registers.descending == 450_000)
        #expect(after.outbox.unsent == 0 && after.pendingRefill == nil)
    }
}

/// What tcpdump sees on the router.
struct Capture {
    private let program: LabProgram

    init(_ lab: Lab, on interface: String, _ filter: String) throws {
        program = try lab.start(
            ["tcpdump", "--immediate-mode", "-n", "-l", "-q", "-t", "-i", interface, filter], in: .router,
            ready: .words("listening on"), name: "capture-\(interface)")
    }

    /// Everything that the machine sends.
    init(ofMachineIn lab: Lab) throws {
        let machine = lab.site.machine
        try self.init(
            lab, on: "site-port",
            "(ip or (ip6 and not icmp6)) and (src host \(machine.ipv4) or src host \(machine.ipv6))")
    }

    /// Ends the capture when it has seen a packet that is sent now, and with it everything before.
    func endAfterMark(in lab: Lab) throws -> [String] {
        let proxy = lab.site.proxy.ipv4
        return try end(after: " > \(proxy).9: ") { _ = try lab.said("bash", "-c", "echo > /dev/udp/\(proxy)/9") }
    }

    /// Ends the capture; the packets, a line each.
    func end() -> [String] {
        program.kill()
        return program.said.split(separator: "\n").map(String.init).filter { $0.contains(" > ") }
    }

    /// Ends the capture when it has seen the packet that `send` sends, and with it everything before.
    func end(after mark: String, _ send: () throws -> Void) throws -> [String] {
        try send()
        let deadline = ContinuousClock.now + .seconds(20)
        while !program.said.contains(mark), .now < deadline { sched_yield() }
        return end().filter { !$0.contains(mark) }
    }
}
