// swift-tools-version: 6.2
import PackageDescription

// What comes from outside, by the name under which it is imported.
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let certificates = Target.Dependency.product(name: "X509", package: "swift-certificates")
let asn1 = Target.Dependency.product(name: "SwiftASN1", package: "swift-asn1")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let httpClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let nioTLS = Target.Dependency.product(name: "NIOTLS", package: "swift-nio")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let grdbSQLite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdTesting = Target.Dependency.product(name: "HummingbirdTesting", package: "hummingbird")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")

let package = Package(
    name: "dutymark",
    products: [
        .executable(name: "dutymark", targets: ["dutymark"]),
        .executable(name: "dutymark-bench", targets: ["Benchmarks"]),
        .executable(name: "dutymark-simulate", targets: ["SimulationRuns"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.0"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        // A peer of the benchmarks; hummingbird brings it anyway.
        .package(url: "https://github.com/swift-server/async-http-client.git", from: "1.30.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    // Lowest floor first; a target imports only what stands above it (docs/imports.md has the reasons).
    targets: [
        // Values
        .target(name: "DutyModel", resources: [.copy("Resources")]),
        .target(
            name: "ConnectivityGuide", dependencies: ["DutyModel", yams], resources: [.copy("Resources")]),
        .target(name: "Signing", dependencies: ["DutyModel", crypto]),
        // Rules
        .systemLibrary(name: "CLibXML", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
        .target(
            name: "Messages", dependencies: ["DutyModel", "CLibXML"],
            resources: [.embedInCode("Resources/dutymark-messages-1.xsd")]),
        .target(name: "SecurityDevice", dependencies: ["DutyModel", "Signing"]),
        .target(name: "FundsLedger", dependencies: ["DutyModel", "Signing"]),
        .target(
            name: "Doctor", dependencies: ["DutyModel", "ConnectivityGuide"],
            resources: [.embedInCode("Resources/operators.json")]),
        .target(name: "SiteRules", dependencies: ["DutyModel", "ConnectivityGuide", yams]),
        // Edges
        .systemLibrary(name: "CGlibc"),
        .target(name: "LocalSystem", dependencies: ["DutyModel", "CGlibc"]),
        .target(name: "ConnectionRules", dependencies: ["DutyModel", nioCore, nioPosix, nioTLS, nioSSL]),
        .target(name: "PublishedKeys", dependencies: ["DutyModel", "Signing", "LocalSystem"]),
        .target(
            name: "SiteNetwork",
            dependencies: [
                "DutyModel", "ConnectivityGuide", "LocalSystem", "ConnectionRules", nioCore, nioPosix, nioHTTP1, nioTLS,
                nioSSL, certificates, asn1,
            ]),
        .target(
            name: "DoctorProbes",
            dependencies: [
                "DutyModel", "ConnectivityGuide", "Doctor", "SiteNetwork", crypto, nioCore, nioPosix,
            ]),
        .target(
            name: "MachineLink",
            dependencies: [
                "DutyModel", "LocalSystem", "ConnectionRules", nioCore, nioPosix, nioSSL, certificates, asn1,
                crypto, logging, lifecycle,
            ]),
        .target(name: "Storage", dependencies: ["DutyModel"]),
        .target(name: "StorageSQLite", dependencies: ["DutyModel", "Storage", grdb, grdbSQLite]),
        .systemLibrary(
            name: "CCairo", pkgConfig: "pangocairo", providers: [.apt(["libcairo2-dev", "libpango1.0-dev"])]),
        .systemLibrary(name: "CQREncode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
        .systemLibrary(name: "CZBar", pkgConfig: "zbar", providers: [.apt(["libzbar-dev"])]),
        .target(name: "Printing", dependencies: ["DutyModel", "Signing", "CCairo", "CQREncode", "CZBar"]),
        // Programs: the machine
        .target(name: "BaseProtocol", dependencies: ["DutyModel", "SecurityDevice", "MachineLink"]),
        .target(
            name: "Base",
            dependencies: [
                "DutyModel", "Signing", "SecurityDevice", "BaseProtocol", "MachineLink", "LocalSystem", "Printing",
                nioCore, logging,
            ]),
        .target(
            name: "Tablet",
            dependencies: [
                "DutyModel", "ConnectivityGuide", "Doctor", "Signing", "SecurityDevice", "BaseProtocol", "MachineLink",
                "Messages", "SiteNetwork", "Storage", "LocalSystem", "PublishedKeys", crypto, lifecycle, logging,
            ]),
        .target(
            name: "TabletHTTP",
            dependencies: [
                "DutyModel", "Doctor", "SiteNetwork", "ConnectionRules", "Tablet", crypto, hummingbird, lifecycle,
                logging, mustache, nioCore,
            ],
            resources: [.copy("Resources/templates"), .copy("Resources/static")]),
        .target(
            name: "VerifyHTTP", dependencies: ["DutyModel", hummingbird, mustache, crypto],
            resources: [.copy("Resources/templates"), .copy("Resources/style")]),
        // Programs: the back end
        .target(
            name: "BackEnd",
            dependencies: [
                "DutyModel", "Signing", "FundsLedger", "LocalSystem", "PublishedKeys", "Storage", "StorageSQLite",
                certificates, asn1, crypto,
            ]),
        .target(
            name: "BackEndHTTP",
            dependencies: [
                "BackEnd", "Messages", "DutyModel", "ConnectionRules", "VerifyHTTP", hummingbird, hummingbirdCore,
                nioCore, nioSSL, logging, lifecycle,
            ]),
        // Proof
        .target(
            name: "Simulation",
            dependencies: ["DutyModel", "Signing", "SecurityDevice", "FundsLedger", "BaseProtocol", "Tablet"]),
        .executableTarget(name: "SimulationRuns", dependencies: ["Simulation", argumentParser]),
        .target(name: "ProgramRunning", dependencies: ["LocalSystem"]),
        .target(
            name: "SiteLab",
            dependencies: [
                "DutyModel", "ConnectivityGuide", "ProgramRunning", certificates, asn1, crypto, nioCore, nioPosix,
                nioHTTP1, nioTLS, nioSSL,
            ],
            resources: [.copy("Resources")]),
        .executableTarget(
            name: "Benchmarks",
            dependencies: [
                "DutyModel", "Signing", "Messages", "MachineLink", "Tablet", "BackEnd", "ConnectivityGuide",
                "ProgramRunning", "Simulation", "SiteNetwork", argumentParser, crypto, httpClient, nioCore, nioPosix,
                nioHTTP1, nioSSL,
            ]),
        // Face
        .target(
            name: "DutymarkCommands",
            dependencies: [
                "DutyModel", "ConnectivityGuide", "SiteRules", "Doctor", "DoctorProbes", "Signing", "Printing",
                "LocalSystem", "PublishedKeys", "MachineLink", "SiteNetwork", "StorageSQLite", "SecurityDevice",
                "BaseProtocol", "Base", "FundsLedger",
                "Tablet", "TabletHTTP", "VerifyHTTP", "BackEnd", "BackEndHTTP", "SiteLab", argumentParser, nioCore,
                nioPosix, lifecycle, logging,
            ]),
        .executableTarget(
            name: "dutymark", dependencies: ["DutymarkCommands", argumentParser],
            // The toolchain's own linker keeps what runs apart from what is only read, and can pack the list of the
            // addresses that are set right at the start: less of the program is in memory, 4 MiB of the doctor's 64.
            linkerSettings: [
                .unsafeFlags(
                    ["-use-ld=lld", "-Xlinker", "-z", "-Xlinker", "pack-relative-relocs"],
                    .when(platforms: [.linux], configuration: .release))
            ]),
        // Tests
        .testTarget(name: "DutyModelTests", dependencies: ["DutyModel"]),
        .testTarget(
            name: "SigningTests", dependencies: ["Signing", "DutyModel", crypto], resources: [.copy("Fixtures")]),
        .testTarget(
            name: "ConnectivityGuideTests", dependencies: ["ConnectivityGuide"], resources: [.copy("Fixtures")]),
        .testTarget(
            name: "DoctorTests", dependencies: ["Doctor", "ConnectivityGuide", "DutyModel", "ProgramRunning"]),
        .testTarget(
            name: "DoctorProbesTests",
            dependencies: [
                "Doctor", "DoctorProbes", "ConnectivityGuide", "DutyModel", "SiteNetwork", "ProgramRunning", nioCore,
                nioPosix,
            ]),
        .testTarget(name: "SiteRulesTests", dependencies: ["SiteRules", "ConnectivityGuide", "DutyModel"]),
        .testTarget(
            name: "MessagesTests", dependencies: ["Messages", "DutyModel"],
            resources: [.copy("Fixtures")]),
        .testTarget(
            name: "SecurityDeviceTests", dependencies: ["DutyModel", "Signing", "SecurityDevice", "Simulation"],
            resources: [.copy("Fixtures")]),
        .testTarget(name: "SimulationTests", dependencies: ["DutyModel", "Signing", "SecurityDevice", "Simulation"]),
        .testTarget(
            name: "BaseDiskTests", dependencies: ["DutyModel", "Signing", "SecurityDevice", "Simulation", "Base"]),
        .testTarget(
            name: "BaseTests",
            dependencies: [
                "DutyModel", "Signing", "SecurityDevice", "BaseProtocol", "Base", "Printing", "Simulation", logging,
            ]),
        .testTarget(
            name: "TabletTests",
            dependencies: [
                "DutyModel", "Signing", "SecurityDevice", "BaseProtocol", "Base", "Messages", "MachineLink", "Tablet",
                "Simulation", "BackEnd", "PublishedKeys", "Storage", "StorageSQLite", "ConnectivityGuide", "Doctor",
                "SiteNetwork", crypto, logging, nioCore, nioPosix,
            ]),
        .testTarget(name: "FundsLedgerTests", dependencies: ["FundsLedger", "DutyModel", "Signing"]),
        .testTarget(name: "StorageSQLiteTests", dependencies: ["StorageSQLite", "Storage", "DutyModel"]),
        .testTarget(
            name: "BackEndTests",
            dependencies: [
                "BackEnd", "BackEndHTTP", "Messages", "DutyModel", "Signing", "FundsLedger", "LocalSystem",
                "PublishedKeys", "Storage", "StorageSQLite", "VerifyHTTP", crypto, certificates, nioCore, nioPosix,
                nioHTTP1, nioSSL,
                lifecycle, logging,
            ]),
        .testTarget(name: "LocalSystemTests", dependencies: ["DutyModel", "LocalSystem"]),
        .testTarget(
            name: "ConnectionRulesTests",
            dependencies: ["DutyModel", "ConnectionRules", "LocalSystem", nioCore, nioPosix, nioSSL]),
        .testTarget(
            name: "PublishedKeysTests", dependencies: ["DutyModel", "LocalSystem", "PublishedKeys", "Signing"]),
        .testTarget(
            name: "SiteNetworkTests",
            dependencies: [
                "DutyModel", "ConnectivityGuide", "LocalSystem", "SiteNetwork", "ProgramRunning", nioCore, nioPosix,
                nioHTTP1, nioSSL, certificates, asn1, crypto,
            ]),
        .testTarget(
            name: "MachineLinkTests",
            dependencies: [
                "DutyModel", "LocalSystem", "MachineLink", nioCore, nioPosix, nioSSL, logging, lifecycle,
            ]),
        .testTarget(
            name: "TabletHTTPTests",
            dependencies: [
                "TabletHTTP", "Tablet", "Doctor", "DutyModel", "ConnectivityGuide", "SiteNetwork", hummingbird,
                hummingbirdTesting, lifecycle, logging,
            ]),
        .testTarget(
            name: "VerifyHTTPTests", dependencies: ["VerifyHTTP", "DutyModel", hummingbird, hummingbirdTesting]),
        .testTarget(name: "PrintingTests", dependencies: ["Printing", "DutyModel", "Signing", "CCairo"]),
        .testTarget(
            name: "GuideCommandTests",
            dependencies: ["DutymarkCommands", "ConnectivityGuide", "DutyModel", "SiteRules"]),
        .testTarget(
            name: "DutymarkCommandsTests",
            dependencies: [
                "dutymark", "DutymarkCommands", "BackEnd", "BackEndHTTP", "Base", "DutyModel", "LocalSystem",
                "MachineLink",
                "Printing", "ProgramRunning", "PublishedKeys", "SecurityDevice", "Signing", "SiteNetwork", "Storage",
                "StorageSQLite", "Tablet",
                "VerifyHTTP", argumentParser,
            ]),
        .testTarget(name: "BenchmarkTests", dependencies: ["Benchmarks"]),
        .testTarget(name: "DocumentTests", dependencies: ["dutymark", "ProgramRunning"]),
        .testTarget(
            name: "SiteLabTests",
            dependencies: ["dutymark", "SiteLab", "DutyModel", "ConnectivityGuide", "ProgramRunning"]),
        .testTarget(name: "ProgramRunningTests", dependencies: ["ProgramRunning"]),
        .testTarget(
            name: "SystemTests",
            dependencies: [
                "dutymark", "ProgramRunning", "DutyModel", "ConnectivityGuide", "Signing", "Messages", "Tablet",
                "MachineLink", "BaseProtocol", "SecurityDevice", "SiteNetwork", "Simulation", nioCore, nioPosix,
            ], resources: [.copy("Fixtures")]),
    ],
    swiftLanguageModes: [.v6]
)

// A warning in code of ours is an error; dependencies keep their own rules.
for target in package.targets where [.regular, .executable, .test].contains(target.type) {
    target.swiftSettings = (target.swiftSettings ?? []) + [.treatAllWarnings(as: .error)]
}
