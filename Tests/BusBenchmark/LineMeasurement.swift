import DeviceProfiles
import Devices
import Foundation
import RigConfiguration
import RigTestKit
import SimulatedDevices
import TreadmillControl

/// Hoist and load cell of the reference rig on an RTU line of one speed, whose simulator keeps a real wire's time.
struct LineMeasurement {
    let row: String

    init(baud: Int, seconds: Double) throws {
        let settings = SerialSettings(baud: baud, parity: .none, dataBits: 8, stopBits: 1)
        let rig = Self.rig(settings)
        let wire = TransactionPlan.Line(
            character: RTUTiming.character(settings), gap: RTUTiming.frameGap(for: settings))
        let plans = [rig.hoist, rig.loadCell].map { TransactionPlan(DeviceProgram($0.profile)) }
        // Of everything that is due in a round; what is due once a second is spread over its rounds.
        let bytes = plans.reduce(0.0) { $0 + ($1.meanRound(on: wire) ?? $1.round(on: wire)).milliseconds }
        let round = try Self.round(of: rig, seconds: seconds)
        let oneByOne = try Self.oneByOne(rig, seconds: seconds)
        let figures = [1000 / round, round, bytes, round / bytes, oneByOne, oneByOne / round]
        row = "| \(baud) | " + figures.map { String(format: "%.2f", $0) }.joined(separator: " | ") + " |"
    }

    private static func rig(_ settings: SerialSettings) -> RigConfiguration {
        let bus = BusConfiguration(
            name: "unloading", line: .modbusRTU(port: "sim/unloading", settings: settings),
            responseTimeout: .milliseconds(400))
        return RigConfiguration(
            name: "line", buses: [bus], belt: .trackMaster(bus: "nowhere", speedUnit: .kilometersPerHour),
            hoist: ShippedDevices.referenceHoist(bus: "unloading", unit: 1, watchdog: .milliseconds(2000)),
            loadCell: ShippedDevices.referenceLoadCell(bus: "unloading", unit: 2))
    }

    /// Runs `body` against a simulator of `rig`, with the folder that its line is in.
    private static func simulating<Value>(_ rig: RigConfiguration, _ body: (String) throws -> Value) throws -> Value {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let server = SimulatedRigServer(
            configuration: rig, runtimeDirectory: folder, runnerMass: .kilograms(70), seed: 1)
        defer { server.stop() }
        _ = try server.start()
        return try body(folder)
    }

    /// Time of a round through the drivers, ms: a command is always waiting, so the line never rests.
    private static func round(of rig: RigConfiguration, seconds: Double) throws -> Double {
        try simulating(rig) { folder in
            let machine = Rig(configuration: rig, runtimeDirectory: folder) { _ in }
            machine.start()
            defer { machine.stop() }
            func keepCommanding(_ seconds: Double) -> (exchanges: UInt64, time: TimeSpan) {
                let begin = MonotonicClock.now()
                let before = machine.health[0].transactions
                while MonotonicClock.now() - begin < .seconds(seconds) {
                    machine.post(.safeState, at: MonotonicClock.now())
                    MonotonicClock.sleep(until: MonotonicClock.now() + .milliseconds(1))
                }
                return (machine.health[0].transactions - before, MonotonicClock.now() - begin)
            }
            // Until the line is open and the settings stand.
            _ = keepCommanding(2)
            let (exchanges, time) = keepCommanding(seconds)
            guard exchanges > 0 else { throw BusProblem.timeout }
            // A round is an exchange with each of two devices.
            return time.milliseconds / (Double(exchanges) / 2)
        }
    }

    /// Time to read the values of a round and to command, ms, each register or pair of them in a transaction of its own.
    private static func oneByOne(_ rig: RigConfiguration, seconds: Double) throws -> Double {
        try simulating(rig) { folder in
            // The line belongs to one client at a time, and a client to one device: they take turns.
            try [rig.hoist, rig.loadCell].reduce(0) { sum, device in
                var bus = rig.buses[0]
                bus.responseTimeout = .milliseconds(400)
                let bench = Bench.device(device.profile, unit: device.unit, on: bus, runtimeDirectory: folder)
                try bench.open()
                let program = DeviceProgram(device.profile)
                let inRound = device.profile.channels.filter { channel in
                    program.everyRound.contains { $0.holds(channel) } && channel.access.mayRead
                }
                // Bits of one register are one value.
                let read = Dictionary(grouping: inRound, by: \.addresses).values.compactMap { $0.first?.name }
                let written = try program.stop.standing.flatMap(\.writes).map { step throws in
                    try bench.value("0", for: step.channel)
                }
                var rounds = 0
                let start = MonotonicClock.now()
                while MonotonicClock.now() - start < .seconds(seconds / 2) {
                    for value in written { _ = try bench.write(value) }
                    for channel in read { _ = bench.read([channel]) }
                    rounds += 1
                }
                return sum + (MonotonicClock.now() - start).milliseconds / Double(max(rounds, 1))
            }
        }
    }
}
