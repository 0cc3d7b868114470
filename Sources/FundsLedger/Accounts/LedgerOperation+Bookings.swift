import DutyModel

extension LedgerOperation {
    /// Money paid in under a challan (the receipt of a government treasury); the number is used once.
    public static func deposit(
        _ amount: Paise, challan: String, customer: CustomerAccount
    ) throws(DutyFailure) -> LedgerOperation {
        try moving(amount, from: .externalCash, to: .customerFunds, customer: customer, kind: .deposit, name: challan)
    }

    /// The money of a granted refill leaves the customer's funds and is in transit.
    public static func refill(
        _ operation: RefillOperation, customer: CustomerAccount
    ) throws(DutyFailure) -> LedgerOperation {
        try moving(
            operation.amount, from: .customerFunds, to: .inTransit(operation.psdKey), customer: customer,
            kind: .refill, name: operation.id.hex)
    }

    /// The money of a refill arrived in the device.
    public static func confirmation(
        of grant: GrantOnBook, psdKey: PSDKeyID, customer: CustomerAccount
    ) throws(DutyFailure) -> LedgerOperation {
        try moving(
            grant.amount, from: .inTransit(psdKey), to: .psdValue(psdKey), customer: customer, kind: .confirmation,
            name: "\(psdKey):\(grant.sequence)")
    }

    /// Duty printed by a device, one leg for each state; `duties` is not empty.
    public static func usage(
        _ duties: [StateCode: Paise], psdKey: PSDKeyID, from first: UInt32, to last: UInt32,
        customer: CustomerAccount
    ) throws(DutyFailure) -> LedgerOperation {
        var legs: [LedgerLeg] = []
        var sum = Paise.zero
        for (state, duty) in duties.sorted(by: { $0.key.letters < $1.key.letters }) {
            sum = try sum.adding(duty)
            legs.append(LedgerLeg(.consumedDuty(state), duty))
        }
        legs.insert(LedgerLeg(.psdValue(psdKey), try Paise.zero.subtracting(sum)), at: 0)
        return try LedgerOperation(
            customer: customer, kind: .usage, name: "\(psdKey):\(first)-\(last)", legs: legs)
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
