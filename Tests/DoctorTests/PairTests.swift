import Doctor
import Testing

@Suite("two faults at once are two root causes") struct PairTests {
    /// Faults that do not hide each other: each has endpoints, or signs, of its own.
    private static let names = [
        "TCP 443 dropped", "UDP 53 dropped", "unknown names rewritten", "port 53 intercepted", "TCP 5228 dropped",
        "a block page at the check", "the clock an hour ahead",
        "datagrams of more than 512 bytes lost", "the gateway in the machine's range",
        "IPv6 broken",
        "one name sinkholed", "one host down",
    ]

    /// Pairs of which one takes away what the other is known by, and why.
    private static let hidden: [Set<String>] = [
        // Nothing at port 443 can be told any more of the one host.
        ["TCP 443 dropped", "one host down"], ["one name sinkholed", "one host down"],
        // The question to nowhere goes over UDP 53; so do the random names.
        ["UDP 53 dropped", "port 53 intercepted"], ["UDP 53 dropped", "unknown names rewritten"],
        // What becomes of datagrams at all is told by these questions.
        ["UDP 53 dropped", "datagrams of more than 512 bytes lost"],
        // The false address is told by an answer over UDP.
        ["UDP 53 dropped", "one name sinkholed"],
        // Over IPv4 nothing opens at that port either.
        ["TCP 443 dropped", "IPv6 broken"], ["IPv6 broken", "one name sinkholed"], ["IPv6 broken", "one host down"],
    ]

    @Test("every pair")
    func pairs() throws {
        let rows = DetectionTableTests.rows.filter { Self.names.contains($0.name) }
        #expect(rows.count == Self.names.count)
        for (index, one) in rows.enumerated() {
            for other in rows[(index + 1)...] where !Self.hidden.contains([one.name, other.name]) {
                var site = try Site()
                one.fault(&site)
                other.fault(&site)
                #expect(Set(site.roots) == Set(one.roots + other.roots), "\(one.name) + \(other.name)")
                #expect(site.roots.count == 2, "\(one.name) + \(other.name)")
            }
        }
    }
}
