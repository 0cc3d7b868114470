import DutyModel
import Exchanges
import Foundation
import LocalSystem
import Signing

/// The file in which a back end keeps what its publishers' keys said of the service root: `keys/publisher-handovers.json`.
///
/// A key signs its word while it is here. Where it is lost later, readers that pin nothing but that key still learn from this
/// file which root they may go by.
struct PublisherHandovers {
    /// Where it is.
    let path: String

    private static let mostBytes = 32 << 10

    /// The file of a back end's folder.
    static func made(inFolder folder: String) -> PublisherHandovers {
        PublisherHandovers(path: "\(folder)/keys/publisher-handovers.json")
    }

    /// The handovers, oldest first; none where there is no file. Throws `data_malformed`.
    func read() throws(DutyFailure) -> [RootHandover] {
        guard let bytes = try PrivateFile.readIfPresent(path, limitBytes: Self.mostBytes) else { return [] }
        guard let handovers = try? JSONDecoder().decode([RootHandover].self, from: Data(bytes)) else {
            throw DutyFailure(.dataMalformed, "\(path) does not hold the words of publishers’ keys.")
        }
        return handovers
    }

    /// The handovers, with that of the present key; durable when this returns.
    func settled(_ publisher: any FormSigner, naming root: ServiceRoot) throws(DutyFailure) -> [RootHandover] {
        var handovers = try read()
        // From the root that it named first, successions lead to every later one.
        guard !handovers.contains(where: { $0.publisher == publisher.publicKey }) else { return handovers }
        handovers.append(try RootHandover.signed(naming: root, by: publisher))
        handovers = Array(handovers.suffix(PublisherCertification.handoversMaximum))
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        guard let json = try? encoder.encode(handovers) else {
            throw DutyFailure(.internalError, "The words of publishers’ keys could not be written as JSON.")
        }
        try PrivateFile.write(Array(json) + [0x0A], to: path)
        return handovers
    }
}
