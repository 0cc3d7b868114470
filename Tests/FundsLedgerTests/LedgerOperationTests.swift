import DutyModel
import Exchanges
import FundsLedger
import Testing

/// Bookings as values.
@Suite struct LedgerOperationTests {
    let customer = CustomerAccount(unchecked: "C")
    let key = PSDKeyID(serial: PSDSerial(1), life: 1)

    @Test(arguments: [[-5, 4], [5], [], [0, 0], [-5, 5, 0], [.max, 1]] as [[Int64]])
    func `legs that do not sum to zero are no booking`(_ amounts: [Int64]) {
        #expect(throws: DutyFailure.self) {
            try LedgerOperation(
                customer: customer, kind: .deposit, name: "1",
                legs: amounts.map { LedgerLeg(.customerFunds, Paise($0)) })
        }
    }

    @Test func `every booking moves its amount from one account to another`() throws {
        let operation = RefillOperation(
            psdKey: key, id: OperationID(unchecked: Array(repeating: 1, count: 16)), sequence: 1, attempt: 1,
            amount: Paise(7))
        let grant = GrantOnBook(
            sequence: 1, amount: Paise(7), controlTotalAfter: Paise(7), answerHash: .zero)
        let mh = try StateCode("MH")
        let bookings = [
            try LedgerOperation.deposit(Paise(7), challan: "X", customer: customer),
            try LedgerOperation.refill(operation, customer: customer),
            try LedgerOperation.confirmation(of: grant, psdKey: key, customer: customer),
            try LedgerOperation.usage([mh: Paise(7)], psdKey: key, from: 1, to: 2, customer: customer),
        ]
        let expected: [(String, LedgerAccount, LedgerAccount)] = [
            ("deposit:X", .externalCash, .customerFunds),
            ("refill:\(operation.id)", .customerFunds, .inTransit(key)),
            ("confirmation:P00000001-1:1", .inTransit(key), .psdValue(key)),
            ("usage:P00000001-1:1-2", .psdValue(key), .consumedDuty(mh)),
        ]
        for (booking, line) in zip(bookings, expected) {
            #expect(booking.id == line.0)
            #expect(booking.legs == [LedgerLeg(line.1, Paise(-7)), LedgerLeg(line.2, Paise(7))])
        }
    }

    @Test func `an amount that is not above zero is not booked`() {
        for amount in [0, -1, .min] as [Int64] {
            #expect(throws: DutyFailure(.amountNotPositive, "")) {
                try LedgerOperation.deposit(Paise(amount), challan: "X", customer: customer)
            }
        }
    }
}
