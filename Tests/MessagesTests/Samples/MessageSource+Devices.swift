import DutyModel
import Exchanges

@testable import Messages

extension MessageSource {
    mutating func configurationRequest() -> ConfigurationRequest {
        ConfigurationRequest(publicKey: bytes(), nonce: bytes(), statement: statement(), signature: bytes())
    }

    mutating func deviceConfiguration() throws -> DeviceConfiguration {
        let authorisation = Authorisation(
            psdKey: key(), psdPublicKey: bytes(), machine: try machine(), licence: try LicenceNumber("LIC-7"),
            state: try StateCode(pick(["MH", "KA"])), customer: try CustomerAccount(pick(["C-1", "0"])),
            limits: limits(), fundsKey: bytes(), transactionsKey: bytes(), issuedAt: moment(),
            demonstration: coin() ? coin() : nil)
        return DeviceConfiguration(
            authorisation: authorisation, signature: bytes(),
            certificate: random(pick([1, 400, ByteKind.certificateMaximum])),
            replaces: coin() ? key() : nil)
    }

    mutating func licenceReport() throws -> LicenceReport {
        let configuration = try deviceConfiguration()
        return LicenceReport(
            authorisation: configuration.authorisation, signature: configuration.signature, question: auditRequest(),
            firstGrant: coin() ? decidedRefill() : nil,
            firstRecords: try (0..<Int.random(in: 0...LicenceReport.recordsMaximum, using: &generator)).map { _ in
                try usageRecord()
            })
    }

    mutating func certificateRenewal() -> CertificateRenewal {
        CertificateRenewal(
            psdKey: key(), certificate: bytes(), publicKey: random(CertificateRenewal.publicKeyBytes), time: moment(),
            signature: bytes())
    }

    mutating func machineCertificate(mayBringTheDevices: Bool = true) -> MachineCertificate {
        MachineCertificate(
            certificate: random(pick([1, 400, ByteKind.certificateMaximum])), expiresAt: moment(),
            deviceCertificate: mayBringTheDevices && coin()
                ? random(pick([1, 400, ByteKind.certificateMaximum])) : nil)
    }

    mutating func enrolmentOpening() -> EnrolmentOpening {
        EnrolmentOpening(invitation: pick([0, 1, 33_554_431, .max]), machineNonce: bytes())
    }

    mutating func enrolmentOffer() -> EnrolmentOffer {
        EnrolmentOffer(
            serviceNonce: bytes(), authority: random(pick([1, 500, ByteKind.certificateMaximum])),
            rootGeneration: pick([1, 2, .max]), rootKeys: [bytes(), bytes(), bytes()])
    }

    mutating func enrolmentRequest() -> EnrolmentRequest {
        EnrolmentRequest(
            invitation: pick([0, 7, .max]), machineNonce: bytes(), serviceNonce: bytes(), devicePublicKey: bytes(),
            machinePublicKey: random(CertificateRenewal.publicKeyBytes), mac: bytes())
    }

    mutating func enrolmentAnswer() throws -> EnrolmentAnswer {
        EnrolmentAnswer(
            grant: EnrolmentGrant(
                machine: try machine(), psdKey: key(), certificate: machineCertificate(mayBringTheDevices: false),
                distributorKey: bytes(),
                publisherKey: bytes(),
                stampPrefix: pick(["HTTP://A/", "HTTPS://VERIFY.EXAMPLE:8443/V/", String(repeating: "Z", count: 54)]),
                isDemonstration: coin()), mac: bytes())
    }

    private mutating func random(_ length: Int) -> [UInt8] {
        (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }

    private mutating func limits() -> FrankingLimits {
        FrankingLimits(
            cap: amount(), descendingMaximum: amount(), inspectionWarnDays: days(), inspectionLockDays: days(),
            uploadLockDays: days(), uploadGraceDays: days(), impressionsPerInspection: number(),
            valuePerInspection: amount())
    }

    private mutating func days() -> Int64 { pick([0, 1, 21, 28, 36_525]) }

    mutating func refillCancellation() -> RefillRequest {
        RefillRequest(.cancellation, operation: operation(), nonce: bytes(), statement: statement(), signature: bytes())
    }

    mutating func grantReport() -> GrantReport {
        let grants = (0..<Int.random(in: 1...3, using: &generator)).map { _ in decidedRefill() }
        return GrantReport(psdKey: key(), grants: grants)
    }

    mutating func withdrawalRequest() -> WithdrawalRequest {
        WithdrawalRequest(id: bytes(), nonce: bytes(), statement: statement(), signature: bytes())
    }

    mutating func withdrawalOrder() -> WithdrawalOrder {
        WithdrawalOrder(
            psdKey: key(), id: bytes(), nonce: bytes(), statementCounter: number(), removed: amount(),
            epoch: number(), time: moment(), standing: namedStanding(), signature: bytes())
    }

    mutating func standing() -> DeviceStanding {
        DeviceStanding(
            psdKey: key(), number: standingNumber(), state: pick(DeviceStanding.State.allCases),
            reason: coin() ? pick(codes) : nil, time: moment(), signature: bytes())
    }

    mutating func namedStanding() -> NamedStanding? {
        coin() ? NamedStanding(number: standingNumber(), hash: bytes()) : nil
    }

    private mutating func standingNumber() -> StandingNumber { StandingNumber(epoch: number(), count: number(from: 1)) }

    mutating func withdrawalConfirmation() -> WithdrawalConfirmation {
        WithdrawalConfirmation(id: bytes(), statement: statement(), signature: bytes())
    }

    mutating func spoilDeclaration() -> SpoilDeclaration {
        SpoilDeclaration(
            psdKey: key(), counter: number(from: 1), value: amount(from: 1), time: moment(), signature: bytes())
    }
}
