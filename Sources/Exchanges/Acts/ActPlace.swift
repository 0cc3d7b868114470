import DutyModel

/// Where a new act begins: on this device, after so many acts.
public struct ActPlace: Hashable, Sendable, Codable {
    /// The serial of the security device.
    public let serial: UInt32
    /// How many acts the device has taken in.
    public let mark: UInt64

    /// The place on this device.
    public init(serial: PSDSerial, mark: UInt64) {
        self.serial = serial.number
        self.mark = mark
    }

    /// The place among the acts on the tablet's own settings, after so many of them.
    public static func onTablet(mark: UInt64) -> ActPlace {
        ActPlace(serial: PSDSerial(0), mark: ActID.tabletMarks + mark)
    }

    /// A new name for an act that begins here.
    public func newAct(random: some RandomSource) -> ActID { ActID(on: PSDSerial(serial), mark: mark, random: random) }
}
