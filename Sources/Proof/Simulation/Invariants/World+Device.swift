import BaseProtocol
import DutyModel
import Exchanges
import SecurityDevice

extension World {
    /// A device carried out a command: its registers moved exactly as the command says, and nothing went back.
    func judge(_ command: BaseCommand, _ answer: BaseAnswer, _ place: Int, since before: DeviceStatus) {
        guard Self.changesDevice(command) else { return noteSent(answer, place) }
        guard let device = machines[place].device else { return }
        let after = device.status(at: machines[place].clock.reading(at: now))
        machines[place].known = after
        let total = before.ascending + before.descending
        var expected = total
        var printed: Int64 = 0
        if case .applyRefill = command { machines[place].isAuditedForEnd = false }
        if case .configure = command { machines[place].isAuditedForEnd = false }
        if case .auditRequest = command { machines[place].askedForEnd = isHealing }
        switch (command, answer) {
        case (.frank(_, let act?), .franked(let record))
        // A device that was put back may have lost the act, and does it for the first time.
        where machines[place].isForked ? record.counter <= before.itemCount : truth.acts[act] != nil:
            judgeMadeBefore(record)
        case (_, .franked(let record)):
            printed = record.record.stamp.record.value.count
            if record.counter != before.itemCount + 1 {
                breaks("impression \(record.counter) follows \(before.itemCount)")
            }
            judgeImpression(record)
            judgeStanding(record.record.stamp.record.psdKey, place)
        case (.applyRefill(let answered), .refillDecided(.granted)):
            if after.appliedSequence != before.appliedSequence { expected += answered.answer.operation.amount.count }
            judgeDecision(answered.answer, place)
        case (.applyRefill(let answered), _): judgeDecision(answered.answer, place)
        case (.completeWithdrawal, _): expected = before.ascending
        case (.drawing(let counter, let number, _), .drawing(_, _, let sentAgain)):
            judgeDrawing(counter, number, sentAgain: sentAgain, after.psdKey)
        case (.drawingDelivered(let counter, let number), _): judgeDelivered(counter, number, after.psdKey)
        case (.spoil(let counter, _), _): judgeSpoil(counter, after.psdKey)
        case (.outcome(let act), .outcome(let outcome)): judgeOutcome(outcome, of: act, place)
        case (.applyReceipt(let receipt), _): judgeReceipt(receipt, place)
        case (.takeStanding(let standing), .done): baseTook(standing, place)
        case (.applyVerdict(let verdict), _):
            machines[place].tablet.auditWanted = false
            if machines[place].askedForEnd, verdict.differences.isEmpty { machines[place].isAuditedForEnd = true }
            judgeVerdict(verdict, place)
        default: break
        }
        if after.ascending + after.descending != expected || after.ascending != before.ascending + printed {
            breaks(
                "\(Self.name(command)) moved the registers from \(before.ascending) and \(before.descending) to "
                    + "\(after.ascending) and \(after.descending)")
        }
        judgeMarks(after, since: before, "after \(Self.name(command))")
        judgeAct(command, answer, place)
        refreshDeeds(place)
        noteSent(answer, place)
    }

    private func judgeMarks(_ after: DeviceStatus, since before: DeviceStatus, _ moment: @autoclosure () -> String) {
        if after.ascending < before.ascending || after.itemCount < before.itemCount
            || after.appliedSequence < before.appliedSequence
            || after.durableThrough < before.durableThrough || after.descending < 0
        {
            breaks("a register or counter of a device went back \(moment())")
        }
    }

    /// A device opened again: it is what it was, or what the command in which it went down leads to.
    func judgeReopened(_ place: Int, _ status: DeviceStatus, after command: BaseCommand?) {
        let (before, after) = (machines[place].known, status)
        machines[place].known = after
        if machines[place].isForked { return }
        judgeMarks(after, since: before, "over a restart")
        judgeActReopened(command, place, madeImpression: after.itemCount > before.itemCount)
        var isSame = after.ascending == before.ascending && after.descending == before.descending
        switch command {
        case .frank?:
            isSame =
                isSame
                || after.itemCount == before.itemCount + 1
                    && after.ascending + after.descending == before.ascending + before.descending
        case .applyRefill(let answered)?:
            isSame =
                isSame
                || after.appliedSequence == before.appliedSequence + 1
                    && after.descending == before.descending + answered.answer.operation.amount.count
        case .completeWithdrawal?: isSame = isSame || after.descending == 0 && after.ascending == before.ascending
        default: break
        }
        if !isSame { breaks("a restart lost or made up money in a device") }
        if let outstanding = before.outstandingRefill, outstanding != after.outstandingRefill {
            if case .applyRefill? = command {} else { breaks("a restart lost a refill that had begun") }
        }
    }

