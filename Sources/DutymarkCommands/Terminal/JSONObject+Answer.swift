import DutyModel

extension JSONObject {
    /// The object as the whole answer of a command, with the version of its form; `docs/command-line.md` documents the keys.
    var text: String { JSONText.of(with("formatVersion", 1)) }
}
