import Foundation
import ProgramRunning
import Testing

/// The doctor on the page, as a clerk uses it whose site has a proxy that is not there.
@Suite("The doctor in a browser", .serialized)
struct DoctorInBrowserTests {
    @Test("from what went wrong to the sheet for the IT department")
    func sheet() async throws {
        try await withBrowser { system, browser in
            let place = system.place
            try await browser.open(place.page + "/settings")
            try await browser.click("a[href='/settings/doctor']")
            try await browser.waitFor("in plain words")
            try await browser.picture("doctor-before")
            try await browser.click("form[action='/settings/doctor'] button")
            try await browser.waitFor("Nothing blocks the machine.")
            try await browser.picture("doctor-well")

            let words = ["network", "set", "--proxy-host", "127.0.0.1", "--proxy-port", "1", "--data", place.data]
            #expect(try await Program.run(["machine"] + words).status == 0)
            try await place.done("network", "confirm")
            #expect(try await place.machine("audit").status == 1)
            try await browser.open(place.page)
            try await browser.waitFor("What went wrong")
            try await browser.picture("doctor-home")
            try await browser.click("#problems a[href='/settings/doctor']")
            try await browser.click("form[action='/settings/doctor'] button")
            try await browser.waitFor("The office’s proxy, through which the machine has to go, does not answer.")
            try await browser.waitFor("Top-ups, uploads and audits do not work until it is mended.")
            let seen = try await browser.text()
            #expect(!seen.contains("proxy_unreachable"), "\(seen)")
            try await browser.picture("doctor-found")
            try await browser.click("details summary")
            try await browser.waitFor("proxy_unreachable")
            try await browser.picture("doctor-unfolded")

            // The button is the browser's own printing; what comes on paper is the sheet.
            try await browser.run("window.print = () => { document.title = 'printed' }")
            try await browser.click("[data-print]")
            #expect(try await browser.run("return document.title") == "printed")
            let paper = try await browser.paper("doctor-sheet")
            let file = place.folder.appending(path: "sheet.pdf")
            try paper.write(to: file)
            let text = try await Program.tool("pdftotext", ["-layout", file.path, "-"]).output
            #expect(
                text.contains("proxy_unreachable") && text.contains("Fix") && text.contains("DEMO-"), "\(text)")
            #expect(!text.contains("Look again") && !text.contains("Call the people"), "\(text)")
            let own = "performance.getEntriesByType('resource').every(one => one.name.startsWith(location.origin))"
            #expect(try await browser.run("return String(\(own))") == "true", "it asks no other host for anything")
        }
    }
}
