import BackEnd
import DutyModel
import SecurityDevice
import Tablet

/// Makes a machine of this computer known to a back end of this computer, with money that is not real.
///
/// Every step may be repeated: a crash anywhere leaves what the next start completes.
struct DemonstrationEnrolment {
    let backEnd: BackEndInstallation
    let installation: InstallationIdentity
    let clock: any WallClock

    /// The account that pays; its name says what it is.
    static let customer = CustomerAccount(unchecked: "DEMONSTRATION")
    /// The licence under which a demonstration machine franks.
    static let licence = LicenceNumber(unchecked: "DEMO-MH-1")
    /// The money the account begins with.
    static let money = Paise.rupees(10_00_000)

    /// Enrols the device and the machine that holds it.
    func enrol(
        _ device: inout SecurityDevice, at reading: ClockReading, tablet: TabletFolder
    ) async throws(DutyFailure) {
        let enrolment = backEnd.enrolment
        guard enrolment.demonstration != false else {
            throw DutyFailure(
                .licenceForeign, "The books hold real money, and the machine would be given some that is made up.",
                remedy: "Enrol the machine on site, with a code of “dutymark backend invite”.", outcome: .notDone)
        }
        try await enrolment.openAccount(Self.customer, name: "Demonstration money", isDemonstration: true)
        try await payIn(enrolment)
        try await enrolMachine(device, tablet: tablet)
        let status = device.status(at: reading)
        // Only what the installation was made with: a device put in later, and a next life, ask for their licence and
        // wait for an operator, as they do at a site.
        let first = PSDKeyID(serial: PSDSerial(installation.psdSerial), life: 1)
        guard status.phase == .initialised, let key = status.psdKey, key == first, let publicKey = status.publicKey
        else { return }
        let issued = try await enrolment.enrolPSD(
            PSDEnrolment(
                psdKey: key, publicKey: publicKey, machine: installation.machine, licence: Self.licence,
                state: try StateCode("MH")))
        try device.authorise(issued.authorisation, signature: issued.signature, at: reading)
    }

    /// Pays the demonstration money in at the first start; the challan says at each later one that it is there.
    private func payIn(_ enrolment: EnrolmentService) async throws(DutyFailure) {
        do {
            try await enrolment.deposit(Self.money, challan: "DEMONSTRATION-1", customer: Self.customer)
        } catch  where error.code == .challanUsed {
            return
        }
    }

    /// Days before its end from which a machine's certificate is renewed.
    private static let renewalDays: Int64 = 90

    /// Gives the machine its TLS certificate; a new one in good time before that ends, and where key, certificate or
    /// authority no longer fit each other.
    private func enrolMachine(_ device: SecurityDevice, tablet: TabletFolder) async throws(DutyFailure) {
        let held = try heldEnrolment(tablet)
        let publicKey = try tablet.tlsPublicKeyPEM()
        if let held, held.certificateExpiresAt > clock.now().advanced(byDays: Self.renewalDays),
            held.distributorKey == backEnd.distributorKey, try held.rootPEM == backEnd.authority.rootPEM,
            backEnd.authority.issued(held.certificatePEM, for: publicKey)
        {
            return
        }
        let status = device.status(at: ClockReading(wall: clock.now(), bootSeconds: 0))
        // A renewal changes the certificate, never the device that the tablet speaks for.
        guard let key = held?.psdKey ?? status.psdKey else { return }
        let certificate = try await backEnd.enrolment.enrolMachine(
            installation.machine, customer: Self.customer, publicKeyPEM: publicKey)
        try tablet.write(
            TabletEnrolment(
                machine: installation.machine, psdKey: key, certificatePEM: certificate.pem,
                certificateExpiresAt: certificate.expiresAt, rootPEM: backEnd.authority.rootPEM,
                distributorKey: backEnd.distributorKey))
    }

    /// What this machine was told at its enrolment; nil where that was lost, is damaged, or was told to another machine.
    private func heldEnrolment(_ tablet: TabletFolder) throws(DutyFailure) -> TabletEnrolment? {
        do throws(DutyFailure) {
            guard let held = try tablet.enrolment(), held.machine == installation.machine else { return nil }
            return held
        } catch {
            guard error.code == .dataMalformed else { throw error }
            return nil
        }
    }
}
