import DutyModel

/// Reads the coverage file as strictly as a guide.
enum CoverageReader {
    static func read(_ text: String, fileName: String) throws(DutyFailure) -> [CoverageRow] {
        let root = try YAMLText(text: text, fileName: fileName).root()
        return try root.members(required: ["rows"]).list("rows", by: row, key: \.covers)
    }

    private static func row(_ node: StrictNode) throws(DutyFailure) -> CoverageRow {
        let members = try node.members(required: ["for", "code", "state"], optional: ["tests", "remark"])
        let state = try members.member("state", of: node).word(CoverageState.self)
        if state == .planned, members["remark"] == nil {
            throw node.failure(.guideKeyMissing, "the key “remark” is missing; it says what is planned")
        }
        return CoverageRow(
            covers: try members.member("for", of: node).text(),
            code: try members.member("code", of: node).texts(),
            tests: try members["tests"]?.texts() ?? [], state: state, remark: try members["remark"]?.text())
    }
}
