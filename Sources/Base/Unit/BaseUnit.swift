import BaseProtocol
import DutyModel
import Exchanges
import Logging
import SecurityDevice

/// The base: owns the security device and draws its impressions. One command at a time.
///
/// Every answer is given only after what it says is durable in the device's journal.
public actor BaseUnit {
    private var device: SecurityDevice
    private let clock: any DeviceClock
    private var equipment: OwnEquipment

    /// A base around this device; without `certificates`, those of the device's keys are kept nowhere.
    public init(
        device: SecurityDevice, clock: any DeviceClock, random: any RandomSource, desk: ImpressionDesk,
        certificates: DeviceCertificates? = nil, logger: Logger
    ) {
        self.device = device
        self.clock = clock
        equipment = OwnEquipment(random: random, desk: desk, certificates: certificates, logger: logger)
    }

    /// Carries out one command; a refusal is thrown and changes nothing.
    public func answer(_ command: BaseCommand) throws(DutyFailure) -> BaseAnswer {
        do throws(DutyFailure) {
            return try device.carryOut(command, at: clock.read(), with: &equipment)
        } catch {
            equipment.logger.notice("\(error.message)", metadata: ["code": "\(error.code.rawValue)"])
            throw error
        }
    }
}

/// The desk, the folder of certificates and the chance of a base that runs.
private struct OwnEquipment: BaseEquipment {
    let random: any RandomSource
    let desk: ImpressionDesk
    let certificates: DeviceCertificates?
    let logger: Logger

    func value<Value: ByteValue>() -> Value { random.value() }

    func impression(_ permitted: PermittedDrawing, _ format: PrintFormat) throws(DutyFailure) -> [UInt8] {
        try desk.impression(permitted, format)
    }

    func noteRedrawn(_ counter: UInt32, _ number: DrawingNumber) {
        logger.notice("Fonts or program changed since print \(number.rawValue) of impression \(counter) began.")
    }

    func specimen(_ status: DeviceStatus, _ format: PrintFormat) throws(DutyFailure) -> [UInt8] {
        try desk.specimen(status, format)
    }

    func licence(with terms: Authorisation) -> DeviceConfiguration? { certificates?.licence(with: terms) }

    func keep(_ configuration: DeviceConfiguration) throws(DutyFailure) {
        try certificates?.keep(configuration.certificate, of: configuration.authorisation.psdKey)
        try certificates?.keep(configuration)
    }

    func keep(_ certificate: [UInt8], of key: PSDKeyID) throws(DutyFailure) {
        try certificates?.keep(certificate, of: key)
    }
}
