import ConnectivityGuide
import Doctor
import DoctorProbes
import DutyModel
import NIOCore
import NIOPosix
import SiteNetwork
import Tablet

/// The doctor of a machine: it goes by the machine's guide, proxy, name servers and authorities.
struct DoctorPart {
    /// The guide of the installation.
    let guide: ConnectivityGuide
    /// The authorities that the machine believes, in PEM.
    let roots: String
    /// How the machine leaves the site by its settings.
    let route: @Sendable () -> SiteRoute
    /// The name servers that the machine asks by itself; nil where it leaves that to this computer.
    let nameServers: (@Sendable () -> [String])?
    /// Who looks up the proxy's own name.
    let resolver: any NameResolver
    let group: any EventLoopGroup

    /// The doctor; it opens nothing before it is asked.
    var doctor: MachineDoctor {
        let guide = guide.withoutInside
        return MachineDoctor(guide: guide) { progress async throws(DutyFailure) in
            let clock = SystemWallClock()
            let run = DoctorRun(
                guide: guide, settings: try settings(), group: group, threads: NIOSingletons.posixBlockingThreadPool,
                now: { clock.now() })
            return try await run.record(progress: progress)
        }
    }

    private func settings() throws(DutyFailure) -> DoctorSettings {
        // The guide has places of other operators, whose authorities the machine need not know. Neither list is one to
        // which a site can have added.
        let known = try? PublicAuthorities.load(nil)
        var settings = DoctorSettings(
            roots: try TrustRoots(pem: roots + "\n" + (known?.pem ?? "")),
            authorities: "the machine’s own authorities" + (known.map { " and \($0.words)" } ?? ""))
        settings.privateAuthorities = try TrustRoots(pem: roots).names
        if case .proxy(let proxy) = route() { settings.proxy = proxy }
        settings.nameServers = nameServers?()
        settings.resolver = resolver
        return settings
    }
}

extension ConnectivityGuide {
    /// The guide without what lies inside the machine: nothing of it goes through the site's network.
    fileprivate var withoutInside: ConnectivityGuide {
        var outside = self
        outside.endpoints.removeAll { [.link, .page].contains($0.role) }
        return outside
    }
}
