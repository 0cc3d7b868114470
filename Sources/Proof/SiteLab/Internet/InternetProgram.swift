import ConnectivityGuide
import DutyModel
import Foundation
import NIOCore
import NIOPosix

/// The program behind `dutymark-lab internet`, which a lab starts inside itself.
public enum InternetProgram {
    /// What it says when it listens.
    public static let readyWords = "The lab's internet is ready."
    /// The authority that signs its certificates, in its folder.
    static let authorityFile = "authority.json"

    /// What it is to be.
    public enum Part: Sendable {
        /// Every host of the guide, with the certificates of the authority in this folder.
        case hosts(folder: String)
        /// A guest network's portal.
        case portal
        /// A way from the IPv6 addresses of these hosts to their IPv4 addresses.
        case relay([String])
    }

    /// Serves until the process ends.
    public static func run(_ part: Part, ready: @Sendable () -> Void) async throws {
        let plan = try LabPlan.builtIn()
        let guide = try ConnectivityGuide.builtIn("b700-v2")
        let directory = try LabDirectory(guide, plan: plan)
        let group = NIOSingletons.posixEventLoopGroup
        let channels: [any Channel]
        switch part {
        case .hosts(let folder):
            let secrets = try Data(contentsOf: URL(filePath: folder).appending(path: authorityFile))
            let authority = try LabAuthority(
                JSONDecoder().decode(LabAuthority.Secrets.self, from: secrets), now: Date())
            channels = try await server(authority, directory, portal: nil, group).listen(ports(of: guide))
        case .portal:
            let authority = try LabAuthority(names: plan.roots, now: Date())
            channels = try await server(authority, directory, portal: plan.portalHost, group)
                .listen([(LabPorts.portal, .plain)])
        case .relay(let hosts):
            channels = try await FamilyRelay(group: group)
                .listen(directory.servers(named: hosts), ports: [LabPorts.plain, LabPorts.tls])
        }
        ready()
        for channel in channels { try await channel.closeFuture.get() }
    }

    private static func server(
        _ authority: LabAuthority, _ directory: LabDirectory, portal: String?, _ group: any EventLoopGroup
    ) -> InternetServer {
        InternetServer(
            certificates: ServerCertificates(authority),
            pages: InternetPages(portal: portal, directory: directory), directory: directory, group: group)
    }

    /// The TCP ports of the guide, and how each is spoken.
    private static func ports(of guide: ConnectivityGuide) -> [(port: UInt16, speech: InternetServer.Speech)] {
        let numbers = Set(guide.endpoints.filter { $0.transport == .tcp && $0.speaks != .dns }.compactMap(\.portNumber))
        return numbers.sorted().map { port in
            switch port {
            case LabPorts.plain: (port, .plain)
            case LabPorts.tls: (port, .tls)
            default: (port, .either)
            }
        }
    }
}
