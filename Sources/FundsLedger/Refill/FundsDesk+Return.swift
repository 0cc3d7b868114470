import DutyModel

extension FundsDesk {
    /// Gives back to the customer what is on its way to a device that, asked to be withdrawn, signed that it never
    /// applied it: from then on it can't. Returns the money.
    ///
    /// An operator's act, since it happens only where something else did before: books that were put back and granted
    /// what the device had already seen refused, or two devices of one key. Throws `nothing_to_settle` where the device
    /// has signed no such thing or nothing is on its way, and `psd_clone_suspected` or `machine_blocked` while that
    /// stands, or where the device has shown since that it holds the money.
    package func returnGrants(_ psdKey: PSDKeyID) throws(DutyFailure) -> Paise {
        let device = try require(psdKey)
        switch device.standing {
        case .active, .auditFailed, .replaced: break
        case .cloneSuspected:
            throw DutyFailure(.psdCloneSuspected, "A copy of \(psdKey) is suspected, and may hold the money.")
        case .blocked: throw DutyFailure(.machineBlocked, "\(psdKey) is blocked.")
        case .withdrawn, .retired:
            throw DutyFailure(
                .nothingToSettle, "\(psdKey) is out of use.",
                remedy: "“dutymark backend settle” gives back what a retired device left.")
        }
        guard device.suspicion == nil else {
            throw DutyFailure(.psdCloneSuspected, "A copy of \(psdKey) is suspected, and may hold the money.")
        }
        guard let request = try books.finalRequest(of: device) else {
            throw DutyFailure(
                .nothingToSettle, "\(psdKey) hasn't signed that it will never apply what is on its way to it.",
                remedy: "Withdraw it at its machine; if it is destroyed or lost, use “dutymark backend retire”.")
        }
        let applied = request.statement.appliedSequence
        if let last = device.lastStatement, last.appliedSequence > applied {
            throw DutyFailure(
                .psdCloneSuspected, "\(psdKey) has applied more refills than it said when it was withdrawn.")
        }
        let grants = try books.grantsInTransit(through: device.nextSequence - 1, of: device)
        let returned = try giveBack(grants.filter { $0.sequence > applied }, of: device)
        guard returned > .zero else { throw DutyFailure(.nothingToSettle, "Nothing is on its way to \(psdKey).") }
        return returned
    }

    /// Books grants that their device never applies back to the customer; returns the money.
    @discardableResult
    func giveBack(_ grants: [GrantOnBook], of device: DeviceAccount) throws(DutyFailure) -> Paise {
        var returned = Paise.zero
        for grant in grants {
            try post(try .grantReturn(of: grant, psdKey: device.psdKey, customer: device.customer))
            try books.settle(grant, as: .returned, of: device, at: now)
            returned = try returned.adding(grant.amount)
        }
        return returned
    }
}
