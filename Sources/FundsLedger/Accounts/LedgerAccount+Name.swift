import DutyModel

extension LedgerAccount {
    /// Reads the name under which tables hold an account; throws `data_malformed` for any other text.
    package init(name: String) throws(DutyFailure) {
        let parts = name.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        do {
            switch (parts[0], parts.count) {
            case ("external-cash", 1): self = .externalCash
            case ("customer-funds", 1): self = .customerFunds
            case ("refunds", 1): self = .refunds
            case ("suspense", 1): self = .suspense
            case ("in-transit", 2): self = .inTransit(try PSDKeyID(parts[1]))
            case ("psd-value", 2): self = .psdValue(try PSDKeyID(parts[1]))
            case ("consumed-duty", 2): self = .consumedDuty(try StateCode(String(parts[1])))
            default: throw DutyFailure(.dataMalformed, "There is no account of this name.")
            }
        } catch {
            throw DutyFailure(.dataMalformed, "“\(name.prefix(64))” is not an account of the ledger.")
        }
    }
}
