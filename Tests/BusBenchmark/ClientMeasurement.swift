import DeviceProfiles
import Devices
import Foundation
import RigConfiguration
import RigTestKit
import SimulatedDevices
import TreadmillControl

/// One transaction through our client beside one of bare libmodbus, in turns, from one simulator; each client is a program
/// of its own.
struct ClientMeasurement {
    /// Of a program that prints median, 99th percentile and mean in nanoseconds.
    let bareClient: String

    private static let times = 2000
    /// On which cores a client and the simulator land makes a run three times as fast or as slow; over many it evens out.
    private static let turns = 15
    /// The status registers of the reference inverter.
    private static let registers = 16..<22

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
        var ours: [[Double]] = []
        var bare: [[Double]] = []
        for _ in 0..<Self.turns {
            ours.append(try figures(of: CommandLine.arguments[0], [ClientLoop.argument], host, port))
            bare.append(try figures(of: bareClient, [], host, port))
        }
        print("| our client | \(Self.text(ours)) |")
        print("| bare libmodbus | \(Self.text(bare)) |")
        let ratios = zip(Self.medians(ours), Self.medians(bare)).map { String(format: "%.2f", $0 / $1) }
        print("| ratio | \(ratios.joined(separator: " | ")) |")
    }

    /// Over the turns, of each figure.
    private static func medians(_ turns: [[Double]]) -> [Double] {
        (0..<3).map { figure in turns.map { $0[figure] }.sorted()[turns.count / 2] }
    }

    /// Median, and least and most, over the turns, us.
    private static func text(_ turns: [[Double]]) -> String {
        zip(medians(turns), 0..<3).map { median, figure in
            let values = turns.map { $0[figure] / 1000 }
            return String(format: "%.0f (%.0f to %.0f)", median / 1000, values.min() ?? 0, values.max() ?? 0)
        }.joined(separator: " | ")
    }

    /// Of a program that takes the arguments of bare_libmodbus.c, and prints what it prints.
    private func figures(of path: String, _ first: [String], _ host: String, _ port: UInt16) throws -> [Double] {
        let program = Process()
        program.executableURL = URL(fileURLWithPath: path)
        program.arguments =
            first + [host, "\(port)", "1", "\(Self.registers.lowerBound)", "\(Self.registers.count)", "\(Self.times)"]
        let output = Pipe()
        program.standardOutput = output
        try program.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        program.waitUntilExit()
        let figures = text.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
        guard program.terminationStatus == 0, figures.count == 3 else {
            throw BusProblem.badFrame("\(path) ended with \(program.terminationStatus)")
        }
        return figures
    }
}