    private func judgeImpression(_ record: SignedUsageRecord) {
        let key = record.record.stamp.record.psdKey
        let before = truth.impressions[key, default: [:]].updateValue(record.signature.mark, forKey: record.counter)
        if before != nil, !truth.isForked(key) { breaks("impression \(record.counter) of \(key) was made twice") }
    }

    /// An act that was asked for once more gives the impression that it made.
    private func judgeMadeBefore(_ record: SignedUsageRecord) {
        let key = record.record.stamp.record.psdKey
        guard !truth.isForked(key) else { return }
        if truth.impressions[key]?[record.counter] != record.signature.mark {
            breaks("an act asked for once more made impression \(record.counter) of \(key) anew")
        }
    }

    /// A drawing leaves a device: one that left before is never a new one, and none leaves after a declaration.
    private func judgeDrawing(_ counter: UInt32, _ number: DrawingNumber, sentAgain: Bool, _ key: PSDKeyID?) {
        guard let key, !truth.isForked(key) else { return }
        let isFirstTime = truth.drawings[key.serial, default: [:]][counter, default: []].insert(number).inserted
        if !isFirstTime, !sentAgain {
            breaks("print \(number.rawValue) of impression \(counter) of \(key) had begun and became a new one")
        }
        if truth.delivered[key.serial]?[counter]?.contains(number) == true {
            breaks("print \(number.rawValue) of impression \(counter) of \(key) left again after it was delivered")
        }
        if office.spoils.contains(where: { $0.key.serial == key.serial && $0.value.contains(counter) }) {
            breaks("impression \(counter) of \(key) was drawn after it was declared spoiled")
        }
    }

    /// A drawing counts as delivered: it must have arrived.
    private func judgeDelivered(_ counter: UInt32, _ number: DrawingNumber, _ key: PSDKeyID?) {
        guard let key, !truth.isForked(key) else { return }
        truth.delivered[key.serial, default: [:]][counter, default: []].insert(number)
        if truth.papers[key.serial]?[counter]?.contains(number) != true {
            breaks("print \(number.rawValue) of impression \(counter) of \(key) counts as delivered and never arrived")
        }
    }

    private func judgeSpoil(_ counter: UInt32, _ key: PSDKeyID?) {
        guard let key, !truth.isForked(key) else { return }
        if truth.drawings[key.serial]?[counter]?.contains(.second) == true {
            breaks("impression \(counter) of \(key) was printed twice and declared spoiled")
        }
    }

    /// Only what the service really decided moves a refill.
    private func judgeDecision(_ answer: RefillAnswer, _ place: Int) {
        if truth.answers[answer.operation.id]?.signature != answer.signature,
            office.restores == 0 || answer.signature == Self.noSignature
        {
            breaks("a device applied a decision that no service gave")
        }
    }

    private func judgeReceipt(_ receipt: UsageReceipt, _ place: Int) {
        if receipt.durableThrough > truth.receiptsEver[receipt.psdKey] ?? 0 {
            breaks("a device let go of records on a receipt that no service gave")
        }
    }

    private func judgeVerdict(_ verdict: AuditVerdict, _ place: Int) {
        guard !machines[place].isForked else { return }
        if verdict.differences.contains(.clone) || verdict.differences.contains(.wentBack) {
            breaks("an honest device is taken for a clone: \(verdict.differences)")
        }
    }

    /// A statement that leaves a device: its counter never comes with another content.
    private func noteSent(_ answer: BaseAnswer, _ place: Int) {
        switch answer {
        case .refillRequest(let request): note(request.statement, mark: request.nonce.mark)
        case .auditRequest(let request): note(request.statement, mark: request.nonce.mark)
        case .withdrawalConfirmation(let word): note(word.statement, mark: word.signature.mark)
        case .configurationRequest(let request): note(request.statement, mark: request.nonce.mark)
        case .withdrawalRequest(let request):
            truth.ending.insert(request.statement.psdKey)
            note(request.statement, mark: request.nonce.mark)
        case .spoiled(let spoil): office.spoils[spoil.psdKey, default: []].insert(spoil.counter)
        default: break
        }
    }

    private func note(_ statement: RegisterStatement, mark: UInt64) {
        let key = statement.psdKey
        let before = truth.statements[key, default: [:]].updateValue(mark, forKey: statement.statementCounter)
        if let before, before != mark, !truth.isForked(key) {
            breaks("statement counter \(statement.statementCounter) of \(key) was used twice")
        }
    }

    private static func changesDevice(_ command: BaseCommand) -> Bool {
        switch command {
        case .status, .usage, .history, .recent, .grants, .spoils, .printStandings, .unsettledPrints,
            .impression:
            false
        default: true
        }
    }
}
