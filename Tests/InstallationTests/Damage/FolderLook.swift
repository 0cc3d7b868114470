import BackEnd
import DutyModel
import Exchanges
import Foundation
import Logging
import MachineLink
import SecurityDevice
import Signing
import NetworkSetup
import Tablet

@testable import Base
@testable import Installation

/// What must be the same of a folder before a damage and after its remedy.
struct FolderLook: Equatable {
    let installation: InstallationIdentity
    let publisher: PublicKeyBytes
    let funds: Paise
    /// Registers and counters of the device; nil where another one was put in and waits for its licence.
    let device: Registers?
    let itemCount: UInt32?
    /// The keys in the published list, by which the stamps that were made are checked.
    let listedKeys: Set<PSDKeyID>

    /// Opens everything as “dutymark up” does, and what only the running machine opens.
    init(_ layout: FolderLayout) async throws(DutyFailure) {
        let system = try await layout.advising { () async throws(DutyFailure) in
            let system = try await OpenedSystem(KeptFolder(taking: layout), pagePort: 8700)
            _ = try await NetworkSettingsBook.open(
                path: system.tablet.folder.network, rules: NetworkSettingsRules(guide: try .builtIn("b700-v2")),
                link: ComputerLink(), logger: Logger(label: "damage") { _ in SwiftLogNoOpLogHandler() })
            _ = try LinkIdentity(folder: system.base.folder.link)
            _ = try system.backEnd.installation.credential(for: "funds", hosts: ["127.0.0.1"])
            return system
        }
        let backEnd = system.backEnd.installation
        try await KeyListPublication(backEnd, of: system.installation, into: layout.published).publish()
        let report = try await BooksChecker(database: backEnd.database, fundsKeys: backEnd.fundsKeys).check()
        guard report.findingCount == 0 else { throw DutyFailure(.ledgerBroken, "\(report.findings)") }
        installation = system.installation
        publisher = backEnd.publisher.publicKey
        funds = try await backEnd.enrolment.funds(of: DemonstrationEnrolment.customer)
        let status = system.base.device.status(at: SystemClockReader().read())
        device = status.phase == .valid ? status.registers : nil
        itemCount = status.phase == .valid ? status.itemCount : nil
        listedKeys = Set(try layout.published.source.load().list.entries.map(\.psdKey))
    }

    /// Whether only the device is another one, which waits for the operator.
    func waitsForOperator(insteadOf whole: FolderLook) -> Bool {
        device == nil && installation == whole.installation && publisher == whole.publisher && funds == whole.funds
            && listedKeys == whole.listedKeys
    }
}
