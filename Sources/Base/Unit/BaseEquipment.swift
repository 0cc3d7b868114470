import DutyModel
import Exchanges
import SecurityDevice

/// What a base has around its security device: chance, papers and certificates. A simulated base has others, and answers by
/// the same rules.
package protocol BaseEquipment {
    /// A name or nonce that nobody can foresee.
    mutating func value<Value: ByteValue>() -> Value
    /// The file of a drawing that the device lets through.
    func impression(_ permitted: PermittedDrawing, _ format: PrintFormat) throws(DutyFailure) -> [UInt8]
    /// Takes note that a drawing is sent again with other bytes than it began with.
    func noteRedrawn(_ counter: UInt32, _ number: DrawingNumber)
    /// The file of a specimen, which is never a stamp.
    func specimen(_ status: DeviceStatus, _ format: PrintFormat) throws(DutyFailure) -> [UInt8]
    /// The licence with these terms, as it was signed; nil where none is kept.
    func licence(with terms: Authorisation) -> DeviceConfiguration?
    /// Keeps a licence and the certificate that came with it.
    mutating func keep(_ configuration: DeviceConfiguration) throws(DutyFailure)
    /// Keeps the certificate of this key.
    func keep(_ certificate: [UInt8], of key: PSDKeyID) throws(DutyFailure)
}
