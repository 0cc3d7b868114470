import Base
import DeviceSimulation
import DutyModel
import Exchanges
import SecurityDevice

/// What a simulated base has around its device: papers that say what drew them, no certificates, and licences in memory.
struct SimulatedEquipment: BaseEquipment {
    var random: SeededRandom
    /// What each paper says of the program that draws.
    var drawnBy = ""
    /// The licences that the base keeps beside its keys.
    var licences: [PSDKeyID: DeviceConfiguration] = [:]

    mutating func value<Value: ByteValue>() -> Value { random.value() }

    func impression(_ permitted: PermittedDrawing, _ format: PrintFormat) -> [UInt8] {
        Array("print \(permitted.number.rawValue) of \(permitted.record.counter)\(drawnBy)".utf8)
    }

    func noteRedrawn(_ counter: UInt32, _ number: DrawingNumber) {}

    func specimen(_ status: DeviceStatus, _ format: PrintFormat) throws(DutyFailure) -> [UInt8] {
        guard status.authorisation != nil else {
            throw DutyFailure(.psdStateRefuses, "The machine has no licence yet, so there is nothing to show.")
        }
        return Array("specimen".utf8)
    }

    func licence(with terms: Authorisation) -> DeviceConfiguration? {
        licences[terms.psdKey].flatMap { $0.authorisation == terms ? $0 : nil }
    }

    mutating func keep(_ configuration: DeviceConfiguration) {
        licences[configuration.authorisation.psdKey] = configuration
    }

    func keep(_ certificate: [UInt8], of key: PSDKeyID) {}
}

extension SeededRandom {
    /// A value of fixed length, such as a nonce or an operation's name.
    mutating func value<Value: ByteValue>(_: Value.Type = Value.self) -> Value { Value(unchecked: bytes(Value.length)) }
}
