import FlightLog
import Foundation
import Testing
import TreadmillControl

@Suite("Export")
struct ExportTests {
    private static func export(_ bytes: [UInt8], _ format: FlightLogExport.Format) throws -> [String] {
        var text: [UInt8] = []
        var reader = try FlightLogReader(bytes: bytes)
        try FlightLogExport.write(&reader, as: format) { text.append(contentsOf: $0) }
        #expect(text.last == UInt8(ascii: "\n"))
        return String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    @Test("a table has one row a tick, a unit in each name, and nothing where nothing was")
    func table() throws {
        var encoder = SampleLog.encoded(ticks: 3)
        var controller = Controller(limits: ControlLimits(), setup: nil)
        let request = ControlInputs(request: OperatorRequest(id: 4, action: .adjustBodyWeight(byPoints: 2.5)))
        encoder.append(
            tick: 3, at: SampleLog.instant(3), inputs: request, outputs: controller.step(request, at: .zero))
        let rows = try Self.export(encoder.bytes, .csv).map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        let names = rows[0]
        #expect(rows.count == 5)
        #expect(rows.allSatisfy { $0.count == names.count })
        #expect(Set(names).count == names.count)
        func cell(_ row: Int, _ name: String) throws -> String { rows[row][try #require(names.firstIndex(of: name))] }
        #expect(try cell(1, "support_force_measured_n") == "3.0")
        #expect(try cell(1, "time_ns") == "5000000001")
        #expect(try cell(1, "state") == "checking")
        #expect(try cell(1, "request_action") == "")
        #expect(try cell(4, "support_force_measured_n") == "")
        #expect(try cell(4, "belt_sampled_at_ns") == "")
        #expect(try cell(4, "request_action") == "adjustBodyWeight")
        #expect(try cell(4, "request_amount") == "2.5")
        #expect(try cell(4, "state") == "idle")
        #expect(try cell(4, "finish_reason") == "")
    }

    @Test("a tick whose outputs were torn off still has its row")
    func tornTick() throws {
        let rows = try Self.export(SampleLog.bytes(ticks: 3).dropLast(), .csv)
        #expect(rows.count == 4)
        #expect(rows[3].hasSuffix(",,,,"))
        #expect(
            rows[3].split(separator: ",", omittingEmptySubsequences: false).count == rows[0].split(separator: ",").count
        )
    }

    @Test("each line of JSON can be read by another parser, absent values are null")
    func jsonLines() throws {
        var encoder = SampleLog.encoded(ticks: 5)
        encoder.append(event: "a \"quoted\" \\ line\nand\u{1}more", level: .critical, at: SampleLog.instant(5))
        encoder.append(dropout: .milliseconds(40))
        let odd = ControlInputs(
            loadCell: LoadCellReading(sampledAt: .zero, supportForceMeasured: .newtons(.nan), status: []))
        var controller = Controller(limits: ControlLimits(), setup: nil)
        encoder.append(tick: 5, at: .zero, inputs: odd, outputs: controller.step(odd, at: .zero))
        let objects = try Self.export(encoder.bytes, .jsonl).map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
        #expect(
            objects.map { $0["topic"] as? String } == ["header"]
                + Array(repeating: ["control_inputs", "control_outputs"], count: 5).flatMap(\.self)
                + ["device_health", "event", "event", "dropout", "control_inputs", "control_outputs"])
        #expect(objects[0]["plan_title"] as? String == SampleLog.setup.plan.title)
        #expect(objects[1]["hoist_position_measured_m"] as? Double == 0.25)
        #expect(objects[1]["request_id"] is NSNull)
        #expect(objects[11]["round_trip_us"] as? Double == 812.5)
        #expect(objects[13]["text"] as? String == "a \"quoted\" \\ line\nand\u{1}more")
        #expect(objects[13]["level"] as? String == "critical")
        #expect(objects[14]["duration_ms"] as? Int == 40)
        #expect(objects[15]["support_force_measured_n"] as? String == "nan")
        #expect(objects[15]["belt_speed_measured_m_s"] is NSNull)
    }

    @Test("a summary tells what the session came to and what the file has lost")
    func summary() throws {
        var encoder = SampleLog.encoded(ticks: 10)
        encoder.append(dropout: .milliseconds(250))
        encoder.append(event: "disk is slow", level: .warning, at: .zero)
        let latched = ControlOutputs(
            state: .finished(.stoppedByOperator),
            position: PlanPosition(
                interval: 0, elapsedInInterval: .zero, elapsed: .milliseconds(70), isAdvancing: false),
            announcedChangeIn: nil,
            setpoints: Setpoints(beltSpeed: .zero, bodyWeight: .percent(100), incline: .zero),
            bodyWeightCommanded: .percent(100), command: .safeState, estimates: Estimates(),
            activeInterlocks: .none, latchedInterlocks: InterlockSet(bits: 2), reaction: .none, requestResult: nil)
        encoder.append(tick: 10, at: SampleLog.instant(10), inputs: ControlInputs(), outputs: latched)
        var reader = try FlightLogReader(bytes: encoder.bytes + [9, 9])
        let summary = try FlightLogSummary(reading: &reader)
        #expect(summary.sessionID == "2024-05-06-001")
        #expect(summary.planTitle == SampleLog.setup.plan.title)
        #expect(summary.runnerMass == .kilograms(63.1))
        #expect(summary.ticks == 11)
        #expect(summary.duration == .milliseconds(100))
        #expect(summary.planTime == .milliseconds(70))
        #expect(summary.lastPhase == .finished)
        #expect(summary.finishReason == .stoppedByOperator)
        #expect(summary.latchedInterlocks.interlocks == [.beltReadingStale])
        #expect(summary.events == 3)
        #expect(summary.warnings == 1)
        #expect(summary.dropouts == 1)
        #expect(summary.dropoutTime == .milliseconds(250))
        #expect(summary.tornBytes == 2)
        #expect(summary.damagedBytes == 0)
    }
}
