import Foundation
import OperatorAPI
import RigConfiguration
import RigSimulation
import RigTestKit
import SimulatedDevices
import Testing
import TreadmillControl

@Suite("The tools for the bench, for whole rigs and for treadmills on serial lines", .steadyMachine)
struct RigToolsTests {
    private let inverter = ShippedDevices.shelf.file(of: "reference-inverter")

    // MARK: Probing

    @Test(
        "Every shipped rig is served as it stands, and probed whole: ports, units and calibrations are the rig's",
        arguments: ["a-modbus", "b-trackmaster", "c-woodway", "d-inverter"])
    func wholeRig(file: String) async throws {
        let bench = try await Bench.open(rigFile: file)
        let probe = try await bench.probe()
        #expect(probe.status == 0, "\(probe.output)\(probe.errors)")
        let lines = probe.output.split(separator: "\n")
        for heading in ["belt: ", "hoist: ", "load cell: "] {
            #expect(lines.count { $0.hasPrefix(heading) } == 1, "\(probe.output)")
        }
        #expect(bench.simulator.observe().trace.fastest == .zero)
        #expect(bench.simulator.observe().hoistVelocity == .zero)
    }

    @Test("A reading comes with the words on the wire and with what the rig's calibration makes of it")
    func calibrated() async throws {
        let bench = try await Bench.open(rigFile: "d-inverter")
        let report = try await bench.report("--part", "load-cell")
        #expect(report.rig == "Example rig D, maker's inverter and load cell")
        let part = try #require(report.parts.first)
        #expect(report.parts.count == 1 && part.part == "load_cell")
        let force = try #require(part.channels.first { $0.channel == "force" })
        let value = try #require(force.value)
        // Standard gravity, CGPM 1901.
        #expect(((force.in_si ?? 0) - value * 9.80665).magnitude < 1e-9 && force.si_unit == "N")
        #expect(force.raw.count == 2 && value != 0)
        let belt = try await bench.probe("--part", "belt")
        #expect(belt.output.contains("stands for") && belt.output.contains("0.000 m/s"), "\(belt.output)")
        #expect(!belt.output.contains("load cell"))
    }

    @Test("A treadmill is shown in the rig's unit with its bytes, and what the wire does not show is said")
    func treadmill() async throws {
        let bench = try await Bench.open(.trackMaster)
        let probe = try await bench.probe("--part", "belt")
        #expect(probe.status == 0, "\(probe.output)\(probe.errors)")
        #expect(probe.output.contains("stopped") && probe.output.contains("0xD0 0x31"), "\(probe.output)")
        #expect(probe.output.contains("km/h") && probe.output.contains("own display"), "\(probe.output)")

        let place = ["--port", "tcp://\(try bench.beltAddress)", "--speed-unit", "miles_per_hour"]
        let alone = try await bench.unweight(["device", "probe", "trackmaster"] + place)
        #expect(alone.status == 0 && alone.output.contains("0 mph"), "\(alone.output)\(alone.errors)")
        let mistaken = try await bench.unweight(["device", "probe", "woodway"] + place)
        #expect(mistaken.status == 1 && mistaken.output.contains("device: trackmaster"), "\(mistaken.output)")
        #expect(bench.simulator.observe().trace.fastest == .zero)
    }

    @Test("A device that says nothing is named with what to look at, and the one beside it on the bus is read")
    func silentDevice() async throws {
        let bench = try await Bench.open(.trackMaster)
        bench.simulator.apply(.off(.hoist))
        bench.simulator.apply(.off(.belt))
        let probe = try await bench.probe()
        #expect(probe.status == 1)
        #expect(probe.output.contains("state (C0): no answer in time"), "\(probe.output)")
        #expect(probe.output.contains("emergency stop, and at the baud rate"), "\(probe.output)")
        #expect(probe.output.components(separatedBy: "nothing was read").count == 3, "\(probe.output)")
        let report = try await bench.report()
        #expect(report.parts.map(\.channels.isEmpty) == [true, true, false])
        #expect(report.parts[1].failures.allSatisfy { $0.problem == "no answer in time" })
    }

