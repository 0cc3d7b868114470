import Foundation
import ProgramRunning

/// A browser that a test steers, as W3C WebDriver describes it.
///
/// Finding waits until the thing is there, so a test never sleeps.
actor Browser {
    private let driver: StartedProgram
    private let session: URL
    private let pictures: URL?

    private static let elementKey = "element-6066-11e4-a52e-4f735466cecf"
    /// How long a thing may take to appear, in milliseconds; a busy computer starts a browser in seconds.
    private static let patienceMilliseconds = 20_000

    /// Starts a browser without a window; its profile lies in `folder`.
    init(in folder: URL) async throws {
        let port = try FreePort.find()
        driver = try StartedProgram(
            URL(filePath: "/usr/bin/env"), ["chromedriver", "--port=\(port)"], ready: "started successfully")
        pictures = ProcessInfo.processInfo.environment["DUTYMARK_SCREENSHOTS"].map { URL(filePath: $0) }
        guard let service = URL(string: "http://127.0.0.1:\(port)/session") else { throw RunFailure("port \(port)") }
        let options: [String: Any] = [
            "args": [
                // No sandbox: it cannot be had as root, and the only page that is opened is our own.
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=900,1100",
                "--user-data-dir=\(folder.appending(path: "browser").path)",
            ]
        ]
        let capabilities = ["alwaysMatch": ["goog:chromeOptions": options]]
        let made =
            try Self.value(
                in: try await Self.send("POST", service, Self.encoded(["capabilities": capabilities])))
            as? [String: Any]
        guard let id = made?["sessionId"] as? String else { throw RunFailure("no session: \(made ?? [:])") }
        session = service.appending(path: id)
        _ = try await Self.send(
            "POST", session.appending(path: "timeouts"),
            Self.encoded(["implicit": Self.patienceMilliseconds, "script": Self.patienceMilliseconds]))
    }

    /// Ends browser and driver.
    func quit() async {
        _ = try? await Self.send("DELETE", session, nil)
        driver.kill()
    }

    /// Opens an address.
    func open(_ address: String) async throws { try await post("url", ["url": address]) }
    /// Loads the page again.
    func reload() async throws { try await post("refresh", [:]) }
    /// Goes back.
    func back() async throws { try await post("back", [:]) }

    /// The text that a person sees of the first element that fits.
    func text(_ selector: String = "body") async throws -> String {
        let element = try await find("css selector", selector)
        return try await get("element/\(element)/text") as? String ?? ""
    }

    /// Types into a field.
    func type(_ text: String, into selector: String) async throws {
        let element = try await find("css selector", selector)
        try await post("element/\(element)/clear", [:])
        try await post("element/\(element)/value", ["text": text])
    }

    /// Clicks once.
    func click(_ selector: String) async throws {
        let element = try await find("css selector", selector)
        try await post("element/\(element)/click", [:])
    }

    /// Clicks twice, as fast as a nervous hand.
    func doubleClick(_ selector: String) async throws {
        let element = try await find("css selector", selector)
        let press: [[String: Any]] = [["type": "pointerDown", "button": 0], ["type": "pointerUp", "button": 0]]
        let move: [String: Any] = [
            "type": "pointerMove", "x": 0, "y": 0, "origin": [Self.elementKey: element],
        ]
        let actions: [String: Any] = ["type": "pointer", "id": "mouse", "actions": [move] + press + press]
        try await post("actions", ["actions": [actions]])
    }

    /// Returns once the page shows this text somewhere.
    func waitFor(_ text: String) async throws {
        _ = try await find("xpath", "//body//*[contains(normalize-space(.), \"\(text)\")]")
    }

    /// Runs a function body in the page and gives the text that it returns; a promise is waited for.
    @discardableResult
    func run(_ script: String) async throws -> String {
        try await post("execute/sync", ["script": script, "args": [Any]()]) as? String ?? ""
    }

    /// The path of the page that is open.
    func path() async throws -> String { try await run("return location.pathname") }

    /// Keeps a picture of the whole page for a person to look at, where DUTYMARK_SCREENSHOTS names a folder.
    func picture(_ name: String) async throws {
        guard let pictures, let text = try await get("screenshot") as? String, let png = Data(base64Encoded: text)
        else { return }
        try FileManager.default.createDirectory(at: pictures, withIntermediateDirectories: true)
        try png.write(to: pictures.appending(path: name + ".png"))
    }

    /// What comes on paper when the page is printed, as PDF; kept beside the pictures.
    func paper(_ name: String) async throws -> Data {
        guard let text = try await post("print", [:]) as? String, let pdf = Data(base64Encoded: text) else {
            throw RunFailure("nothing was printed")
        }
        if let pictures {
            try FileManager.default.createDirectory(at: pictures, withIntermediateDirectories: true)
            try pdf.write(to: pictures.appending(path: name + ".pdf"))
        }
        return pdf
    }

    private func find(_ way: String, _ selector: String) async throws -> String {
        let answer = try await post("element", ["using": way, "value": selector])
        guard let id = (answer as? [String: Any])?[Self.elementKey] as? String else {
            throw RunFailure("no element \(selector)")
        }
        return id
    }

    @discardableResult
    private func post(_ path: String, _ body: [String: Any]) async throws -> Any {
        try Self.value(in: try await Self.send("POST", session.appending(path: path), Self.encoded(body)))
    }

    private func get(_ path: String) async throws -> Any {
        try Self.value(in: try await Self.send("GET", session.appending(path: path), nil))
    }

    private static func encoded(_ body: [String: Any]) throws -> Data {
        try JSONSerialization.data(withJSONObject: body)
    }

    private static func value(in answer: Data) throws -> Any {
        let answer = try JSONSerialization.jsonObject(with: answer) as? [String: Any]
        return answer?["value"] ?? NSNull()
    }

    private static func send(_ method: String, _ address: URL, _ body: Data?) async throws -> Data {
        let words = ["-sS", "--fail-with-body", "-X", method, "-H", "Content-Type: application/json"]
        let answer = try await Program.tool(
            "curl", words + (body.map { ["-d", String(decoding: $0, as: UTF8.self)] } ?? []) + [address.absoluteString])
        guard answer.status == 0 else { throw RunFailure("\(method) \(address.path): \(answer)") }
        return Data(answer.output.utf8)
    }
}

/// Runs `work` with a system that is ready and a browser.
func withBrowser(_ work: (RunningSystem, Browser) async throws -> Void) async throws {
    try await withSystem { system in
        let browser = try await Browser(in: system.place.folder)
        do {
            try await work(system, browser)
        } catch {
            try? await browser.picture("failed")
            await browser.quit()
            throw error
        }
        await browser.quit()
    }
}
