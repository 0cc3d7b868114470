import BackEnd
import Base
import ConnectivityGuide
import DutyModel
import Exchanges
import Foundation
import LocalSystem
import SecurityDevice
import Signing
import Tablet
import Testing

@testable import Installation

/// What an enrolment on site leaves in the machine's folder, whole and cut short.
@Suite struct OnSiteEnrolmentTests {
    private let place = "/tmp/dutymark-on-site-\(UUID().uuidString.prefix(8))"
    private let backEnd: BackEndInstallation
    private let customer = CustomerAccount(unchecked: "BANK-1")

    init() async throws {
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        backEnd = try await BackEndInstallation.open(folder: place + "/backend")
        try await backEnd.enrolment.openAccount(customer, name: "Bank", isDemonstration: false)
    }

    private func remove() { try? FileManager.default.removeItem(atPath: place) }

    private func invited(_ machine: String, psdSerial: UInt32? = nil) async throws -> EnrolmentCode {
        try await backEnd.enrolment.invite(
            InvitationTerms(
                machine: try MachineSerial(machine), customer: customer, licence: try LicenceNumber("MH-7"),
                state: try StateCode("MH"), psdSerial: psdSerial,
                stampPrefix: try VerifyPrefix("HTTPS://VERIFY.EXAMPLE/V/"),
                isDemonstration: false)
        ).code
    }

    private func enrolment(_ name: String, _ code: EnrolmentCode) throws -> OnSiteEnrolment {
        let guide = try InstallationGuide(ConnectivityGuide.builtIn("b700-v2"))
        return OnSiteEnrolment(
            layout: FolderLayout(root: "\(place)/\(name)"), guide: guide, guideName: "b700-v2",
            place: try BackEndPlace(nil, in: guide), route: .direct, code: code)
    }

    /// Carries the messages of a talk to the back end of the test.
    private func speak(_ talk: EnrolmentTalk) async throws(DutyFailure) -> ProvenEnrolment {
        var talk = talk
        let request = try talk.take(try backEnd.siteEnrolment.offer(talk.opening))
        return try talk.take(try await backEnd.siteEnrolment.enrol(request))
    }

    private func files(_ name: String) throws -> Set<String> {
        let paths = try FileManager.default.subpathsOfDirectory(atPath: "\(place)/\(name)")
        return Set(
            paths.filter { path in
                var isFolder: ObjCBool = false
                _ = FileManager.default.fileExists(atPath: "\(place)/\(name)/\(path)", isDirectory: &isFolder)
                return !isFolder.boolValue
            })
    }

    private func bytes(_ name: String, _ path: String) -> Data? {
        FileManager.default.contents(atPath: "\(place)/\(name)/\(path)")
    }

    private static let ownKeys: Set<String> = [
        "layout-version", "lock", "base/lock", "base/keys/psd-life-1.key", "tablet/lock", "tablet/machine-key.pem",
    ]

    /// What “backend enroll” makes, but for the licence, which comes with the first contact, and the key list.
    private static let whole = ownKeys.union([
        "record.json", "installation.json", "machine.yaml", "base/psd-serial", "base/service-root.json",
        "base/psd/psd.journal", "base/psd/psd.anchor", "base/link/link-key.pem", "base/link/link-certificate.pem",
        "base/link/link-peer.pem", "tablet/link/link-key.pem", "tablet/link/link-certificate.pem",
        "tablet/link/link-peer.pem", "tablet/enrolment.json", "public/publisher-key.txt", "public/publisher.json",
    ])

    private func expectEnrolled(_ name: String, as machine: String, _ location: SourceLocation = #_sourceLocation)
        throws
    {
        #expect(try files(name) == Self.whole, sourceLocation: location)
        let layout = FolderLayout(root: "\(place)/\(name)")
        let installation = try InstallationIdentity.settled(in: layout)
        let tablet = try #require(try TabletFolder(path: layout.tablet).enrolment())
        let base = try OpenedBase(made: layout, installation: installation)
        let status = base.device.status(at: SystemClockReader().read())
        #expect(tablet.machine.text == machine && installation.machine == tablet.machine, sourceLocation: location)
        #expect(status.psdKey == tablet.psdKey && status.phase == .initialised, sourceLocation: location)
        #expect(base.device.serviceRoot == backEnd.certifiedKeys.root, sourceLocation: location)
        #expect(tablet.distributorKey == backEnd.distributorKey, sourceLocation: location)
        #expect(
            try layout.published.source.pinnedPublisher() == backEnd.publisher.publicKey, sourceLocation: location)
        let publicKey = try TabletFolder(path: layout.tablet).tlsPublicKeyPEM()
        #expect(backEnd.authority.issued(tablet.certificatePEM, for: publicKey), sourceLocation: location)
        #expect(try FolderRecord.read(layout)?.tablet == true, sourceLocation: location)
    }

