import DutyModel
import Exchanges
import Foundation
import PublishedKeys
import Signing
import Testing

@testable import BackEnd

/// An installation is wholly a demonstration, or wholly not, and its licences say so.
@Suite struct BooksKindTests {
    private func opened(_ site: TestSite, _ demonstration: Bool?) async throws -> BackEndInstallation {
        try await BackEndInstallation.open(
            folder: "\(site.folder)/backend", presence: .made(nil), clock: site.clock, demonstration: demonstration)
    }

    @Test func `books of before are what they are first said to be, and stay so`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        #expect(site.backEnd.enrolment.demonstration == nil)
        #expect(try await opened(site, nil).enrolment.demonstration == nil)
        #expect(try await opened(site, true).enrolment.demonstration == true)
        await #expect(throws: DutyFailure(.dataForeign, "")) { _ = try await opened(site, false) }
        #expect(try await opened(site, nil).enrolment.demonstration == true)
        #expect(try await opened(site, true).enrolment.demonstration == true)
    }

    @Test(arguments: [true, false])
    func `a device is told the kind in the newest form that its machine reads`(_ demonstration: Bool) async throws {
        var site = try await TestSite()
        defer { site.remove() }
        site.backEnd = try await opened(site, demonstration)
        let enrolment = site.backEnd.enrolment
        var device = PaperDevice(serial: 77)
        try await site.permit(device)
        let request = try device.configuration()
        // From now on the device is in the machine, and replaces none.
        _ = try await enrolment.configure(request, from: site.identity)
        let verifier = Ed25519Verifier()
        // An old machine, the same one once it was brought to this version, and an old one in its place again.
        for (forms, mark) in [([], nil), ([.markedAuthorisation], demonstration), ([], nil)] as [([NewerForm], Bool?)] {
            func ask() async throws -> DeviceConfiguration {
                try await enrolment.configure(request, from: site.identity, reading: forms)
            }
            let given = try await ask()
            #expect(given.authorisation.demonstration == mark)
            #expect(try await ask() == given)
            try verifier.require(
                given.signature, over: given.authorisation.signedForm, by: enrolment.fundsKeys.present, on: "licence")
        }
        #expect(try await site.check().findingCount == 0)
        #expect(try await enrolment.keysToPublish().contains { $0.psdKey == device.psdKey })
    }

    @Test func `a licence of the other kind is published by nobody, found by the check, and taken up nowhere`()
        async throws
    {
        var site = try await TestSite()
        defer { site.remove() }
        site.backEnd = try await opened(site, true)
        var device = PaperDevice(serial: 77)
        let wanted = PSDEnrolment(
            psdKey: device.psdKey, publicKey: device.signer.publicKey, machine: site.machine,
            licence: try LicenceNumber("LIC-9"), state: try StateCode("MH"))
        let issued = try await site.backEnd.enrolment.enrolPSD(wanted)
        #expect(issued.authorisation.demonstration == true)
        try await site.backEnd.database.write { (transaction) throws(DutyFailure) -> Void in
            try transaction.execute("UPDATE books_kind SET demonstration = 0")
        }
        site.backEnd = try await opened(site, false)
        let published = try await site.backEnd.enrolment.keysToPublish()
        #expect(!published.contains { $0.psdKey == device.psdKey })
        // A licence without a mark may be of either kind.
        #expect(published.contains { $0.psdKey == site.device.psdKey })
        #expect(try await site.check().findings.map(\.invariant) == [.authorisation])
        let report = LicenceReport(
            authorisation: issued.authorisation, signature: issued.signature, question: try device.audit(),
            firstGrant: nil, firstRecords: [])
        await #expect(throws: DutyFailure(.licenceForeign, "")) {
            try await site.backEnd.enrolment.takeUp(report, from: site.identity)
        }
    }

    @Test func `a machine is invited only to an installation of its kind`() async throws {
        var site = try await TestSite()
        defer { site.remove() }
        site.backEnd = try await opened(site, false)
        let enrolment = site.backEnd.enrolment
        var terms = try site.terms()
        #expect(terms.isDemonstration)
        let other = terms
        await #expect(throws: DutyFailure(.licenceForeign, "")) { _ = try await enrolment.invite(other) }
        terms.isDemonstration = false
        _ = try await enrolment.invite(terms)
    }
}
