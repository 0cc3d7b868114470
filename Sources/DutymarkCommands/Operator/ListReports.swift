import BackEnd
import DutyModel

/// A list in JSON; `docs/command-line.md` documents the keys of each kind of line.
struct ListReport<Line: Encodable>: Encodable {
    let formatVersion = 1
    let lines: [Line]

    init(_ lines: [Line]) { self.lines = lines }
}

/// A device in JSON.
struct DeviceReport: Encodable {
    let psdKey: PSDKeyID
    let customer: CustomerAccount
    let machine: MachineSerial
    let standing: String
    let value: Paise
    let inTransit: Paise
    let itemCount: UInt32
    let inspectionDue: String
    let lastStatementAt: OrNull<String>
    let auditWanted: Bool
    let suspectedSince: OrNull<String>
    let revokedSince: OrNull<String>
    let lastItem: OrNull<UInt32>
    let serviceRoot: OrNull<String>

    init(_ line: DeviceLine) {
        (psdKey, customer, machine, standing) = (line.psdKey, line.customer, line.machine, line.standing)
        (value, inTransit, itemCount) = (line.value, line.inTransit, line.itemCount)
        inspectionDue = line.inspectionDue.description
        lastStatementAt = OrNull(line.lastStatementAt?.description)
        auditWanted = line.auditWanted
        suspectedSince = OrNull(line.suspectedSince?.description)
        revokedSince = OrNull(line.revokedSince?.description)
        lastItem = OrNull(line.lastItem)
        serviceRoot = OrNull(line.serviceRoot?.description)
    }
}

/// A device of which there may be two, in JSON.
struct SuspectReport: Encodable {
    struct RecordReport: Encodable {
        let item: UInt32
        let value: Paise
        let article: String
        let madeAt: String
        let receivedAt: String
        let setAside: OrNull<String>
        let double: Bool
    }

    let psdKey: PSDKeyID
    let customer: CustomerAccount
    let machine: MachineSerial
    let standing: String
    let suspectedSince: String
    let fromItem: UInt32
    let records: [RecordReport]

    init(_ line: SuspectLine) {
        (psdKey, customer, machine, standing) = (line.psdKey, line.customer, line.machine, line.standing)
        (suspectedSince, fromItem) = (line.since.description, line.fromItem)
        records = line.records.map {
            RecordReport(
                item: $0.counter, value: $0.value, article: $0.article.text, madeAt: $0.madeAt.description,
                receivedAt: $0.receivedAt.description, setAside: OrNull($0.setAside), double: $0.isDouble)
        }
    }
}

/// A grant in transit in JSON.
struct TransitReport: Encodable {
    let psdKey: PSDKeyID
    let customer: CustomerAccount
    let sequence: UInt64
    let operation: OperationID
    let amount: Paise
    let grantedAt: String
    let standing: String

    init(_ line: TransitLine) {
        (psdKey, customer, sequence, operation) = (line.psdKey, line.customer, line.sequence, line.operation)
        (amount, grantedAt, standing) = (line.amount, line.grantedAt.description, line.standing)
    }
}

/// An alarm in JSON.
struct AlarmReport: Encodable {
    let customer: String
    let psdKey: OrNull<String>
    let code: String
    let detail: String
    let raisedAt: String

    init(_ line: AlarmLine) {
        (customer, code, detail) = (line.customer, line.code, line.detail)
        psdKey = OrNull(line.psdKey.isEmpty ? nil : line.psdKey)
        raisedAt = line.raisedAt.description
    }
}

/// A declaration of a spoiled print in JSON.
struct DeclarationReport: Encodable {
    let psdKey: PSDKeyID
    let item: UInt32
    let value: Paise
    let declaredAt: String
    let refunded: OrNull<Paise>

    init(_ line: SpoilLine) {
        (psdKey, item, value) = (line.psdKey, line.counter, line.value)
        declaredAt = line.declaredAt.description
        refunded = OrNull(line.refunded)
    }
}

/// A deposit in JSON.
struct DepositReport: Encodable {
    let customer: CustomerAccount
    let challan: String
    let amount: Paise
    let bookedAt: String
    let reversedAt: OrNull<String>
    let reason: OrNull<String>

    init(_ line: DepositLine) {
        (customer, challan, amount) = (line.customer, line.challan, line.amount)
        bookedAt = line.bookedAt.description
        reversedAt = OrNull(line.reversedAt?.description)
        reason = OrNull(line.reason)
    }
}
