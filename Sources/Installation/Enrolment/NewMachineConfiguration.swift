import ConnectivityGuide
import DutyModel
import Foundation
import LocalSystem

/// The configuration file of a machine that was just enrolled.
package struct NewMachineConfiguration {
    let guide: InstallationGuide
    /// The guide as it was named: a built-in name, or a file.
    let name: String

    /// The file's name in the machine's folder.
    package static let fileName = "machine.yaml"

    /// Writes the file, with a port for the link that is free now; one that is there already is left as it is.
    func write(in layout: FolderLayout) throws(DutyFailure) {
        let path = "\(layout.root)/\(Self.fileName)"
        guard !FileManager.default.fileExists(atPath: path) else { return }
        try AtomicFile.write(Array(try text().utf8), to: path, mode: 0o644)
    }

    private func text() throws(DutyFailure) -> String {
        let named = GuideChoice(name).isFile ? URL(fileURLWithPath: name).standardizedFileURL.path : name
        // A guide that shares out no addresses leaves base and tablet on one computer.
        let base = guide.guide.internalAddress(of: .base) == nil ? "  base: \(try LocalPlaces.pageHost())\n" : ""
        return """
            # How this machine runs; docs/operations.md explains every key.
            format_version: \(ConfigurationFile.formatVersion)
            guide: "\(named)"
            data: .
            link:
            \(base)  port: \(try FreePort.pick(except: []))
            network_link: \(NetworkLinkOwner.owner.rawValue)

            """
    }
}
