import DutyModel
import Exchanges
import Foundation
import LocalSystem
import SecurityDevice

/// What becomes of the key of a device that goes out of the base.
///
/// The device says a last time how it stands, signed; that is kept beside its journal, and only then are its keys destroyed. The
/// journal holds its records, each signed, and nobody needs its key any more: its money goes back by what it signed and by
/// its records. A device that can't sign any more keeps its key, since nothing says then that it won't be mended.
extension BaseFolder {
    /// What the device signed last, in its folder `psd`.
    static let lastStatementName = "last-statement.json"

    /// Has the device that is still in its place sign its last statement, once; nothing where it can't. Durable on return.
    func keepLastStatement() throws(DutyFailure) {
        let file = "\(psd)/\(Self.lastStatementName)"
        guard try FilePresence.isThere(journal), try !FilePresence.isThere(file) else { return }
        guard let statement = try signedLastStatement() else { return }
        try PrivateFile.write(statement.json, to: file)
    }

    private func signedLastStatement() throws(DutyFailure) -> LastStatement? {
        do throws(DutyFailure) {
            var device = try openJournal()
            let reading = SystemClockReader().read()
            switch device.status(at: reading).phase {
            case .authorised, .valid, .withdrawPending:
                let random = SystemRandomSource()
                try device.beginAudit(id: random.value(), at: reading)
                return LastStatement(question: try device.auditRequest(nonce: random.value(), at: reading))
            // Nothing was ever granted to it, or all of it was given up under a signed order.
            case .manufactured, .initialised, .withdrawn, .destroyed: return LastStatement(question: nil)
            }
        } catch {
            guard error.code != .dataInUse else { throw error }
            return nil
        }
    }

    /// Destroys the keys of a device that was moved to this place, where its last statement lies there. Durable on return, and
    /// repeated until it is.
    func destroyKeys(in place: String) throws(DutyFailure) {
        guard try FilePresence.isThere("\(place)/psd/\(Self.lastStatementName)") else { return }
        let keyring = FolderKeyring(folder: "\(place)/keys")
        for life in Self.lives(in: "\(place)/keys") { try keyring.destroyKey(life: life) }
    }

    /// How the device stood that was moved to this place last, as far as it said so.
    func removed(in place: String) -> RemovedDevice {
        let bytes = try? PrivateFile.readIfPresent(
            "\(place)/psd/\(Self.lastStatementName)", limitBytes: LastStatement.mostBytes)
        return RemovedDevice(
            unsettledItems: unsettledPrints(in: "\(place)/psd/psd.journal"),
            lastStatement: bytes.flatMap(LastStatement.init(json:))?.question?.statement,
            place: place, keyIsLeft: !Self.lives(in: "\(place)/keys").isEmpty)
    }

    /// The lives of which a key lies in this folder.
    private static func lives(in folder: String) -> [UInt8] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.compactMap { name in
            let stem = "psd-life-"
            guard name.hasPrefix(stem), name.hasSuffix(".key") else { return nil }
            return UInt8(name.dropFirst(stem.count).dropLast(".key".count))
        }.sorted()
    }
}

/// A device that went out of its base.
public struct RemovedDevice: Sendable {
    /// The oldest items whose print isn't settled, as far as its journal can be read: nothing can be printed or declared of
    /// them any more.
    public let unsettledItems: [UInt32]
    /// What it signed last; nil where it was never licensed, was withdrawn, or could sign nothing.
    public let lastStatement: RegisterStatement?
    /// Where its journal lies.
    public let place: String
    /// Whether its key lies there still, since it could not say how it stood.
    public let keyIsLeft: Bool
}

/// The last words of a device, in the form of a question for an audit, which the funds service can check.
struct LastStatement: Codable {
    private(set) var formatVersion = 1
    /// Nil for a device that has nothing to say.
    let question: AuditRequest?

    static let mostBytes = 16 << 10

    init(question: AuditRequest?) { self.question = question }

    init?(json: [UInt8]) {
        guard let read = try? JSONDecoder().decode(Self.self, from: Data(json)) else { return nil }
        self = read
    }

    var json: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        // Strings and numbers alone always have a JSON form.
        return ((try? encoder.encode(self)).map(Array.init) ?? []) + [0x0A]
    }
}
