import DutyModel
import Foundation
import LocalSystem

/// The link as NetworkManager configures it, told by its own program `nmcli`.
///
/// A secret never stands in an argument: connections are written as key files of mode 0600, which NetworkManager is
/// then told to load.
public struct NmcliLink: LinkConfigurator {
    private let nmcli: OutsideProgram
    private let folder: String
    private let interfaceName: String?

    /// Seconds that a link may take to come up; DHCP and a login by 802.1X need some.
    private static let upSeconds = 30

    /// A link of this computer.
    ///
    /// - Parameters:
    ///   - nmcli: NetworkManager's program.
    ///   - folder: where NetworkManager keeps its connections.
    ///   - interfaceName: the device to use; nil takes the one that fits.
    public init(
        nmcli: OutsideProgram = OutsideProgram(path: "/usr/bin/nmcli"),
        folder: String = "/etc/NetworkManager/system-connections", interfaceName: String? = nil
    ) {
        self.nmcli = nmcli
        self.folder = folder
        self.interfaceName = interfaceName
    }

    /// As `LinkConfigurator` says.
    public var configuresLink: Bool { true }

    /// As `LinkConfigurator` says.
    public func apply(_ link: LinkSettings) async throws(DutyFailure) {
        guard let device = try await device(for: link.kind) else {
            throw DutyFailure(
                .networkDeviceMissing,
                link.kind == .wired
                    ? "The machine has no device for a cable." : "The machine has no device for Wi-Fi.")
        }
        try await store(link)
        let up = try await ask([
            "--wait", String(Self.upSeconds), "connection", "up", "uuid", ConnectionProfile.uuid(of: link.kind),
            "ifname", device.name,
        ])
        guard up.status == 0 else { throw Self.failure(up, "The link did not come up on \(device.name)") }
        try await forget(link.kind == .wired ? .wifi : .wired)
    }

    /// As `LinkConfigurator` says.
    public func state() async throws(DutyFailure) -> LinkState {
        let devices = try await devices()
        let links = [LinkKind.wired, .wifi].compactMap { NmcliWords.device(for: $0, among: devices) }
        guard let device = links.first(where: { $0.state.hasPrefix("connected") }) ?? links.first else {
            return LinkState()
        }
        let shown = try await ask([
            "--terse", "--fields", "GENERAL,IP4,IP6", "device", "show", device.name,
        ])
        guard shown.status == 0 else { throw Self.failure(shown, "The device \(device.name) could not be read") }
        return NmcliWords.state(in: shown.output)
    }

    /// Writes the connection down and has NetworkManager load it; nothing is brought up.
    package func store(_ link: LinkSettings) async throws(DutyFailure) {
        let profile = ConnectionProfile(link, interfaceName: interfaceName)
        let path = "\(folder)/\(profile.fileName)"
        try PrivateFile.write(Array(profile.text.utf8), to: path)
        let loaded = try await ask(["connection", "load", path])
        guard loaded.status == 0, loaded.errors.isEmpty else {
            throw Self.failure(loaded, "NetworkManager did not take the connection")
        }
    }

    /// Removes the connection of the other kind, so that it does not come up by itself beside the one in use.
    private func forget(_ kind: LinkKind) async throws(DutyFailure) {
        let path = "\(folder)/\(ConnectionProfile.fileName(of: kind))"
        guard FileManager.default.fileExists(atPath: path) else { return }
        // It may be gone already; what counts is that it is not there afterwards.
        _ = try await ask(["connection", "delete", "uuid", ConnectionProfile.uuid(of: kind)])
    }

    private func device(for kind: LinkKind) async throws(DutyFailure) -> NmcliWords.Device? {
        NmcliWords.device(for: kind, among: try await devices())
    }

    private func devices() async throws(DutyFailure) -> [NmcliWords.Device] {
        let status = try await ask(["--terse", "--fields", "DEVICE,TYPE,STATE", "device", "status"])
        guard status.status == 0 else { throw Self.failure(status, "NetworkManager did not name its devices") }
        let devices = NmcliWords.devices(in: status.output)
        guard let interfaceName else { return devices }
        return devices.filter { $0.name == interfaceName }
    }

    private func ask(_ words: [String]) async throws(DutyFailure) -> OutsideProgram.Answer {
        guard nmcli.isThere else {
            throw DutyFailure(.networkManagerMissing, "NetworkManager’s program \(nmcli.path) is not there.")
        }
        return try await nmcli.run(words)
    }

    /// 8 is nmcli's status for “NetworkManager is not running”.
    private static func failure(_ answer: OutsideProgram.Answer, _ what: String) -> DutyFailure {
        let said = (answer.errors.isEmpty ? answer.output : answer.errors).split(separator: "\n").first ?? "no reason"
        return answer.status == 8
            ? DutyFailure(.networkManagerMissing, "NetworkManager does not run.")
            : DutyFailure(.networkApplyFailed, "\(what): \(said.prefix(200))")
    }
}
