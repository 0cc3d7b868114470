import BaseProtocol
import DutyModel
import SecurityDevice

extension World {
    /// Planted bugs: what a base answers that holds acts in its memory alone, or that says “not done” of an act and lets it
    /// come all the same; nil where it does what it should.
    func misled(
        _ command: BaseCommand, _ place: Int, _ device: inout SecurityDevice, at now: ClockReading
    ) throws(DutyFailure) -> BaseAnswer? {
        switch (bug, command) {
        case (.actsForgottenAtRestart, .frank(let order, let act?)):
            if case .franked(let counter)? = machines[place].rememberedActs[act],
                let record = device.record(counter: counter)
            {
                return .franked(record)
            }
            let record = try device.frank(order, at: now)
            machines[place].rememberedActs[act] = .franked(counter: record.counter)
            return .franked(record)
        case (.actsForgottenAtRestart, .outcome(let act)), (.notDoneStaysOpen, .outcome(let act)):
            let deed = machines[place].rememberedActs[act] ?? device.deed(of: act)
            return .outcome(deed.map { .done($0) } ?? .notDone)
        default: return nil
        }
    }
}
