import DutyModel
import Foundation
import Glibc

/// The programs that a lab is made of.
struct LabTools {
    /// Which program comes from which Debian package.
    private static let packages = [
        ("/usr/bin/unshare", "util-linux"), ("/usr/sbin/nft", "nftables"), ("/usr/sbin/tc", "iproute2"),
        ("/usr/sbin/dnsmasq", "dnsmasq-base"), ("/usr/sbin/unbound", "unbound"), ("/usr/sbin/chronyd", "chrony"),
        ("/usr/sbin/squid", "squid-openssl"), ("/usr/bin/openssl", "openssl"), ("/usr/bin/microsocks", "microsocks"),
        ("/usr/bin/tcpdump", "tcpdump"),
    ]

    /// The library that moves the clock of a process; each architecture has a folder of its own.
    static let fakeClock: String? = {
        let libraries = "/usr/lib"
        let folders = (try? FileManager.default.contentsOfDirectory(atPath: libraries)) ?? []
        return folders.map { "\(libraries)/\($0)/faketime/libfaketimeMT.so.1" }
            .first { FileManager.default.fileExists(atPath: $0) }
    }()

    /// The program of ours that serves the internet.
    let program: URL
    /// Where mitmproxy stands, with its modules, or nil where it was not installed.
    let mitmproxy: URL?

    /// Finds the programs; throws `lab_unavailable` where one is missing, or this is not the super-user.
    init(program: URL) throws(DutyFailure) {
        guard getuid() == 0 else {
            throw DutyFailure(.labUnavailable, "Only root can make the lab's network namespaces.")
        }
        var missing = Self.packages.filter { !FileManager.default.isExecutableFile(atPath: $0.0) }.map(\.1)
        if Self.fakeClock == nil { missing.append("faketime") }
        guard missing.isEmpty else {
            throw DutyFailure(
                .labUnavailable, "The lab needs programs that are not installed.",
                remedy: "Install the Debian packages \(missing.joined(separator: ", ")).")
        }
        self.program = program
        mitmproxy = Self.mitmproxy(near: program)
    }

    /// The program of the back end, beside ours; throws `lab_unavailable` where it was not built.
    func dutymark() throws(DutyFailure) -> URL {
        let place = program.deletingLastPathComponent().appending(path: "dutymark")
        guard FileManager.default.isExecutableFile(atPath: place.path) else {
            throw DutyFailure(.labUnavailable, "\(place.path) isn’t there.", remedy: "Run “make build” once.")
        }
        return place
    }

    /// Whether mitmproxy stands where the set-up puts it: `tools/mitmproxy` in a folder above the program's.
    static func mitmproxy(near program: URL) -> URL? {
        var folder = program.resolvingSymlinksInPath().deletingLastPathComponent()
        while folder.path != "/" {
            let place = folder.appending(path: "tools/mitmproxy")
            if FileManager.default.isExecutableFile(atPath: place.path + "/bin/mitmdump") { return place }
            folder.deleteLastPathComponent()
        }
        return nil
    }
}
