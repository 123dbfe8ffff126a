import FlightLog
import Foundation
import Testing
import TreadmillControl

/// The log as PX4's own reader sees it. Needs `python3` with `pyulog`; without them the tests are skipped.
@Suite("pyulog", .enabled(if: Pyulog.isInstalled, "python3 cannot import pyulog (pip install pyulog)"))
struct PyulogTests {
    @Test("pyulog reads every tick, text and event of a log")
    func readsEverything() throws {
        var encoder = SampleLog.encoded(ticks: 20)
        encoder.append(dropout: .milliseconds(123))
        let found = try Pyulog.read(encoder.bytes)
        #expect(found["is_corrupt"] as? Bool == false)
        #expect(found["start_us"] as? Int == 5_000_000)
        let information = try #require(found["information"] as? [String: Any])
        #expect(information["sys_name"] as? String == "Unweight")
        #expect(information["unweight_log_version"] as? Int == 2)
        #expect(information["plan_title"] as? String == SampleLog.setup.plan.title)
        #expect(information["runner_mass_kg"] as? Double == 63.1)
        #expect(information["start_monotonic_ns"] as? Int == 5_000_000_001)
        let texts = try #require(found["texts"] as? [String: [String]])
        #expect(texts["control_setup"] == [SetupText.encode(limits: ControlLimits(), setup: SampleLog.setup)])
        #expect(texts["source_text"] == SampleLog.header().sources.map { "\($0.name)\n\($0.text)" })
        let events = try #require(found["events"] as? [[String: String]])
        #expect(events.map { $0["text"] } == ["tick 4: grüße", "tick 9: grüße", "tick 14: grüße", "tick 19: grüße"])
        #expect(events.first?["level"] == "NOTICE")
        #expect(found["dropouts_ms"] as? [Int] == [123])
    }

    @Test("pyulog sees the same fields with the same values")
    func sameValues() throws {
        let found = try Pyulog.read(SampleLog.sealed(ticks: 20))
        #expect(found["sound_seals"] as? Int == 5, "checksums as zlib computes them over the bytes that pyulog read")
        let topics = try #require(found["topics"] as? [String: [String: Any]])
        #expect(topics.count == FlightLogTopic.allCases.count)
        for topic in FlightLogTopic.allCases {
            let seen = try #require(topics[topic.layout.name])
            #expect(seen["fields"] as? [String] == topic.layout.fields)
        }
        let inputs = try #require(topics["control_inputs"])
        #expect(inputs["rows"] as? Int == 20)
        #expect(inputs["last_timestamp"] as? Int == 5_190_000)
        let first = try #require(inputs["first"] as? [String: Any])
        #expect(first["time_ns"] as? Int == 5_000_000_001)
        #expect(first["hoist_position_measured_m"] as? Double == 0.25)
        #expect(first["belt_status"] as? Int == 0b10001)
        #expect(first["request_present"] as? Int == 0)
        #expect(first["request_amount"] == nil)
        #expect((topics["device_health"]?["first"] as? [String: Any])?["round_trip_us"] as? Double == 812.5)
        #expect(topics["control_outputs"]?["rows"] as? Int == 20)
    }

    @Test("pyulog reads a torn log up to the same tick")
    func tornLog() throws {
        let torn = Array(SampleLog.bytes(ticks: 20).dropLast(400))
        let found = try Pyulog.read(torn)
        let topics = try #require(found["topics"] as? [String: [String: Any]])
        let ours = try LogContents(torn)
        #expect(topics["control_outputs"]?["rows"] as? Int == ours.outputs.count)
        #expect(topics["control_inputs"]?["rows"] as? Int == ours.inputs.count)
    }
}

private enum Pyulog {
    /// Found out once.
    static let isInstalled = (try? run(["-c", "import pyulog"])) != nil

    static func read(_ bytes: [UInt8]) throws -> [String: Any] {
        var result: [String: Any]?
        try withTemporaryFolder { folder in
            let log = folder + "/log.ulg"
            try Data(bytes).write(to: URL(filePath: log))
            let script = URL(filePath: #filePath).deletingLastPathComponent().appending(
                path: "peers/read_with_pyulog.py")
            let output = try run([script.path, log])
            result = try JSONSerialization.jsonObject(with: output) as? [String: Any]
        }
        return try #require(result)
    }

    private static func run(_ arguments: [String]) throws -> Data {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3"] + arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failed(status: process.terminationStatus) }
        return data
    }

    struct Failed: Error { let status: Int32 }
}