    @Test("A bus that does not open keeps no other from being read")
    func closedBus() async throws {
        let bench = try await Bench.open()
        try bench.changeRig { $0 = $0.replacing(/tcp_port: [0-9]+/, with: "tcp_port: 1") }
        let probe = try await bench.probe()
        #expect(probe.status == 1)
        #expect(probe.output.contains("cannot open the line: 127.0.0.1:1"), "\(probe.output)")
        let report = try await bench.report()
        #expect(report.parts.map(\.part) == ["belt", "hoist", "load_cell"])
        #expect(report.parts[0].problem?.contains("check host and tcp_port") == true)
        #expect(report.parts.map(\.channels.isEmpty) == [true, false, false])
        #expect(try await bench.probe("--part", "load-cell").status == 0, "its bus alone is opened")
    }

    // MARK: Monitoring

    @Test("monitor shows each part once, then what changes, and ends after as many readings as wanted")
    func monitor() async throws {
        let bench = try await Bench.open(.trackMaster)
        let monitor = try await bench.monitor("--count", "3", "--interval", "20")
        #expect(monitor.status == 0, "\(monitor.errors)")
        #expect(monitor.output.components(separatedBy: "\nload cell: samples: ").count == 3, "\(monitor.output)")
        let belt = try await bench.monitor("--part", "belt", "--channel", "speed", "--count", "2", "--json")
        let lines = belt.output.split(separator: "\n")
        #expect(lines.count == 2 && lines.allSatisfy { $0.contains("\"speed\"") && !$0.contains("incline") })
        let unknown = try await bench.monitor("--part", "belt", "--channel", "sped")
        #expect(unknown.status == 1 && unknown.errors.contains("set_speed"), "\(unknown.errors)")
        #expect(bench.simulator.observe().trace.fastest == .zero)
    }

    // MARK: Writing

    @Test("Of a treadmill only the deck is told anything, on an empty machine, and it says itself where it is to go")
    func deck() async throws {
        let bench = try await Bench.open(.trackMaster)
        func write(_ arguments: String...) async throws -> Ended {
            try await bench.unweight(["device", "write", bench.rigFile.path] + arguments)
        }
        let nowhere = try await write("incline", "2", "--yes", "--machine-is-empty")
        #expect(nowhere.status == 1 && nowhere.errors.contains("--part belt"), "\(nowhere.errors)")
        let manned = try await write("incline", "2", "--yes", "--part", "belt")
        #expect(manned.status == 1 && manned.errors.contains("--machine-is-empty"), "\(manned.errors)")
        let unasked = try await write("incline", "2", "--machine-is-empty", "--part", "belt")
        #expect(unasked.status == 1 && unasked.errors.contains("nothing was written"), "\(unasked.errors)")
        let speed = try await write("speed", "2", "--yes", "--machine-is-empty", "--part", "belt")
        #expect(speed.status == 1 && speed.errors.contains("unweight doctor"), "\(speed.errors)")
        let before = try await bench.probe("--part", "belt", "--json")
        #expect(before.output.contains("[212,48,48,48,48]"), "nothing was set: \(before.output)")
        let written = try await write("incline", "2", "--yes", "--machine-is-empty", "--part", "belt")
        #expect(written.status == 0 && written.output.contains("0xD4 0x30 0x30 0x32 0x30"), "\(written.output)")
        #expect(bench.simulator.observe().trace.fastest == .zero)
    }

    @Test("A channel of a rig's Modbus device is written through its bus")
    func modbusPart() async throws {
        let bench = try await Bench.open()
        let written = try await bench.unweight([
            "device", "write", bench.rigFile.path, "watchdog_time", "250", "--part", "hoist", "--yes",
            "--machine-is-empty",
        ])
        #expect(written.status == 0 && written.output.contains("250 ms"), "\(written.output)\(written.errors)")
    }

