import ConnectivityGuide
import DutyModel
import Foundation
import LocalSystem

/// The ports of one installation: picked free once, written in the data folder, and kept from then on.
struct PortBook: Codable, Equatable {
    /// The port of each role, by the name that the guide gives it.
    private(set) var ports: [String: UInt16]

    /// The most bytes a port file may have.
    private static let limitBytes = 4096

    /// The book of this file; an empty one where there is none, or where it holds something else: ports are picked anew
    /// then, and nobody but this installation knows them. Throws `file_unreadable`.
    static func readOrBegin(_ path: String) throws(DutyFailure) -> PortBook {
        do throws(DutyFailure) {
            return try read(path)
        } catch {
            guard error.code != .fileUnreadable else { throw error }
            return PortBook(ports: [:])
        }
    }

    /// Reads the book; throws `data_missing`, `data_malformed` or `file_unreadable`.
    static func read(_ path: String) throws(DutyFailure) -> PortBook {
        guard let bytes = try BoundedFile.read(path, mostBytes: limitBytes) else {
            throw DutyFailure(.dataMissing, "The file \(path) with the installation's ports is missing.")
        }
        guard let book = try? JSONDecoder().decode(PortBook.self, from: Data(bytes)), !book.ports.values.contains(0)
        else { throw DutyFailure(.dataMalformed, "The file \(path) does not hold the installation's ports.") }
        return book
    }

    /// Gives every role a port that is free now, keeping each one that still is; durable when this returns.
    mutating func settle(_ roles: [String], at path: String) throws(DutyFailure) {
        let before = self
        for role in roles {
            if let port = ports[role], try FreePort.isFree(port) { continue }
            ports[role] = try FreePort.pick(except: Set(ports.values))
        }
        guard self != before else { return }
        try AtomicFile.write(Array(JSONText.of(self).utf8), to: path, mode: 0o644)
    }
}
