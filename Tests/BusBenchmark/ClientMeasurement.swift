import DeviceProfiles
import Devices
import Foundation
import RigConfiguration
import RigTestKit
import SimulatedDevices
import TreadmillControl

/// One transaction through our client beside one of bare libmodbus, in turns, from one simulator.
struct ClientMeasurement {
    /// Of a program that prints median, 99th percentile and mean in nanoseconds.
    let bareClient: String

    private static let times = 5000
    private static let turns = 3
    /// The status registers of the reference inverter.
    private static let registers = 16..<22
    private static let asked = "holding 16 to 21"

    func run() throws {
        let inverter = ShippedDevices.device("reference-inverter", bus: "belt", unit: 1, watchdog: .milliseconds(500))
        let bus = BusConfiguration(
            name: "belt", line: .modbusTCP(host: "127.0.0.1", port: 0), responseTimeout: .milliseconds(200))
        let rig = RigConfiguration(
            name: "client", buses: [bus], belt: .modbus(inverter),
            hoist: ShippedDevices.referenceHoist(bus: "nowhere", unit: 1, watchdog: .milliseconds(100)),
            loadCell: ShippedDevices.referenceLoadCell(bus: "nowhere", unit: 2))
        let server = SimulatedRigServer(
            configuration: rig, runtimeDirectory: FileManager.default.temporaryDirectory.path,
            runnerMass: .kilograms(70), seed: 1)
        defer { server.stop() }
        guard case .modbusTCP(let host, let port) = try server.start().first?.place else { return }
        for turn in 1...Self.turns {
            let ours = try measured(inverter.profile, host, port)
            let bare = try bareFigures(host, port)
            print("| \(turn) | our client | \(Self.text(ours)) |")
            print("| | bare libmodbus | \(Self.text(bare)) |")
            print("| | ratio | \(zip(ours, bare).map { String(format: "%.2f", $0 / $1) }.joined(separator: " | ")) |")
        }
    }

    private func measured(_ profile: DeviceProfile, _ host: String, _ port: UInt16) throws -> [Double] {
        let channels = profile.channels.filter { $0.table == .holding && Self.registers.contains(Int($0.address)) }
            .map(\.name)
        let bus = BusConfiguration(
            name: "belt", line: .modbusTCP(host: host, port: port), responseTimeout: .milliseconds(200))
        let device = Bench.device(profile, unit: 1, on: bus, runtimeDirectory: "")
        try device.open()
        var took: [Double] = []
        for _ in 0..<Self.times {
            let answers = device.read(channels)
            guard answers.count == 1, answers[0].asked == Self.asked else {
                throw BusProblem.badFrame("the registers were not read in one transaction")
            }
            took.append(Double(answers[0].duration.nanoseconds))
        }
        took.sort()
        return [took[took.count / 2], took[took.count - 1 - took.count / 100], took.reduce(0, +) / Double(took.count)]
    }

    private func bareFigures(_ host: String, _ port: UInt16) throws -> [Double] {
        let program = Process()
        program.executableURL = URL(fileURLWithPath: bareClient)
        program.arguments =
            [host, "\(port)", "1", "\(Self.registers.lowerBound)", "\(Self.registers.count)", "\(Self.times)"]
        let output = Pipe()
        program.standardOutput = output
        try program.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        program.waitUntilExit()
        let figures = text.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
        guard program.terminationStatus == 0, figures.count == 3 else {
            throw BusProblem.badFrame("\(bareClient) ended with \(program.terminationStatus)")
        }
        return figures
    }

    private static func text(_ nanoseconds: [Double]) -> String {
        nanoseconds.map { String(format: "%.0f", $0 / 1000) }.joined(separator: " | ")
    }
}
