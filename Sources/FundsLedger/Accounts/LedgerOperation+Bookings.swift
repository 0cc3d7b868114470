import DutyModel
import Exchanges

extension LedgerOperation {
    /// Money paid in under a challan (the receipt of a government treasury); the number is used once.
    package static func deposit(
        _ amount: Paise, challan: String, customer: CustomerAccount
    ) throws(DutyFailure) -> LedgerOperation {
        try moving(amount, from: .externalCash, to: .customerFunds, customer: customer, kind: .deposit, name: challan)
    }

    /// A deposit that was booked by mistake leaves the customer's funds again, all of it; the challan's number stays used.
    package static func reversal(of deposit: DepositOnBook) throws(DutyFailure) -> LedgerOperation {
        try moving(
            deposit.amount, from: .customerFunds, to: .externalCash, customer: deposit.customer, kind: .reversal,
            name: deposit.challan)
    }

    /// The money of a granted refill leaves the customer's funds and is in transit.
    package static func refill(
        _ operation: RefillOperation, customer: CustomerAccount
    ) throws(DutyFailure) -> LedgerOperation {
        try moving(
            operation.amount, from: .customerFunds, to: .inTransit(operation.psdKey), customer: customer,
            kind: .refill, name: operation.id.hex)
    }

    /// The money of a refill arrived in the device.
    package static func confirmation(
        of grant: GrantOnBook, psdKey: PSDKeyID, customer: CustomerAccount
    ) throws(DutyFailure) -> LedgerOperation {
        try moving(
            grant.amount, from: .inTransit(psdKey), to: .psdValue(psdKey), customer: customer, kind: .confirmation,
            name: "\(psdKey):\(grant.sequence)")
    }

    /// Duty printed by a device, one leg for each state; `duties` is not empty.
    ///
    /// `shortfall` is the part that the device's value on the books does not cover, because it was settled before
    /// these records came; it is in suspense.
    package static func usage(
        _ duties: [StateCode: Paise], shortfall: Paise = .zero, psdKey: PSDKeyID, from first: UInt32, to last: UInt32,
        customer: CustomerAccount
    ) throws(DutyFailure) -> LedgerOperation {
        var legs: [LedgerLeg] = []
        var sum = Paise.zero
        for (state, duty) in duties.sorted(by: { $0.key.letters < $1.key.letters }) {
            sum = try sum.adding(duty)
            legs.append(LedgerLeg(.consumedDuty(state), duty))
        }
        if shortfall > .zero { legs.insert(LedgerLeg(.suspense, try Paise.zero.subtracting(shortfall)), at: 0) }
        if sum > shortfall { legs.insert(LedgerLeg(.psdValue(psdKey), try shortfall.subtracting(sum)), at: 0) }
        return try LedgerOperation(customer: customer, kind: .usage, name: "\(psdKey):\(first)-\(last)", legs: legs)
    }

    /// A grant that the device can never apply any more goes back from in transit to the customer.
    package static func grantReturn(
        of grant: GrantOnBook, psdKey: PSDKeyID, customer: CustomerAccount
    ) throws(DutyFailure) -> LedgerOperation {
        try moving(
            grant.amount, from: .inTransit(psdKey), to: .customerFunds, customer: customer, kind: .grantReturn,
            name: "\(psdKey):\(grant.sequence)")
    }

    /// A grant that the books had lost is in transit again; what the customer's funds do not cover is in suspense.
    package static func reimport(
        _ operation: RefillOperation, customerFunds: Paise, customer: CustomerAccount
    ) throws(DutyFailure) -> LedgerOperation {
        let covered = max(.zero, min(operation.amount, customerFunds))
        let shortfall = try operation.amount.subtracting(covered)
        var legs = [LedgerLeg(.inTransit(operation.psdKey), operation.amount)]
        if covered > .zero { legs.append(LedgerLeg(.customerFunds, try Paise.zero.subtracting(covered))) }
        if shortfall > .zero { legs.append(LedgerLeg(.suspense, try Paise.zero.subtracting(shortfall))) }
        return try LedgerOperation(customer: customer, kind: .reimport, name: operation.id.hex, legs: legs)
    }

    /// The funds that a withdrawn device gave up go back to the customer.
    package static func withdrawal(
        _ amount: Paise, psdKey: PSDKeyID, customer: CustomerAccount
    ) throws(DutyFailure) -> LedgerOperation {
        try moving(
            amount, from: .psdValue(psdKey), to: .customerFunds, customer: customer, kind: .withdrawal,
            name: "\(psdKey)")
    }

    /// Funds of a device that is out of use go back to the customer.
    package static func settlement(
        _ amount: Paise, psdKey: PSDKeyID, customer: CustomerAccount
    ) throws(DutyFailure) -> LedgerOperation {
        try moving(
            amount, from: .psdValue(psdKey), to: .customerFunds, customer: customer, kind: .settlement,
            name: "\(psdKey)")
    }

    /// A state's rules allow a refund of an impression: it is no longer duty consumed.
    package static func refund(
        _ amount: Paise, state: StateCode, psdKey: PSDKeyID, counter: UInt32, customer: CustomerAccount
    ) throws(DutyFailure) -> LedgerOperation {
        try moving(
            amount, from: .consumedDuty(state), to: .refunds, customer: customer, kind: .refund,
            name: "\(psdKey):\(counter)")
    }

    /// An allowed refund is credited to the customer's account.
    package static func refundCredit(
        _ amount: Paise, psdKey: PSDKeyID, counter: UInt32, customer: CustomerAccount
    ) throws(DutyFailure) -> LedgerOperation {
        try moving(
            amount, from: .refunds, to: .customerFunds, customer: customer, kind: .refundCredit,
            name: "\(psdKey):\(counter)")
    }

    /// Money from outside clears what was in suspense.
    package static func clearance(
        _ amount: Paise, reference: String, customer: CustomerAccount
    ) throws(DutyFailure) -> LedgerOperation {
        try moving(amount, from: .externalCash, to: .suspense, customer: customer, kind: .clearance, name: reference)
    }

    private static func moving(
        _ amount: Paise, from source: LedgerAccount, to target: LedgerAccount, customer: CustomerAccount, kind: Kind,
        name: String
    ) throws(DutyFailure) -> LedgerOperation {
        guard amount > .zero else { throw DutyFailure(.amountNotPositive, "A booking moves an amount above zero.") }
        let legs = [LedgerLeg(source, try Paise.zero.subtracting(amount)), LedgerLeg(target, amount)]
        return try LedgerOperation(customer: customer, kind: kind, name: name, legs: legs)
    }
}
