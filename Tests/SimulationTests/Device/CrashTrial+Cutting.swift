import DeviceSimulation
import DutyModel
import Exchanges
import SecurityDevice
import Signing

extension CrashTrial {
    /// Carries out an operation, with disk faults now and then.
    mutating func operate(_ operation: Operation) throws(Violation) {
        faults = random.oneIn(6) ? SimulatedDisk.Faults(noSpaceOneIn: 4, errorOneIn: 6) : SimulatedDisk.Faults()
        wasCut = false
        try carryOut(operation)
        faults = SimulatedDisk.Faults()
        outcome.operations += 1
    }

    /// One durable call of the device: cuts the power at each of its writes, checks each cut, and sometimes
    /// makes one of them real. Gives the call's result; nil where it was refused, or where it never got out.
    mutating func act<Result>(
        _ call: (inout SecurityDevice, ClockReading) throws(DutyFailure) -> Result
    ) throws(Violation) -> Result? {
        if wasCut { return nil }
        let before = device.stateHash
        let diskBefore = disk.afterProcessEnd()
        disk.setFaults(faults)
        disk.record()
        var result: Result?
        var failure: DutyFailure?
        do throws(DutyFailure) { result = try call(&device, reading) } catch { failure = error }
        disk.setFaults(SimulatedDisk.Faults())
        let images = disk.takeImages()
        if let failure, failure.code == .psdFatal { throw violation("\(failure)") }
        let isHalted = failure?.code == .journalWriteFailed
        let after = isHalted ? try stateWithoutFaults(diskBefore, call) : device.stateHash
        if failure != nil, !isHalted, after != before { throw violation("a refused call changed something") }
        for image in images { _ = try check(image, allowed: [before, after], "within an operation") }
        outcome.cuts += images.count
        if isHalted { return try comeBack(allowed: [before, after]) }
        let final = disk.afterPowerCut()
        _ = try check(final, allowed: [after], "after an acknowledged operation")
        outcome.cuts += 1
        guard !images.isEmpty, random.oneIn(8) else { return result }
        wasCut = true
        outcome.crashes += 1
        try reopen(images[random.below(images.count)])
        return nil
    }

    /// The state that the call leads to on a disk that works, or the one before where it is refused.
    private func stateWithoutFaults<Result>(
        _ diskBefore: SimulatedDisk, _ call: (inout SecurityDevice, ClockReading) throws(DutyFailure) -> Result
    ) throws(Violation) -> ContentHash {
        do throws(DutyFailure) {
            diskBefore.setFaults(SimulatedDisk.Faults())
            var twin = try equipment.open(disk: diskBefore)
            do throws(DutyFailure) { _ = try call(&twin, reading) } catch {}
            return twin.stateHash
        } catch {
            throw violation("the disk before an operation does not open: \(error)")
        }
    }

    /// The device stopped on a disk fault: its process starts again, with or without a power cut.
    private mutating func comeBack<Result>(allowed: [ContentHash]) throws(Violation) -> Result? {
        wasCut = true
        outcome.crashes += 1
        let next = random.oneIn(2) ? disk.afterPowerCut() : disk.afterProcessEnd()
        next.setFaults(SimulatedDisk.Faults())
        device = try check(next, allowed: allowed, "after a disk fault")
        disk = next
        return nil
    }

    /// Opens the device from a disk that a power cut left; the state must be one of those allowed, also when
    /// the power goes while the device opens, and once it is open it stays.
    @discardableResult
    private mutating func check(
        _ image: SimulatedDisk, allowed: [ContentHash], _ moment: String
    ) throws(Violation) -> SecurityDevice {
        let cutsOpening = random.oneIn(8)
        if cutsOpening { image.record() }
        let reopened = try open(image, moment)
        let found = reopened.stateHash
        guard allowed.contains(found) else { throw violation("a power cut \(moment) lost or made something up") }
        guard cutsOpening else { return reopened }
        let cuts = image.takeImages()
        outcome.cuts += cuts.count + 1
        for second in cuts {
            // What a failed sync left in the cache may still be lost here: nobody has seen it yet.
            guard try allowed.contains(open(second, moment).stateHash) else {
                throw violation("a power cut while opening lost or made something up")
            }
        }
        guard try open(image.afterPowerCut(), moment).stateHash == found else {
            throw violation("a power cut after opening changed what was seen")
        }
        return reopened
    }

    /// Opens the device from a disk.
    private func open(_ image: SimulatedDisk, _ moment: String) throws(Violation) -> SecurityDevice {
        do throws(DutyFailure) {
            return try equipment.open(disk: image)
        } catch {
            throw violation("a power cut \(moment) left a device that does not open: \(error)")
        }
    }

    /// Goes on from this disk.
    mutating func reopen(_ image: SimulatedDisk) throws(Violation) {
        device = try open(image, "made real")
        disk = image
    }

    /// At the end all that is outstanding is brought to its end, and the money must be where the service
    /// thinks it is.
    mutating func settleAccounts() throws(Violation) {
        try reopen(disk.afterPowerCut())
        do throws(DutyFailure) {
            if device.status(at: reading).outstandingRefill != nil {
                let request = try device.refillRequest(nonce: Nonce(unchecked: random.bytes(16)), at: reading)
                if let standing = funds.standing { try device.takeStanding(standing) }
                _ = try device.applyRefill(try funds.answer(request, refuses: false), at: reading)
            }
        } catch {
            throw violation("the outstanding refill cannot be settled: \(error)")
        }
        let status = device.status(at: reading)
        guard let held = try? status.controlTotal.adding(try withdrawnMoney(status)), held == funds.granted else {
            throw violation("the service granted \(funds.granted), the device holds \(status.registers)")
        }
        outcome.grants = Int(status.appliedSequence)
        try checkPrints()
        try checkKeys(status)
    }

    /// The tail of grants ends with the last one applied; nothing that was declared is lost.
    private func checkPrints() throws(Violation) {
        let waiting = Set(device.unacknowledgedSpoils.map(\.counter))
        for counter in spoils.keys where !acknowledged.contains(counter) && !waiting.contains(counter) {
            throw violation("the declaration of impression \(counter) was lost before the back end held it")
        }
        let sequences = device.grants.map(\.operation.sequence)
        let applied = device.status(at: reading).appliedSequence
        guard sequences == Array((1...max(1, applied)).suffix(sequences.count)), sequences.last ?? 0 == applied else {
            throw violation("the grants kept are \(sequences), the last one applied is \(applied)")
        }
    }

    /// A working device has the key of its life; a destroyed key does not come back.
    private func checkKeys(_ status: DeviceStatus) throws(Violation) {
        guard let life = status.psdKey?.life else { return }
        let keys = disk.keyLives
        if status.keyDestroyed, keys.contains(life) { throw violation("a key noted as destroyed is still there") }
        guard keys.allSatisfy({ $0 >= life }) else { throw violation("the key of an earlier life is still there") }
    }

    /// What withdrawals took back; an order that was never carried out took nothing.
    private func withdrawnMoney(_ status: DeviceStatus) throws(DutyFailure) -> Paise {
        var sum = Paise.zero
        for (id, amount) in withdrawals where id != status.outstandingWithdrawal { sum = try sum.adding(amount) }
        return sum
    }
}
