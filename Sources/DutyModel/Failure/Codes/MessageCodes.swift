extension FailureCode {
    /// A message isn't well-formed XML.
    public static let xmlMalformed = FailureCode(
        "xml_malformed", .malformed, .notKnown, "Send well-formed XML in UTF-8.")
    /// A message has more bytes than allowed.
    public static let xmlTooLarge = FailureCode("xml_too_large", .tooLarge, .notKnown, "Send smaller messages.")
    /// A message is nested deeper than allowed.
    public static let xmlTooDeep = FailureCode(
        "xml_too_deep", .malformed, .notKnown, "Send the message as the schema describes.")
    /// An element has more attributes than allowed.
    public static let xmlTooManyAttributes = FailureCode(
        "xml_too_many_attributes", .malformed, .notKnown, "Send the message as the schema describes.")
    /// A name in a message is longer than allowed.
    public static let xmlNameTooLong = FailureCode(
        "xml_name_too_long", .malformed, .notKnown, "Send the message as the schema describes.")
    /// A text in a message is longer than allowed.
    public static let xmlTextTooLong = FailureCode(
        "xml_text_too_long", .malformed, .notKnown, "Send the message as the schema describes.")
    /// A message carries a document type.
    public static let xmlDtdRefused = FailureCode(
        "xml_dtd_refused", .malformed, .notKnown, "Send the message without a DTD.")
    /// A message uses an entity of its own.
    public static let xmlEntityRefused = FailureCode(
        "xml_entity_refused", .malformed, .notKnown, "Send the message without entities.")
    /// A message is in another namespace.
    public static let xmlNamespaceWrong = FailureCode(
        "xml_namespace_wrong", .malformed, .notKnown, "Use the namespace of the published schema.")
    /// A message is of a version that isn't spoken here.
    public static let xmlVersionUnsupported = FailureCode(
        "xml_version_unsupported", .malformed, .notKnown, "Update the older side.")
    /// An element is missing.
    public static let xmlElementMissing = FailureCode(
        "xml_element_missing", .malformed, .notKnown, "Send the message as the schema describes.")
    /// An element stands twice.
    public static let xmlElementDoubled = FailureCode(
        "xml_element_doubled", .malformed, .notKnown, "Send the message as the schema describes.")
    /// An element or attribute stands where none is expected.
    public static let xmlElementUnexpected = FailureCode(
        "xml_element_unexpected", .malformed, .notKnown, "Send the message as the schema describes.")
    /// A value in a message has the wrong form.
    public static let xmlValueBad = FailureCode(
        "xml_value_bad", .malformed, .notKnown, "Send the message as the schema describes.")
    /// A message of this kind isn't answered here.
    public static let messageUnexpected = FailureCode(
        "message_unexpected", .malformed, .notKnown, "Send it to the service that the directory names.")
}

extension FailureCodeGroup {
    /// Messages.
    public static let messages = FailureCodeGroup(
        "Messages",
        [
            .xmlMalformed, .xmlTooLarge, .xmlTooDeep, .xmlTooManyAttributes, .xmlNameTooLong, .xmlTextTooLong,
            .xmlDtdRefused, .xmlEntityRefused, .xmlNamespaceWrong, .xmlVersionUnsupported, .xmlElementMissing,
            .xmlElementDoubled, .xmlElementUnexpected, .xmlValueBad, .messageUnexpected,
        ])
}
