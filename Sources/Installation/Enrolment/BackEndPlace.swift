import DutyModel
import SiteNetwork

/// Where a person says that the back end is.
package struct BackEndPlace {
    package let host: String
    package let port: UInt16

    /// A host, or a host and a port; the guide's distributor where nothing is said, and its port where none is.
    ///
    /// Throws `value_malformed`, `host_not_in_guide`.
    package init(_ text: String?, in guide: InstallationGuide) throws(DutyFailure) {
        let usual = try guide.location(of: .distributor)
        guard let text else {
            (host, port) = (usual.host, usual.port)
            return
        }
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let name = parts.first, !name.isEmpty,
            let number = parts.count == 1 ? usual.port : UInt16(parts[1]), number > 0
        else {
            throw DutyFailure(
                .valueMalformed, "“\(ForeignText.shown(text, most: 64))” is not a host with or without a port.",
                remedy: "Write HOST or HOST:PORT.")
        }
        (host, port) = (String(name), number)
        guard guide.permits(host: host, port: port, transport: .tls) else {
            throw DutyFailure(
                .hostNotInGuide, "The guide \(guide.guide.name) has no entry for \(host) port \(port) over TLS.")
        }
    }
}
