import DutyModel

/// How operators end the life of a device that doesn't end itself.
extension FundsDesk {
    /// The most items by which an operator may put the end past what the books know: those that a machine can have printed
    /// between its last word and its end.
    package static var tailMaximum: UInt32 { 10_000 }

    /// Takes a device out of use without it, because it was destroyed or lost with its key: its stamps end with the last
    /// item of which the books know, or with a later one that an operator confirms. Returns that item.
    ///
    /// What comes from the device afterwards is kept and doesn't move the end. Again, it changes nothing but a tail that was
    /// not confirmed before. Throws `psd_retired` for a device that was withdrawn, `value_malformed` for an item that the
    /// books know to be too low, or that is more than `tailMaximum` past what they know, and
    /// `psd_retired` for one whose key was revoked.
    @discardableResult
    package func retire(_ psdKey: PSDKeyID, lastItem tail: UInt32? = nil) throws(DutyFailure) -> UInt32 {
        var device = try require(psdKey)
        guard device.standing != .withdrawn else {
            throw DutyFailure(.psdRetired, "\(psdKey) was withdrawn; there is nothing left to settle.")
        }
        if let revocation = device.revocation {
            throw DutyFailure(
                .psdRetired,
                "\(psdKey) was revoked on \(revocation.since) (\(revocation.reason)): nothing it signed is proof, so its "
                    + "stamps have no last item.")
        }
        let known = if let ended = device.lastItem { ended } else { try lastKnownItem(of: device) }
        let last = try tail.map { (tail) throws(DutyFailure) in try confirm(tail, past: known, of: device) }
        end(&device, lastItem: last ?? known)
        try write(device, readAtSequence: device.nextSequence)
        return last ?? known
    }

    /// Says that a device's key may be in other hands, since then, and takes the device out of use if it is in use. Again, it
    /// puts moment and reason right.
    ///
    /// Throws `value_malformed` for a moment before the device was licensed or still to come, and for the reason.
    package func revoke(_ psdKey: PSDKeyID, since: Timestamp? = nil, because reason: String) throws(DutyFailure) {
        var device = try require(psdKey)
        // A clock that was ahead when the device was licensed, and was set right, is no reason to refuse.
        let since = since ?? device.revocation?.since ?? max(now, device.enrolledAt)
        guard (device.enrolledAt...max(now, device.enrolledAt)).contains(since) else {
            throw DutyFailure(
                .valueMalformed,
                "\(psdKey) was licensed on \(device.enrolledAt), and it is \(now); \(since) is not between.",
                remedy: "Give the moment from which on the key may have been in other hands.")
        }
        device.revocation = try KeyRevocation(since: since, because: reason)
        if device.endedAt == nil { end(&device, lastItem: try lastKnownItem(of: device)) }
        try write(device, readAtSequence: device.nextSequence)
    }

    /// The last item of which the books know: by a record, or by the newest statement.
    package func lastKnownItem(of device: DeviceAccount) throws(DutyFailure) -> UInt32 {
        max(try books.usageHead(of: device).point.counter, device.lastStatement?.itemCount ?? device.start.itemCount)
    }

    private func end(_ device: inout DeviceAccount, lastItem: UInt32) {
        device.lastItem = lastItem
        device.end(as: .retired, at: device.endedAt ?? now)
    }

    /// Again and again, an operator gets no further past what the books know than once.
    private func confirm(_ tail: UInt32, past end: UInt32, of device: DeviceAccount) throws(DutyFailure) -> UInt32 {
        let known = try lastKnownItem(of: device)
        let (most, isPast) = known.addingReportingOverflow(Self.tailMaximum)
        guard tail >= end else {
            let what = end > known ? "Item \(end) was confirmed" : "The books know item \(end)"
            throw DutyFailure(
                .valueMalformed, "\(what) as one of \(device.psdKey), and nobody takes back what readers rely on.",
                remedy: "Give that item number or a later one.")
        }
        guard isPast || tail <= most else {
            throw DutyFailure(
                .valueMalformed,
                "The books know \(device.psdKey) up to item \(known); its end is that item, or one up to "
                    + "\(Self.tailMaximum) later.",
                remedy: "Look at the last paper that the machine printed, and give its item number.")
        }
        return tail
    }
}
