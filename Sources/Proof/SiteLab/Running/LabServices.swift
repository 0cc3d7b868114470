import DutyModel
import Foundation
import ProgramRunning

/// The programs that run in a lab's own computers.
struct LabServices {
    /// What may run, each at most once.
    private enum Service: String, Hashable {
        case internet, resolver, time, names, falseNames, squid, mitmproxy, portal, proxy, relay, backEnd
    }

    let hub: LabHub
    let tools: LabTools
    let plan: LabPlan
    let directory: LabDirectory
    private let authority: LabAuthority
    private var running: [Service: LabProgram] = [:]

    /// The roots of the lab's internet, in its folder.
    static let rootsFile = "roots.pem"
    /// The public key of the lab's log, in its folder.
    static let logFile = "log-key.pem"

    init(hub: LabHub, tools: LabTools, plan: LabPlan, directory: LabDirectory, authority: LabAuthority) {
        self.authority = authority
        self.hub = hub
        self.tools = tools
        self.plan = plan
        self.directory = directory
    }

    /// The places where the keeper of the site puts rules of his own, and the script that loads them.
    func prepareRules(router: Int32, proxy: Int32) throws(DutyFailure) {
        for file in SiteRuleFiles.empty { try hub.write("# The keeper’s own rules.\n", to: file) }
        try hub.write(SiteRuleFiles.loaderText(router: router, proxy: proxy), to: SiteRuleFiles.loader, mode: 0o755)
    }

    /// Everything that answers beyond the site, whatever the faults are.
    mutating func startInternet(_ computer: LabComputer) throws(DutyFailure) {
        let folder = LabHub.folder + "/internet"
        try LabWork.run("The lab has no authority") {
            let secrets = try JSONEncoder().encode(authority.secrets())
            try hub.write(String(decoding: secrets, as: UTF8.self), to: "internet/\(InternetProgram.authorityFile)")
            try hub.write(authority.rootsPEM(), to: Self.rootsFile)
            try hub.write(authority.logKeyPEM, to: Self.logFile)
        }
        running[.internet] = try computer.start(
            [tools.program.path, "internet", "--folder", folder], ready: .words(InternetProgram.readyWords),
            log: "internet")
        try hub.write(
            NameServerText.internet(plan: plan, directory: directory, folder: folder), to: "internet/unbound.conf")
        running[.resolver] = try computer.start(
            ["unbound", "-d", "-c", folder + "/unbound.conf"], ready: .tcp(LabPorts.names), log: "unbound")
        let time = [
            "local stratum 3", "allow all", "port \(LabPorts.time)", "cmdport 0", "user root", "bindcmdaddress /",
            "pidfile \(folder)/chrony.pid", "driftfile \(folder)/chrony.drift",
        ]
        try hub.write(time.joined(separator: "\n") + "\n", to: "internet/chrony.conf")
        running[.time] = try computer.start(
            ["chronyd", "-d", "-x", "-f", folder + "/chrony.conf"], ready: .udp(LabPorts.time), log: "chrony")
    }

    /// The router's name server.
    mutating func setNames(
        _ wanted: LabConfiguration, was: LabConfiguration?, on router: LabComputer
    ) throws(DutyFailure) {
        let text = NameServerText.router(wanted, plan: plan)
        let falsified = NameServerText.falsifier(wanted, plan: plan, directory: directory)
        if let was, text == NameServerText.router(was, plan: plan),
            falsified == NameServerText.falsifier(was, plan: plan, directory: directory)
        {
            return
        }
        stop(.falseNames)
        if let falsified {
            running[.falseNames] = try startNameServer("false-names", falsified, LabPorts.falseNames, on: router)
        }
        stop(.names)
        // The keeper's rules were perhaps loaded by a name server that he started himself.
        let number = "\(LabHub.folder)/\(SiteRuleFiles.dnsmasqNumber)"
        try router.script("[ ! -s \(number) ] || kill -9 $(cat \(number)) 2> /dev/null || true; rm -f \(number)")
        running[.names] = try startNameServer("dnsmasq", text, LabPorts.names, on: router)
    }

