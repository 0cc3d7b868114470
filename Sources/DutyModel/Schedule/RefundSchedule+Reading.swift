import Foundation

extension RefundSchedule {
    /// The most bytes a file of refund rules may have.
    public static let largestBytes = 65_536
    /// The version of the file format this program reads.
    public static let formatVersion = 1

    private struct File: Codable {
        let formatVersion: Int
        let rules: [Rule]
    }

    /// The rules that come with the program. Throws `program_file_bad` where their file is missing.
    public static func bundled() throws(DutyFailure) -> RefundSchedule {
        let url = Bundle.module.bundleURL.appendingPathComponent("Resources/refund-rules.json")
        guard let data = try? Data(contentsOf: url) else {
            throw DutyFailure(.programFileBad, "The file refund-rules.json of the program is missing.")
        }
        return try read(data)
    }

    /// Reads rules in the form of `docs/refunds.md`; throws `data_malformed`.
    public static func read(_ data: Data) throws(DutyFailure) -> RefundSchedule {
        guard data.count <= largestBytes, let file = try? JSONDecoder().decode(File.self, from: data),
            file.formatVersion == formatVersion
        else {
            throw DutyFailure(.dataMalformed, "The refund rules cannot be read.", remedy: "Correct the file.")
        }
        return try RefundSchedule(rules: file.rules)
    }
}
