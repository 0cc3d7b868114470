import Foundation
import ProgramRunning
import Testing

/// Nagios itself runs the doctor as a plugin.
@Suite("the doctor as a plugin") struct NagiosTests {
    @Test("Nagios takes over state, text and performance data")
    func plugin() async throws {
        let nagios = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../.build/tools/nagios/usr/sbin/nagios4").standardizedFileURL
        guard FileManager.default.isExecutableFile(atPath: nagios.path) else {
            return print("left out: nagios4-core is not installed here")
        }
        let folder = FileManager.default.temporaryDirectory.appending(path: "dutymark-nagios-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let saved = folder.appending(path: "run.json").path
        _ = try await Program.tool("unshare", ["-rn", Program.dutymark.path, "doctor", "--save", saved])
        let (guide, good) = (folder.appending(path: "here.yaml"), folder.appending(path: "good.json").path)
        try Self.guide.write(to: guide, atomically: true, encoding: .utf8)
        let served = try await Program.tool(
            "unshare", ["-rn", "sh", "-c", Self.served, Program.dutymark.path, guide.path, good])
        #expect(served.status == 0, "\(served)")
        let checks = [
            "dark": "--replay \(saved)", "some": "--replay \(saved) --only gateway",
            "good": "--replay \(good) --guide \(guide.path)", "lost": "--replay /dev/null",
        ]
        try configuration(folder).write(to: folder.appending(path: "nagios.cfg"), atomically: true, encoding: .utf8)
        try objects(checks).write(to: folder.appending(path: "objects.cfg"), atomically: true, encoding: .utf8)
        // The pipe gives a line for each check that Nagios has understood; the first of each is enough.
        let line =
            "mkdir spool && mkfifo told && { \"$0\" nagios.cfg > said & } && "
            + "timeout 30 head -n \(checks.count) told; kill $!; wait"
        let answer = try await Program.tool("env", ["-C", folder.path, "sh", "-c", line, nagios.path])
        let said = (try? String(contentsOf: folder.appending(path: "said"), encoding: .utf8)) ?? ""
        let told = answer.output.split(separator: "\n").map { $0.split(separator: "\t").map(String.init) }
        #expect(told.count == checks.count, "\(answer) \(said.suffix(800))")
        let byName = Dictionary(told.map { ($0[0], Array($0.dropFirst())) }, uniquingKeysWith: { first, _ in first })
        let dark = try #require(byName["dark"])
        #expect(dark[0] == "CRITICAL" && dark[1] == "DUTYMARK CRITICAL - This computer has no network")
        #expect(dark[2].contains("required_failing=26;;;0 causes=1;;;0"))
        #expect(byName["good"]?.first == "OK")
        let some = try #require(byName["some"])
        #expect(some[0] == "UNKNOWN" && some[1].contains("the checks that were made do not say why"))
        let lost = try #require(byName["lost"])
        #expect(lost[0] == "UNKNOWN" && lost[1].hasPrefix("DUTYMARK UNKNOWN - "))
    }

    /// One page of this computer, and a server that has it.
    private static let guide = """
        format_version: 1
        name: here
        title: This computer
        services:
          - {name: S, purpose: some}
        endpoints:
          - {host: 127.0.0.1, port: 8080, transport: tcp, protocol: other, service: S, role: funds, level: required,
             purpose: a page}
        """
    private static let served = """
        ip link set lo up
        python3 -m http.server --bind 127.0.0.1 8080 >/dev/null 2>&1 &
        until curl -s -o /dev/null http://127.0.0.1:8080/; do :; done
        "$0" doctor --guide "$1" --save "$2" >/dev/null
        code=$?
        kill $!
        exit $code
        """

    private func configuration(_ folder: URL) -> String {
        let files = [
            "log_file": "log", "cfg_file": "objects.cfg", "object_cache_file": "objects.cache",
            "precached_object_file": "objects.precache", "status_file": "status", "lock_file": "lock",
            "temp_file": "temp", "temp_path": "", "check_result_path": "spool", "command_file": "command",
            "query_socket": "query", "state_retention_file": "retention", "service_perfdata_file": "told",
        ].map { "\($0)=\(folder.appending(path: $1).path)" }
        let others = [
            "nagios_user=\(NSUserName())", "nagios_group=\(NSUserName())", "check_external_commands=0", "use_syslog=0",
            "interval_length=1", "service_inter_check_delay_method=n", "process_performance_data=1",
            "service_perfdata_file_mode=p",
            "service_perfdata_file_template=$SERVICEDESC$\t$SERVICESTATE$\t$SERVICEOUTPUT$\t$SERVICEPERFDATA$",
            "check_for_updates=0", "bare_update_check=1",
        ]
        return (files + others).joined(separator: "\n") + "\n"
    }

    private func objects(_ checks: [String: String]) -> String {
        let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
        let services = checks.map { name, options in
            """
            define command {
              command_name \(name)
              command_line \(Program.dutymark.path) doctor --format nagios \(options)
            }
            define service {
              host_name site
              service_description \(name)
              check_command \(name)
              check_period always
              max_check_attempts 1
              check_interval 3600
              retry_interval 3600
              contacts nobody
              notification_period always
            }
            """
        }
        return """
            define timeperiod {
              timeperiod_name always
              alias always
            \(days.map { "  \($0) 00:00-24:00" }.joined(separator: "\n"))
            }
            define contact {
              contact_name nobody
              host_notification_period always
              service_notification_period always
              host_notification_commands dark
              service_notification_commands dark
            }
            define host {
              host_name site
              address 192.0.2.1
              max_check_attempts 1
              check_period always
              contacts nobody
              notification_period always
            }
            \(services.joined(separator: "\n"))
            """
    }
}
