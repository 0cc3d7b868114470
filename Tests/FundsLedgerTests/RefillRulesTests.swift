import DutyModel
import Exchanges
import Testing

@testable import FundsLedger

/// One line of the decision table of refills.
struct RefillCase: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var amount: Int64 = 100
    var sequence: UInt64 = 3
    var attempt: UInt32 = 2
    var applied: UInt64 = 2
    var standing = PSDStanding.active
    var funds: Int64 = 1_000
    var descending: Int64 = 50
    var granted: Int64 = 70
    var maximum: Int64 = 500
    var expected: Expected

    enum Expected: Sendable {
        case decision(RefillDecision)
        case failure(FailureCode)
    }

    static func refused(_ reason: FailureCode, _ allowed: Int64?) -> Expected {
        .decision(.refused(reason: reason, maximumAllowed: allowed.map { Paise($0) }))
    }

    static let table: [RefillCase] = [
        RefillCase(testDescription: "next in turn", expected: .decision(.granted(controlTotalAfter: Paise(170)))),
        RefillCase(
            testDescription: "all the room", amount: 450, expected: .decision(.granted(controlTotalAfter: Paise(520)))),
        RefillCase(testDescription: "over the room", amount: 451, expected: refused(.refillOverMaximum, 450)),
        RefillCase(
            testDescription: "over the funds", amount: 451, funds: 450, maximum: 9_999,
            expected: refused(.accountFundsShort, 450)),
        RefillCase(
            testDescription: "all the funds", funds: 100, expected: .decision(.granted(controlTotalAfter: Paise(170)))),
        RefillCase(testDescription: "no money", funds: 0, expected: refused(.accountFundsShort, 0)),
        RefillCase(testDescription: "zero", amount: 0, expected: refused(.amountNotPositive, 450)),
        RefillCase(testDescription: "negative", amount: -1, expected: refused(.amountNotPositive, 450)),
        RefillCase(
            testDescription: "as large as can be counted", amount: .max, expected: refused(.refillOverMaximum, 450)),
        RefillCase(
            testDescription: "limit lowered below the register", maximum: 10, expected: refused(.refillOverMaximum, 0)),
        RefillCase(testDescription: "blocked", standing: .blocked, expected: refused(.machineBlocked, nil)),
        RefillCase(testDescription: "audit failed", standing: .auditFailed, expected: refused(.psdAuditFailed, nil)),
        RefillCase(testDescription: "clone", standing: .cloneSuspected, expected: refused(.psdCloneSuspected, nil)),
        RefillCase(testDescription: "registers differ", granted: 71, expected: refused(.registerMismatch, nil)),
        RefillCase(testDescription: "registers overflow", descending: .max, expected: refused(.registerMismatch, nil)),
        RefillCase(testDescription: "retired", standing: .retired, expected: refused(.psdRetired, nil)),
        RefillCase(testDescription: "ahead", sequence: 4, expected: .failure(.sequenceNotNext)),
        RefillCase(testDescription: "behind", sequence: 2, applied: 1, expected: .failure(.sequenceNotNext)),
        RefillCase(testDescription: "not applied + 1", applied: 1, expected: .failure(.sequenceNotNext)),
        RefillCase(testDescription: "applied what is not held", applied: 3, expected: .failure(.grantsMissing)),
        RefillCase(testDescription: "applied overflows", applied: .max, expected: .failure(.grantsMissing)),
        RefillCase(testDescription: "attempt decided already", attempt: 1, expected: .failure(.operationConflict)),
    ]
}

/// The decision on a refill, from facts alone.
@Suite struct RefillRulesTests {
    private let key = PSDKeyID(serial: PSDSerial(1), life: 1)

