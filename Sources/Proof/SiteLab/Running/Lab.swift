import ConnectivityGuide
import DutyModel
import Foundation
import Glibc
import ProgramRunning

/// A site with its faults, its router and an internet behind it, made of real programs in network namespaces.
///
/// Several labs may run side by side. However this process ends, the lab ends with it and leaves nothing behind.
/// Its calls wait for other programs, so they belong on a thread that may wait.
public final class Lab {
    /// What stands where.
    public let plan: LabPlan
    /// The hosts of the lab's internet.
    public let directory: LabDirectory
    /// The faults that hold now.
    public private(set) var faults: [LabFault] = []

    let hub: LabHub
    let tools: LabTools
    let script: NetworkScript
    private var computers: [LabPlace: LabComputer] = [:]
    private var configuration: LabConfiguration
    var services: LabServices

    /// Where the roots of the lab's internet stand, for programs in the lab.
    public static let rootsFile = "\(LabHub.folder)/\(LabServices.rootsFile)"

    /// Makes the lab and its programs; everything answers when this returns.
    ///
    /// - Parameters:
    ///   - faults: what is wrong from the start.
    ///   - program: the built `dutymark-lab`, which serves the internet; beside it, `dutymark` is the back end.
    /// - Throws: `lab_unavailable`, `lab_program_failed`, `lab_faults_clash`, `lab_data_malformed`.
    public init(_ faults: [LabFault], program: URL) throws(DutyFailure) {
        plan = try LabPlan.builtIn()
        directory = try LabDirectory(ConnectivityGuide.builtIn(Self.guide), plan: plan)
        configuration = try LabConfiguration([], plan: plan, directory: directory)
        let wanted = try LabConfiguration(faults, plan: plan, directory: directory)
        tools = try LabTools(program: program)
        hub = try LabHub()
        script = NetworkScript(plan: plan, directory: directory)
        let names = plan.roots
        let authority = try LabWork.run("The lab's authority cannot be made", .internalError) {
            try LabAuthority(names: names, now: Date())
        }
        services = LabServices(hub: hub, tools: tools, plan: plan, directory: directory, authority: authority)
        do throws(DutyFailure) {
            try makeComputers()
            try services.prepareRules(router: computer(.router).innerID(), proxy: computer(.proxy).innerID())
            try services.startInternet(computer(.internet))
            try apply(wanted, first: true)
            self.faults = faults
        } catch {
            hub.end()
            throw error
        }
    }

    /// Makes exactly these faults hold; only what differs is touched.
    public func set(_ wanted: [LabFault]) throws(DutyFailure) {
        try apply(LabConfiguration(wanted, plan: plan, directory: directory), first: false)
        faults = wanted
    }

    /// What the machine of this site is told about a proxy.
    public var machineProxy: MachineProxy? { configuration.machineProxy }

    /// The site's own addresses.
    public var site: LabPlan.Site { configuration.site }

    /// Whether the set-up brought mitmproxy.
    public var hasMitmproxy: Bool { tools.mitmproxy != nil }

    /// Runs a program in a place of the lab and waits for its end.
    public func run(
        _ words: [String], in place: LabPlace = .site, environment: [String: String] = [:], keepingErrors: Bool = true
    ) throws -> FinishedProgram {
        try FinishedProgram(
            URL(filePath: Nsenter.path), computer(place).entering(words, folder: currentFolder),
            environment: variables(in: place).merging(environment) { $1 }, keepingErrors: keepingErrors)
    }

    /// Starts a program in a place of the lab and returns when it is ready; `name` is that of its log.
    public func start(
        _ words: [String], in place: LabPlace = .site, ready: LabProgram.Ready, name: String,
        environment: [String: String] = [:]
    ) throws(DutyFailure) -> LabProgram {
        try computer(place).start(
            words, ready: ready, log: name, environment: variables(in: place).merging(environment) { $1 },
            folder: currentFolder)
    }

    /// The words and variables with which a person's own program runs in the site, after `nsenter`.
    public func entering(_ words: [String]) throws(DutyFailure) -> (
        program: String, words: [String], environment: [String: String]
    ) {
        (Nsenter.path, try computer(.site).entering(words, folder: currentFolder), variables(in: .site))
    }

