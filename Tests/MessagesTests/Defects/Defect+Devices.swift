import DutyModel

extension Defect {
    /// The files about configuration, cancellation, withdrawal and spoiled prints.
    static let ofDevices: [Defect] = [
        Defect("truth-in-capitals", .xmlValueBad),
        Defect("truth-as-number", .xmlValueBad),
        Defect("truth-empty", .xmlValueBad),
        Defect("missing-audit-wanted", .xmlElementMissing),
        Defect("public-key-too-short", .xmlValueBad),
        Defect("configuration-without-statement", .xmlElementMissing),
        Defect("certificate-empty", .xmlValueBad),
        Defect("certificate-in-capitals", .xmlValueBad),
        Defect("certificate-in-base64", .xmlValueBad),
        Defect("certificate-of-half-a-byte", .xmlValueBad),
        Defect("certificate-of-4097-bytes", .xmlTextTooLong),
        Defect("missing-certificate", .xmlElementMissing),
        Defect("doubled-replaces", .xmlElementDoubled),
        Defect("missing-limit", .xmlElementMissing),
        Defect("unexpected-limit", .xmlElementUnexpected),
        Defect("days-negative", .xmlValueBad),
        Defect("days-of-more-than-a-century", .xmlValueBad),
        Defect("licence-in-small-letters", .xmlValueBad),
        Defect("customer-empty", .xmlValueBad),
        Defect("cancellation-without-nonce", .xmlElementMissing),
        Defect("missing-grant", .xmlElementMissing),
        Defect("too-many-grants", .xmlElementUnexpected),
        Defect("grant-in-envelope", .xmlElementUnexpected),
        Defect("withdrawal-with-unsent-count", .xmlElementUnexpected),
        Defect("removed-negative", .xmlValueBad),
        Defect("order-without-epoch", .xmlElementMissing),
        Defect("confirmation-with-nonce", .xmlElementUnexpected),
        Defect("spoil-of-counter-zero", .xmlValueBad),
        Defect("spoil-of-no-value", .xmlValueBad),
        Defect("text-in-acknowledgement", .xmlElementUnexpected),
        Defect("element-in-acknowledgement", .xmlElementUnexpected),
        Defect("attribute-of-acknowledgement", .xmlElementUnexpected),
    ]
}