    private func request(_ line: RefillCase) -> RefillRequest {
        let id = OperationID(unchecked: Array(repeating: 1, count: 16))
        let statement = RegisterStatement(
            psdKey: key, registers: Registers(ascending: Paise(20), descending: Paise(line.descending)), itemCount: 1,
            appliedSequence: line.applied, lastGrant: .zero, statementCounter: 1, chainHead: .zero, time: Timestamp(0))
        return RefillRequest(
            operation: RefillOperation(
                psdKey: key, id: id, sequence: line.sequence, attempt: line.attempt, amount: Paise(line.amount)),
            nonce: Nonce(unchecked: Array(repeating: 2, count: 16)), statement: statement,
            signature: SignatureBytes(unchecked: Array(repeating: 0, count: 64)))
    }

    /// The device as the books hold it: two refills granted, one attempt at the third decided.
    private func device(_ line: RefillCase) throws -> DeviceAccount {
        var device = DeviceAccount(
            customer: try CustomerAccount("CUST-1"), psdKey: key, machine: try MachineSerial("M-1"),
            publicKey: PublicKeyBytes(unchecked: Array(repeating: 7, count: 32)), licence: try LicenceNumber("L-1"),
            state: try StateCode("MH"), descendingMaximum: Paise(line.maximum), inspectionLockDays: 28,
            enrolledAt: Timestamp(0), inspectionDue: Timestamp(0))
        device.standing = line.standing
        device.nextSequence = 3
        device.lastAttempt = 1
        device.controlTotal = Paise(line.granted)
        return device
    }

    private func decide(_ line: RefillCase, stored: RefillOperation? = nil) throws -> RefillDecision? {
        let request = request(line)
        let device = try device(line)
        if try RefillRules.requirePlace(
            request.operation, statement: request.statement, stored: stored, device: device)
        {
            return nil
        }
        return try RefillRules.decision(
            on: request.operation, statement: request.statement, device: device, customerFunds: Paise(line.funds))
    }

    @Test(arguments: RefillCase.table) func `the table of decisions holds`(_ line: RefillCase) throws {
        switch line.expected {
        case .decision(let decision): #expect(try decide(line) == decision)
        case .failure(let code): #expect(throws: DutyFailure(code, "")) { try decide(line) }
        }
    }

    /// The device has two grants in the books; the last attempt at the operation's sequence is given.
    @Test(arguments: [
        (sequence: 3, applied: 2, attempt: 2, last: 1, failure: FailureCode?.none),
        (sequence: 2, applied: 1, attempt: 3, last: 2, failure: nil),
        (sequence: 2, applied: 1, attempt: 2, last: 2, failure: .operationConflict),
        (sequence: 4, applied: 2, attempt: 2, last: 0, failure: .sequenceNotNext),
        (sequence: 4, applied: 3, attempt: 2, last: 0, failure: .grantsMissing),
        (sequence: 2, applied: 2, attempt: 3, last: 2, failure: .sequenceNotNext),
        (sequence: 0, applied: 2, attempt: 3, last: 0, failure: .sequenceNotNext),
    ])
    func `a refill is given up at its device's place, even where the books granted another attempt`(
        _ line: (sequence: UInt64, applied: UInt64, attempt: UInt32, last: UInt32, failure: FailureCode?)
    ) throws {
        let refill = RefillCase(
            testDescription: "given up", sequence: line.sequence, attempt: line.attempt, applied: line.applied,
            expected: .failure(.operationConflict))
        let request = request(refill)
        let device = try device(refill)
        func wasDecided() throws -> Bool {
            try RefillRules.requirePlace(
                request.operation, statement: request.statement, stored: nil, device: device, givingUpAfter: line.last)
        }
        if let failure = line.failure {
            #expect(throws: DutyFailure(failure, "")) { try wasDecided() }
        } else {
            #expect(try !wasDecided())
        }
    }

    @Test(arguments: RefillCase.table)
    func `a stored operation is answered from the store whatever has changed since`(_ line: RefillCase) throws {
        #expect(try decide(line, stored: request(line).operation) == nil)
    }

    @Test func `an id that was used with other content decides nothing`() throws {
        var other = RefillCase.table[0]
        other.amount = 99
        let stored = request(other).operation
        #expect(throws: DutyFailure(.operationConflict, "")) { try decide(RefillCase.table[0], stored: stored) }
    }
}