    @Test func `a new folder ends as a machine's that knows its back end, and again changes nothing`() async throws {
        defer { remove() }
        let code = try await invited("B700-2")
        let proven = try await enrolment("m", code).run(speaking: speak)
        try expectEnrolled("m", as: "B700-2")
        // Each opening of the device is one more frame of its journal.
        let kept = Self.whole.subtracting(["base/psd/psd.journal", "base/psd/psd.anchor"])
        let before = Dictionary(uniqueKeysWithValues: kept.map { ($0, bytes("m", $0)) })
        #expect(try await enrolment("m", code).run(speaking: speak) == proven)
        for file in kept { #expect(bytes("m", file) == before[file], "\(file)") }
        // Its folder is that machine's: no other enrols in it.
        let other = try await invited("B700-3")
        await #expect(throws: DutyFailure(.dataForeign, "")) { try await enrolment("m", other).run(speaking: speak) }
        try expectEnrolled("m", as: "B700-2")
    }

    /// Licenses the device of a folder, withdraws it, and begins its next life.
    private func beginNextLife(_ grant: EnrolmentGrant, in layout: FolderLayout) async throws {
        try await backEnd.distributor.publish([
            ServiceLocation(service: .funds, host: "funds.example", port: 443, path: "/funds"),
            ServiceLocation(service: .transactions, host: "usage.example", port: 443, path: "/usage"),
        ])
        var base = try OpenedBase(made: layout, installation: try InstallationIdentity.settled(in: layout))
        let (reading, random) = (SystemClockReader().read(), SystemRandomSource())
        let identity = try backEnd.authority.identify(der: grant.certificate.certificate)
        try base.device.takeServiceKeys(backEnd.certifiedKeys)
        let request = try base.device.configurationRequest(nonce: random.value(), at: reading)
        try base.device.configure(try await backEnd.enrolment.configure(request, from: identity), at: reading)
        try base.device.beginWithdrawal(id: random.value(), at: reading)
        let wish = try base.device.withdrawalRequest(nonce: random.value(), at: reading)
        let told = try await backEnd.distributor.directory(for: grant.psdKey, from: identity)
        let caller = MachineCaller(identity: identity, token: told.tokens.first { $0.audience == .funds })
        let order = try await backEnd.funds.withdraw(wish, from: caller)
        if let standing = try await backEnd.newestStanding(of: grant.psdKey, for: identity) {
            try base.device.takeStanding(standing)
        }
        try base.device.completeWithdrawal(order, at: reading)
        try await backEnd.funds.confirm(try base.device.withdrawalConfirmation(at: reading), from: caller)
        try base.device.destroyKey()
        try base.device.beginNextLife()
    }

    @Test func `a machine that lost its tablet's folder enrols again with its device, in a later life`() async throws {
        defer { remove() }
        let layout = FolderLayout(root: "\(place)/m")
        let first = try await enrolment("m", invited("B700-2")).run(speaking: speak).grant
        func enrolAgain() async throws -> EnrolmentGrant {
            try FileManager.default.removeItem(atPath: layout.tablet)
            let code = try await invited("B700-2", psdSerial: first.psdKey.serial.number)
            return try await enrolment("m", code).run(speaking: speak).grant
        }
        #expect(try await enrolAgain().psdKey == first.psdKey)
        try await beginNextLife(first, in: layout)
        let again = try await enrolAgain()
        #expect(again.machine == first.machine)
        #expect(again.psdKey == PSDKeyID(serial: first.psdKey.serial, life: 2))
        let base = try OpenedBase(made: layout, installation: try InstallationIdentity.settled(in: layout))
        #expect(base.device.status(at: SystemClockReader().read()).psdKey == again.psdKey)
        #expect(try TabletFolder(path: layout.tablet).enrolment()?.psdKey == again.psdKey)
    }

    @Test func `a base keeps a root that others followed, and is led on from there`() async throws {
        defer { remove() }
        let layout = FolderLayout(root: "\(place)/m")
        let first = try await enrolment("m", invited("B700-2")).run(speaking: speak)
        try FileManager.default.removeItem(atPath: layout.tablet)
        let code = try await invited("B700-2", psdSerial: first.grant.psdKey.serial.number)
        let next = try BackEndInstallation.succeedRoot(
            by: "\(place)/second", inFolder: place + "/backend", rootIn: [], clock: SystemWallClock())
        let opened = try await BackEndInstallation.open(folder: place + "/backend", presence: .made(nil))
        let again = try await enrolment("m", code).run { (talk) async throws(DutyFailure) in
            var talk = talk
            let request = try talk.take(try opened.siteEnrolment.offer(talk.opening))
            return try talk.take(try await opened.siteEnrolment.enrol(request))
        }
        #expect(again.root == next.root && again.root != first.root)
        var base = try OpenedBase(made: layout, installation: try InstallationIdentity.settled(in: layout))
        #expect(base.device.serviceRoot == first.root)
        try base.device.takeServiceKeys(opened.certifiedKeys)
        #expect(base.device.serviceRoot == next.root)
    }

    @Test func `before the back end has proved itself the folder holds its own keys alone`() async throws {
        defer { remove() }
        let code = try await invited("B700-2")
        let wrong = EnrolmentCode(random: SystemRandomSource())
        await #expect(throws: DutyFailure(.enrolmentCodeWrong, "")) {
            try await enrolment("m", wrong).run(speaking: speak)
        }
        #expect(try files("m") == Self.ownKeys)
        // Another back end in the middle answers by itself, with a code of its own.
        let theirs = try await BackEndInstallation.open(folder: place + "/theirs")
        await #expect(throws: DutyFailure(.backEndUnproven, "")) {
            try await enrolment("m", code).run { (talk) async throws(DutyFailure) in
                var talk = talk
                let request = try talk.take(try theirs.siteEnrolment.offer(talk.opening))
                let grant = EnrolmentGrant(
                    machine: MachineSerial(unchecked: "B700-9"), psdKey: PSDKeyID(serial: PSDSerial(9), life: 1),
                    certificate: MachineCertificate(certificate: [1], expiresAt: Timestamp(0)),
                    distributorKey: theirs.distributorKey, publisherKey: theirs.publisher.publicKey,
                    stampPrefix: "HTTPS://EVIL.EXAMPLE/", isDemonstration: false)
                // The machine's own MAC sent back is all that it has.
                return try talk.take(EnrolmentAnswer(grant: grant, mac: request.mac))
            }
        }
        #expect(try files("m") == Self.ownKeys)
        let keys = [bytes("m", "base/keys/psd-life-1.key"), bytes("m", "tablet/machine-key.pem")]
        _ = try await enrolment("m", code).run(speaking: speak)
        try expectEnrolled("m", as: "B700-2")
        #expect(keys == [bytes("m", "base/keys/psd-life-1.key"), bytes("m", "tablet/machine-key.pem")])
    }

    /// Each write in turn finds its place taken, as a full disk or a power cut would leave it undone.
    @Test(arguments: [
        "record.json", "installation.json", "base/psd", "base/service-root.json", "tablet/link", "base/link", "public",
        "public/publisher-key.txt",
    ])
    func `an enrolment that was cut short is completed by the same code, with the same keys`(_ taken: String)
        async throws
    {
        defer { remove() }
        let code = try await invited("B700-2")
        let path = "\(place)/m/\(taken)"
        let folders = ["base/psd", "tablet/link", "base/link", "public"].contains(taken)
        try FileManager.default.createDirectory(
            atPath: folders ? URL(filePath: path).deletingLastPathComponent().path : path,
            withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        if folders { #expect(FileManager.default.createFile(atPath: path, contents: Data())) }
        await #expect(throws: DutyFailure.self) { try await enrolment("m", code).run(speaking: speak) }
        let key = bytes("m", "base/keys/psd-life-1.key")
        try FileManager.default.removeItem(atPath: path)
        _ = try await enrolment("m", code).run(speaking: speak)
        try expectEnrolled("m", as: "B700-2")
        #expect(key == nil || key == bytes("m", "base/keys/psd-life-1.key"))
    }

    @Test func `a lost answer costs nothing, and after the hour a new code for the same device goes on`() async throws {
        defer { remove() }
        let code = try await invited("B700-2")
        await #expect(throws: DutyFailure(.connectionLost, "")) {
            try await enrolment("m", code).run { (talk) async throws(DutyFailure) in
                _ = try await speak(talk)
                throw DutyFailure(.connectionLost, "The line broke.")
            }
        }
        #expect(try files("m") == Self.ownKeys)
        // The code is given up; the operator makes another one.
        let next = try await invited("B700-2")
        await #expect(throws: DutyFailure(.enrolmentCodeSpent, "")) {
            try await enrolment("m", code).run(speaking: speak)
        }
        _ = try await enrolment("m", next).run(speaking: speak)
        try expectEnrolled("m", as: "B700-2")
    }

    @Test func `a folder with a back end is no machine's`() async throws {
        defer { remove() }
        let code = try await invited("B700-2")
        try FileManager.default.createDirectory(atPath: "\(place)/m/backend", withIntermediateDirectories: true)
        await #expect(throws: DutyFailure(.placeTaken, "")) { try await enrolment("m", code).run(speaking: speak) }
    }

    @Test func `a place that is not in the guide is refused before anything is asked`() throws {
        defer { remove() }
        let guide = try InstallationGuide(ConnectivityGuide.builtIn("b700-v2"))
        let usual = try guide.location(of: .distributor)
        let place = try BackEndPlace(nil, in: guide)
        #expect(place.host == usual.host && place.port == usual.port)
        #expect(try BackEndPlace(usual.host, in: guide).port == usual.port)
        #expect(try BackEndPlace("\(usual.host):\(usual.port)", in: guide).host == usual.host)
        for text in ["evil.example", "\(usual.host):1", "evil.example:\(usual.port)"] {
            #expect(throws: DutyFailure(.hostNotInGuide, "")) { try BackEndPlace(text, in: guide) }
        }
        for text in ["", ":443", "\(usual.host):", "\(usual.host):0", "\(usual.host):65536", "\(usual.host):443:443"] {
            #expect(throws: DutyFailure(.valueMalformed, "")) { try BackEndPlace(text, in: guide) }
        }
    }
}
