import ConnectivityGuide
import DutyModel
import LocalSystem
import Tablet

/// How one machine runs: its guide, its places, and whose business its link to the site is.
package struct MachineConfiguration: Sendable {
    /// The guide; the tablet reaches nothing that is not in it.
    var guide: InstallationGuide
    /// Where base and tablet meet.
    var link: LinkPlace
    /// Where the clerk's page is served.
    package var page: PagePlace
    /// A file of the authorities whose servers are believed, in PEM; those of the enrolment where nil.
    var rootsFile: String?
    /// Addresses of the name servers; those of the link, or of this computer, where empty.
    var nameServers: [String]
    /// Who sets up the link to the site.
    var networkLink: NetworkLinkOwner
    /// From which amount on a person is asked once more; off where the limit is nil.
    var confirmation = AmountConfirmation(above: nil)

    /// The machine of one computer, whose ports were picked.
    package static func local(_ layout: FolderLayout, pagePort: UInt16?) throws(DutyFailure) -> MachineConfiguration {
        let guide = try InstallationGuide.local(PortBook.read(layout.ports))
        let usualPort = try LocalPlaces.pagePort()
        let page = PagePlace(address: try LocalPlaces.pageHost(), port: pagePort ?? usualPort)
        return MachineConfiguration(
            guide: guide, link: try LocalPlaces.link(guide), page: page, rootsFile: nil, nameServers: [],
            networkLink: .owner)
    }
}

/// Where base and tablet meet on the internal subnet.
struct LinkPlace: Hashable, Sendable {
    /// The address on which the base listens.
    let base: String
    /// The address from which the tablet connects; any where nil.
    let tablet: String?
    /// The port on which the base listens.
    let port: UInt16
}

/// Where the clerk's page is served.
package struct PagePlace: Hashable, Sendable {
    /// The address to listen on.
    let address: String
    /// The port to listen on.
    package var port: UInt16
}

/// Whose business the machine's link to the site is.
enum NetworkLinkOwner: String, CaseIterable, Sendable {
    /// The computer's owner's: the machine uses what is there and changes nothing.
    case owner
    /// The machine's own, by NetworkManager.
    case networkManager = "network-manager"
}

extension MachineConfiguration {
    /// The most bytes a file of authorities may have; all public ones together take a fifth of it.
    private static let rootsLimitBytes = 1 << 20

    /// The authorities whose servers the machine believes, in PEM: those of the file, or else the one of its enrolment.
    func roots(enrolled pem: String) throws(DutyFailure) -> String {
        guard let rootsFile else { return pem }
        guard let bytes = try BoundedFile.read(rootsFile, mostBytes: Self.rootsLimitBytes) else {
            throw DutyFailure(.fileUnreadable, "There is no file \(rootsFile) with the authorities to trust.")
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
