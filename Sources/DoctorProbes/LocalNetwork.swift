import Doctor
import DutyModel
import NIOCore
import NIOPosix
import NetworkSetup

/// Reads what this computer says of its network: interfaces, default routes, name servers.
enum LocalNetwork {
    static func facts() -> LocalFacts {
        var facts = LocalFacts()
        facts.addresses = addresses()
        let routes = ComputerLink.routes
        facts.hasRoute4 = !routes.four.isEmpty
        facts.hasRoute6 = !routes.six.isEmpty
        facts.gateways = (routes.four + routes.six).compactMap(\.gateway)
        facts.nameServers = ComputerLink.nameServers
        return facts
    }

    private static func addresses() -> [String] {
        let devices = (try? System.enumerateDevices()) ?? []
        return devices.compactMap { $0.address?.ipAddress }.filter { !isLoopback($0) }.eachOnce
    }

    private static func isLoopback(_ address: String) -> Bool {
        address.hasPrefix("127.") || address.hasPrefix("fe80:") || (address.hasPrefix(":") && address.hasSuffix(":1"))
    }
}