    /// Puts a program in the site into the place of this process: it has the terminal, its exit status is ours, and
    /// when it ends the lab ends.
    ///
    /// - Throws: `lab_program_failed`; otherwise it does not return.
    public func become(_ words: [String]) throws(DutyFailure) -> Never {
        let lifeline = hub.keepLifelineOverExec()
        // The program inside must not hold the lab's lifeline: what it leaves behind would keep the lab.
        let guarded = ["sh", "-c", "exec \(lifeline)>&-; exec \"$@\"", "lab"] + words
        let way = try entering(guarded)
        for (name, value) in way.environment { setenv(name, value, 1) }
        var pointers = ([way.program] + way.words).map { strdup($0) }
        pointers.append(nil)
        execv(way.program, pointers)
        throw DutyFailure(.labProgramFailed, "\(way.program) cannot be run: \(String(cString: strerror(errno))).")
    }

    /// A file of the lab's folder, as this process sees it; programs in the lab see it in `Lab.folder`.
    public func file(_ name: String) -> URL { hub.outside(name) }

    /// The lab's folder, as its programs see it.
    public static let folder = LabHub.folder

    /// Ends everything.
    public func end() { hub.end() }

    static let guide = "b700-v2"

    private var currentFolder: String { FileManager.default.currentDirectoryPath }

    func computer(_ place: LabPlace) throws(DutyFailure) -> LabComputer {
        guard let computer = computers[place] else {
            throw DutyFailure(.internalError, "The lab has no \(place.rawValue).")
        }
        return computer
    }

    /// What a program in the site finds in its environment.
    private func variables(in place: LabPlace) -> [String: String] {
        guard place == .site else { return [:] }
        var variables = [
            "DUTYMARK_LAB": Self.folder, "DUTYMARK_LAB_ROOTS": Self.rootsFile,
            "DUTYMARK_LAB_LOAD": "\(Self.folder)/\(SiteRuleFiles.loader)",
        ]
        if let proxy = configuration.machineProxy { variables["DUTYMARK_LAB_PROXY"] = proxy.url }
        guard configuration.clockOffset != 0, let library = LabTools.fakeClock else { return variables }
        variables["LD_PRELOAD"] = library
        variables["FAKETIME"] = (configuration.clockOffset > 0 ? "+" : "") + String(configuration.clockOffset)
        // Timers go on as ever; only the date is wrong.
        variables["FAKETIME_DONT_FAKE_MONOTONIC"] = "1"
        variables["DONT_FAKE_MONOTONIC"] = "1"
        return variables
    }

    private func makeComputers() throws(DutyFailure) {
        for place in LabPlace.allCases {
            let hosts = ["hosts": plan.hostsFile]
            let etc: [String: String] =
                switch place {
                case .site, .proxy: hosts.merging(["resolv.conf": resolverFile(plan.site)]) { $1 }
                case .router: hosts
                default: [:]
                }
            computers[place] = try LabComputer(place, in: hub, etc: etc)
        }
        let router = try computer(.router)
        try router.script(
            script.router(
                site: computer(.site).innerID(), proxy: computer(.proxy).innerID(),
                internet: computer(.internet).innerID()))
        try computer(.internet).script(script.internet(dataCentre: computer(.dataCentre).innerID()))
        try computer(.dataCentre).script(script.dataCentre())
        try readdress(plan.site)
    }

    private func resolverFile(_ site: LabPlan.Site) -> String { "nameserver \(site.router.ipv4)\n" }

    private func readdress(_ site: LabPlan.Site) throws(DutyFailure) {
        try computer(.router).script(script.routerAddresses(site))
        try computer(.site).script(script.siteAddresses(site.machine, site))
        try computer(.proxy).script(script.siteAddresses(site.proxy, site))
        try computer(.internet).script(script.wayBack(site))
        for place in [LabPlace.site, .proxy] {
            try hub.write(resolverFile(site), to: "\(place.rawValue)/etc/resolv.conf")
        }
    }

    /// Brings the lab from what holds to what is wanted, and touches nothing else.
    private func apply(_ wanted: LabConfiguration, first: Bool) throws(DutyFailure) {
        let router = try computer(.router)
        if wanted.site != configuration.site { try readdress(wanted.site) }
        try services.setNames(wanted, was: first ? nil : configuration, on: router)
        try services.setInterception(wanted, was: configuration, on: router)
        try services.setProxy(wanted, was: configuration, on: computer(.proxy))
        let line = script.line(wanted)
        if first || line != script.line(configuration) { try router.script(line) }
        // The firewall comes last: what it redirects to is there by then.
        try services.load(FirewallText.router(wanted), on: router)
        try services.load(FirewallText.internet(wanted), on: computer(.internet))
        configuration = wanted
        try services.stopUnneeded(wanted)
    }
}
