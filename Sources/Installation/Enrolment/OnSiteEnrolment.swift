import Base
import ConnectivityGuide
import DutyModel
import Exchanges
import LocalSystem
import MachineLink
import NIOCore
import NIOPosix
import SecurityDevice
import Signing
import SiteNetwork
import Tablet

/// Enrols the stopped machine of a data folder with a back end somewhere else, by a code: its keys are made here and stay.
///
/// Of what the back end says, nothing is written before its MAC is right. Every step may be repeated: a crash anywhere
/// leaves what the next run with the same code completes.
package struct OnSiteEnrolment {
    let layout: FolderLayout
    let guide: InstallationGuide
    /// The guide as it was named: a built-in name, or a file.
    let guideName: String
    /// The back end's distributor.
    let place: BackEndPlace
    let route: SiteRoute
    let code: EnrolmentCode

    /// An enrolment of the machine of this folder with the back end at this place, reached by this route.
    package init(
        layout: FolderLayout, guide: InstallationGuide, guideName: String, place: BackEndPlace,
        route: SiteRoute, code: EnrolmentCode
    ) {
        (self.layout, self.guide, self.guideName) = (layout, guide, guideName)
        (self.place, self.route, self.code) = (place, route, code)
    }

    /// Enrols the machine over the network; durable when this returns.
    package func run() async throws(DutyFailure) -> ProvenEnrolment { try await run(speaking: dial) }

    /// Enrols the machine; `speak` carries the talk's messages to a back end and back.
    func run(
        speaking speak: (EnrolmentTalk) async throws(DutyFailure) -> ProvenEnrolment
    ) async throws(DutyFailure) -> ProvenEnrolment {
        guard try !FilePresence.isThere(layout.backEnd) else {
            throw DutyFailure(
                .placeTaken, "\(layout.root) holds a back end.",
                remedy: "Give the machine a data folder of its own (--data).")
        }
        var folder = try KeptFolder(taking: layout)
        let tablet = try TabletFolder(path: layout.tablet)
        let tabletLock = try FolderLock(folder: layout.tablet)
        let proven = try await speak(
            EnrolmentTalk(
                code: code, devicePublicKey: try deviceKey(mayBeNew: folder.baseMayBeNew),
                machinePublicKey: try tablet.tlsPublicKey(), nonce: SystemRandomSource().value()))
        try settle(proven, tablet: tablet, in: &folder)
        withExtendedLifetime(tabletLock) {}
        folder.end()
        return proven
    }

    private func deviceKey(mayBeNew: Bool) throws(DutyFailure) -> PublicKeyBytes {
        let base = try BaseFolder(path: layout.base)
        let lock = try FolderLock(folder: layout.base)
        defer { withExtendedLifetime(lock) {} }
        return try base.enrolmentKey(mayBeNew: mayBeNew)
    }

    /// Speaks to the back end; the talk is the base's, and the carrier sees its messages alone.
    private func dial(_ talk: EnrolmentTalk) async throws(DutyFailure) -> ProvenEnrolment {
        let group = NIOSingletons.posixEventLoopGroup
        let dialler = try SiteDialler(
            allowList: guide, route: { [route] in route },
            resolver: SystemResolver(threads: NIOSingletons.posixBlockingThreadPool, group: group),
            tls: .beforeEnrolment, group: group)
        let carrier = EnrolmentCarrier(
            transport: DialledTransport(dialler: dialler), host: place.host, port: place.port,
            random: SystemRandomSource())
        var talk = talk
        do throws(DutyFailure) {
            let request = try talk.take(try await carrier.offer(for: talk.opening))
            let proven = try talk.take(try await carrier.answer(to: request))
            await dialler.close()
            return proven
        } catch {
            await dialler.close()
            throw error
        }
    }

    /// Writes what was proven; what says that the machine is enrolled comes last.
    private func settle(
        _ proven: ProvenEnrolment, tablet: TabletFolder, in folder: inout KeptFolder
    ) throws(DutyFailure) {
        let grant = proven.grant
        let enrolment = TabletEnrolment(grant, authority: proven.authority, publicKey: proven.machinePublicKey)
        try ClientCertificate(chainPEM: enrolment.certificatePEM, keyPEM: try tablet.tlsKeyPEM()).requireFit()
        _ = try TrustRoots(pem: enrolment.rootPEM)
        let told = InstallationIdentity(
            verifyPrefix: try VerifyPrefix(grant.stampPrefix), demonstration: grant.isDemonstration,
            machine: grant.machine, psdSerial: grant.psdKey.serial.number)
        // Another device may have been put in since the folder was made; which it is, is asked below.
        let own = try folder.installation { told }
        guard own.machine == told.machine, own.verifyPrefix == told.verifyPrefix,
            own.demonstration == told.demonstration
        else {
            throw DutyFailure(
                .dataForeign,
                "\(layout.root) is the folder of another machine than \(grant.machine), or its stamps have another address.",
                remedy: "Give the machine a data folder of its own (--data), and ask the operator for a new code.")
        }
        try BaseFolder(path: layout.base).expectDevice(grant.psdKey.serial)
        var base = try OpenedBase(&folder, installation: own)
        let reading = SystemClockReader().read()
        let status = base.device.status(at: reading)
        guard status.psdKey == grant.psdKey, status.publicKey == proven.devicePublicKey else {
            throw DutyFailure(
                .dataForeign, "The security device in \(layout.base) is not the one that the back end enrolled.")
        }
        let root = try obeyedRoot(after: proven.root, by: &base)
        try LinkPairing.make(baseFolder: base.folder.link, tabletFolder: tablet.link, now: reading.wall)
        try layout.published.pin(root, publisher: grant.publisherKey)
        try NewMachineConfiguration(guide: guide, name: guideName).write(in: layout)
        try tablet.write(enrolment)
        try folder.noteTablet()
        withExtendedLifetime(base.lock) {}
    }

    /// The root by which the machine goes: the back end's. A device that has one which others followed keeps it, since only
    /// they lead on; the machine is shown them with its first contact.
    private func obeyedRoot(after proven: ServiceRoot, by base: inout OpenedBase) throws(DutyFailure) -> ServiceRoot {
        if let held = base.device.serviceRoot, held.generation < proven.generation { return held }
        try base.folder.give(proven, to: &base.device)
        guard base.device.serviceRoot == proven else {
            throw DutyFailure(.serviceRootPinned, "The base obeys another service root than this back end's.")
        }
        return proven
    }
}
