import Signing

/// How much of one device and one customer the key list holds, so that there is room for everybody else's.
public struct KeyListBounds: Hashable, Sendable {
    /// The most marks on stamps of one device: the spoiled prints of many years at one counter.
    public var marksOfDevice = 10_000
    /// The most marks on stamps of one customer's devices.
    public var marksOfCustomer = 100_000
    /// The most marks of all; what every reader takes.
    public var marks = KeyListLimits().mostMarks
    /// The most keys; what every reader takes.
    public var keys = KeyListLimits().mostEntries
    /// The most remarks; what every reader takes.
    public var remarks = KeyListLimits().mostRemarks

    /// The defaults.
    public init() {}
}
