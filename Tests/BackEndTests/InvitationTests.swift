import DutyModel
import Exchanges
import Signing
import Testing

@testable import BackEnd

/// What a request under an invitation comes to: a pure rule, cell by cell.
@Suite struct InvitationTests {
    private static let made = Timestamp(1_790_000_000)
    private static let keys = Invitation.Keys(
        device: PublicKeyBytes(unchecked: Array(repeating: 1, count: 32)), machine: Array(repeating: 4, count: 65))
    private static let otherDevice = Invitation.Keys(
        device: PublicKeyBytes(unchecked: Array(repeating: 2, count: 32)), machine: keys.machine)
    private static let otherMachine = Invitation.Keys(device: keys.device, machine: Array(repeating: 5, count: 65))

    private func grant() throws -> EnrolmentGrant {
        EnrolmentGrant(
            machine: try MachineSerial("M-1"), psdKey: try PSDKeyID("P00000042-1"),
            certificate: MachineCertificate(certificate: [1], expiresAt: Self.made), distributorKey: Self.keys.device,
            publisherKey: Self.keys.device, stampPrefix: "HTTPS://A/", isDemonstration: false)
    }

    private func invitation(wrongTries: Int64 = 0, isVoid: Bool = false, isUsed: Bool = false) throws -> Invitation {
        Invitation(
            number: 7,
            terms: InvitationTerms(
                machine: try MachineSerial("M-1"), customer: try CustomerAccount("C-1"),
                licence: try LicenceNumber("L-1"), state: try StateCode("MH"),
                stampPrefix: try VerifyPrefix("HTTPS://A/"), isDemonstration: false),
            psdKey: try PSDKeyID("P00000042-1"), secret: EnrolmentSecret(kept: .zero), madeAt: Self.made,
            expiresAt: Self.made.advanced(bySeconds: 3_600), wrongTries: wrongTries, isVoid: isVoid,
            use: isUsed ? Invitation.Use(keys: Self.keys, grant: try grant()) : nil)
    }

    /// How an invitation stands, and after how many seconds it is asked.
    private enum Standing: CaseIterable {
        case open, fourTries, fiveTries, void, used, lastSecond, end, aYearLater, stepBack, aYearBack
    }

    private func asked(_ standing: Standing) throws -> (invitation: Invitation, now: Timestamp) {
        func after(_ seconds: Int64) -> Timestamp { Self.made.advanced(bySeconds: seconds) }
        return switch standing {
        case .open: (try invitation(), after(0))
        case .fourTries: (try invitation(wrongTries: 4), after(60))
        case .fiveTries: (try invitation(wrongTries: 5), after(60))
        case .void: (try invitation(isVoid: true), after(60))
        case .used: (try invitation(isUsed: true), after(60))
        case .lastSecond: (try invitation(), after(3_599))
        case .end: (try invitation(), after(3_600))
        case .aYearLater: (try invitation(isUsed: true), after(365 * 86_400))
        case .stepBack: (try invitation(), after(-300))
        case .aYearBack: (try invitation(), after(-365 * 86_400))
        }
    }

    @Test func `the table of verdicts`() throws {
        let again = Invitation.Verdict.again(try grant())
        /// With the right MAC and the keys that used it or will; with the right MAC and other keys; with a wrong MAC.
        let table: [(Standing, [Invitation.Verdict])] = [
            (.open, [.enrol, .enrol, .wrong(triesLeft: 4)]),
            (.fourTries, [.enrol, .enrol, .wrong(triesLeft: 0)]),
            (.fiveTries, [.spent(.tried), .spent(.tried), .spent(.tried)]),
            (.void, [.spent(.replaced), .spent(.replaced), .spent(.replaced)]),
            (.used, [again, .spent(.used), .wrong(triesLeft: 4)]),
            (.lastSecond, [.enrol, .enrol, .wrong(triesLeft: 4)]),
            (.end, [.spent(.expired), .spent(.expired), .spent(.expired)]),
            (.aYearLater, [.spent(.expired), .spent(.expired), .spent(.expired)]),
            (.stepBack, [.enrol, .enrol, .wrong(triesLeft: 4)]),
            (.aYearBack, [.spent(.expired), .spent(.expired), .spent(.expired)]),
        ]
        #expect(table.map(\.0) == Standing.allCases)
        for (standing, verdicts) in table {
            let (invitation, now) = try asked(standing)
            func verdict(_ macIsValid: Bool, _ keys: Invitation.Keys) -> Invitation.Verdict {
                invitation.verdict(macIsValid: macIsValid, keys: keys, at: now, limits: InvitationLimits())
            }
            #expect(verdict(true, Self.keys) == verdicts[0], "\(standing)")
            for other in [Self.otherDevice, Self.otherMachine] {
                #expect(verdict(true, other) == verdicts[1], "\(standing)")
            }
            #expect(verdict(false, Self.keys) == verdicts[2], "\(standing)")
            #expect(verdict(false, Self.otherDevice) == verdicts[2], "\(standing)")
        }
    }
}
