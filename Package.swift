// swift-tools-version:6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let asyncHTTPClient: Target.Dependency = .product(name: "AsyncHTTPClient", package: "async-http-client")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore: Target.Dependency = .product(name: "HummingbirdCore", package: "hummingbird")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let serviceLifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")

let package = Package(
    name: "unweight",
    products: [
        .executable(name: "unweightd", targets: ["unweightd"]),
        .executable(name: "unweight", targets: ["unweight"]),
        .executable(name: "unweight-sim", targets: ["unweight-sim"]),
        .library(name: "TreadmillControl", targets: ["TreadmillControl"]),
        .library(name: "FlightLog", targets: ["FlightLog"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.14.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // C libraries of the machine
        .systemLibrary(name: "CLibModbus", pkgConfig: "libmodbus", providers: [.apt(["libmodbus-dev"])]),
        .systemLibrary(name: "CLibSerialPort", pkgConfig: "libserialport", providers: [.apt(["libserialport-dev"])]),
        .systemLibrary(name: "CLibSystemd", pkgConfig: "libsystemd", providers: [.apt(["libsystemd-dev"])]),

        // Pure: no clock, no files, no threads
        .target(name: "TreadmillControl", swiftSettings: strict),
        .target(name: "DeviceProtocols", dependencies: ["TreadmillControl"], swiftSettings: strict),
        .target(
            name: "RigSimulation", dependencies: ["TreadmillControl"],
            path: "hardware-sim/RigSimulation", swiftSettings: strict),

        // Text and files
        .target(name: "StrictYAML", dependencies: [yams], swiftSettings: strict),
        .target(name: "TrainingPlans", dependencies: ["StrictYAML", "TreadmillControl"], swiftSettings: strict),
        .target(name: "DeviceProfiles", dependencies: ["StrictYAML", "TreadmillControl"], swiftSettings: strict),
        .target(
            name: "RigConfiguration", dependencies: ["DeviceProfiles", "StrictYAML", "TreadmillControl"],
            swiftSettings: strict),
        .target(name: "FlightLog", dependencies: ["TreadmillControl"], swiftSettings: strict),
        .target(
            name: "FaultScenarios",
            dependencies: ["FlightLog", "RigSimulation", "StrictYAML", "TreadmillControl"],
            path: "hardware-sim/FaultScenarios", swiftSettings: strict),
        .target(
            name: "Replay", dependencies: ["FaultScenarios", "FlightLog", "RigSimulation", "TreadmillControl"],
            swiftSettings: strict),
        .target(name: "OperatorAPI", dependencies: ["TreadmillControl"], swiftSettings: strict),

        // The machine
        .target(
            name: "Devices",
            dependencies: [
                "CLibModbus", "CLibSerialPort", "DeviceProfiles", "DeviceProtocols", "RigConfiguration",
                "TreadmillControl",
            ],
            swiftSettings: strict),
        .target(
            name: "ControlDaemon",
            dependencies: [
                "CLibSystemd", "Devices", "FlightLog", "OperatorAPI", "RigConfiguration", "StrictYAML",
                "TrainingPlans", "TreadmillControl", hummingbird, hummingbirdCore, logging, nioCore,
                serviceLifecycle, unixSignals,
            ],
            swiftSettings: strict),
        .target(
            name: "SimulatedDevices",
            dependencies: [
                "DeviceProfiles", "DeviceProtocols", "FaultScenarios", "RigConfiguration", "RigSimulation",
                "TreadmillControl", nioCore, nioPosix,
            ],
            path: "hardware-sim/SimulatedDevices", swiftSettings: strict),

        // Programs
        .executableTarget(
            name: "unweightd",
            dependencies: [
                "ControlDaemon", "OperatorAPI", "RigConfiguration", "StrictYAML", "TreadmillControl", argumentParser,
                logging,
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "unweight",
            dependencies: [
                "DeviceProfiles", "Devices", "FaultScenarios", "FlightLog", "OperatorAPI", "Replay", "RigConfiguration",
                "RigSimulation",
                "StrictYAML", "TrainingPlans", "TreadmillControl", argumentParser, asyncHTTPClient, nioCore, nioHTTP1,
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "unweight-sim",
            dependencies: [
                "FaultScenarios", "RigConfiguration", "SimulatedDevices", "StrictYAML", "TreadmillControl",
                argumentParser,
            ],
            path: "hardware-sim/unweight-sim", swiftSettings: strict),

        // Tests
        .target(
            name: "ControlTestKit", dependencies: ["RigSimulation", "TreadmillControl"],
            path: "Tests/ControlTestKit", swiftSettings: strict),
        .target(
            name: "RigTestKit", dependencies: ["DeviceProfiles", "RigConfiguration", "TreadmillControl"],
            path: "Tests/RigTestKit", swiftSettings: strict),
        .target(
            name: "RandomisedSessions",
            dependencies: ["ControlTestKit", "FlightLog", "Replay", "RigSimulation", "TreadmillControl"],
            path: "Tests/RandomisedSessions", swiftSettings: strict),
        .executableTarget(
            name: "randomised-sessions", dependencies: ["RandomisedSessions", "TreadmillControl"],
            path: "Tests/RandomisedSessionsRunner", swiftSettings: strict),
        .executableTarget(
            name: "bus-benchmark",
            dependencies: [
                "DeviceProfiles", "Devices", "RigConfiguration", "RigTestKit", "SimulatedDevices", "TreadmillControl",
            ],
            path: "Tests/BusBenchmark", exclude: ["bare_libmodbus.c"], swiftSettings: strict),
        .testTarget(
            name: "RandomisedSessionsTests", dependencies: ["RandomisedSessions", "TreadmillControl"],
            swiftSettings: strict),
        .testTarget(
            name: "FuzzTests",
            dependencies: [
                "DeviceProfiles", "DeviceProtocols", "FaultScenarios", "FlightLog", "OperatorAPI", "Replay",
                "RigConfiguration", "RigTestKit", "RigSimulation", "SimulatedDevices", "StrictYAML", "TrainingPlans",
                "TreadmillControl",
            ],
            exclude: ["Corpus"], swiftSettings: strict),
        .testTarget(
            name: "TreadmillControlTests", dependencies: ["ControlTestKit", "RigSimulation", "TreadmillControl"],
            swiftSettings: strict),
        .testTarget(
            name: "HazardTests", dependencies: ["OperatorAPI", "TreadmillControl"], swiftSettings: strict),
        .testTarget(
            name: "DeviceProtocolsTests", dependencies: ["DeviceProtocols", "TreadmillControl"], swiftSettings: strict),
        .testTarget(
            name: "RigSimulationTests", dependencies: ["RigSimulation", "TreadmillControl"], swiftSettings: strict),
        .testTarget(
            name: "DeviceProfilesTests", dependencies: ["DeviceProfiles", "StrictYAML", "TreadmillControl"],
            exclude: ["peers"], swiftSettings: strict),
        .testTarget(
            name: "TrainingPlansTests", dependencies: ["StrictYAML", "TrainingPlans", "TreadmillControl"],
            swiftSettings: strict),
        .testTarget(
            name: "RigConfigurationTests",
            dependencies: ["RigConfiguration", "RigTestKit", "StrictYAML", "TreadmillControl"],
            swiftSettings: strict),
        .testTarget(
            name: "FlightLogTests", dependencies: ["FlightLog", "TreadmillControl"], exclude: ["peers"],
            swiftSettings: strict),
        .testTarget(
            name: "FaultScenariosTests",
            dependencies: [
                "FaultScenarios", "FlightLog", "Replay", "RigSimulation", "StrictYAML", "TreadmillControl",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "ReplayTests",
            dependencies: ["FaultScenarios", "FlightLog", "Replay", "RigSimulation", "TreadmillControl"],
            swiftSettings: strict),
        .testTarget(
            name: "SimulatedDevicesTests",
            dependencies: [
                "FaultScenarios", "RigConfiguration", "RigTestKit", "RigSimulation",
                "SimulatedDevices", "TreadmillControl",
            ],
            exclude: ["peers"],
            swiftSettings: strict),
        // Stands between libserialport and the C library, so that a pseudo-terminal can take the place of a port
        .target(name: "SerialPortShim", path: "Tests/SerialPortShim"),
        .testTarget(
            name: "DevicesTests",
            dependencies: [
                "DeviceProfiles", "DeviceProtocols", "Devices", "RigConfiguration", "RigTestKit", "RigSimulation",
                "SerialPortShim",
                "SimulatedDevices", "TreadmillControl",
            ],
            exclude: ["peers"], swiftSettings: strict),
        .testTarget(
            name: "ControlDaemonTests",
            dependencies: [
                "ControlDaemon", "DeviceProfiles", "Devices", "FlightLog", "OperatorAPI", "RigConfiguration",
                "StrictYAML",
                "TrainingPlans", "TreadmillControl",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "UnweightTests", dependencies: ["unweight", "OperatorAPI", "TreadmillControl"],
            swiftSettings: strict),
        .testTarget(
            name: "SystemTests",
            dependencies: [
                "FaultScenarios", "FlightLog", "OperatorAPI", "Replay", "RigConfiguration", "RigTestKit",
                "RigSimulation", "SimulatedDevices", "TreadmillControl", "unweight", "unweight-sim", "unweightd",
                asyncHTTPClient,
                nioCore, nioHTTP1,
            ],
            swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)
