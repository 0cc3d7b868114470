import DutyModel
import Exchanges
import SecurityDevice
import Signing

extension CrashTrial {
    /// What is known of the paper of one impression from what left the device.
    struct Paper {
        /// The drawings that left, each with what it may have looked like.
        var left: [DrawingNumber: Set<[UInt8]>] = [:]
        /// Those that arrived, as the device was told.
        var delivered: Set<DrawingNumber> = []
    }

    /// Has a drawing leave the device: begun now, or sent again.
    mutating func draw() throws(Violation) {
        guard let counter = chosenImpression() else { return }
        try checkOpen(counter)
        if random.oneIn(12) { program += 1 }
        let open = device.printStandings(from: counter, limit: 1)[counter]?.drawing
        let number = random.oneIn(6) ? (random.oneIn(2) ? .first : .second) : open ?? .first
        let file = Array("print \(number.rawValue) of \(counter) by program \(program)".utf8)
        let before = papers[counter]?.left[number]
        let leaving = try act { device, _ throws(DutyFailure) in
            try device.draw(counter: counter, number, as: .pdf) { _, _ in file }
        }
        // Cut or not, the device may have written down what it was going to look like.
        if before != nil || leaving != nil { papers[counter, default: Paper()].left[number, default: []].insert(file) }
        guard let leaving else { return }
        outcome.drawings += leaving.isSentAgain ? 0 : 1
        outcome.sentAgain += leaving.isSentAgain ? 1 : 0
        guard spoils[counter] == nil else { throw violation("impression \(counter) was drawn after it was spoiled") }
        guard before == nil || leaving.isSentAgain else {
            throw violation("print \(number.rawValue) of impression \(counter) had begun and became a new one")
        }
        if let before, !leaving.hasChanged, !before.contains(file) {
            throw violation("print \(number.rawValue) of impression \(counter) is taken for other bytes")
        }
        guard papers[counter]?.delivered.contains(number) != true else {
            throw violation("print \(number.rawValue) of impression \(counter) left after it was delivered")
        }
    }

    /// A drawing arrives, and the device is told.
    mutating func deliver() throws(Violation) {
        let begun = device.printStandings(limit: 100).filter { $0.value.state.begunDrawing != nil }.keys.max()
        guard let counter = random.oneIn(6) ? chosenImpression() : begun else { return }
        let number: DrawingNumber = papers[counter]?.left[.second] != nil ? .second : .first
        let told: Void? = try act { device, _ throws(DutyFailure) in
            try device.markDelivered(counter: counter, number)
        }
        guard told != nil else { return }
        outcome.deliveries += 1
        papers[counter, default: Paper()].delivered.insert(number)
    }

    mutating func spoil() throws(Violation) {
        guard let counter = chosenImpression() else { return }
        let declaration = try act { device, reading throws(DutyFailure) in
            try device.declareSpoiled(counter: counter, at: reading)
        }
        guard let declaration else { return }
        outcome.spoils += spoils[counter] == nil ? 1 : 0
        guard papers[counter]?.left[.second] == nil else {
            throw violation("impression \(counter) was declared spoiled after its second print had begun")
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

    /// As long as nothing came out and nothing was declared, something can be done about an impression of this life.
    private func checkOpen(_ counter: UInt32) throws(Violation) {
        guard let standing = device.printStandings(from: counter, limit: 1)[counter],
            device.record(counter: counter)?.record.stamp.record.psdKey == device.status(at: reading).psdKey
        else { return }
        if !standing.state.isSettled, !standing.open.contains(where: { $0 != .printOnceMore }) {
            throw violation("nobody can do anything about the print of impression \(counter): \(standing)")
        }
    }

    private mutating func chosenImpression() -> UInt32? {
        let held = device.history(limit: 100)
        guard !held.isEmpty else { return nil }
        // Most often one of the newest, as a clerk does; now and then one that is no longer there.
        return random.oneIn(20) ? 1 : held[held.count - 1 - random.below(min(3, held.count))].counter
    }
}
