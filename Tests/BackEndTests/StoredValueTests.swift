import DutyModel
import Exchanges
import Foundation
import Testing

@testable import BackEnd

/// The form in which the tables hold what every refill reads or writes.
@Suite struct StoredValueTests {
    private static let statement = RegisterStatement(
        psdKey: PSDKeyID(serial: PSDSerial(4_000_000_042), life: 7),
        registers: Registers(ascending: Paise(.max), descending: Paise(1)), itemCount: .max, appliedSequence: .max,
        lastGrant: ContentHash(unchecked: Array(1...32)), statementCounter: 3,
        chainHead: ContentHash(unchecked: Array(101...132)), time: Timestamp(-1))

    private static let answers = [
        RefillDecision.granted(controlTotalAfter: Paise(500_000)),
        .refused(reason: .psdNotOfMachine, maximumAllowed: nil),
        .refused(reason: .accountFundsShort, maximumAllowed: Paise(0)), .cancelled,
    ].map { decision in
        RefillAnswer(
            operation: RefillOperation(
                psdKey: statement.psdKey, id: OperationID(unchecked: Array(1...16)), sequence: 9, attempt: .max,
                amount: Paise(-7)),
            decision: decision, signature: SignatureBytes(unchecked: Array(1...64)))
    }

    @Test func `a statement is read as it was written, in half the bytes of JSON`() throws {
        let bytes = StoredValue.encode(Self.statement)
        #expect(try StoredValue.decode(RegisterStatement.self, from: bytes) == Self.statement)
        #expect(try bytes.count * 2 < JSONEncoder().encode(Self.statement).count)
    }

    @Test(arguments: answers) func `an answer is read as it was written`(_ answer: RefillAnswer) throws {
        #expect(try StoredValue.decode(RefillAnswer.self, from: StoredValue.encode(answer)) == answer)
    }

    @Test(arguments: answers) func `what older books hold as JSON is still read`(_ answer: RefillAnswer) throws {
        #expect(try StoredValue.decode(RefillAnswer.self, from: Array(JSONEncoder().encode(answer))) == answer)
        let statement = try Array(JSONEncoder().encode(Self.statement))
        #expect(try StoredValue.decode(RegisterStatement.self, from: statement) == Self.statement)
    }

    @Test func `what older books hold in the first binary form is still read`() throws {
        let operation = Array(StoredValue.encode(Self.answers[0].operation).dropFirst())
        let signature = Self.answers[0].signature.bytes
        let short: (FailureCode) -> [UInt8] = { [UInt8($0.rawValue.utf8.count)] + Array($0.rawValue.utf8) }
        let decisions: [[UInt8]] = [
            [1, 0, 0, 0, 0, 0, 7, 0xA1, 0x20], [2] + short(.psdNotOfMachine),
            [3] + short(.accountFundsShort) + [0, 0, 0, 0, 0, 0, 0, 0], [4],
        ]
        for (answer, decision) in zip(Self.answers, decisions) {
            let bytes = [1] + operation + decision + signature
            #expect(try StoredValue.decode(RefillAnswer.self, from: bytes) == answer)
            #expect(throws: DutyFailure(.dataMalformed, "")) {
                try StoredValue.decode(RefillAnswer.self, from: bytes + [0])
            }
        }
        let statement = [1] + StoredValue.encode(Self.statement).dropFirst()
        #expect(try StoredValue.decode(RegisterStatement.self, from: statement) == Self.statement)
    }

    @Test(arguments: answers) func `bytes that are cut off, too many or of another version are refused`(
        _ answer: RefillAnswer
    ) throws {
        let bytes = StoredValue.encode(answer)
        var damaged = (0..<bytes.count).map { Array(bytes.prefix($0)) }
        damaged += [bytes + [0], [3] + bytes.dropFirst(), [0] + bytes.dropFirst()]
        for bytes in damaged {
            #expect(throws: DutyFailure(.dataMalformed, "")) {
                try StoredValue.decode(RefillAnswer.self, from: bytes)
            }
        }
    }

    @Test(arguments: answers) func `a byte that changed gives another answer or none`(_ answer: RefillAnswer) throws {
        let bytes = StoredValue.encode(answer)
        for place in bytes.indices {
            var damaged = bytes
            damaged[place] ^= 0x10
            #expect((try? StoredValue.decode(RefillAnswer.self, from: damaged)) != answer)
        }
    }
}
