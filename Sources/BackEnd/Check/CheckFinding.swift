import DutyModel

/// Something in the books that is not as it must be.
public struct CheckFinding: Hashable, Sendable, Codable {
    /// The code of every finding.
    public static let code = FailureCode.ledgerBroken

    /// What does not hold.
    public let invariant: CheckInvariant
    /// The table of the row.
    public let table: String
    /// The row's key, such as `CUST-1 refill:1f0c…`.
    public let key: String
    /// Whose books they are.
    public let customer: String
    /// The device; empty where it concerns none.
    public let psdKey: String
    /// What is wrong, in one sentence.
    public let message: String

    /// The finding on one line.
    public var line: String { "\(Self.code.rawValue) \(invariant.rawValue): \(table) [\(key)]: \(message)" }
}

/// What a check of the books found.
public struct CheckReport: Sendable {
    /// The findings, in the order in which they were found, of which at most `findingsKept` are kept.
    public var findings: [CheckFinding] = []
    /// How many there are.
    public var findingCount = 0
    /// Customers checked.
    public var customers = 0
    /// Bookings checked.
    public var operations = 0
    /// Devices checked.
    public var devices = 0
    /// Usage records checked, with those set aside.
    public var usageRecords = 0
    /// Signatures checked.
    public var signatures = 0

    /// More than these say nothing new, and a wholly broken database must not fill the memory.
    public static let findingsKept = 1000

    /// A report of nothing.
    public init() {}

    mutating func add(_ finding: CheckFinding) {
        findingCount += 1
        if findings.count < Self.findingsKept { findings.append(finding) }
    }

    mutating func add(_ other: CheckReport) {
        for finding in other.findings where findings.count < Self.findingsKept { findings.append(finding) }
        findingCount += other.findingCount
        customers += other.customers
        operations += other.operations
        devices += other.devices
        usageRecords += other.usageRecords
        signatures += other.signatures
    }
}
