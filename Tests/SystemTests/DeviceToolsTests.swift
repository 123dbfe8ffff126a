import Foundation
import OperatorAPI
import RigConfiguration
import RigTestKit
import SimulatedDevices
import Testing
import TreadmillControl

@Suite("The tools for the bench", .steadyMachine)
struct DeviceToolsTests {
    private let inverter = ShippedDevices.shelf.file(of: "reference-inverter")
    private let hoist = ShippedDevices.shelf.file(of: "reference-hoist")

    @Test("lint and plan need no device; a mistake is named with its line and what to do")
    func withoutDevice() async throws {
        let bench = try await Bench.open()
        let sound = try await bench.unweight("device", "lint", inverter)
        #expect(sound.status == 0 && sound.output.contains("not hardware-tested"), "\(sound.output)\(sound.errors)")
        let text = try String(contentsOfFile: inverter, encoding: .utf8).replacing("scale: 0.001", with: "scal: 0.001")
        let bad = try await bench.unweight("device", "lint", bench.write("bad.yaml", text))
        #expect(bad.status == 2)
        #expect(bad.errors.contains("bad.yaml:") && bad.errors.contains("did you mean \"scale\"?"), "\(bad.errors)")

        let plan = try await bench.unweight("device", "plan", inverter, "--baud", "115200", "--json")
        let report = try #require(
            JSONSerialization.jsonObject(with: Data(plan.output.utf8)) as? [String: Any], "\(plan.errors)")
        let round = try #require(report["round_ms"] as? Double)
        // 21 and 17 bytes of 10 bits, and two silences of 1.75 ms.
        #expect((round - 6.8).magnitude < 0.01)
        let slow = try await bench.unweight("device", "plan", inverter, "--baud", "9600")
        #expect(slow.output.contains("rounds a second at 9600 baud"), "\(slow.output)")
        #expect(try await bench.unweight("device", "plan", inverter, "--baud", "9601").status == 64)
    }

    @Test("probe and monitor show what the device has, with the words on the wire, and write nothing")
    func reading() async throws {
        let bench = try await Bench.open()
        let place = ["--tcp", try bench.beltAddress]
        let probe = try await bench.unweight(["device", "probe", inverter] + place)
        #expect(probe.status == 0, "\(probe.output)\(probe.errors)")
        #expect(probe.output.contains("belt_speed") && probe.output.contains("0 m/s"), "\(probe.output)")
        #expect(probe.output.contains("0x0001"), "the status word: ready")
        let monitor = try await bench.unweight(
            ["device", "monitor", inverter, "--count", "2", "--interval", "20", "--json"] + place)
        let lines = monitor.output.split(separator: "\n")
        #expect(lines.count == 2 && lines.allSatisfy { $0.contains("\"channel\":\"ready\"") }, "\(monitor.output)")
        #expect(bench.simulator.observe().trace.fastest == .zero)

        let nobody = try await bench.unweight(["device", "probe", inverter, "--unit", "9"] + place)
        #expect(nobody.status == 1 && nobody.output.contains("nothing was read"), "\(nobody.output)")
        let nowhere = try await bench.unweight("device", "probe", inverter, "--port", "/dev/no-such-port")
        #expect(nowhere.status == 1 && nowhere.errors.contains("is the cable in"), "\(nowhere.errors)")
        #expect(try await bench.unweight("device", "probe", inverter).status == 64, "it is not said where")
    }

    @Test("write asks, reads back, and moves nothing unless somebody says that nobody is on the machine")
    func writing() async throws {
        let bench = try await Bench.open()
        let place = ["--tcp", try bench.beltAddress]
        func write(_ arguments: String...) async throws -> Ended {
            try await bench.unweight(["device", "write", inverter, "--machine-is-empty"] + arguments + place)
        }
        let manned = try await bench.unweight(["device", "write", inverter, "watchdog_time", "700", "--yes"] + place)
        #expect(manned.status == 1 && manned.errors.contains("--machine-is-empty"), "\(manned.errors)")
        let unasked = try await write("watchdog_time", "700")
        #expect(unasked.status == 1 && unasked.errors.contains("nothing was written"), "\(unasked.errors)")
        #expect(try await bench.unweight(["device", "probe", inverter] + place).output.contains("0 ms"))
        let written = try await write("watchdog_time", "700", "--yes")
        #expect(written.status == 0 && written.output.contains("700 ms"), "\(written.output)\(written.errors)")
        let beyond = try await write("stop_ramp", "9", "--yes")
        #expect(beyond.status == 1 && beyond.errors.contains("from 0.1 to 3.0"), "\(beyond.errors)")
        let measured = try await write("belt_speed", "1", "--yes")
        #expect(measured.status == 1 && measured.errors.contains("cannot be written"), "\(measured.errors)")
        let unknown = try await write("sped", "1", "--yes")
        #expect(
            unknown.status == 1 && unknown.errors.contains("speed_setpoint"),
            "it says which there are: \(unknown.errors)")
        #expect(bench.simulator.observe().trace.fastest == .zero)
    }

    @Test("While the daemon has a session nothing is written, and its serial lines are its own")
    func duringSession() async throws {
        let bench = try await Bench.open()
        let daemon = try await bench.startDaemon()
        let line = ["--port", bench.folder.appendingPathComponent("sim/unloading").path, "--baud", "115200"]
        let held = try await bench.unweight(["device", "probe", hoist] + line)
        #expect(held.status == 1 && held.errors.contains("in use by another program"), "\(held.errors)")
        let plan = try bench.write("plan.yaml", shortPlan)
        #expect(try await bench.unweight("start", plan, "--mass", "70", "--detach").status == 0)
        _ = try await bench.reach(.running)
        let refused = try await bench.unweight(
            [
                "device", "write", inverter, "stop_ramp", "2", "--yes", "--machine-is-empty", "--tcp",
                try bench.beltAddress,
            ])
        let watched = try await bench.unweight(["device", "monitor", inverter, "--tcp", try bench.beltAddress])
        #expect(watched.status == 1 && watched.errors.contains("unweight stop"), "\(watched.errors)")
        #expect(refused.status == 1 && refused.errors.contains("unweight stop"), "\(refused.errors)")
        #expect(try await bench.status().phase == .running, "the session goes on")
        daemon.send(SIGTERM)
        #expect(try await daemon.end().status == 0)
    }
}

extension Bench {
    /// Of the belt on TCP.
    var beltAddress: String {
        get throws {
            guard let port = simulator.endpoints.compactMap(\.tcpPort).first else {
                throw NeverCame(what: "a bus on TCP")
            }
            return "127.0.0.1:\(port)"
        }
    }

    func unweight(_ arguments: [String]) async throws -> Ended {
        try await RunningProgram("unweight", arguments, environment: environment, in: folder).end()
    }
}
