import Foundation
import ProgramRunning
import Testing

/// The network's settings from the command line, on a whole system of this computer.
@Suite("Network settings from the command line", .serialized)
struct NetworkCommandTests {
    @Test("a proxy is set, tried, kept and taken away; its password never shows")
    func proxy() async throws {
        try await withSystem { system in
            let place = system.place
            let before = try await Self.shown(place)
            #expect(!before.link.setHere && before.proxy.mode == "none" && before.trial == nil)

            let password = place.file("password.txt")
            try "s3cret\n".write(toFile: password, atomically: true, encoding: .utf8)
            let words = ["--proxy-host", "127.0.0.1", "--proxy-port", "1", "--proxy-user", "clerk"]
            let set = try await Self.network(place, ["set"] + words + ["--proxy-password-file", password])
            #expect(set.status == 0 && set.output.contains("60 seconds"), "\(set)")
            let tried = try await Self.shown(place)
            #expect(tried.proxy.mode == "manual" && tried.proxy.user == "clerk" && tried.trial != nil)
            #expect(tried.switchedOff.count == 2)

            // The proxy is not there, so the back end is not reached; nothing goes round it.
            let audit = try await place.machine("audit")
            #expect(audit.status == 1 && audit.errors.contains("[proxy_unreachable]"), "\(audit)")
            try await place.done("network", "confirm")
            #expect(try await Self.shown(place).trial == nil)
            let late = try await Self.network(place, ["confirm"])
            #expect(late.status == 1 && late.errors.contains("[network_trial_none]"), "\(late)")

            for answer in [
                set, try await Self.network(place, ["show"]), try await Self.network(place, ["show", "--json"]),
            ] {
                #expect(!answer.description.contains("s3cret"))
            }
            let mode = try FileManager.default.attributesOfItem(atPath: place.data + "/tablet/network.json")
            #expect(mode[.posixPermissions] as? Int == 0o600)

            _ = await system.stop()
            try await system.start()
            #expect(try await Self.shown(place).proxy.host == "127.0.0.1", "kept settings survive a restart")
            #expect(try await Self.network(place, ["set", "--no-proxy"]).status == 0)
            try await place.done("audit")
        }
    }

    @Test("a system that is killed during the trial has its earlier settings afterwards")
    func killed() async throws {
        try await withSystem { system in
            let place = system.place
            let set = try await Self.network(place, ["set", "--proxy-host", "127.0.0.1", "--proxy-port", "1"])
            #expect(set.status == 0, "\(set)")
            await system.kill()
            try await system.start()
            let shown = try await Self.shown(place)
            #expect(shown.proxy.mode == "none" && shown.trial == nil)
            #expect(shown.rolledBack?.code == "network_rolled_back")
            try await place.done("audit")
        }
    }

    @Test("what is refused says why and changes nothing")
    func refusals() async throws {
        try await withSystem { system in
            let place = system.place
            for (words, code) in [
                (["--proxy-host", "socks5://proxy.test:1080", "--proxy-port", "1080"], "proxy_socks_refused"),
                (["--proxy-host", "http://wpad/wpad.dat", "--proxy-port", "80"], "proxy_pac_refused"),
                (["--proxy-host", "192.168.10.100", "--proxy-port", "3128"], "network_range_internal"),
                (["--proxy-host", "proxy.test", "--proxy-port", "0"], "proxy_port_malformed"),
                (["--wired", "--dhcp"], "network_link_fixed"),
                (
                    ["--proxy-host", "p", "--proxy-port", "1", "--proxy-user", "u", "--proxy-password-file", "/none"],
                    "file_unreadable"
                ),
            ] {
                let answer = try await Self.network(place, ["set"] + words)
                #expect(answer.status == 1 && answer.errors.contains("[\(code)]"), "\(words): \(answer)")
            }
            for words in [[], ["--wired", "--wifi", "x"], ["--address", "192.0.2.1/24"], ["--proxy-port", "1"]] {
                #expect(try await Self.network(place, ["set"] + words).status == 64, "\(words)")
            }
            #expect(try await Self.shown(place).proxy.mode == "none")
        }
    }

    private static func network(_ place: SystemPlace, _ words: [String]) async throws -> ProgramAnswer {
        try await Program.run(["machine", "network"] + words + ["--data", place.data])
    }

    private static func shown(_ place: SystemPlace) async throws -> NetworkShown {
        try await network(place, ["show", "--json"]).json(NetworkShown.self)
    }
}

/// What `machine network show --json` says, by its documented keys.
private struct NetworkShown: Decodable {
    struct Link: Decodable {
        let kind: String
        let setHere: Bool
    }
    struct Proxy: Decodable {
        let mode: String
        let host: String?
        let user: String?
    }
    struct Trial: Decodable {
        let secondsLeft: Int
        let reached: Bool?
    }
    struct Fault: Decodable { let code: String }
    let link: Link
    let proxy: Proxy
    let trial: Trial?
    let rolledBack: Fault?
    let switchedOff: [String]
}
