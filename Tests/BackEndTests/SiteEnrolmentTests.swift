import BackEnd
import Crypto
import DutyModel
import Exchanges
import Foundation
import Signing
import Testing

/// The back end's side of an enrolment on site, on its books.
@Suite struct SiteEnrolmentTests {
    private func code(_ call: () async throws -> Void) async -> FailureCode? {
        do {
            try await call()
            return nil
        } catch {
            return (error as? DutyFailure)?.code
        }
    }

    /// How many rows an enrolment would add to.
    private func rows(_ site: TestSite) async throws -> [Int64] {
        [
            try await site.count("SELECT COUNT(*) AS n FROM machines"),
            try await site.count("SELECT COUNT(*) AS n FROM machine_certificates"),
            try await site.count("SELECT COUNT(*) AS n FROM psd_permits"),
            try await site.count("SELECT COUNT(*) AS n FROM acts"),
        ]
    }

    private func wrong(_ machine: EnrollingMachine) throws -> EnrollingMachine {
        // The number is right and the secret is not.
        var text = Array(machine.code.text)
        for place in 6..<text.count where text[place] != "-" {
            for character in "0123456789ABCDEFGHJKMNPQRSTVWXYZ" {
                text[text.count - 1] = character
                var other = text
                other[place] = other[place] == "7" ? "8" : "7"
                if let code = try? EnrolmentCode(String(other)), code != machine.code,
                    code.invitation == machine.code.invitation
                {
                    var machine = machine
                    machine.code = code
                    return machine
                }
            }
        }
        throw DutyFailure(.internalError, "There is no such code.")
    }

