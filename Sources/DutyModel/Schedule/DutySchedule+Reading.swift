import Foundation

extension DutySchedule {
    /// The most bytes a schedule may have; the bundled one has less than a hundredth of it.
    public static let largestBytes = 1_048_576
    /// The version of the file format this program reads.
    public static let formatVersion = 1

    /// The schedule that comes with the program. Throws `program_file_bad` where its file is missing.
    public static func bundled() throws(DutyFailure) -> DutySchedule {
        let url = Bundle.module.bundleURL.appendingPathComponent("Resources/duty-schedule.json")
        guard let data = try? Data(contentsOf: url) else {
            throw DutyFailure(.programFileBad, "The file duty-schedule.json of the program is missing.")
        }
        return try read(data)
    }

    /// Reads a schedule. Throws `data_malformed` for one that is too large, not in the form of
    /// `docs/duty-schedule.md`, or inconsistent: an article that stands twice, rates out of order, a slab
    /// that is never reached.
    public static func read(_ data: Data) throws(DutyFailure) -> DutySchedule {
        guard data.count <= largestBytes else { throw malformed("it is larger than \(largestBytes) bytes") }
        let file: ScheduleFile
        do {
            file = try JSONDecoder().decode(ScheduleFile.self, from: data)
        } catch let failure as DutyFailure {
            throw malformed(failure.message)
        } catch {
            throw malformed("it is not in the form of a schedule")
        }
        guard file.formatVersion == formatVersion else { throw malformed("its version is not \(formatVersion)") }
        var instruments: [ScheduledInstrument] = []
        for entry in file.instruments {
            let instrument = try entry.instrument()
            guard !instruments.contains(where: { $0.state == instrument.state && $0.article == instrument.article })
            else { throw malformed("\(instrument.state) \(instrument.article) stands twice") }
            instruments.append(instrument)
        }
        return DutySchedule(instruments: instruments)
    }

    static func malformed(_ why: String) -> DutyFailure {
        DutyFailure(.dataMalformed, "The duty schedule cannot be used: \(why).", remedy: "Correct the file.")
    }
}
