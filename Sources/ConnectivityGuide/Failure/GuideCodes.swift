import DutyModel

extension FailureCode {
    /// A guide file can't be read.
    public static let guideMalformed = FailureCode(
        "guide_malformed", .malformed, .notDone, "Correct the line that is named.")
    /// A guide file holds an unknown key.
    public static let guideUnknownKey = FailureCode(
        "guide_unknown_key", .malformed, .notDone, "Correct the line that is named.")
    /// A guide file lacks a key.
    public static let guideKeyMissing = FailureCode(
        "guide_key_missing", .malformed, .notDone, "Correct the line that is named.")
    /// A value in a guide file has the wrong form.
    public static let guideBadValue = FailureCode(
        "guide_bad_value", .malformed, .notDone, "Correct the line that is named.")
    /// A port in a guide file isn't 1 to 65535.
    public static let guideBadPort = FailureCode(
        "guide_bad_port", .malformed, .notDone, "Correct the line that is named.")
    /// Two address ranges of a guide file overlap.
    public static let guideRangeOverlap = FailureCode(
        "guide_range_overlap", .malformed, .notDone, "Correct the line that is named.")
    /// An entry of a guide file stands twice.
    public static let guideDoubled = FailureCode(
        "guide_doubled", .malformed, .notDone, "Correct the line that is named.")
    /// There is no built-in guide of this name.
    public static let guideUnknown = FailureCode("guide_unknown", .absent, .notDone, "Give a built-in name or a file.")
    /// A configuration file doesn't say what it should.
    public static let configInvalid = FailureCode(
        "config_invalid", .malformed, .notDone, "Correct the line that is named.")
}

extension FailureCodeGroup {
    /// Guide and configuration.
    public static let guide = FailureCodeGroup(
        "Guide and configuration",
        [
            .guideMalformed, .guideUnknownKey, .guideKeyMissing, .guideBadValue, .guideBadPort, .guideRangeOverlap,
            .guideDoubled, .guideUnknown, .configInvalid,
        ])
}