    @Test func `a machine that enrols gets its certificate, and its device its licence`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        let machine = try await site.invited(try site.terms())
        let grant = try await machine.enrol(at: site.backEnd.siteEnrolment)
        #expect(grant.machine.text == "M-2" && grant.psdKey.life == 1)
        #expect((90_000_000..<100_000_000).contains(grant.psdKey.serial.number), "a demonstration's serial")
        #expect(grant.distributorKey == site.backEnd.distributorKey)
        #expect(grant.publisherKey == site.backEnd.publisher.publicKey)
        #expect(grant.stampPrefix == "HTTPS://VERIFY.EXAMPLE/V/" && grant.isDemonstration)
        let identity = try site.backEnd.authority.identify(der: grant.certificate.certificate)
        #expect(identity.machine == grant.machine)
        try await site.backEnd.requireEnrolled(identity)
        var device = PaperDevice(serial: grant.psdKey.serial.number, signer: machine.device)
        let configuration = try await site.backEnd.enrolment.configure(try device.configuration(), from: identity)
        #expect(configuration.authorisation.machine == grant.machine)
        #expect(configuration.authorisation.licence.text == "LIC-1")
    }

    @Test func `a machine that lost its tablet's folder enrols again with the device that it holds`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        func enrolled(_ device: PaperDevice) async throws -> PSDKeyID {
            var machine = try await site.invited(try site.terms("M-1", psdSerial: device.psdKey.serial.number))
            machine.device = device.signer
            let grant = try await machine.enrol(at: site.backEnd.siteEnrolment)
            #expect(grant.machine == site.machine)
            return grant.psdKey
        }
        var (device, id) = try await site.withdrawnDevice()
        #expect(try await enrolled(device) == device.psdKey)
        try await site.backEnd.funds.confirm(try device.confirmation(id), from: site.caller(.funds))
        // Between two lives, the code permits the next one.
        var next = device.nextLife()
        #expect(try await enrolled(next) == next.psdKey && next.psdKey.life == 2)
        _ = try await site.backEnd.enrolment.configure(try next.configuration(), from: site.identity)
        #expect(try await enrolled(next) == next.psdKey)
        await #expect(throws: DutyFailure(.operationConflict, "")) { _ = try await enrolled(PaperDevice(serial: 42)) }
    }

    @Test func `the same keys get the same answer while the code lives, and others get none`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        var machine = try await site.invited(try site.terms())
        let grant = try await machine.enrol(at: site.backEnd.siteEnrolment)
        let before = try await rows(site)
        // The answer was lost: the machine begins anew, with another nonce.
        machine.nonce = SystemRandomSource().value()
        #expect(try await machine.enrol(at: site.backEnd.siteEnrolment) == grant)
        let thief = EnrollingMachine(code: machine.code)
        #expect(await code { _ = try await thief.enrol(at: site.backEnd.siteEnrolment) } == .enrolmentCodeSpent)
        site.clock.advance(bySeconds: 3_600)
        #expect(await code { _ = try await machine.enrol(at: site.backEnd.siteEnrolment) } == .enrolmentCodeSpent)
        #expect(try await rows(site) == before)
    }

    @Test func `two requests that come together enrol one machine`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        let first = try await site.invited(try site.terms())
        let second = EnrollingMachine(code: first.code)
        let service = site.backEnd.siteEnrolment
        async let one = code { _ = try await first.enrol(at: service) }
        async let other = code { _ = try await second.enrol(at: service) }
        #expect(Set([await one, await other]) == [nil, .enrolmentCodeSpent])
        #expect(try await site.count("SELECT COUNT(*) AS n FROM machines WHERE machine = 'M-2'") == 1)
    }

    @Test func `five wrong tries close an invitation, and nothing else is written for them`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        let machine = try await site.invited(try site.terms())
        let guess = try wrong(machine)
        // Tries that come together are counted one by one.
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    #expect(
                        await code { _ = try await guess.enrol(at: site.backEnd.siteEnrolment) } == .enrolmentCodeWrong)
                }
            }
        }
        _ = try await machine.enrol(at: site.backEnd.siteEnrolment)
        #expect(await code { _ = try await guess.enrol(at: site.backEnd.siteEnrolment) } == .enrolmentCodeWrong)
        let after = try await rows(site)
        for machine in [machine, guess] {
            #expect(await code { _ = try await machine.enrol(at: site.backEnd.siteEnrolment) } == .enrolmentCodeSpent)
        }
        #expect(try await rows(site) == after)

        // Of one that nobody ever used, nothing is left but the count.
        let other = try await site.invited(try site.terms("M-3"))
        let otherGuess = try wrong(other)
        let untouched = try await rows(site)
        for _ in 0..<5 {
            #expect(
                await code { _ = try await otherGuess.enrol(at: site.backEnd.siteEnrolment) } == .enrolmentCodeWrong)
        }
        #expect(await code { _ = try await other.enrol(at: site.backEnd.siteEnrolment) } == .enrolmentCodeSpent)
        #expect(try await rows(site) == untouched)
    }

    @Test func `an offer that was changed on the way, or of another back end, enrols nobody`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        let service = site.backEnd.siteEnrolment
        let machine = try await site.invited(try site.terms())
        let offer = try service.offer(machine.opening)
        let other = try await TestSite()
        defer { other.remove() }
        let theirs = try other.backEnd.siteEnrolment.offer(machine.opening)
        let before = try await rows(site)
        // The machine saw another authority, or another root: its MAC says so.
        for seen in [
            EnrolmentOffer(
                serviceNonce: offer.serviceNonce, authority: theirs.authority, rootGeneration: offer.rootGeneration,
                rootKeys: offer.rootKeys),
            EnrolmentOffer(
                serviceNonce: offer.serviceNonce, authority: offer.authority, rootGeneration: offer.rootGeneration,
                rootKeys: theirs.rootKeys),
            EnrolmentOffer(
                serviceNonce: offer.serviceNonce, authority: offer.authority, rootGeneration: 2,
                rootKeys: offer.rootKeys),
        ] {
            let request = machine.request(after: offer, seeing: seen)
            #expect(await code { _ = try await service.enrol(request) } == .enrolmentCodeWrong)
        }
        // A request whose keys were exchanged for those of who stands in between.
        let good = machine.request(after: offer)
        let thief = EnrollingMachine(code: machine.code).request(after: offer)
        let changed = EnrolmentRequest(
            invitation: good.invitation, machineNonce: good.machineNonce, serviceNonce: good.serviceNonce,
            devicePublicKey: thief.devicePublicKey, machinePublicKey: thief.machinePublicKey, mac: good.mac)
        #expect(await code { _ = try await service.enrol(changed) } == .enrolmentCodeWrong)
        #expect(try await rows(site) == before)
        // Four tries were lost, and the right one still counts.
        _ = try await service.enrol(good)
        // Replayed, it gives its machine's own answer, and another back end knows nothing of it.
        _ = try await service.enrol(good)
        #expect(await code { _ = try await other.backEnd.siteEnrolment.enrol(good) } == .nonceStale)
    }

    @Test func `an offer of before the last start counts no try`() async throws {
        var site = try await TestSite()
        defer { site.remove() }
        let machine = try await site.invited(try site.terms())
        let old = machine.request(after: try site.backEnd.siteEnrolment.offer(machine.opening))
        site.backEnd = try await BackEndInstallation.open(folder: "\(site.folder)/backend", clock: site.clock)
        for _ in 0..<6 {
            #expect(await code { _ = try await site.backEnd.siteEnrolment.enrol(old) } == .nonceStale)
        }
        let grant = try await machine.enrol(at: site.backEnd.siteEnrolment)
        site.backEnd = try await BackEndInstallation.open(folder: "\(site.folder)/backend", clock: site.clock)
        #expect(try await machine.enrol(at: site.backEnd.siteEnrolment) == grant, "interrupted by a start")
    }

    @Test func `a number that nobody gave out is answered like a wrong code`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        let stranger = EnrollingMachine(code: EnrolmentCode(random: SystemRandomSource()))
        #expect(await code { _ = try await stranger.enrol(at: site.backEnd.siteEnrolment) } == .enrolmentCodeWrong)
        #expect(try site.backEnd.siteEnrolment.offer(stranger.opening).authority.isEmpty == false)
    }

    @Test func `the code's hour is the back end's, whatever way its clock goes wrong`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        for (days, wanted) in [(0, nil), (365, FailureCode.enrolmentCodeSpent), (-365, .enrolmentCodeSpent)] {
            let machine = try await site.invited(try site.terms())
            site.clock.advance(byDays: Int64(days))
            #expect(
                await code { _ = try await machine.enrol(at: site.backEnd.siteEnrolment) } == wanted, "\(days) days")
            site.clock.advance(byDays: Int64(-days))
        }
    }

    @Test func `a new invitation of a machine ends the one before`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        let first = try await site.invited(try site.terms())
        let second = try await site.invited(try site.terms())
        let other = try await site.invited(try site.terms("M-3"))
        #expect(await code { _ = try await first.enrol(at: site.backEnd.siteEnrolment) } == .enrolmentCodeSpent)
        let grants = [
            try await second.enrol(at: site.backEnd.siteEnrolment),
            try await other.enrol(at: site.backEnd.siteEnrolment),
        ]
        #expect(grants.map(\.machine.text) == ["M-2", "M-3"])
        #expect(grants[0].psdKey != grants[1].psdKey)
    }

    @Test func `a restore ends the invitations that its backup holds`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        let machine = try await site.invited(try site.terms())
        _ = try await BackEndBackup.write(of: "\(site.folder)/backend", to: "\(site.folder)/copy")
        _ = try await machine.enrol(at: site.backEnd.siteEnrolment)
        _ = try await BackEndBackup.restore(
            from: "\(site.folder)/copy", to: "\(site.folder)/new/backend", replace: false)
        let second = try await BackEndInstallation.open(folder: "\(site.folder)/new/backend", clock: site.clock)
        let thief = EnrollingMachine(code: machine.code)
        #expect(await code { _ = try await thief.enrol(at: second.siteEnrolment) } == .enrolmentCodeSpent)
    }

    @Test func `the code stands nowhere in the back end's folder, and old invitations go`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        let machine = try await site.invited(try site.terms())
        _ = try await machine.enrol(at: site.backEnd.siteEnrolment)
        let files = try #require(FileManager.default.enumerator(atPath: site.folder)?.allObjects as? [String])
        let plain = machine.code.text.replacing("-", with: "")
        for file in files {
            guard let bytes = FileManager.default.contents(atPath: "\(site.folder)/\(file)") else { continue }
            for text in [machine.code.text, plain] {
                #expect(bytes.range(of: Data(text.utf8)) == nil, "\(file)")
            }
        }
        site.clock.advance(byDays: 2)
        _ = try await site.invited(try site.terms("M-3"))
        #expect(try await site.count("SELECT COUNT(*) AS n FROM invitations") == 1)
    }

    @Test func `nobody is invited to another's account, serial, or number that was revoked`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        let operators = site.backEnd.operators
        func refusal(_ terms: InvitationTerms) async -> FailureCode? {
            await code { _ = try await operators.answer(.invite(terms)) }
        }
        var foreign = try site.terms("M-1")
        foreign.customer = try CustomerAccount("CUST-2")
        #expect(await refusal(foreign) == .accountUnknown)
        _ = try await operators.answer(.openAccount(foreign.customer, name: "Second"))
        #expect(await refusal(foreign) == .operationConflict)
        #expect(await refusal(try site.terms("M-2", psdSerial: 42)) == .operationConflict)
        _ = try await operators.answer(.revoke(.machine(site.machine), reason: "stolen"))
        #expect(await refusal(try site.terms("M-1")) == .machineBlocked)
    }

    @Test func `what changed between invitation and enrolment counts`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        let service = site.backEnd.siteEnrolment
        // The machine was revoked meanwhile.
        let first = try await site.invited(try site.terms())
        _ = try await first.enrol(at: service)
        let again = try await site.invited(try site.terms())
        _ = try await site.backEnd.operators.answer(.revoke(.machine(try MachineSerial("M-2")), reason: "stolen"))
        #expect(await code { _ = try await again.enrol(at: service) } == .machineBlocked)
        // The serial was given to another device of the machine.
        let third = try await site.invited(try site.terms("M-3", psdSerial: 4_711))
        let fourth = try await site.invited(try site.terms("M-4", psdSerial: 4_711))
        _ = try await third.enrol(at: service)
        let before = try await rows(site)
        #expect(await code { _ = try await fourth.enrol(at: service) } == .operationConflict)
        #expect(try await rows(site) == before)
    }

    @Test func `keys that are none are refused and take nothing away`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        let service = site.backEnd.siteEnrolment
        let machine = try await site.invited(try site.terms())
        let offer = try service.offer(machine.opening)
        func request(device: PublicKeyBytes? = nil, key: [UInt8]? = nil) -> EnrolmentRequest {
            EnrolmentRequest(
                invitation: machine.code.invitation, machineNonce: machine.nonce, serviceNonce: offer.serviceNonce,
                devicePublicKey: device ?? machine.device.publicKey,
                machinePublicKey: key ?? Array(machine.key.publicKey.x963Representation), mac: .zero
            ).authenticated(by: EnrolmentSecret(machine.code), after: offer)
        }
        let noPoint = request(key: Array(repeating: 4, count: 65))
        #expect(await code { _ = try await service.enrol(noPoint) } == .valueMalformed)
        let weak = request(device: PublicKeyBytes(unchecked: [1] + Array(repeating: 0, count: 31)))
        #expect(await code { _ = try await service.enrol(weak) } == .keyWeak)
        let licensed = request(device: site.device.signer.publicKey)
        #expect(await code { _ = try await service.enrol(licensed) } == .keyLicensed)
        _ = try await machine.enrol(at: service)
    }
}
