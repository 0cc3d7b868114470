import BackEnd
import DutyModel
import Exchanges
import Foundation
import Logging
import Signing
import Synchronization
import Testing

@testable import Tablet

/// The base hears of renewed service keys through the tablet, which can change nothing about them.
@Suite struct ServiceKeyCourierTests {
    @Test func `a renewed certificate reaches the base, and one that nobody certified does not`() async throws {
        let bench = try await TabletBench()
        let held = bench.backEnd.certifiedKeys
        bench.clock.advance(bySeconds: 1_500 * 86_400)
        let renewed = try await BackEndInstallation.open(folder: bench.folder + "/backend", clock: bench.clock)
            .certifiedKeys
        let forged = CertifiedServiceKeys(
            root: held.root,
            certificates: renewed.certificates.map {
                ServiceKeyCertificate(
                    purpose: $0.purpose, key: $0.key, number: $0.number + 1, validFrom: $0.validFrom,
                    validUntil: $0.validUntil.advanced(byDays: 1), rootGeneration: $0.rootGeneration,
                    signatures: $0.signatures)
            })
        let download = PlayedKeys([.failure(DutyFailure(.httpStatus, "")), .success(forged), .success(renewed)])
        let (heard, tablet) = (HeardVersions(), bench.tablet)
        let seen = Mutex<[FailureCode]>([])
        let courier = ServiceKeyCourier(
            tablet: tablet, heard: heard, download: download,
            surroundings: TabletSurroundings(logger: Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() }) { _ in
                let codes = await tablet.snapshot().problems.map(\.code)
                seen.withLock { $0 += codes }
            })
        let running = Task { try await courier.run() }
        heard.hear(renewed.revision)
        let start = ContinuousClock.now
        while true {
            let problems = await tablet.snapshot().problems
            if !download.isOpen, problems.isEmpty { break }
            try #require(.now - start < .seconds(30), "the certificates did not come")
            await Task.yield()
        }
        running.cancel()
        try await running.value
        #expect(seen.withLock { $0 } == [.httpStatus, .signatureBad])
        #expect(await tablet.snapshot().problems.isEmpty)
        #expect(await tablet.snapshot().serviceRoot == held.root.fingerprint)
    }

    @Test func `the distributor's next key is believed once the base's root vouches for it, and no older one after`()
        async throws
    {
        let bench = try await TabletBench()
        let (tablet, held) = (bench.tablet, bench.backEnd.certifiedKeys)
        try await tablet.bring(held)
        #expect(await tablet.distributorCertificate == held.certificate(for: .distributor))
        _ = try await tablet.services.renewDirectory(for: TestDirectory.key)
        let next = try BackEndInstallation.succeedKey(
            for: .distributor, inFolder: bench.folder + "/backend", rootIn: [], clock: bench.clock)
        let certificate = try #require(next.certificate(for: .distributor))
        let forged = ServiceKeyCertificate(
            purpose: .distributor, key: Ed25519Signer().publicKey, number: certificate.number + 1,
            validFrom: certificate.validFrom, validUntil: certificate.validUntil,
            rootGeneration: certificate.rootGeneration, signatures: certificate.signatures)
        let others = held.certificates.filter { $0.purpose != .distributor }
        await #expect(throws: DutyFailure(.signatureBad, "")) {
            try await tablet.bring(CertifiedServiceKeys(root: held.root, certificates: others + [forged]))
        }
        for keys in [next, held] {
            try await tablet.bring(keys)
            #expect(await tablet.distributorCertificate == certificate)
            // The back end of this bench signs with the key of before.
            await #expect(throws: DutyFailure(.signatureBad, "")) {
                _ = try await tablet.services.renewDirectory(for: TestDirectory.key)
            }
        }
    }
}

/// A back end that answers what a test says, once each.
private final class PlayedKeys: ServiceKeyDownload {
    private let answers: Mutex<[Result<CertifiedServiceKeys, DutyFailure>]>

    init(_ answers: [Result<CertifiedServiceKeys, DutyFailure>]) { self.answers = Mutex(answers) }

    var isOpen: Bool { answers.withLock { !$0.isEmpty } }

    func serviceKeys() async throws(DutyFailure) -> CertifiedServiceKeys {
        try answers.withLock { $0.isEmpty ? .failure(DutyFailure(.httpStatus, "")) : $0.removeFirst() }.get()
    }
}
