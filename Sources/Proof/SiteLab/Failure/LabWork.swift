import DutyModel

/// Work whose failures become those of the lab.
enum LabWork {
    /// What the work gives. What it throws that is no failure in our words yet becomes one, with these before it.
    static func run<Value>(
        _ words: String, _ code: FailureCode = .labProgramFailed, _ work: () throws -> Value
    ) throws(DutyFailure) -> Value {
        do {
            return try work()
        } catch {
            throw (error as? DutyFailure) ?? DutyFailure(code, "\(words): \(error)")
        }
    }
}
