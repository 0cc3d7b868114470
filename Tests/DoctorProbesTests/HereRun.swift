import ConnectivityGuide
import Doctor
import DoctorProbes
import DutyModel
import NIOCore
import NIOPosix
import SiteNetwork

/// A run of the doctor against one port of this computer.
enum HereRun {
    static func record(_ port: Int, speaks: String = "http", proxy: ProxyServer? = nil) async throws -> (
        Recording, ConnectivityGuide
    ) {
        let guide = try ConnectivityGuide.load(
            yaml: """
                format_version: 1
                name: here
                title: This computer
                services:
                  - {name: S, purpose: some}
                port_rules:
                  - {port: \(port), transports: [tcp], protocol: \(speaks), purpose: pages}
                endpoints:
                  - {host: 127.0.0.1, port: \(port), transport: tcp, protocol: \(speaks), service: S, role: funds,
                     level: required, \(speaks == "http" ? "path: /, " : "")purpose: a page}
                """, fileName: "here.yaml")
        let recording = try await record(guide) { settings in
            settings.limits.stepMilliseconds = 1_000
            settings.limits.secondTryMilliseconds = 200
            settings.proxy = proxy
        }
        return (recording, guide)
    }

    /// A guide of one page of a host, whose name servers listen at a port of this computer.
    static func guide(host: String, port: Int, names: Int) throws -> ConnectivityGuide {
        try ConnectivityGuide.load(
            yaml: """
                format_version: 1
                name: two
                title: A host and its name server
                services:
                  - {name: S, purpose: some}
                port_rules:
                  - {port: \(port), transports: [tcp], protocol: http, purpose: pages}
                endpoints:
                  - {host: \(host), port: \(port), transport: tcp, protocol: http, service: S, role: funds,
                     level: required, path: /, purpose: a page}
                  - {host: 127.0.0.1, port: \(names), transport: udp, protocol: dns, service: S, role: dns,
                     level: required, purpose: names}
                """, fileName: "two.yaml")
    }

    /// A run of any guide, with settings changed as a test wishes.
    static func record(
        _ guide: ConnectivityGuide, _ change: (inout DoctorSettings) -> Void
    ) async throws -> Recording {
        var settings = DoctorSettings(roots: try TrustRoots(pem: TestRoot.pem), authorities: "a test's")
        change(&settings)
        let threads = NIOThreadPool(numberOfThreads: 1)
        threads.start()
        let run = DoctorRun(
            guide: guide, settings: settings, group: MultiThreadedEventLoopGroup.singleton, threads: threads
        ) { Timestamp(1_795_500_000) }
        let recording = try await run.record { _, _ in }
        try await threads.shutdownGracefully()
        return recording
    }
}

/// An authority that has signed nothing: there must be one.
enum TestRoot {
    static let pem = """
        -----BEGIN CERTIFICATE-----
        MIIBdjCCAR2gAwIBAgIUESJXxhGVP9BqCGWVaudZ3jp/ltgwCgYIKoZIzj0EAwIw
        ETEPMA0GA1UEAwwGTm9ib2R5MB4XDTI2MTEyNDIyMzQyMFoXDTM2MTEyMTIyMzQy
        MFowETEPMA0GA1UEAwwGTm9ib2R5MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE
        PMrrKyNtIyjmdjFsO3VnUljV3C5ipTLQZTGhv3E5oyz9+w2xsiMty/bIGW2fmHzU
        cNPkb0TD9p0wc+SaOtl31aNTMFEwHQYDVR0OBBYEFLFdT+TtBCUgXVRLdG4jVLci
        vuLCMB8GA1UdIwQYMBaAFLFdT+TtBCUgXVRLdG4jVLcivuLCMA8GA1UdEwEB/wQF
        MAMBAf8wCgYIKoZIzj0EAwIDRwAwRAIgIkkud1pUvhpz3KQ3g72DNHzLXSDWuS72
        5c1qO0b3CwwCICI00fwMEFOcZLaB8qbTwHfDU7tTz2lQg7elLR7W1/Vu
        -----END CERTIFICATE-----
        """
}
