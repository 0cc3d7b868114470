import DutyModel

extension BackEndInstallation {
    /// The key with which the funds service signs.
    public var fundsKey: PublicKeyBytes { enrolment.fundsSigner.publicKey }

    /// Where the figures of the last check stand.
    var metricsPath: String { "\(folder)/metrics.prom" }

    /// The funds service's public key in a back end's folder that is not opened; nil where it has none.
    public static func fundsKey(inFolder folder: String) throws(DutyFailure) -> PublicKeyBytes? {
        try ServiceKeys.publicKey("funds", in: "\(folder)/keys")
    }

    /// The database in a back end's folder.
    public static func databasePath(inFolder folder: String) -> String { "\(folder)/\(databaseName)" }

    static let databaseName = "back-end.sqlite"
}
