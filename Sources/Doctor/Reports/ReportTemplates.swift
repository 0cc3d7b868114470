import Mustache

/// The templates of the reports for people. What goes into them is made fit for its form before.
enum ReportTemplates {
    enum Name: String {
        case report, ticket
    }

    private static let library = {
        var library = MustacheLibrary()
        for (name, bytes) in [
            ("report", PackageResources.report_html_mustache), ("table", PackageResources.table_html_mustache),
            ("ticket", PackageResources.ticket_md_mustache),
        ] {
            // Escaping by character would pass over a mark of markup that a combining one follows.
            let text = "{{% CONTENT_TYPE:TEXT}}" + String(decoding: bytes, as: UTF8.self)
            if let template = try? MustacheTemplate(string: text) { library.register(template, named: name) }
        }
        return library
    }()

    /// The text of a template with these values.
    static func text(_ name: Name, _ values: [String: Any]) -> String {
        library.render(values, withTemplate: name.rawValue) ?? ""
    }
}
