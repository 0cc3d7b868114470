import DutyModel
import Exchanges
import Messages
import Signing
import Testing

@testable import Tablet

/// Which directories are believed, and for how long they and their tokens are used.
@Suite struct DirectoryRulesTests {
    private static let signer = Ed25519Signer()
    private static let funds = ServiceLocation(service: .funds, host: "funds.test", port: 443, path: "/")

    private func code(
        services: [ServiceLocation] = [funds], by signer: Ed25519Signer = signer, version: UInt64 = 5,
        lifetime: Int64 = 3600
    ) throws -> FailureCode? {
        let directory = try TestDirectory.sign(services, by: signer, version: version, lifetime: lifetime)
        do throws(DutyFailure) {
            _ = try rules.accept(
                DirectoryAnswer(directory: directory, tokens: [], auditWanted: false), for: TestDirectory.key,
                askedAt: 0, lastVersion: 5)
            return nil
        } catch {
            return error.code
        }
    }

    private var rules: DirectoryRules {
        DirectoryRules(
            machine: TestDirectory.machine, distributorKey: Self.signer.publicKey,
            guidePermits: { host, port in host == "funds.test" && port == 443 }, verifier: Ed25519Verifier())
    }

    @Test func `only a signed directory of known hosts that is not older is believed`() throws {
        #expect(try code() == nil)
        #expect(try code(version: 6) == nil)
        #expect(try code(version: 4) == .directoryBad)
        #expect(try code(by: Ed25519Signer()) == .signatureBad)
        #expect(try code(lifetime: 0) == .directoryBad)
        #expect(try code(lifetime: -5) == .directoryBad)
        let stranger = ServiceLocation(service: .transactions, host: "stranger.test", port: 443, path: "/")
        #expect(try code(services: [Self.funds, stranger]) == .directoryBad)
        #expect(
            try code(services: [ServiceLocation(service: .funds, host: "funds.test", port: 80, path: "/")])
                == .directoryBad)
    }

    private func accepted(lifetime: Int64 = 3600, token: AccessToken) throws -> AcceptedDirectory {
        let directory = try TestDirectory.sign([Self.funds], by: Self.signer, lifetime: lifetime)
        return try rules.accept(
            DirectoryAnswer(directory: directory, tokens: [token], auditWanted: false), for: TestDirectory.key,
            askedAt: 1_000,
            lastVersion: 0)
    }

    @Test func `a way lasts as long as its token, counted from the question`() throws {
        let way = try accepted(token: TestDirectory.token())
        #expect(way.way(to: .funds, elapsed: 1_569) != nil)
        #expect(way.way(to: .funds, elapsed: 1_570) == nil)
        #expect(way.way(to: .transactions, elapsed: 1_000) == nil)
    }

    @Test func `a lifetime beyond the longest is cut, and a directory's end ends its tokens`() throws {
        let long = try accepted(token: TestDirectory.token(lifetime: 9_999_999))
        #expect(long.way(to: .funds, elapsed: 1_569) != nil)
        #expect(long.way(to: .funds, elapsed: 1_570) == nil)
        let short = try accepted(lifetime: 60, token: TestDirectory.token())
        #expect(short.way(to: .funds, elapsed: 1_059) != nil)
        #expect(short.way(to: .funds, elapsed: 1_060) == nil)
    }

    @Test func `a token of another machine is no way`() throws {
        let way = try accepted(token: TestDirectory.token(machine: MachineSerial("M-2")))
        #expect(way.way(to: .funds, elapsed: 1_000) == nil)
    }

    @Test func `a lifetime that cannot be counted is none`() {
        let life = AcceptedDirectory.lifetime(from: Timestamp(.min), to: Timestamp(.max), longest: 60)
        #expect(life == 0)
    }
}