    // MARK: Refusals

    @Test("Options that have no place are refused with the reason, before any line is opened")
    func options() async throws {
        let bench = try await Bench.open()
        let cases: [([String], String)] = [
            ([bench.rigFile.path, "--port", "/dev/ttyUSB0"], "--port has no place here: the rig says"),
            ([bench.rigFile.path, "--baud", "9600"], "--baud has no place here"),
            ([bench.rigFile.path, "--speed-unit", "miles_per_hour"], "--speed-unit has no place here"),
            ([inverter, "--part", "belt", "--tcp", "127.0.0.1:1"], "--part has no place here"),
            ([inverter, "--port", "tcp://127.0.0.1:1"], "--tcp HOST:PORT"),
            (["trackmaster", "--port", "/dev/ttyUSB0"], "--speed-unit miles_per_hour or kilometers_per_hour"),
            (["trackmaster", "--tcp", "127.0.0.1:1", "--speed-unit", "miles_per_hour"], "--port tcp://HOST:PORT"),
            (["woodway", "--speed-unit", "miles_per_hour"], "Say where the treadmill is"),
            ([bench.rigFile.path, "--part", "deck"], "load-cell"),
        ]
        for (arguments, remedy) in cases {
            let refused = try await bench.unweight(["device", "probe"] + arguments)
            #expect(refused.status == 64 && refused.errors.contains(remedy), "\(arguments): \(refused.errors)")
        }
        let wrong = try bench.write("wrong.yaml", "name: X\nbuses: {}\n")
        let unusable = try await bench.unweight(["device", "probe", wrong])
        #expect(unusable.status == 2 && unusable.errors.contains("\"belt\" is missing"), "\(unusable.errors)")
    }

    @Test("While the daemon has a rig its serial lines are its own, and while it has a session so is everything")
    func duringSession() async throws {
        let bench = try await Bench.open()
        let daemon = try await bench.startDaemon()
        let idle = try await bench.probe()
        #expect(idle.status == 1)
        #expect(idle.output.components(separatedBy: "in use by another program").count == 3, "\(idle.output)")
        #expect(idle.output.contains("belt_speed"), "a server may have another client: \(idle.output)")
        let plan = try bench.write("plan.yaml", shortPlan)
        #expect(try await bench.unweight("start", plan, "--mass", "70", "--detach").status == 0)
        _ = try await bench.reach(.running)
        for refused in [try await bench.probe(), try await bench.monitor()] {
            #expect(refused.status == 1 && refused.errors.contains("unweight stop"), "\(refused.errors)")
            #expect(refused.output.isEmpty)
        }
        #expect(try await bench.status().phase == .running, "the session goes on")
        daemon.send(SIGTERM)
        #expect(try await daemon.end().status == 0)
    }
}

/// What `probe --json` says of a rig.
private struct ProbedRig: Decodable {
    struct Part: Decodable {
        var part: String
        var channels: [Channel]
        var failures: [Failure]
        var problem: String?
    }
    struct Channel: Decodable {
        var channel: String
        var value: Double?
        var raw: [Int]
        var in_si: Double?
        var si_unit: String?
    }
    struct Failure: Decodable { var problem: String }

    var rig: String
    var parts: [Part]
}

extension Bench {
    fileprivate func probe(_ arguments: String...) async throws -> Ended {
        try await unweight(["device", "probe", rigFile.path] + arguments)
    }

    fileprivate func monitor(_ arguments: String...) async throws -> Ended {
        try await unweight(["device", "monitor", rigFile.path] + arguments)
    }

    fileprivate func report(_ arguments: String...) async throws -> ProbedRig {
        let ended = try await unweight(["device", "probe", rigFile.path, "--json"] + arguments)
        return try JSONDecoder().decode(ProbedRig.self, from: Data(ended.output.utf8))
    }
}
