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
        .executable(name: "dutymark-lab", targets: ["LabCommands"]),
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
        .target(name: "Exchanges", dependencies: ["DutyModel"]),
        .target(name: "Signing", dependencies: ["DutyModel", "Exchanges", crypto]),
        // Rules
        .systemLibrary(
            name: "CLibXML", path: "Sources/C/CLibXML", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
        .target(
            name: "Messages", dependencies: ["DutyModel", "Exchanges", "CLibXML"]),
        .target(name: "SecurityDevice", dependencies: ["DutyModel", "Exchanges", "Signing"]),
        .target(name: "FundsLedger", dependencies: ["DutyModel", "Exchanges", "Signing"]),
        .target(name: "RuleLines"),
        .target(
            name: "Doctor", dependencies: ["DutyModel", "ConnectivityGuide", "RuleLines", mustache],
            resources: [
                .embedInCode("Resources/operators.json"), .embedInCode("Resources/templates/report.html.mustache"),
                .embedInCode("Resources/templates/table.html.mustache"),
                .embedInCode("Resources/templates/ticket.md.mustache"),
            ]),
        .target(name: "SiteRules", dependencies: ["DutyModel", "ConnectivityGuide", "RuleLines", yams]),
        // Edges
        .systemLibrary(name: "CGlibc", path: "Sources/C/CGlibc"),
        .target(name: "LocalSystem", dependencies: ["DutyModel", "CGlibc"]),
        .target(name: "ConnectionRules", dependencies: ["DutyModel", nioCore, nioPosix, nioTLS, nioSSL]),
        .target(name: "KeyFiles", dependencies: ["DutyModel", "Signing", "LocalSystem"]),
        .target(name: "PublishedKeys", dependencies: ["DutyModel", "Exchanges", "Signing", "LocalSystem"]),
        .target(
            name: "NetworkSetup",
            dependencies: ["DutyModel", "Exchanges", "ConnectivityGuide", "LocalSystem", certificates]),
        .target(
            name: "SiteNetwork",
            dependencies: [
                "DutyModel", "ConnectionRules", nioCore, nioPosix, nioHTTP1, nioTLS, nioSSL, certificates, asn1,
            ]),
        .target(
            name: "DoctorProbes",
            dependencies: [
                "DutyModel", "ConnectivityGuide", "Doctor", "SiteNetwork", "NetworkSetup", crypto, nioCore, nioPosix,
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
            name: "CCairo", path: "Sources/C/CCairo", pkgConfig: "pangocairo",
            providers: [.apt(["libcairo2-dev", "libpango1.0-dev"])]),
        .systemLibrary(
            name: "CQREncode", path: "Sources/C/CQREncode", pkgConfig: "libqrencode",
            providers: [.apt(["libqrencode-dev"])]),
        .systemLibrary(name: "CZBar", path: "Sources/C/CZBar", pkgConfig: "zbar", providers: [.apt(["libzbar-dev"])]),
        .target(name: "Printing", dependencies: ["DutyModel", "Exchanges", "Signing", "CCairo", "CQREncode", "CZBar"]),
        // Programs: the machine
        .target(name: "BaseProtocol", dependencies: ["DutyModel", "Exchanges", "MachineLink"]),
        .target(
            name: "Base",
            dependencies: [
                "DutyModel", "Exchanges", "Signing", "SecurityDevice", "BaseProtocol", "MachineLink", "LocalSystem",
                "Printing", "KeyFiles", nioCore, logging,
            ]),
        .target(
            name: "Tablet",
            dependencies: [
                "DutyModel", "Exchanges", "ConnectivityGuide", "Doctor", "Signing", "BaseProtocol", "MachineLink",
                "Messages", "SiteNetwork", "Storage", "LocalSystem", "PublishedKeys", "NetworkSetup", crypto, lifecycle,
                logging,
            ]),
        .target(
            name: "TabletHTTP",
            dependencies: [
                "DutyModel", "Exchanges", "Doctor", "ConnectionRules", "Tablet", "NetworkSetup", crypto, hummingbird,
                lifecycle, logging, mustache, nioCore,
            ],
            resources: [.copy("Resources/templates"), .copy("Resources/static")]),
        .target(
            name: "VerifyHTTP", dependencies: ["DutyModel", "Exchanges", hummingbird, mustache, crypto],
            resources: [.copy("Resources/templates"), .copy("Resources/style")]),
        // Programs: the back end
        .target(
            name: "BackEnd",
            dependencies: [
                "DutyModel", "Exchanges", "Signing", "FundsLedger", "LocalSystem", "PublishedKeys", "Storage",
                "StorageSQLite", "KeyFiles", certificates, asn1, crypto,
            ]),
        .target(
            name: "BackEndHTTP",
            dependencies: [
                "BackEnd", "Messages", "DutyModel", "Exchanges", "ConnectionRules", "VerifyHTTP", hummingbird,
                hummingbirdCore, nioCore, nioSSL, logging, lifecycle,
            ]),
        // Proof
        .target(
            name: "DeviceSimulation", dependencies: ["DutyModel", "Exchanges", "Signing", "SecurityDevice"],
            path: "Sources/Proof/DeviceSimulation"),
        .target(
            name: "Simulation",
            dependencies: [
                "DeviceSimulation", "DutyModel", "Exchanges", "Signing", "SecurityDevice", "FundsLedger",
                "Base", "BaseProtocol", "Tablet",
            ],
            path: "Sources/Proof/Simulation"),
        .executableTarget(
            name: "SimulationRuns", dependencies: ["Simulation", argumentParser], path: "Sources/Proof/SimulationRuns"),
        .target(name: "ProgramRunning", dependencies: ["LocalSystem"], path: "Sources/Proof/ProgramRunning"),
        .target(
            name: "SiteLab",
            dependencies: [
                "DutyModel", "ConnectivityGuide", "ProgramRunning", certificates, asn1, crypto, nioCore, nioPosix,
                nioHTTP1, nioTLS, nioSSL,
            ],
            path: "Sources/Proof/SiteLab", resources: [.copy("Resources")]),
        .executableTarget(
            name: "LabCommands", dependencies: ["DutyModel", "SiteLab", argumentParser],
            path: "Sources/Proof/LabCommands"),
        .executableTarget(
            name: "Benchmarks",
            dependencies: [
                "DutyModel", "Exchanges", "Signing", "Messages", "MachineLink", "Tablet", "BackEnd",
                "ConnectivityGuide", "ProgramRunning", "Simulation", "SiteNetwork", argumentParser, crypto, httpClient,
                nioCore, nioPosix, nioHTTP1, nioSSL,
            ],
            path: "Sources/Proof/Benchmarks"),
        // Face
        .target(
            name: "Installation",
            dependencies: [
                "DutyModel", "Exchanges", "BackEnd", "BackEndHTTP", "Base", "BaseProtocol", "ConnectivityGuide",
                "Doctor", "DoctorProbes", "LocalSystem", "MachineLink", "NetworkSetup", "PublishedKeys",
                "SecurityDevice", "Signing", "SiteNetwork", "StorageSQLite", "Tablet", "TabletHTTP", "VerifyHTTP",
                nioCore, nioPosix, lifecycle, logging,
            ]),
        .target(
            name: "DutymarkCommands",
            dependencies: [
                "DutyModel", "Exchanges", "ConnectivityGuide", "SiteRules", "Doctor", "DoctorProbes", "Signing",
                "Printing", "LocalSystem", "PublishedKeys", "MachineLink", "SiteNetwork", "StorageSQLite", "Base",
                "Tablet", "BackEnd", "Installation", "NetworkSetup", "FundsLedger", "TabletHTTP", argumentParser,
                nioCore, nioPosix, logging,
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
        .testTarget(name: "RuleLinesTests", dependencies: ["RuleLines"]),
        .testTarget(name: "ExchangesTests", dependencies: ["DutyModel", "Exchanges"]),
        .testTarget(
            name: "SigningTests", dependencies: ["Signing", "DutyModel", "Exchanges", crypto],
            resources: [.copy("Fixtures")]),
        .testTarget(
            name: "ConnectivityGuideTests", dependencies: ["ConnectivityGuide", "DutyModel"],
            resources: [.copy("Fixtures")]),
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
            name: "MessagesTests", dependencies: ["Messages", "DutyModel", "Exchanges"],
            resources: [.copy("Fixtures")]),
        .testTarget(
            name: "SecurityDeviceTests",
            dependencies: ["DutyModel", "Exchanges", "Signing", "SecurityDevice", "DeviceSimulation"],
            resources: [.copy("Fixtures")]),
        .testTarget(
            name: "SimulationTests",
            dependencies: [
                "DutyModel", "Exchanges", "Signing", "SecurityDevice", "BaseProtocol", "Tablet", "DeviceSimulation",
                "Simulation",
            ]),
        .testTarget(
            name: "BaseDiskTests",
            dependencies: ["DutyModel", "Signing", "SecurityDevice", "DeviceSimulation", "Simulation", "Base"]),
        .testTarget(
            name: "BaseTests",
            dependencies: [
                "DutyModel", "Exchanges", "Signing", "SecurityDevice", "BaseProtocol", "Base", "Printing",
                "DeviceSimulation", "Simulation", logging,
            ]),
        .testTarget(
            name: "TabletTests",
            dependencies: [
                "ProgramRunning", "DutyModel", "Exchanges", "Signing", "SecurityDevice", "BaseProtocol", "Base",
                "Messages", "MachineLink", "Tablet", "DeviceSimulation", "Simulation", "BackEnd", "PublishedKeys",
                "Storage", "StorageSQLite", "ConnectivityGuide", "Doctor", "SiteNetwork", "NetworkSetup", crypto,
                logging, nioCore, nioPosix,
            ]),
        .testTarget(name: "FundsLedgerTests", dependencies: ["FundsLedger", "DutyModel", "Exchanges", "Signing"]),
        .testTarget(
            name: "StorageSQLiteTests", dependencies: ["ProgramRunning", "StorageSQLite", "Storage", "DutyModel"]),
        .testTarget(
            name: "BackEndTests",
            dependencies: [
                "ProgramRunning", "BackEnd", "BackEndHTTP", "Messages", "DutyModel", "Exchanges", "Signing",
                "FundsLedger", "LocalSystem", "PublishedKeys", "Storage", "StorageSQLite", "VerifyHTTP", crypto,
                certificates, nioCore, nioPosix, nioHTTP1, nioSSL, lifecycle, logging,
            ]),
        .testTarget(name: "LocalSystemTests", dependencies: ["DutyModel", "LocalSystem"]),
        .testTarget(
            name: "ConnectionRulesTests",
            dependencies: ["DutyModel", "ConnectionRules", "LocalSystem", nioCore, nioPosix, nioSSL]),
        .testTarget(name: "KeyFilesTests", dependencies: ["DutyModel", "Exchanges", "KeyFiles", "Signing"]),
        .testTarget(
            name: "NetworkSetupTests",
            dependencies: [
                "DutyModel", "Exchanges", "NetworkSetup", "ConnectivityGuide", "LocalSystem", certificates, asn1,
                crypto,
            ]),
        .testTarget(
            name: "PublishedKeysTests",
            dependencies: ["DutyModel", "Exchanges", "LocalSystem", "PublishedKeys", "Signing"]),
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
                "TabletHTTP", "Tablet", "Doctor", "DutyModel", "Exchanges", "ConnectivityGuide", "SiteNetwork",
                "NetworkSetup", hummingbird, hummingbirdTesting, lifecycle, logging,
            ]),
        .testTarget(
            name: "VerifyHTTPTests",
            dependencies: ["VerifyHTTP", "DutyModel", "Exchanges", hummingbird, hummingbirdTesting]),
        .testTarget(name: "PrintingTests", dependencies: ["Printing", "DutyModel", "Exchanges", "Signing", "CCairo"]),
        .testTarget(
            name: "GuideCommandTests",
            dependencies: [
                "ProgramRunning", "DutymarkCommands", "ConnectivityGuide", "DutyModel", "SiteRules", "Installation",
            ]),
        .testTarget(
            name: "DutymarkCommandsTests",
            dependencies: [
                "dutymark", "DutymarkCommands", "BackEnd", "BackEndHTTP", "Base", "DutyModel", "Exchanges",
                "LocalSystem", "MachineLink", "Printing", "ProgramRunning", "PublishedKeys", "SecurityDevice",
                "Signing", "SiteNetwork", "Tablet", "VerifyHTTP", "ConnectivityGuide", "Installation", "Storage",
                "StorageSQLite", "SiteLab", argumentParser,
            ]),
        .testTarget(
            name: "InstallationTests",
            dependencies: [
                "dutymark", "Installation", "BackEnd", "BackEndHTTP", "Base", "ConnectivityGuide", "DutyModel",
                "Exchanges", "LocalSystem", "MachineLink", "NetworkSetup", "ProgramRunning", "PublishedKeys",
                "SecurityDevice", "Signing", "Tablet", logging,
            ]),
        .testTarget(name: "BenchmarkTests", dependencies: ["Benchmarks"]),
        .testTarget(name: "DocumentTests", dependencies: ["dutymark", "LabCommands", "ProgramRunning"]),
        .testTarget(
            name: "SiteLabTests",
            dependencies: [
                "dutymark", "LabCommands", "SiteLab", "DutyModel", "Exchanges", "ConnectivityGuide", "ProgramRunning",
            ]),
        .testTarget(name: "ProgramRunningTests", dependencies: ["ProgramRunning"]),
        .testTarget(
            name: "SystemTests",
            dependencies: [
                "dutymark", "LabCommands", "ProgramRunning", "DutyModel", "Exchanges", "ConnectivityGuide", "Signing",
                "Messages", "Tablet", "MachineLink", "BaseProtocol", "SecurityDevice", "SiteNetwork",
                "DeviceSimulation", "Simulation", "KeyFiles", "NetworkSetup", nioCore, nioPosix,
            ], resources: [.copy("Fixtures")]),
    ],
    swiftLanguageModes: [.v6]
)

// `make quick` leaves out every target but what these tests need: what they need from outside compiles once and for all.
let quickTests: Set = [
    "DutyModelTests", "ExchangesTests", "RuleLinesTests", "SigningTests", "ConnectivityGuideTests", "MessagesTests",
    "SecurityDeviceTests",
    "FundsLedgerTests", "DoctorTests", "SiteRulesTests",
]
if Context.environment["DUTYMARK_QUICK"] != nil {
    var kept = quickTests
    var count = 0
    while count < kept.count {
        count = kept.count
        for case .byNameItem(let name, _) in package.targets.filter({ kept.contains($0.name) }).flatMap(\.dependencies)
        {
            kept.insert(name)
        }
    }
    package.targets.removeAll { !kept.contains($0.name) }
    package.products = []
}

// A warning in code of ours is an error; dependencies keep their own rules.
for target in package.targets where [.regular, .executable, .test].contains(target.type) {
    target.swiftSettings = (target.swiftSettings ?? []) + [.treatAllWarnings(as: .error)]
}
