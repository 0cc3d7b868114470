import BackEnd
import Crypto
import DutyModel
import Exchanges
import Foundation
import ProgramRunning
import Signing
import Storage
import StorageSQLite

/// A back end in a folder of its own, with one machine, one device and some money.
struct TestSite {
    let folder: String
    let clock: TestClock
    var backEnd: BackEndInstallation
    let customer: CustomerAccount
    let machine: MachineSerial
    let machineKey: P256.Signing.PrivateKey
    let certificate: IssuedCertificate
    let issued: IssuedAuthorisation
    var device: PaperDevice

    init(
        funds: Paise = .rupees(1_00_000), limits: FrankingLimits = FrankingLimits(), folder: String? = nil,
        lifetimes: CertificateLifetimes = Self.lifetimes, demonstration: Bool? = nil,
        database: (String) throws(DutyFailure) -> any SQLDatabase = {
            (path) throws(DutyFailure) in try SQLiteDatabase(path: path)
        }
    ) async throws {
        self.folder = try folder ?? Self.makeFolder()
        clock = TestClock()
        backEnd = try await BackEndInstallation.open(
            folder: "\(self.folder)/backend", clock: clock, lifetimes: lifetimes, demonstration: demonstration,
            openDatabase: database)
        customer = try CustomerAccount("CUST-1")
        machine = try MachineSerial("M-1")
        machineKey = P256.Signing.PrivateKey()
        device = PaperDevice()
        let enrolment = backEnd.enrolment
        try await enrolment.openAccount(customer, name: "Demonstration", isDemonstration: true)
        if funds > .zero { try await enrolment.deposit(funds, challan: "DEMO-1", customer: customer) }
        certificate = try await enrolment.enrolMachine(
            machine, customer: customer, publicKeyPEM: machineKey.publicKey.pemRepresentation)
        issued = try await enrolment.enrolPSD(
            PSDEnrolment(
                psdKey: device.psdKey, publicKey: device.signer.publicKey, machine: machine,
                licence: try LicenceNumber("LIC-1"), state: try StateCode("MH"), limits: limits))
        try await backEnd.distributor.publish([
            ServiceLocation(service: .funds, host: "localhost", port: 1, path: "/funds"),
            ServiceLocation(service: .transactions, host: "localhost", port: 2, path: "/transactions"),
        ])
    }

    /// The tests' own client judges servers by this computer's clock, which is later than that of the site.
    private static var lifetimes: CertificateLifetimes {
        var lifetimes = CertificateLifetimes()
        lifetimes.serverDays = 3_650
        return lifetimes
    }

    static func makeFolder() throws -> String { try TestFolder.make("back-end").path }

    var identity: MachineIdentity { MachineIdentity(machine: machine, certificateHash: certificate.hash) }

    /// The machine with a fresh token for a service.
    func caller(_ audience: ServiceName) async throws -> MachineCaller {
        let answer = try await backEnd.distributor.directory(for: device.psdKey, from: identity)
        return MachineCaller(identity: identity, token: answer.tokens.first { $0.audience == audience })
    }

    func balance(_ account: String) async throws -> Paise {
        let customer = customer
        return try await backEnd.database.read { (transaction) throws(DutyFailure) in
            try transaction.row(
                "SELECT balance_paise FROM ledger_balances WHERE customer = \(customer) AND account = \(account)")?
                .amount("balance_paise") ?? .zero
        }
    }

    func count(_ statement: SQLStatement) async throws -> Int64 {
        try await backEnd.database.read { (transaction) throws(DutyFailure) in
            try transaction.row(statement)?.integer("n") ?? 0
        }
    }

    func remove() { try? FileManager.default.removeItem(atPath: folder) }
}
