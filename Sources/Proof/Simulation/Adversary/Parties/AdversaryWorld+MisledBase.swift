import BaseProtocol
import DutyModel
import Exchanges
import Foundation
import SecurityDevice
import Signing

extension AdversaryWorld {
    /// Planted bugs: what a base answers that does what no base may; nil where it does what it should.
    func misled(
        _ command: BaseCommand, _ place: Int, _ device: inout SecurityDevice, at reading: ClockReading
    ) throws(DutyFailure) -> BaseAnswer? {
        let figures = bases[place].figures
        guard let bug, let key = figures.psdKey, let signer = bases[place].cabinet.sealedKey(life: key.life) else {
            return nil
        }
        switch (bug, command) {
        case (.keyLeaves, .licence):
            return bases[place].licences[key].map { licence in
                .licence(
                    DeviceConfiguration(
                        authorisation: licence.authorisation, signature: licence.signature,
                        certificate: [0x30, 0x2E] + signer.secret, replaces: nil))
            }
        case (.signsWhatItIsShown, .witness(let record)):
            let signature = try signer.sign(record.record.signedForm)
            return .records([SignedUsageRecord(record: record.record, signature: signature)])
        case (.stampsWithoutFunds, .frank(let order, let act)):
            do throws(DutyFailure) {
                return .franked(try device.frank(order, act: act, at: reading))
            } catch {
                guard error.code == .amountOverFunds else { throw error }
                return .franked(try stampWithoutFunds(order, key, signer, place, at: reading))
            }
        case (.otherRegisters, .frank(let order, let act)):
            let record = try device.frank(order, act: act, at: reading)
            let registers = Registers(
                ascending: record.record.registers.ascending,
                descending: try record.record.registers.descending.adding(Paise(100)))
            let usage = UsageRecord(stamp: record.record.stamp, registers: registers, previous: record.record.previous)
            return .franked(SignedUsageRecord(record: usage, signature: record.signature))
        case (.drawsSpoiled, .drawing(let counter, let number, let format)):
            guard bases[place].ledger.spoiled.contains(counter) else { return nil }
            return .drawing(Data("print \(number.rawValue) of \(counter)".utf8), format, sentAgain: true)
        default: return nil
        }
    }

    private func stampWithoutFunds(
        _ order: FrankingOrder, _ key: PSDKeyID, _ signer: SealedKey, _ place: Int, at reading: ClockReading
    ) throws(DutyFailure) -> SignedUsageRecord {
        let figures = bases[place].figures
        let stamp = StampRecord(
            psdKey: key, counter: figures.itemCount + 1, value: order.amount, time: reading.wall, state: order.state,
            article: order.article)
        let registers = Registers(ascending: Paise(figures.ascending), descending: Paise(figures.descending))
        let usage = UsageRecord(
            stamp: SignedStamp(record: stamp, signature: try signer.sign(stamp.signedForm)), registers: registers,
            previous: bases[place].ledger.chainHead)
        return SignedUsageRecord(record: usage, signature: try signer.sign(usage.signedForm))
    }
}
