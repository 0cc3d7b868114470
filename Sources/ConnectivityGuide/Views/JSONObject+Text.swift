import DutyModel

extension JSONObject {
    /// The object as text, with a new line at the end. Throws `internal_error`, with these words, where a value has no form in
    /// JSON.
    package func text(failing words: String) throws(DutyFailure) -> String {
        do {
            return try JSONText.encoded(self) + "\n"
        } catch {
            throw DutyFailure(.internalError, words)
        }
    }
}
