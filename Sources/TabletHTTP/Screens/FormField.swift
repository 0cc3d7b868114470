import DutyModel
import NetworkSetup

/// A field of a form, with what is wrong with it.
struct FormField: Sendable {
    let name: String
    let label: String
    let value: String
    let isSecret: Bool
    let inputMode: String
    /// Whether its text is too long to be kept in the page's address.
    let isLong: Bool
    let hint: String?
    let fault: FieldFault?
}

/// A choice of a form, with what is wrong with it.
struct FormChoice: Sendable {
    let name: String
    let label: String
    let options: [Option]
    let hint: String?
    let fault: FieldFault?

    /// One thing to choose.
    struct Option: Sendable {
        let value: String
        let label: String
        let chosen: Bool
    }
}

/// One thing that is so, with its name.
struct Fact: Sendable {
    let name: String
    let value: String

    /// A fact for each of these that has any values.
    static func list(_ facts: [(name: String, values: [String])]) -> [Fact] {
        facts.filter { !$0.values.isEmpty }.map { Fact(name: $0.name, value: $0.values.joined(separator: ", ")) }
    }
}

/// What is wrong with a field.
struct FieldFault: Sendable {
    let message: String
    let remedy: String
    let code: String
}

/// Makes fields and puts each fault beside its own.
struct FieldMaker {
    let faults: [NetworkFault]

    /// Says above the form that something below is to be corrected.
    var notice: Notice? {
        guard !faults.isEmpty else { return nil }
        let count = faults.count == 1 ? "One field" : "\(faults.count) fields"
        return Notice(
            tone: "bad", sign: "!", text: "\(count) must be corrected.", assurance: "Nothing was changed.")
    }

    func field(
        _ field: NetworkField, _ label: String, _ value: String, hint: String? = nil, numeric: Bool = false,
        long: Bool = false
    ) -> FormField {
        FormField(
            name: field.rawValue, label: label, value: value, isSecret: false, inputMode: numeric ? "decimal" : "text",
            isLong: long, hint: hint, fault: fault(field))
    }

    /// A password's field; its value never goes to the browser.
    func secret(_ field: NetworkField, _ label: String, kept: Bool, hint: String? = nil) -> FormField {
        let keeps = kept ? "Empty keeps the one there is." : nil
        let hints = [hint, keeps].compactMap { $0 }
        return FormField(
            name: field.rawValue, label: label, value: "", isSecret: true, inputMode: "text", isLong: false,
            hint: hints.isEmpty ? nil : hints.joined(separator: " "), fault: fault(field))
    }

    func choice(
        _ field: NetworkField, _ label: String, _ chosen: String, _ options: [(String, String)], hint: String? = nil
    ) -> FormChoice {
        FormChoice(
            name: field.rawValue, label: label,
            options: options.map { FormChoice.Option(value: $0.0, label: $0.1, chosen: $0.0 == chosen) }, hint: hint,
            fault: fault(field))
    }

    private func fault(_ field: NetworkField) -> FieldFault? {
        faults.first { $0.field == field }.map {
            FieldFault(message: $0.message, remedy: $0.remedy, code: $0.code.rawValue)
        }
    }
}
