// swift-tools-version:6.2
import PackageDescription

// The parsers, instrumented for libFuzzer: for `scripts/fuzz`. A package of its own, since every target must be built
// with the sanitizers. The folders are links to those of the main package.

let instrumented: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .unsafeFlags([
        "-sanitize=fuzzer", "-sanitize=address", "-enable-testing",
        "-sanitize-coverage=edge,trace-cmp,inline-8bit-counters,pc-table",
    ]),
]

func target(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, path: name, swiftSettings: instrumented)
}

let package = Package(
    name: "fuzzing",
    dependencies: [.package(url: "https://github.com/jpsim/Yams", from: "6.2.0")],
    targets: [
        .systemLibrary(name: "CLibFuzzer", path: "CLibFuzzer"),
        target("TreadmillControl", []),
        target("DeviceProtocols", ["TreadmillControl"]),
        target("RigSimulation", ["TreadmillControl"]),
        target("StrictYAML", [.product(name: "Yams", package: "Yams")]),
        target("TrainingPlans", ["StrictYAML", "TreadmillControl"]),
        target("DeviceProfiles", ["StrictYAML", "TreadmillControl"]),
        target("RigConfiguration", ["DeviceProfiles", "StrictYAML", "TreadmillControl"]),
        target("FlightLog", ["TreadmillControl"]),
        target("FaultScenarios", ["FlightLog", "RigSimulation", "StrictYAML", "TrainingPlans", "TreadmillControl"]),
        target("OperatorAPI", ["TreadmillControl"]),
        // The replay of a log and the Modbus servers, without what they do not need here.
        target("Replay", ["FlightLog", "TreadmillControl"]),
        target("SimulatedDevices", ["DeviceProtocols", "RigSimulation", "TreadmillControl"]),
        .executableTarget(
            name: "fuzz",
            dependencies: [
                "CLibFuzzer", "DeviceProfiles", "DeviceProtocols", "FaultScenarios", "FlightLog", "OperatorAPI",
                "Replay", "RigConfiguration", "RigSimulation", "SimulatedDevices", "StrictYAML", "TrainingPlans",
                "TreadmillControl",
            ],
            path: "Fuzz", swiftSettings: instrumented,
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-sanitize=address", "-use-ld=lld"])]),
    ],
    swiftLanguageModes: [.v6]
)
