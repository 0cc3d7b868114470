import DutyModel

/// How a machine fetches the certificates of the back end's service keys: the names that both ends know.
public enum ServiceKeyPlace {
    /// Where the distributor's listener gives them to machines.
    public static let path = "/service-keys"
    /// The header field in which every answer to a machine names the newest revision.
    public static let revisionField = "Dutymark-Service-Keys"
    /// The content type.
    public static let contentType = "application/json; charset=utf-8"
    /// The most bytes that may come.
    public static let mostBytes = 256 << 10
}
