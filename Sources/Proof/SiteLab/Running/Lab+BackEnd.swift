import ConnectivityGuide
import DutyModel
import Foundation
import ProgramRunning

extension Lab {
    /// The data folder of the back end, as programs in the lab see it.
    public static let backEndFolder = LabHub.folder + "/data-centre/back-end"
    /// The data folder of the machine that is enrolled with it, as programs in the lab see it.
    public static let machineFolder = LabHub.folder + "/site/machine"

    /// Enrols a machine, and serves its back end under the guide's host names, with certificates of the lab's roots.
    ///
    /// The machine's configuration then trusts those roots; it is not started. Base and tablet talk over the guide's
    /// internal addresses, which the machine's computer has for itself alone.
    public func startBackEnd() throws(DutyFailure) {
        let hosts = try backEndHosts()
        let guide = try ConnectivityGuide.builtIn(Self.guide)
        let inner = MachinePart.allCases.compactMap { guide.internalAddress(of: $0) }
        try computer(.site).script(inner.map { "ip address replace \($0)/32 dev lo" }.joined(separator: "\n"))
        try prepareBackEnd(hosts)
        try computer(.dataCentre).script(script.dataCentreAddresses(hosts.all))
        try computer(.internet).script(script.wayToDataCentre(hosts.all))
        try services.startBackEnd(Self.backEndFolder + "/back-end.yaml", hosts: hosts.all, on: computer(.dataCentre))
    }

    /// The hosts that the back end stands for, by what they do.
    private struct BackEndHosts {
        var services: [ServiceName: [LabServer]] = [:]
        var plain: LabServer?
        var check: LabServer?

        /// Each host once.
        var all: [LabServer] {
            (ServiceName.allCases.flatMap { services[$0] ?? [] } + [plain, check].compactMap(\.self)).eachOnce
        }
    }

    private func backEndHosts() throws(DutyFailure) -> BackEndHosts {
        let guide = try ConnectivityGuide.builtIn(Self.guide)
        var hosts = BackEndHosts()
        for service in ServiceName.allCases {
            hosts.services[service] = try directory.servers(named: guide.endpoints(for: service).map(\.host.text))
        }
        hosts.plain = guide.plainEndpoint(of: .distributor).flatMap { directory.server(named: $0.host.text) }
        hosts.check = guide.plainEndpoint(of: .connectivityCheck).flatMap { directory.server(named: $0.host.text) }
        return hosts
    }

    private func prepareBackEnd(_ hosts: BackEndHosts) throws(DutyFailure) {
        try computer(.dataCentre).script(
            "mkdir -p \(Self.backEndFolder) \(LabHub.folder)/site; chmod 700 \(Self.backEndFolder); "
                + "'\(try tools.dutymark().path)' backend enroll --data \(Self.backEndFolder) "
                + "--output \(Self.machineFolder) --guide \(Self.guide) > /dev/null")
        var lines = ["format_version: 1", "guide: \(Self.guide)", "data: .", "listen:"]
        func place(_ server: LabServer) throws(DutyFailure) -> String {
            let files = try services.certify(server)
            return "{address: \(server.addresses.ipv4), certificate: \(files.certificate), key: \(files.key)}"
        }
        for service in ServiceName.allCases {
            let places = try (hosts.services[service] ?? []).map(place)
            lines.append("  \(service.rawValue): [\(places.joined(separator: ", "))]")
        }
        if let plain = hosts.plain { lines.append("  distributor_plain: \(plain.addresses.ipv4)") }
        if let check = hosts.check { lines.append("  connectivity_check: \(try place(check))") }
        try hub.write(lines.joined(separator: "\n") + "\n", to: "data-centre/back-end/back-end.yaml")
        let machine = hub.outside("site/machine/machine.yaml")
        try LabWork.run("The machine has no configuration") {
            let text = try String(contentsOf: machine, encoding: .utf8)
            try hub.write(text + "roots: \(Self.rootsFile)\n", to: "site/machine/machine.yaml")
        }
    }
}
