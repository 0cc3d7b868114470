import Foundation
import ProgramRunning

/// What an operator does with the back end of a place.
extension SystemPlace {
    /// `dutymark backend …` on this data folder.
    func backEnd(_ words: String...) async throws -> ProgramAnswer {
        try await Program.run(["backend"] + words + ["--data", data])
    }

    /// `dutymark backend …` that must succeed.
    @discardableResult
    func operated(_ words: String...) async throws -> ProgramAnswer {
        let answer = try await Program.run(["backend"] + words + ["--data", data])
        guard answer.status == 0 else { throw RunFailure("backend \(words.joined(separator: " ")): \(answer)") }
        return answer
    }

    /// The devices, as the operator is told of them.
    func devices() async throws -> [OperatedDevice] {
        try await operated("devices", "--json").json(OperatorList<OperatedDevice>.self).lines
    }

    /// The device key that the machine was made with.
    func firstDevice() async throws -> OperatedDevice {
        guard let device = try await devices().first(where: { $0.psdKey.hasPrefix("P9") }) else {
            throw RunFailure("no device is enrolled")
        }
        return device
    }

    /// Licenses the device that waits for it, and has its machine ask for the licence now.
    func license(_ licence: String) async throws {
        try await permit(licence)
        try await done("audit")
    }

    /// Licenses the device that waits for it; its machine asks by itself.
    func permit(_ licence: String) async throws {
        let waiting = try await status()
        guard let key = waiting.keyToPermit, let device = waiting.deviceToPermit, let machine = waiting.machine else {
            throw RunFailure("no device waits for a licence: \(waiting)")
        }
        try await operated(
            "license", "--psd", device, "--public-key", key, "--machine", machine, "--licence", licence,
            "--state", "MH")
    }

    /// Asks again and again, each time by running a program, until it is so; fails after half a minute.
    func until(_ what: String, _ condition: () async throws -> Bool) async throws {
        let start = ContinuousClock.now
        while try await !condition() {
            guard .now - start < .seconds(30) else { throw RunFailure("not within half a minute: \(what)") }
        }
    }

    /// Fails unless the books hold, by the checker; alarms are the caller's to judge.
    func requireBooksHold() async throws {
        try await operated("check")
    }
}

/// A list in JSON.
struct OperatorList<Line: Decodable & Sendable>: Decodable, Sendable { let lines: [Line] }

/// A device as `backend devices --json` says it.
struct OperatedDevice: Decodable, Equatable, Sendable {
    let psdKey: String
    let machine: String
    let standing: String
    let value: Int64
    let inTransit: Int64
    let itemCount: Int
    let auditWanted: Bool
    let serviceRoot: String?
}
