import DutyModel

/// One device key of the published key list, and what it may have stamped.
public struct KeyListEntry: Hashable, Sendable {
    /// The most characters the reason of a revocation may have.
    public static let longestReasonCharacters = 200

    /// The device key.
    public let psdKey: PSDKeyID
    /// Its public half.
    public let publicKey: PublicKeyBytes
    /// The machine that held the device in this life.
    public let machine: MachineSerial
    /// The licence under which it franked.
    public let licence: LicenceNumber
    /// The state of the licence.
    public let state: StateCode
    /// The first item number of this life; above zero.
    public let firstCounter: UInt32
    /// The last item number of this life; nil while the life goes on.
    public let lastCounter: UInt32?
    /// The first second in which an impression may have been made. The publisher allows here for the few
    /// minutes by which a device's clock may be behind.
    public let validFrom: Timestamp
    /// The last second in which an impression may have been made; nil while the life goes on.
    public let validUntil: Timestamp?
    /// What became of the key.
    public let status: KeyStatus

    /// An entry with these facts.
    ///
    /// - Throws: `value_malformed` where an interval is empty, the counter starts at zero, or the reason of a
    ///   revocation is empty, too long, or holds control characters.
    public init(
        psdKey: PSDKeyID, publicKey: PublicKeyBytes, machine: MachineSerial, licence: LicenceNumber, state: StateCode,
        firstCounter: UInt32 = 1, lastCounter: UInt32? = nil, validFrom: Timestamp, validUntil: Timestamp? = nil,
        status: KeyStatus = .valid
    ) throws(DutyFailure) {
        func require(_ holds: Bool, _ what: String) throws(DutyFailure) {
            guard holds else { throw DutyFailure(.valueMalformed, "The entry of key \(psdKey) \(what).") }
        }
        try require(psdKey.life > 0, "has no life")
        try require(firstCounter > 0, "starts at item number 0")
        try require(lastCounter.map { $0 >= firstCounter } ?? true, "ends before its first item number")
        try require(validUntil.map { $0 >= validFrom } ?? true, "ends before its first moment")
        if case .revoked(_, let reason) = status {
            let plain = reason.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
            try require((1...Self.longestReasonCharacters).contains(reason.count) && plain, "gives no readable reason")
        }
        self.psdKey = psdKey
        self.publicKey = publicKey
        self.machine = machine
        self.licence = licence
        self.state = state
        self.firstCounter = firstCounter
        self.lastCounter = lastCounter
        self.validFrom = validFrom
        self.validUntil = validUntil
        self.status = status
    }

    /// Whether an item number belongs to this life.
    public func covers(counter: UInt32) -> Bool {
        counter >= firstCounter && lastCounter.map { counter <= $0 } ?? true
    }

    /// Whether a moment belongs to this life.
    public func covers(_ time: Timestamp) -> Bool {
        time >= validFrom && validUntil.map { time <= $0 } ?? true
    }
}

/// What became of a device key.
public enum KeyStatus: Hashable, Sendable {
    /// It is in use, or its life ended in the ordinary way with `lastCounter` and `validUntil`.
    case valid
    /// The machine was taken out of use then; impressions up to that moment stay genuine.
    case withdrawn(at: Timestamp)
    /// The key is not trusted any more, since then and for this reason. Whoever holds the key can write any
    /// date, so that nothing it signed proves anything.
    case revoked(at: Timestamp, reason: String)
}
