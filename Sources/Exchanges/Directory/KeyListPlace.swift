import DutyModel

/// How a machine fetches the published key list from the back end: the names that both ends know.
public enum KeyListPlace {
    /// Where the distributor's listener gives the list to machines.
    public static let path = "/key-list"
    /// The field of the query that names the form of the list by its number.
    public static let formField = "format"
    /// The field of the query by which a machine says that it reads the last fields of the third form: the end of the
    /// list's validity, and the certificate of its publisher's key. Older machines don't send it, and older back ends pass
    /// over it.
    public static let endField = "end"
    /// The header field in which every answer to a machine names the newest version.
    public static let versionField = "Dutymark-Key-List"
    /// The content type of the list.
    public static let contentType = "application/json; charset=utf-8"
    /// How long one form of the list may take to come, in seconds: the largest list at 1 Mbit/s.
    public static let longestSeconds: Int64 = 1_800

    /// The path and query that ask for a form.
    public static func address(form: Int) -> String { "\(path)?\(formField)=\(form)&\(endField)=1" }
}
