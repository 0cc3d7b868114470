import BaseProtocol
import ConnectivityGuide
import DutyModel
import Exchanges
import Foundation
import LocalSystem
import Logging
import MachineLink
import NIOCore
import NIOPosix
import ServiceLifecycle
import SiteNetwork
import Tablet

/// The tablet as a process runs it: everything that talks, and the socket that takes commands.
struct TabletPart {
    /// What a clerk can do.
    let unit: TabletUnit
    /// Commands, automatic duties, and the end of it all.
    let services: [any Service]
    /// Keeps every other process away from the tablet's folder.
    let lock: FolderLock

    /// Opens the tablet's line to the base and its way to the network.
    ///
    /// - Throws: `journal_rolled_back` where the base is older than what this tablet has seen.
    init(
        _ opened: OpenedTablet, installation: InstallationIdentity, configuration: MachineConfiguration,
        group: any EventLoopGroup, logger: Logger
    ) async throws(DutyFailure) {
        let (folder, enrolment) = (opened.folder, opened.enrolment)
        let guide = configuration.guide
        let link = configuration.link
        let line = TimeNotingLine(
            FramedClient<BaseCommand, BaseAnswer>(
                to: .tcp(address: link.base, port: link.port, from: link.tablet, identity: opened.link),
                limits: .machine, group: group))
        let surroundings = TabletSurroundings(logger: logger, waker: DutyWaker())
        let site = try await SitePart(
            folder, enrolment, configuration, waker: surroundings.waker, group: group, logger: logger,
            signedTime: { line.signedTime })
        let (keyLists, serviceKeys) = (HeardVersions(), HeardVersions())
        let dialler = site.dialler
        var settings = TabletSettings()
        settings.confirmation = configuration.confirmation
        let unit = TabletUnit(
            base: line,
            backEnd: try Self.access(to: guide, enrolment, Self.credential(opened, dialler)),
            transport: DialledTransport(dialler: dialler, keyLists: keyLists, serviceKeys: serviceKeys),
            outbox: opened.outbox,
            terms: TabletTerms(
                schedule: try DutySchedule.bundled(), stampPrefix: installation.verifyPrefix,
                demonstration: installation.demonstration, settings: settings),
            network: site.network, surroundings: surroundings)
        let commands = try await FramedServer<MachineCommand, MachineReply>.bind(
            .local(path: folder.commandSocket), limits: .machine, group: group, logger: logger
        ) { command async throws(DutyFailure) in try await unit.answer(command) }
        let download = DistributorDownload(dialler: dialler, distributor: try guide.location(of: .distributor))
        self.unit = unit
        lock = opened.lock
        services =
            [
                // Stopped in the opposite order: everyone who may still dial ends before the dialler does.
                DiallerFarewell(dialler: dialler),
                commands,
                AutomaticDuties(tablet: unit),
                NetworkWatch(tablet: unit, surroundings: site.surroundings),
                ServiceKeyCourier(
                    tablet: unit, heard: serviceKeys, download: download, surroundings: surroundings),
                ListenerFarewell(unit: unit),
            ] + Self.courier(unit, keyLists, opened.layout, download, surroundings)
    }

    /// The machine's certificate, which each new handshake shows once it was renewed.
    private static func credential(_ opened: OpenedTablet, _ dialler: SiteDialler) -> TabletCredential {
        TabletCredential(
            opened.folder, opened.enrolment,
            check: { (certificate, key) throws(DutyFailure) in
                try ClientCertificate(chainPEM: certificate, keyPEM: key).requireFit()
            },
            show: { (certificate, key) throws(DutyFailure) in
                try dialler.show(try ClientCertificate(chainPEM: certificate, keyPEM: key))
            })
    }

    private static func access(
        to guide: InstallationGuide, _ enrolment: TabletEnrolment, _ credential: TabletCredential
    ) throws(DutyFailure) -> BackEndAccess {
        BackEndAccess(
            distributor: try guide.location(of: .distributor), distributorKey: enrolment.distributorKey,
            distributorCertificate: enrolment.distributorCertificate,
            machine: enrolment.machine, psdKey: enrolment.psdKey,
            guidePermits: { guide.permits(host: $0, port: $1, transport: .tls) },
            keeper: EnrolmentKeeper(
                credential: credential,
                believe: { certificate throws(DutyFailure) in try credential.believe(certificate) },
                adopt: { key throws(DutyFailure) in try credential.adopt(key) }))
    }

    /// Who fetches the key list; nobody where the back end of this very folder publishes it there.
    private static func courier(
        _ unit: TabletUnit, _ heard: HeardVersions, _ layout: FolderLayout, _ download: DistributorDownload,
        _ surroundings: TabletSurroundings
    ) -> [any Service] {
        guard !FileManager.default.fileExists(atPath: layout.backEnd) else { return [] }
        return [
            KeyListCourier(
                tablet: unit, folder: layout.published, heard: heard, download: download, surroundings: surroundings)
        ]
    }
}

/// Ends the streams of everyone who listens for changes, so that the page's server can end.
private struct ListenerFarewell: Service {
    let unit: TabletUnit

    func run() async throws {
        try? await gracefulShutdown()
        await unit.stop()
    }
}

/// Closes the connections that the dialler keeps, so that a back end which stops need not wait for them.
private struct DiallerFarewell: Service {
    let dialler: SiteDialler

    func run() async throws {
        try? await gracefulShutdown()
        await dialler.close()
    }
}