    private func startNameServer(
        _ name: String, _ text: String, _ port: UInt16, on router: LabComputer
    ) throws(DutyFailure) -> LabProgram {
        try hub.write(text, to: "router/\(name).conf")
        return try router.start(
            ["dnsmasq", "--keep-in-foreground", "--conf-file=\(LabHub.folder)/router/\(name).conf"],
            ready: .udp(port), log: name)
    }

    /// What the router does with the site's web traffic.
    mutating func setInterception(
        _ wanted: LabConfiguration, was: LabConfiguration, on router: LabComputer
    ) throws(DutyFailure) {
        if wanted.portal, running[.portal] == nil {
            running[.portal] = try router.start(
                [tools.program.path, "internet", "--portal"],
                ready: .words(InternetProgram.readyWords), log: "portal")
        }
        let interception = wanted.interception
        let sameSite = wanted.site == was.site
        if interception.needsSquid, interception != was.interception || !sameSite {
            stop(.squid)
            try startRouterSquid(wanted, on: router)
        }
        if interception.needsMitmproxy, interception.inspection != was.interception.inspection {
            stop(.mitmproxy)
            try startMitmproxy(interception, on: router)
        }
    }

    /// The site's proxy.
    mutating func setProxy(
        _ wanted: LabConfiguration, was: LabConfiguration, on computer: LabComputer
    ) throws(DutyFailure) {
        guard wanted.proxy != was.proxy || wanted.site != was.site else { return }
        stop(.proxy)
        guard let service = wanted.proxy else { return }
        switch service.speaks {
        case .socks:
            running[.proxy] = try computer.start(
                ["microsocks", "-p", "\(service.port)"], ready: .tcp(service.port), log: "socks")
        case .http:
            let squid = squid("proxy", wanted)
            try hub.write(squid.proxy(service), to: "proxy/squid/squid.conf")
            if let user = service.user {
                try hub.write("\(user):\(try hashed(service.password))\n", to: "proxy/squid/passwords")
            }
            try prepareSquid("proxy", on: computer)
            running[.proxy] = try startSquid("proxy", on: computer, ready: service.port)
        }
    }

    /// Ends what no fault needs any more; the firewall leads nobody there by now.
    mutating func stopUnneeded(_ configuration: LabConfiguration) throws(DutyFailure) {
        if !configuration.portal { stop(.portal) }
        if !configuration.interception.needsSquid { stop(.squid) }
        if !configuration.interception.needsMitmproxy { stop(.mitmproxy) }
    }

    /// Exchanges a computer's whole firewall at once.
    func load(_ rules: String, on computer: LabComputer) throws(DutyFailure) {
        let name = "\(computer.place.rawValue)/rules.nft"
        try hub.write(rules, to: name)
        try computer.script("nft -f \(LabHub.folder)/\(name)")
    }

    /// Serves the back end of this data folder in the data centre; `hosts` are those that it stands for.
    mutating func startBackEnd(
        _ configuration: String, hosts: [LabServer], on computer: LabComputer
    ) throws(DutyFailure) {
        running[.backEnd] = try computer.start(
            [tools.dutymark().path, "backend", "serve", "--config", configuration],
            ready: .words("Dutymark back end is ready."), log: "back-end")
        running[.relay] = try computer.start(
            [tools.program.path, "internet"] + hosts.flatMap { ["--relay", $0.name] },
            ready: .words(InternetProgram.readyWords), log: "relay")
    }

    /// A certificate of the lab's authority and its key, as two files; their paths for programs in the lab.
    func certify(_ server: LabServer) throws(DutyFailure) -> (certificate: String, key: String) {
        let issued = try LabWork.run("No certificate") { try authority.issue(for: server) }
        let name = "data-centre/certificates/\(server.name)"
        try hub.write(issued.certificate, to: name + ".pem")
        try hub.write(issued.key, to: name + "-key.pem", mode: 0o600)
        return (LabHub.folder + "/" + name + ".pem", LabHub.folder + "/" + name + "-key.pem")
    }

