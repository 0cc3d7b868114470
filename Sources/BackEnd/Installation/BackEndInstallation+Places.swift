import DutyModel

extension BackEndInstallation {
    /// The key with which the funds service signs.
    public var fundsKey: PublicKeyBytes { enrolment.fundsSigner.publicKey }

    /// Where the figures of the last check stand.
    var metricsPath: String { "\(folder)/metrics.prom" }

    /// The keys with which the funds service signed so far.
    public var fundsKeys: ServiceKeyLine { enrolment.fundsKeys }

    /// The funds service's public keys in a back end's folder that is not opened; nil where it has none.
    public static func fundsKeys(inFolder folder: String) throws(DutyFailure) -> ServiceKeyLine? {
        try ServiceKeys.line(of: .funds, inFolder: folder)
    }

    /// The database in a back end's folder.
    public static func databasePath(inFolder folder: String) -> String { "\(folder)/\(databaseName)" }

    static let databaseName = "back-end.sqlite"
}
