import Foundation
import ProgramRunning
import Testing

/// An amount above the limit of the machine's settings, on the command line.
@Suite("Confirming an amount on the command line") struct ConfirmationTests {
    @Test("without a terminal --yes confirms it, and nothing moves without that; at a terminal it is asked in words")
    func limit() async throws {
        try await withSystem(["--confirm-above", "1,000"]) { system in
            let place = system.place
            let refused = try await place.machine("refill", "--amount", "2,000")
            #expect(refused.status == 1 && refused.errors.contains("[confirmation_needed]"), "\(refused)")
            #expect(refused.errors.contains("₹2,000.00 (Rupees two thousand only)"), "\(refused)")
            #expect(try await place.status().registers.controlTotal == 0)
            try await place.done("refill", "--amount", "2,000", "--yes")
            let frank = ["frank", "--amount", "1000.01", "--instrument", "4"]
            let again = try await Program.run(["machine"] + frank + ["--json", "--data", place.data])
            #expect(again.status == 1 && again.output.contains("confirmation_needed"), "\(again)")
            try await place.done("frank", "--amount", "1000", "--instrument", "4")

            for (answer, debits) in [("no", 1), ("", 1), ("yes", 2)] {
                let line =
                    ([Program.dutymark.path, "machine"] + frank.map { $0.replacing("1000.01", with: "1000.50") }
                    + ["--data", place.data]).joined(separator: " ")
                let shown = try await Program.tool(
                    "sh", ["-c", "echo \"$0\" | script -qec \"$1\" /dev/null", answer, line])
                // Only ₹1,000.00 is left, so what was confirmed is refused for want of funds: it reached the device.
                #expect(shown.output.contains("Rupees one thousand and fifty paise only"), "\(shown)")
                #expect(shown.output.contains("amount_over_funds") == (debits == 2), "\(shown)")
            }
            #expect(try await place.status().itemCount == 1)
        }
    }
}
