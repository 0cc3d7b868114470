import DutyModel

/// What came of a command: a sentence or a table for a person, and the same for a program.
struct CommandAnswer {
    let text: String
    let json: JSONObject

    init(_ text: String, json: JSONObject) {
        self.text = text
        self.json = json
    }

    /// A list: a row of a table for each line, or a sentence where there is none; for a program an object for each.
    init<Line>(
        _ lines: [Line], whenEmpty sentence: String, columns: [String], figures: Set<Int> = [],
        row: (Line) -> [String], json: (Line) -> some Encodable
    ) {
        let table = TextTable(columns, lines.map(row), figures: figures)
        self.init(table.text(whenEmpty: sentence), json: ["lines": lines.map(json)])
    }

    /// A change that was made, of which there is nothing more to say than this sentence.
    static func done(_ sentence: String) -> CommandAnswer { CommandAnswer(sentence, json: ["done": true]) }

    /// The form that was asked for.
    func shown(asJSON: Bool) -> String { asJSON ? json.text : text }
}
