import NIOCore
import Testing

@testable import ConnectionRules

/// Which connection goes where there are too many.
@Suite("The connections of a listener") struct ConnectionCrowdTests {
    private typealias Crowd = ConnectionCrowd<Int, String>

    @Test("at the cap of unfinished handshakes the oldest of the busiest network goes")
    func oldestOfBusiest() {
        var crowd = Crowd(unfinished: 4, established: 8)
        for (id, network) in [(1, "quiet"), (2, "busy"), (3, "busy"), (4, "busy")] {
            #expect(crowd.arrive(id, from: network) == nil)
        }
        #expect(crowd.arrive(5, from: "quiet") == 2)
        #expect(crowd.arrive(6, from: "new") == 1, "of two networks with as many, the one that waits longest")
        #expect(crowd.unfinishedCount == 4)
        #expect(crowd.arrive(7, from: "busy") == 3)
    }

    @Test("a network that opens hundreds pushes out its own and keeps nobody else from a handshake")
    func floodPushesOutItself() {
        var crowd = Crowd(unfinished: 16, established: 8)
        #expect(crowd.arrive(0, from: "machine") == nil)
        for id in 1...900 { #expect(crowd.arrive(id, from: "stranger") != 0) }
        #expect(crowd.isUnfinished(0))
        #expect(crowd.establish(0) == nil)
        #expect(crowd.unfinishedCount == 15 && crowd.establishedCount == 1)
    }

    @Test("many networks with one connection each lose their oldest, one for one")
    func manyNetworks() {
        var crowd = Crowd(unfinished: 3, established: 8)
        for id in 1...3 { #expect(crowd.arrive(id, from: "n\(id)") == nil) }
        #expect(crowd.arrive(4, from: "n4") == 1)
        #expect(crowd.arrive(5, from: "n5") == 2)
    }

    @Test("connections past their handshake are counted apart, and one without a request goes first")
    func established() {
        var crowd = Crowd(unfinished: 2, established: 3)
        func enter(_ id: Int, _ network: String) -> Int? {
            _ = crowd.arrive(id, from: network)
            return crowd.establish(id)
        }
        #expect(enter(1, "a") == nil)
        crowd.work(1)
        crowd.rest(1)
        #expect(enter(2, "b") == nil)
        #expect(enter(3, "b") == nil)
        crowd.work(3)
        #expect(enter(4, "c") == 2, "silent goes before resting")
        crowd.work(4)
        #expect(enter(5, "d") == 1, "resting goes before working")
        crowd.work(5)
        #expect(enter(6, "e") == 6, "where all are at work, the newcomer goes")
        #expect(crowd.establishedCount == 3)
        crowd.rest(4)
        #expect(enter(7, "e") == 4)
    }

    @Test("what has left or never came changes nothing")
    func strangers() {
        var crowd = Crowd(unfinished: 1, established: 1)
        crowd.leave(9)
        crowd.work(9)
        crowd.rest(9)
        #expect(crowd.establish(9) == nil)
        #expect(crowd.arrive(1, from: "a") == nil)
        crowd.work(1)
        #expect(crowd.isUnfinished(1), "a request can't come before the handshake")
        #expect(crowd.establish(1) == nil)
        #expect(crowd.establish(1) == nil)
        crowd.leave(1)
        #expect(crowd.unfinishedCount == 0 && crowd.establishedCount == 0)
    }

    @Test("however connections come and go, neither number passes its limit")
    func neverMore() {
        var crowd = Crowd(unfinished: 5, established: 7)
        var generator = SystemRandomNumberGenerator()
        var open: Set<Int> = []
        for id in 0..<5_000 {
            if let gone = crowd.arrive(id, from: "n\(Int.random(in: 0..<9, using: &generator))") { open.remove(gone) }
            open.insert(id)
            let one = Int.random(in: max(0, id - 20)...id, using: &generator)
            guard open.contains(one) else { continue }
            switch Int.random(in: 0..<5, using: &generator) {
            case 0, 1: if let gone = crowd.establish(one) { open.remove(gone) }
            case 2: crowd.work(one)
            case 3: crowd.rest(one)
            default:
                crowd.leave(one)
                open.remove(one)
            }
            #expect(crowd.unfinishedCount <= 5 && crowd.establishedCount <= 7)
            #expect(crowd.unfinishedCount + crowd.establishedCount == open.count)
        }
    }

    @Test("addresses of IPv6 count by their first half, and one of IPv4 is the same in either form")
    func networks() throws {
        func network(_ text: String) throws -> ClientNetwork? {
            ClientNetwork(try SocketAddress(ipAddress: text, port: 1))
        }
        let (first, second) = (try network("2001:db8:1:2::3"), try network("2001:db8:1:2:ffff::9"))
        let (third, four) = (try network("2001:db8:1:3::3"), try network("198.51.100.7"))
        let (mapped, other) = (try network("::ffff:198.51.100.7"), try network("198.51.100.8"))
        #expect(first == second && first != third)
        #expect(four == mapped && four != other)
        #expect(ClientNetwork(try SocketAddress(unixDomainSocketPath: "/x")) == nil)
    }
}
