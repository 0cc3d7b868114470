import BaseProtocol
import DutyModel
import Exchanges
import SecurityDevice
import Signing

/// No stamp beyond what was granted, and every stamp is what it says.
extension AdversaryWorld {
    private static let prefix = try? VerifyPrefix("HTTPS://VERIFY.EXAMPLE/V/")

    /// A stamp left a base: the next one of its device, within its funds, or just the one that was made before.
    func judgeStamp(_ record: SignedUsageRecord, _ place: Int, since before: DeviceStatus) {
        let (after, stamp) = (bases[place].figures, record.record.stamp.record)
        if let made = bases[place].ledger.stamps[record.counter] {
            if made != record.signature.mark { breaks("impression \(record.counter) exists with two contents") }
            return
        }
        if before.phase != .valid || before.isLocked || !before.auditDifferences.isEmpty {
            breaks("a device that is locked made a stamp")
        }
        if let key = after.psdKey, service.store.state.book(of: key)?.withdrawal != nil {
            breaks("a device made a stamp after it was withdrawn")
        }
        guard record.counter == before.itemCount + 1, after.itemCount == record.counter, stamp.psdKey == after.psdKey,
            stamp.value > .zero, stamp.value.count <= before.descending,
            after.ascending == before.ascending + stamp.value.count
        else { return breaks("stamp \(record.counter) of \(stamp.value) has no debit behind it") }
        let registers = record.record.registers
        if registers.ascending.count != after.ascending || registers.descending.count != after.descending
            || record.record.previous != bases[place].ledger.chainHead
        {
            breaks("stamp \(record.counter) names other registers than its device has")
        }
        requireVerifies(record, by: after.publicKey)
        bases[place].ledger.stamps[record.counter] = record.signature.mark
        bases[place].ledger.stamped += stamp.value.count
        bases[place].ledger.chainHead = record.chainHash
        bases[place].ledger.records.insert(record.chainHash)
        outcome.stamps += 1
    }

    /// The stamp's code is read back as it is, and both signatures are the device's.
    private func requireVerifies(_ record: SignedUsageRecord, by key: PublicKeyBytes?) {
        guard let key, vault.verifier.isValid(record.signature, over: record.record.signedForm, by: key) else {
            return breaks("the record of a stamp does not verify")
        }
        // Its text is long; a part of the stamps speaks for all.
        guard random.oneIn(8), let prefix = Self.prefix else { return }
        do throws(DutyFailure) {
            let code = try StampCode.encode(record.record.stamp, prefix: prefix)
            let read = try StampCode.decode(code, prefixes: [prefix])
            if read != record.record.stamp
                || !vault.verifier.isValid(read.signature, over: read.record.signedForm, by: key)
            {
                breaks("the code of a stamp does not verify")
            }
        } catch {
            breaks("the code of a stamp cannot be read: \(error)")
        }
    }

    /// At most two drawings of an impression leave, and none once it was declared spoiled.
    func judgePapers(_ command: BaseCommand, _ answer: BaseAnswer, _ place: Int) {
        switch (command, answer) {
        case (.drawing(let counter, let number, _), .drawing):
            if bases[place].ledger.spoiled.contains(counter) {
                breaks("impression \(counter) was drawn after it was declared spoiled")
            }
            bases[place].ledger.drawings[counter, default: []].insert(number)
            outcome.drawings += 1
        case (.spoil(let counter, _), .spoiled):
            if bases[place].ledger.drawings[counter]?.contains(.second) == true {
                breaks("impression \(counter) was printed twice and declared spoiled")
            }
            bases[place].ledger.spoiled.insert(counter)
        default: break
        }
    }
}
