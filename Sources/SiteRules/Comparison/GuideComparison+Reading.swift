import ConnectivityGuide
import DutyModel

extension GuideComparison {
    /// Compares a guide with a file whose rules can be read as they stand; a PAC file must be run instead, by the
    /// script of `PACQuestions`.
    ///
    /// Throws `rule_file_malformed` with the line where the file cannot be read.
    public init(_ selection: RuleSelection, kind: RuleFileKind, text: String, fileName: String) throws(DutyFailure) {
        switch kind {
        case .squid:
            try self.init(selection.endpoints, squid: text, fileName: fileName, sources: selection.sources)
        case .json:
            let list = try EndpointJSON.read(text, fileName: fileName)
            self.init(selection.endpoints, list: list, wantsDenial: false)
        case .csv:
            let list = try EndpointCSV.read(text, fileName: fileName)
            self.init(selection.endpoints, list: list, wantsDenial: true)
        case .pac:
            throw DutyFailure(.internalError, "A PAC file is run, not read.")
        }
    }
}
