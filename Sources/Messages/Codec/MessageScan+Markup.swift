import DutyModel

extension MessageScan {
    // MARK: The declaration

    // `<?xml version="1.0" encoding="UTF-8"?>`, where there is one, may name no other version or encoding.
    mutating func skipDeclaration() throws(DutyFailure) {
        guard let first = bytes.first else { throw DutyFailure(.xmlMalformed, "The message is empty.") }
        guard first == UInt8(ascii: "<") else {
            throw DutyFailure(.xmlMalformed, "The message does not begin with an XML declaration or an element.")
        }
        guard starts(with: "<?xml") else { return }
        let head = bytes.prefix(Self.declarationBytes)
        guard let end = head.firstIndex(of: UInt8(ascii: ">")) else { throw malformed }
        let words = String(decoding: head[...end], as: UTF8.self).replacing("'", with: "\"")
            .split(whereSeparator: { $0 == " " || $0 == "\n" || $0 == "\r\n" || $0 == "\r" || $0 == "\t" })
        let normal = words.joined(separator: " ").replacing(" ?>", with: "?>")
        guard Self.declarations.contains(normal.lowercased()) else {
            throw DutyFailure(.xmlMalformed, "The message must be XML 1.0 in UTF-8.")
        }
        place = end + 1
    }

    private static var declarationBytes: Int { 128 }
    private static var declarations: Set<String> {
        [
            "<?xml version=\"1.0\"?>", "<?xml version=\"1.0\" encoding=\"utf-8\"?>",
            "<?xml version=\"1.0\" standalone=\"yes\"?>",
            "<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>",
        ]
    }

    func starts(with text: StaticString) -> Bool {
        bytes[place...].starts(with: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    // MARK: Refusals

    var malformed: DutyFailure { DutyFailure(.xmlMalformed, "The message is not well-formed XML (byte \(place)).") }

    var entityRefused: DutyFailure { DutyFailure(.xmlEntityRefused, "The message uses an entity at byte \(place).") }

    var tooManyAttributes: DutyFailure {
        DutyFailure(.xmlTooManyAttributes, "An element has more than \(limits.attributesPerElement) attributes.")
    }

    // What `<!` or `<?` begins here.
    var refusedMarkup: DutyFailure {
        if starts(with: "!DOCTYPE") { return DutyFailure(.xmlDtdRefused, "The message carries a document type.") }
        if starts(with: "!ENTITY") { return DutyFailure(.xmlEntityRefused, "The message defines an entity.") }
        if starts(with: "!--") { return DutyFailure(.xmlElementUnexpected, "A comment stands in the message.") }
        if starts(with: "![CDATA[") {
            return DutyFailure(.xmlElementUnexpected, "A CDATA section stands in the message.")
        }
        guard starts(with: "?") else { return malformed }
        return DutyFailure(.xmlElementUnexpected, "A processing instruction stands in the message.")
    }
}
