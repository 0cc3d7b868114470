import Foundation
import ProgramRunning
import Testing

/// A machine that owns its link: its tablet and a real NetworkManager on a computer of their own.
@Suite("A machine that sets its own link", .serialized)
struct OwnLinkTests {
    @Test("a link is set and kept; a crash during the next trial brings it back")
    func link() async throws {
        try await withPlace { system in
            let place = system.place
            let enrolled = try await Program.run([
                "backend", "enroll", "--data", place.file("back-end"), "--output", place.data,
            ])
            #expect(enrolled.status == 0, "\(enrolled)")
            let file = place.data + "/machine.yaml"
            let text = try String(contentsOfFile: file, encoding: .utf8)
            try text.replacing("network_link: owner", with: "network_link: network-manager").write(
                toFile: file, atomically: true, encoding: .utf8)

            let computer = try OwnLinkComputer(in: place.folder)
            defer { computer.stop() }
            let first = try computer.startTablet(file)
            defer { first.kill() }
            try await Self.setAddress("192.0.2.10", place)
            let tried = try await Self.shown(place)
            #expect(tried.link.setHere && tried.state.connected && tried.state.device == "lan0")
            #expect(tried.state.addresses.contains("192.0.2.10/24") && tried.state.gateways == ["192.0.2.1"])
            #expect(tried.state.nameServers == ["192.0.2.53"] && tried.trial != nil)
            try await place.done("network", "confirm")

            try await Self.setAddress("192.0.2.77", place)
            #expect(try await Self.shown(place).state.addresses.contains("192.0.2.77/24"))
            first.kill()
            let second = try computer.startTablet(file)
            defer { second.kill() }
            let after = try await Self.shown(place)
            #expect(after.state.addresses.contains("192.0.2.10/24"), "\(after)")
            #expect(!after.state.addresses.contains("192.0.2.77/24") && after.trial == nil)
            #expect(after.rolledBack?.code == "network_rolled_back")

            let passphrase = place.file("passphrase.txt")
            try "correct horse\n".write(toFile: passphrase, atomically: true, encoding: .utf8)
            let wifi = try await place.machine(
                "network", "set", "--wifi", "Office", "--passphrase-file", passphrase)
            #expect(wifi.status == 1 && wifi.errors.contains("[network_device_missing]"), "\(wifi)")
            #expect(try await Self.shown(place).link.kind == "wired")
        }
    }

    private static func setAddress(_ address: String, _ place: SystemPlace) async throws {
        try await place.done(
            "network", "set", "--wired", "--address", address + "/24", "--gateway", "192.0.2.1", "--dns", "192.0.2.53")
    }

    private static func shown(_ place: SystemPlace) async throws -> OwnLinkShown {
        try await place.done("network", "show", "--json").json(OwnLinkShown.self)
    }
}

/// What `machine network show --json` says of a link.
private struct OwnLinkShown: Decodable {
    struct Link: Decodable {
        let kind: String
        let setHere: Bool
    }
    struct State: Decodable {
        let device: String?
        let connected: Bool
        let addresses: [String]
        let gateways: [String]
        let nameServers: [String]
    }
    struct Trial: Decodable { let secondsLeft: Int }
    struct Fault: Decodable { let code: String }
    let link: Link
    let state: State
    let trial: Trial?
    let rolledBack: Fault?
}

/// A computer with one cable, a message bus and NetworkManager, apart from this one in network and files under `/run`
/// and `/etc/NetworkManager`.
private final class OwnLinkComputer {
    private let services: StartedProgram
    private let numbers: URL

    init(in folder: URL) throws {
        numbers = folder.appending(path: "numbers")
        let script = folder.appending(path: "own-link.sh")
        try Self.script.write(to: script, atomically: true, encoding: .utf8)
        services = try StartedProgram(
            URL(filePath: "/usr/bin/unshare"), ["--mount", "--net", "/bin/bash", script.path],
            ready: "The link’s services are ready.", in: folder)
    }

    /// Starts the tablet of a machine on this computer.
    func startTablet(_ configuration: String) throws -> StartedProgram {
        try StartedProgram(
            URL(filePath: "/usr/bin/nsenter"),
            ["--target", String(services.processID), "--mount", "--net", Program.dutymark.path, "machine", "run"]
                + ["--config", configuration, "--part", "tablet"], ready: "Dutymark machine is ready.")
    }

    /// Ends bus and NetworkManager.
    func stop() {
        // A child inherits which signals its maker's thread blocks, so only this one surely ends it; the script follows.
        let text = (try? String(contentsOf: numbers, encoding: .utf8)) ?? ""
        for number in text.split(whereSeparator: \.isWhitespace).compactMap({ Int32($0) }) { kill(number, SIGKILL) }
        _ = services.stop()
    }

    /// Sysfs is read-only, so that NetworkManager asks no udev, which knows nothing of these devices.
    private static let script = """
        set -eu
        mount -t sysfs -o ro none /sys
        mount -t tmpfs none /run
        mount -t tmpfs none /etc/NetworkManager
        mount -t tmpfs none /var/lib/NetworkManager
        mkdir -p /run/dbus /run/NetworkManager /etc/NetworkManager/system-connections
        printf '[main]\\nplugins=keyfile\\ndns=none\\nno-auto-default=*\\nauth-polkit=root-only\\n[keyfile]\\n\
        unmanaged-devices=interface-name:lan1\\n' > /etc/NetworkManager/NetworkManager.conf
        ip link set lo up
        ip link add lan0 type veth peer name lan1
        ip link set lan1 up
        dbus-daemon --system --nofork --nopidfile &
        bus=$!
        until [ -S /run/dbus/system_bus_socket ]; do :; done
        NetworkManager --no-daemon > nm.log 2>&1 &
        manager=$!
        until nmcli -t general status > /dev/null 2>&1; do :; done
        until nmcli -t -f DEVICE,STATE device status | grep -q '^lan0:disconnected'; do :; done
        echo "$manager $bus" > numbers
        echo 'The link’s services are ready.'
        wait
        """
}
