import DutyModel

extension FailureCode {
    /// No single stamp code can be read from the picture.
    public static let imageUnreadable = FailureCode(
        "image_unreadable", .refused, .notDone, "Scan again, straight and at 300 dpi or more.")
}

extension FailureCodeGroup {
    /// Pictures of stamps.
    public static let images = FailureCodeGroup(
        "Pictures of stamps",
        [
            .imageUnreadable
        ])
}
