/// What must always hold of the books, each by a stable name that stands beside `ledger_broken` in every finding.
public enum CheckInvariant: String, CaseIterable, Sendable, Codable {
    /// A row can be read: its columns hold what this program writes there.
    case rowReadable = "row_readable"
    /// A customer's bookings are linked at places 1 to n, without a gap.
    case chainGapless = "chain_gapless"
    /// Every booking has its place in the chain.
    case chainComplete = "chain_complete"
    /// A link's hash is that of its booking, its legs, its place and the link before.
    case chainHash = "chain_hash"
    /// A booking's name and kind fit each other.
    case bookingName = "booking_name"
    /// A booking's legs can be read, sum to zero and move what its kind moves.
    case bookingLegs = "booking_legs"
    /// A booking has the fact that it books, with the same amount, and books it once.
    case bookingFact = "booking_fact"
    /// A balance is the sum of the account's legs.
    case balanceSum = "balance_sum"
    /// No balance but those of the outside world and of suspense is below zero.
    case balanceSign = "balance_sign"
    /// All that a customer paid in is in one of the accounts.
    case moneyEquation = "money_equation"
    /// Every deposit has its challan, and every challan its deposit.
    case challan
    /// A row belongs to a customer, and to a device of that customer.
    case owner
    /// A stored answer is what the funds service signed and what its row says.
    case refillAnswer = "refill_answer"
    /// The last attempt of a device is that of its last decision at the next sequence.
    case refillAttempt = "refill_attempt"
    /// A granted answer, its grant and its booking belong together.
    case grantComplete = "grant_complete"
    /// Grants have the sequences from the life's start on, without a gap.
    case grantSequence = "grant_sequence"
    /// A grant's control total is the running sum.
    case grantControlTotal = "grant_control_total"
    /// A grant that is no longer in transit has the booking that says where its money went.
    case grantEnd = "grant_end"
    /// What is in transit to a device is the sum of its grants that have not ended.
    case inTransit = "in_transit"
    /// What a device holds in the books is what was delivered less what it printed and gave back.
    case psdValue = "psd_value"
    /// A device's row agrees with what it was authorised for.
    case authorisation
    /// A device's certificate is for its key.
    case certificate
    /// The newest statement is the one that the books remember.
    case statement
    /// Registers of a statement that was found good add up to the control total of the grant it names.
    case registers
    /// Every counter up to the head has its record, accepted or set aside.
    case usageGapless = "usage_gapless"
    /// A usage record is what the device signed, twice.
    case usageSignature = "usage_signature"
    /// A usage record follows the one before it by hash and by register.
    case usageChain = "usage_chain"
    /// The running sum of reported duty.
    case usageSum = "usage_sum"
    /// The head is where the records end.
    case usageHead = "usage_head"
    /// Every accepted record is in one booking, with its duty.
    case usageBooked = "usage_booked"
    /// A verdict is what the funds service signed and what its row says.
    case verdict
    /// A device's standings are what the funds service signed, and its row has the newest.
    case standing
    /// A withdrawal, its order and its booking belong together.
    case withdrawal
    /// A declaration of a spoiled impression is what the device signed.
    case spoil
    /// A refund, its declaration and its two bookings belong together.
    case refund
}
