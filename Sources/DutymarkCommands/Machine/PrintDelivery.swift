import ArgumentParser
import DutyModel
import Exchanges
import Foundation
import Tablet

/// Puts the print of an impression where it belongs, and then has the machine take note that it arrived.
struct PrintDelivery {
    let machine: MachineOptions
    /// The item number of the impression.
    let item: UInt32

    /// The form that a path asks for: a picture where it ends in `.png`, else a page.
    static func format(of path: String) -> PrintFormat { path.lowercased().hasSuffix(".png") ? .png : .pdf }

    /// A place for a print, tried before anything is done: a full disk, too, is found now.
    ///
    /// - Throws: as `OutputPlace` does.
    static func place(_ path: String) throws(DutyFailure) -> OutputPlace {
        try OutputPlace(path, roomBytes: PrintFormat.mostBytes)
    }

    /// The exit status of a command whose print is where it belongs while the machine doesn't know it yet. Of its own, so
    /// that a script neither takes the print for lost nor for settled.
    static let untoldStatus = ExitCode(3)

    /// Writes the drawing and says that it arrived; false where the machine could not be told for as long as `--wait` says,
    /// which is said on standard error: the print is where it belongs all the same.
    ///
    /// - Throws: why the place did not take it; the remedy is the command that sends the same print again.
    func deliver(_ drawing: DrawnImpression, to place: OutputPlace) async throws(DutyFailure) -> Bool {
        do throws(DutyFailure) {
            try requireForm(drawing.format, for: place.path)
            try place.fill(drawing.file)
        } catch {
            throw undelivered(error, to: place.path)
        }
        guard let failure = await tell(drawing.number) else { return true }
        StandardError.write(
            "The print of item \(item) is in \(place.path), but the machine doesn’t know it: \(failure.message)\n"
                + (failure.code == .printSpent
                    ? "Destroy that print." : "Say so with “\(command("printed"))”; don’t declare it spoiled."))
        return false
    }

    /// Has the machine take note that the drawing arrived, again and again while it doesn't answer; why it could not be told,
    /// or nil. Told twice, it takes note once.
    private func tell(_ number: DrawingNumber) async -> DutyFailure? {
        let patience = ActPatience(seconds: machine.wait)
        let end = ContinuousClock.now + .seconds(patience.seconds)
        while true {
            do throws(DutyFailure) {
                _ = try await machine.folder.ask(.delivered(counter: item, number))
                return nil
            } catch {
                let mayAnswerLater: Set<FailureCode> = [.machineNotRunning, .linkDown, .linkBroken]
                guard mayAnswerLater.contains(error.code), ContinuousClock.now < end else { return error }
            }
            try? await Task.sleep(for: .milliseconds(patience.pauseMilliseconds))
        }
    }

    /// Throws `value_malformed` where a print that has begun in another form is to go to this path.
    func requireForm(_ format: PrintFormat, for path: String) throws(DutyFailure) {
        guard format != Self.format(of: path) else { return }
        throw DutyFailure(
            .valueMalformed,
            "The print of item \(item) has begun as \(format == .pdf ? "a PDF" : "a picture") and is sent again only so.",
            remedy: format == .pdf
                ? "Give an --output that doesn't end in .png." : "Give an --output that ends in .png.")
    }

    /// A failure after the debit, said with what stands and what sends the print.
    func undelivered(_ failure: DutyFailure, to path: String) -> DutyFailure {
        DutyFailure(
            failure.code, "Item \(item) is debited, but its print didn't arrive: \(failure.message)",
            remedy: "Don't frank it again. When the fault is gone, run “\(command("print", output: path))”: "
                + "it sends the same print, and nothing more is debited.", outcome: .done)
    }

    /// A command of this machine about this item, as it is typed.
    func command(_ name: String, output: String? = nil) -> String {
        var words = ["dutymark", "machine", name]
        if let folder = machine.folder.folder { words += ["--data", Self.quoted(folder)] }
        words += ["--item", String(item)]
        if let output { words += ["--output", Self.quoted(output)] }
        return words.joined(separator: " ")
    }

    /// A word as a shell takes it, whatever it holds.
    private static func quoted(_ word: String) -> String {
        let plain = word.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
            default: "/._-+,:@%".utf8.contains(byte)
            }
        }
        return plain && !word.isEmpty ? word : "'" + word.replacingOccurrences(of: "'", with: #"'\''"#) + "'"
    }
}
