// swift-tools-version:6.2
import PackageDescription

// The core, what it is tested with, and nothing else: for `scripts/coverage` and `scripts/mutate`, which build it by
// itself in seconds. The folders are links to those of the main package.

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

let package = Package(
    name: "core-alone",
    targets: [
        .target(name: "TreadmillControl", path: "TreadmillControl", swiftSettings: strict),
        .target(
            name: "RigSimulation", dependencies: ["TreadmillControl"], path: "RigSimulation", swiftSettings: strict),
        .target(
            name: "ControlTestKit", dependencies: ["RigSimulation", "TreadmillControl"], path: "ControlTestKit",
            swiftSettings: strict),
        .testTarget(
            name: "TreadmillControlTests", dependencies: ["ControlTestKit", "RigSimulation", "TreadmillControl"],
            path: "TreadmillControlTests", swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)
