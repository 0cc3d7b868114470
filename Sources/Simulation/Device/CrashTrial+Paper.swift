import DutyModel
import SecurityDevice
import Signing

extension CrashTrial {
    /// Draws an impression; it is on paper only when the device has written that down.
    mutating func draw() throws(Violation) {
        guard let counter = chosenImpression() else { return }
        let isAgain = try act { device, reading throws(DutyFailure) in
            let permitted = try device.permittedDrawing(counter: counter)
            try device.markDrawn(counter: counter)
            return permitted.isAgain
        }
        guard let isAgain else { return }
        outcome.drawings += 1
        drawings[counter, default: 0] += 1
        guard spoils[counter] == nil else { throw violation("impression \(counter) was drawn after it was spoiled") }
        guard drawings[counter] == 1 || (isAgain && drawings[counter] == 2) else {
            throw violation("impression \(counter) was drawn \(drawings[counter] ?? 0) times")
        }
    }

    mutating func spoil() throws(Violation) {
        guard let counter = chosenImpression() else { return }
        let declaration = try act { device, reading throws(DutyFailure) in
            try device.declareSpoiled(counter: counter, at: reading)
        }
        guard let declaration else { return }
        outcome.spoils += spoils[counter] == nil ? 1 : 0
        guard drawings[counter, default: 0] < 2 else {
            throw violation("impression \(counter) was declared spoiled after its second print")
        }
        if let before = spoils.updateValue(declaration, forKey: counter), before != declaration {
            throw violation("impression \(counter) was declared spoiled in two ways")
        }
    }

    /// The back end holds what was declared, oldest first, and perhaps not all of it.
    mutating func acknowledgeSpoils() throws(Violation) {
        for declaration in device.unacknowledgedSpoils.prefix(1 + random.below(3)) {
            acknowledged.insert(declaration.counter)
            _ = try act { device, reading throws(DutyFailure) in
                try device.acknowledgeSpoil(counter: declaration.counter)
            }
        }
    }

    private mutating func chosenImpression() -> UInt32? {
        let held = device.history(limit: 100)
        guard !held.isEmpty else { return nil }
        // Most often one of the newest, as a clerk does; now and then one that is no longer there.
        return random.oneIn(20) ? 1 : held[held.count - 1 - random.below(min(3, held.count))].counter
    }
}
