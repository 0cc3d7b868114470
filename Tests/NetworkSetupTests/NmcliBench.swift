import DutyModel
import Foundation
import LocalSystem
import NetworkSetup

/// A real NetworkManager that sees nothing of this computer: it has a network, a message bus and files of its own.
///
/// Its bus and its connections lie in a folder that is seen from outside, so that nmcli reaches it from here.
final class PrivateNetworkManager {
    let folder: String
    private let process = Process()

    /// The two ends of the only cable there is.
    static let device = "lan0"

    /// Where it keeps its connections.
    var connections: String { folder + "/connections" }
    private var bus: String { folder + "/bus" }

    /// nmcli, speaking to this NetworkManager.
    var nmcli: OutsideProgram {
        OutsideProgram(path: "/usr/bin/nmcli", environment: ["DBUS_SYSTEM_BUS_ADDRESS": "unix:path=\(bus)"])
    }

    /// The link that is under test.
    var link: NmcliLink {
        NmcliLink(nmcli: nmcli, folder: connections, interfaceName: Self.device)
    }

    /// Starts it and returns once it answers. Throws where the kernel allows no namespace of one's own.
    init() throws {
        folder = "/tmp/dutymark-nm-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: folder + "/connections", withIntermediateDirectories: true)
        try Self.busConfiguration(folder + "/bus").write(
            toFile: folder + "/bus.conf", atomically: true, encoding: .utf8)
        try Self.configuration(folder).write(toFile: folder + "/nm.conf", atomically: true, encoding: .utf8)
        try Self.script.write(toFile: folder + "/run.sh", atomically: true, encoding: .utf8)
        process.executableURL = URL(filePath: "/usr/bin/unshare")
        // No process numbers of its own: NetworkManager asks who calls it, and a caller without a number may see nothing.
        process.arguments = [
            "--mount", "--net", "/bin/bash", folder + "/run.sh", folder,
        ]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
        var said = Data()
        while !String(decoding: said, as: UTF8.self).contains("ready") {
            let more = output.fileHandleForReading.availableData
            guard !more.isEmpty else {
                throw DutyFailure(.internalError, "NetworkManager did not start: see \(folder)/nm.log.")
            }
            said += more
        }
    }

    /// What nmcli says of a connection, secrets included.
    func shown(_ uuid: String, _ fields: String) async throws -> String {
        let answer = try await nmcli.run([
            "--show-secrets", "--terse", "--fields", fields, "connection", "show", "uuid", uuid,
        ])
        return answer.output
    }

    /// Ends it and removes its folder.
    func stop() {
        // A child inherits which signals its maker's thread blocks, so only this one surely ends it; the script follows.
        let numbers = (try? String(contentsOfFile: folder + "/numbers", encoding: .utf8)) ?? ""
        for number in numbers.split(whereSeparator: \.isWhitespace).compactMap({ Int32($0) }) { kill(number, SIGKILL) }
        process.waitUntilExit()
        try? FileManager.default.removeItem(atPath: folder)
    }

    private static func configuration(_ folder: String) -> String {
        """
        [main]
        plugins=keyfile
        dns=none
        no-auto-default=*
        rc-manager=unmanaged
        auth-polkit=root-only
        [keyfile]
        path=\(folder)/connections
        unmanaged-devices=interface-name:lan1
        """
    }

    private static func busConfiguration(_ socket: String) -> String {
        """
        <!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
         "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
        <busconfig>
          <type>system</type>
          <listen>unix:path=\(socket)</listen>
          <auth>EXTERNAL</auth>
          <policy context="default">
            <allow user="*"/><allow own="*"/><allow send_destination="*"/><allow receive_sender="*"/>
          </policy>
        </busconfig>
        """
    }

    /// Sysfs is read-only, so that NetworkManager asks no udev, which knows nothing of these devices.
    private static let script = """
        set -eu
        folder=$1
        mount -t sysfs -o ro none /sys
        mount -t tmpfs none /run
        mkdir -p /run/NetworkManager
        mount -t tmpfs none /var/lib/NetworkManager
        ip link set lo up
        ip link add lan0 type veth peer name lan1
        ip link set lan1 up
        dbus-daemon --config-file="$folder/bus.conf" --nofork --nopidfile < /dev/null &
        bus=$!
        until [ -S "$folder/bus" ]; do :; done
        export DBUS_SYSTEM_BUS_ADDRESS="unix:path=$folder/bus"
        NetworkManager --no-daemon --config="$folder/nm.conf" --config-dir="$folder/none" < /dev/null > "$folder/nm.log" 2>&1 &
        manager=$!
        until nmcli -t general status > /dev/null 2>&1; do :; done
        until nmcli -t -f DEVICE,STATE device status | grep -q '^lan0:disconnected'; do :; done
        echo "$manager $bus" > "$folder/numbers"
        echo ready
        wait
        """
}
