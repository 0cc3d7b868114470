import DutyModel
import FundsLedger
import Testing

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
        RefillCase(testDescription: "ahead", sequence: 4, expected: .failure(.sequenceNotNext)),
        RefillCase(testDescription: "behind", sequence: 2, applied: 1, expected: .failure(.sequenceNotNext)),
        RefillCase(testDescription: "not applied + 1", applied: 1, expected: .failure(.sequenceNotNext)),
        RefillCase(testDescription: "applied overflows", applied: .max, expected: .failure(.sequenceNotNext)),
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

    private func facts(_ line: RefillCase) -> RefillFacts {
        RefillFacts(
            standing: line.standing, nextSequence: 3, lastAttempt: 1, grantedControlTotal: Paise(line.granted),
            customerFunds: Paise(line.funds), descendingMaximum: Paise(line.maximum))
    }

    @Test(arguments: RefillCase.table) func `the table of decisions holds`(_ line: RefillCase) throws {
        switch line.expected {
        case .decision(let decision):
            let ruling = try RefillRules.judge(request(line), stored: nil, facts: facts(line))
            #expect(ruling == .decide(decision))
        case .failure(let code):
            #expect(throws: DutyFailure(code, "")) {
                try RefillRules.judge(request(line), stored: nil, facts: facts(line))
            }
        }
    }

    @Test(arguments: RefillCase.table)
    func `a stored operation is answered from the store whatever has changed since`(_ line: RefillCase) throws {
        let request = request(line)
        let ruling = try RefillRules.judge(request, stored: request.operation, facts: facts(line))
        #expect(ruling == .storedAnswer)
    }
}
