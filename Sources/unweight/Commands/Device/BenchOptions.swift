import ArgumentParser
import DeviceProfiles
import Devices
import Foundation
import RigConfiguration
import StrictYAML
import TreadmillControl

/// What is on the bench, and where.
struct BenchOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "A profile, a rig, or a treadmill's name: \(SerialTreadmill.names).",
            discussion: """
                With a rig everything is where the rig says. A profile wants --port or --tcp; a treadmill wants --port, \
                which may be tcp://HOST:PORT, and --speed-unit.
                """,
            valueName: "file"))
    var file: String
    @Option(help: "Only this part of a rig: belt, hoist or load-cell.")
    var part: DeviceRole?
    @Option(
        help: ArgumentHelp(
            "What a treadmill is set to: miles_per_hour or kilometers_per_hour; the wire does not show it.",
            valueName: "unit"))
    var speedUnit: TreadmillSpeedUnit?
    @OptionGroup var line: LineOptions

    /// Reads the files. Whatever is wrong with them or with the options ends the program.
    func target() throws -> BenchTarget {
        if let make = SerialTreadmill(rawValue: file) { return try treadmill(make) }
        if try usable({ () throws(YAMLProblems) in try RigFile.isRig(path: file) }) { return try rig() }
        return try profile()
    }

    private func rig() throws -> BenchTarget {
        try refuse(line.given + (speedUnit == nil ? [] : ["--speed-unit"]), "the rig says where its devices are")
        let rig = try usable { () throws(YAMLProblems) in try RigFile.load(path: file) }
        let runtime = DaemonConfiguration.standardRuntimeDirectory(environment: ProcessInfo.processInfo.environment)
        let parts = Bench.parts(of: rig, runtimeDirectory: runtime).filter { part in
            part.role == self.part ?? part.role
        }
        return BenchTarget(
            rig: rig.name,
            parts: parts.map { part in
                let unit = part.device.unit.map { "unit \($0) on " } ?? "on "
                return BenchTarget.Part(
                    role: part.role, place: "\(unit)\(part.bus.name), \(part.bus.line.place)", device: part.device)
            })
    }

    private func profile() throws -> BenchTarget {
        try refuse(ofRig + (speedUnit == nil ? [] : ["--speed-unit"]), "a profile is of one Modbus device")
        let profile = try ProfileText.read(path: file)
        let unit = line.unit ?? 1
        return alone(
            "unit \(unit)",
            Bench.device(
                profile, unit: UInt8(clamping: unit), on: try line.modbus(), runtimeDirectory: line.runtimeDirectory))
    }

    private func treadmill(_ make: SerialTreadmill) throws -> BenchTarget {
        let modbus = line.given.filter { ["--tcp", "--unit"].contains($0) }
        try refuse(
            ofRig + modbus, "a treadmill is alone on its serial line; write --port PATH or --port tcp://HOST:PORT")
        guard let speedUnit else {
            throw ValidationError(
                "Add --speed-unit \(TreadmillSpeedUnit.names), as the treadmill is set: the wire does not show it.")
        }
        let bus = try line.serial()
        return alone(
            bus.line.place,
            Bench.treadmill(make, speedUnit: speedUnit, on: bus, runtimeDirectory: line.runtimeDirectory))
    }

    private var ofRig: [String] { part == nil ? [] : ["--part"] }

    private func alone(_ place: String, _ device: any BenchDevice) -> BenchTarget {
        BenchTarget(rig: nil, parts: [BenchTarget.Part(role: nil, place: place, device: device)])
    }

    private func refuse(_ options: [String], _ reason: String) throws {
        guard let option = options.first else { return }
        throw ValidationError("\(option) has no place here: \(reason).")
    }
}

extension TreadmillSpeedUnit: ExpressibleByArgument {
    fileprivate static var names: String { allCases.map(\.rawValue).joined(separator: " or ") }
}

extension SerialTreadmill {
    fileprivate static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
