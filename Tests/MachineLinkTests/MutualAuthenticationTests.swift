import DutyModel
import Foundation
import Glibc
import MachineLink
import NIOCore
import NIOPosix
import Testing

@Suite(.timeLimit(.minutes(1))) struct MutualAuthenticationTests {
    @Test func pairedPartsTalk() async throws {
        let pair = try PairedFolders()
        let tablet = try LinkIdentity(folder: pair.tablet)
        try await serving(.tcp(address: loopback, port: 0, identity: LinkIdentity(folder: pair.base))) { server in
            let port = try #require(server.port)
            let client = FramedClient<Question, Answer>(
                to: .tcp(address: loopback, port: port, identity: tablet), group: loops)
            #expect(try await ask(client, "नमस्ते / \"quoted\"") == "नमस्ते / \"quoted\"")
            await client.close()
        }
    }

    @Test func aPartOfAnotherPairingIsRefusedBothWays() async throws {
        let pair = try PairedFolders()
        let others = try PairedFolders()
        let foreign = try LinkIdentity(folder: others.tablet)
        try await serving(.tcp(address: loopback, port: 0, identity: LinkIdentity(folder: pair.base))) { server in
            let port = try #require(server.port)
            let client = FramedClient<Question, Answer>(
                to: .tcp(address: loopback, port: port, identity: foreign), group: loops)
            await #expect(throws: DutyFailure(.linkPeerForeign, "")) { try await client.send(Question(text: "x")) }
        }
    }

    /// The client accepts the server, so only the server can notice.
    @Test func aClientThatKnowsTheServerButIsNotItsPairIsRefused() async throws {
        let pair = try PairedFolders()
        let others = try PairedFolders()
        let stolen = "\(others.tablet)/link-peer.pem"
        try FileManager.default.removeItem(atPath: stolen)
        try FileManager.default.copyItem(atPath: "\(pair.tablet)/link-peer.pem", toPath: stolen)
        let foreign = try LinkIdentity(folder: others.tablet)
        try await serving(.tcp(address: loopback, port: 0, identity: LinkIdentity(folder: pair.base))) { server in
            let port = try #require(server.port)
            let client = FramedClient<Question, Answer>(
                to: .tcp(address: loopback, port: port, identity: foreign), group: loops)
            await #expect(throws: DutyFailure(.linkPeerForeign, "")) { try await client.send(Question(text: "x")) }
        }
    }

    /// A part that is killed says nothing of certificates, and nothing was sent to it.
    @Test func aPartThatEndsInTheHandshakeIsNotForeign() async throws {
        let pair = try PairedFolders()
        let dying = try await ServerBootstrap(group: loops)
            .childChannelInitializer { $0.close() }
            .bind(host: loopback, port: 0).get()
        let port = try #require(dying.localAddress?.port)
        let client = FramedClient<Question, Answer>(
            to: .tcp(address: loopback, port: UInt16(port), identity: try LinkIdentity(folder: pair.tablet)),
            group: loops)
        let failure = await #expect(throws: DutyFailure.self) { try await client.send(Question(text: "x")) }
        #expect(failure?.code == .linkDown && failure?.outcome == .notDone, "\(failure?.message ?? "")")
        try await dying.close().get()
    }

    @Test func aSilentStrangerLosesItsPlace() async throws {
        let pair = try PairedFolders()
        var limits = LinkLimits()
        limits.handshakeMilliseconds = 50
        try await serving(
            .tcp(address: loopback, port: 0, identity: LinkIdentity(folder: pair.base)), limits: limits
        ) { server in
            let port = try #require(server.port)
            let stranger = try await ClientBootstrap(group: loops).connect(host: loopback, port: Int(port)).get()
            try await stranger.closeFuture.get()
        }
    }

    @Test func eachKeyStaysInItsOwnFolder() throws {
        let pair = try PairedFolders()
        let files = ["link-certificate.pem", "link-key.pem", "link-peer.pem"]
        for folder in [pair.base, pair.tablet] {
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == files)
            for file in files {
                var facts = stat()
                #expect(stat("\(folder)/\(file)", &facts) == 0)
                #expect(facts.st_mode & 0o777 == 0o600)
            }
        }
        let keys = try [pair.base, pair.tablet].map {
            try String(contentsOfFile: "\($0)/link-key.pem", encoding: .utf8)
        }
        #expect(keys[0] != keys[1])
        let base = try LinkIdentity(folder: pair.base)
        let tablet = try LinkIdentity(folder: pair.tablet)
        #expect(base.peerFingerprint == tablet.ownFingerprint)
        #expect(tablet.peerFingerprint == base.ownFingerprint)
    }

    @Test func pairingAgainChangesNothingAndMendsAHalfPairing() throws {
        let pair = try PairedFolders()
        let before = try LinkIdentity(folder: pair.base).ownFingerprint
        let now = Timestamp(1_800_000_000)
        try LinkPairing.make(baseFolder: pair.base, tabletFolder: pair.tablet, now: now)
        #expect(try LinkIdentity(folder: pair.base).ownFingerprint == before)
        try FileManager.default.removeItem(atPath: "\(pair.tablet)/link-peer.pem")
        try LinkPairing.make(baseFolder: pair.base, tabletFolder: pair.tablet, now: now)
        #expect(
            try LinkIdentity(folder: pair.base).peerFingerprint == LinkIdentity(folder: pair.tablet).ownFingerprint)
    }
}