    private mutating func stop(_ service: Service) { running.removeValue(forKey: service)?.kill() }

    private mutating func startRouterSquid(_ wanted: LabConfiguration, on router: LabComputer) throws(DutyFailure) {
        let interception = wanted.interception
        try hub.write(
            squid("router", wanted).router(interception, filterPage: plan.filterPage), to: "router/squid/squid.conf")
        if interception.squidNeedsTLS {
            let name = interception.inspection?.authority ?? plan.portalHost
            let text = try LabWork.run("No inspecting authority") {
                try LabAuthority(names: [name], now: Date()).signingPEM()
            }
            try hub.write(text, to: "router/squid/authority.pem")
        }
        try prepareSquid("router", on: router)
        if interception.squidNeedsTLS {
            let folder = LabHub.folder + "/router/squid"
            try router.script(
                "rm -rf \(folder)/certificates; \(SquidText.certificateMaker) -c -s \(folder)/certificates -M 4MB "
                    + "> /dev/null; chown -R proxy: \(folder)")
        }
        running[.squid] = try startSquid("router", on: router, ready: LabPorts.squidOpen)
    }

    private mutating func startMitmproxy(_ interception: Interception, on router: LabComputer) throws(DutyFailure) {
        guard let place = tools.mitmproxy, let inspection = interception.inspection else {
            throw DutyFailure(
                .labUnavailable, "mitmproxy is not installed.", remedy: "Run “make test” once; its set-up brings it.")
        }
        let exempt = inspection.exempt.flatMap {
            ["--ignore-hosts", "^" + $0.replacingOccurrences(of: ".", with: "\\.") + ":"]
        }
        running[.mitmproxy] = try router.start(
            [
                "\(place.path)/bin/mitmdump", "--mode", "transparent", "--listen-port", "\(LabPorts.mitmproxy)",
                "--set", "confdir=\(LabHub.folder)/router/mitmproxy", "--set", "block_global=false",
                "--set", "ssl_verify_upstream_trusted_ca=\(Lab.rootsFile)", "--set", "flow_detail=0",
            ] + exempt,
            ready: .tcp(LabPorts.mitmproxy), log: "mitmproxy", environment: ["PYTHONPATH": place.path])
    }

    private func squid(_ place: String, _ wanted: LabConfiguration) -> SquidText {
        SquidText(folder: "\(LabHub.folder)/\(place)/squid", roots: Lab.rootsFile, nameServer: wanted.site.router.ipv4)
    }

    private func prepareSquid(_ place: String, on computer: LabComputer) throws(DutyFailure) {
        let folder = "\(LabHub.folder)/\(place)/squid"
        try hub.write(
            "<html><head><title>Web filter</title></head><body>This site is blocked by policy.</body></html>\n",
            to: "\(place)/squid/errors/ERR_WEB_FILTER")
        try computer.script("cp -r /usr/share/squid/errors/en/. \(folder)/errors && chown -R proxy: \(folder)")
    }

    private func startSquid(
        _ place: String, on computer: LabComputer, ready port: UInt16
    ) throws(DutyFailure) -> LabProgram {
        try computer.start(
            ["squid", "-N", "-d", "1", "-n", place, "-f", "\(LabHub.folder)/\(place)/squid/squid.conf"],
            ready: .tcp(port), log: "squid")
    }

    /// A password as squid's password file holds it.
    private func hashed(_ password: String) throws(DutyFailure) -> String {
        let answer = try LabWork.run("openssl cannot hash a password") {
            try FinishedProgram(URL(filePath: "/usr/bin/openssl"), ["passwd", "-apr1", password])
        }
        return String(decoding: answer.output, as: UTF8.self).trimmingCharacters(in: .newlines)
    }
}
