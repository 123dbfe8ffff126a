import FlightLog
import Testing
import TreadmillControl

@Suite("Records of outputs")
struct OutputRecordTests {
    private static let now = MonotonicInstant(nanoseconds: 1000)

    private static func outputs(
        state: SessionState = .running, estimates: Estimates = Estimates(), result: RequestResult? = nil,
        announced: TimeSpan? = nil
    ) -> ControlOutputs {
        ControlOutputs(
            state: state,
            position: PlanPosition(
                interval: 3, elapsedInInterval: .milliseconds(17), elapsed: .milliseconds(1234), isAdvancing: true),
            announcedChangeIn: announced,
            setpoints: Setpoints(
                beltSpeed: .metersPerSecond(2.1), bodyWeight: .percent(81), incline: .percentGrade(1.5)),
            bodyWeightCommanded: .percent(82), command: .safeState, estimates: estimates,
            activeInterlocks: InterlockSet(bits: 5), latchedInterlocks: InterlockSet(bits: 1 << 16 | 1 << 36),
            reaction: .protectiveStop, requestResult: result)
    }

    /// Through the bytes of a log and back.
    private static func roundTrip(_ outputs: ControlOutputs) throws -> ControlOutputsRecord {
        var encoder = SampleLog.encoded(ticks: 0)
        encoder.append(tick: 0, at: now, inputs: ControlInputs(), outputs: outputs)
        return try #require(try LogContents(encoder.bytes).outputs.first)
    }

    @Test(
        "two states that differ only in what they carry differ in the log",
        arguments: [
            (SessionState.checking(since: .zero), SessionState.checking(since: now), ["state_time_ns"]),
            (.armed(since: .zero), .armed(since: now), ["state_time_ns"]),
            (.countdown(endsAt: .zero), .countdown(endsAt: now), ["state_time_ns"]),
            (
                .stopping(.paused, deadline: now), .stopping(.faulted, deadline: now), ["stop_destination"]
            ),
            (
                .stopping(.finished(.completed), deadline: now),
                .stopping(.finished(.stoppedByOperator), deadline: now),
                ["finish_reason"]
            ),
            (.stopping(.paused, deadline: .zero), .stopping(.paused, deadline: now), ["state_time_ns"]),
            (.finished(.completed), .finished(.interlock), ["finish_reason"]),
            (.paused, .faulted, ["state"]),
            (.idle, .running, ["state"]),
        ])
    func states(_ a: SessionState, _ b: SessionState, _ fields: [String]) throws {
        let first = try Self.roundTrip(Self.outputs(state: a))
        let second = try Self.roundTrip(Self.outputs(state: b))
        #expect(first.phase == a.phase)
        #expect(second.phase == b.phase)
        #expect(first.fieldsDiffering(from: second) == fields)
    }

    @Test("what is absent differs from what is zero")
    func absentIsNotZero() throws {
        let absent = try Self.roundTrip(Self.outputs())
        let zero = try Self.roundTrip(
            Self.outputs(
                estimates: Estimates(meanSupport: .zero, bodyWeight: .zero, meanBeltSpeed: .zero, cadence: 0),
                result: RequestResult(id: 0, outcome: .accepted), announced: .zero))
        #expect(
            absent.fieldsDiffering(from: zero) == [
                "announced_change_present", "mean_support_present", "mean_support_estimated_n", "body_weight_present",
                "body_weight_estimated_percent", "mean_belt_speed_present", "mean_belt_speed_estimated_m_s",
                "cadence_present", "cadence_estimated_steps_min", "request_result_present",
            ])
    }

    @Test("a record equals itself after the log, estimates that are not numbers included")
    func identity() throws {
        let outputs = Self.outputs(
            state: .stopping(.finished(.stoppedByOperator), deadline: Self.now),
            estimates: Estimates(
                meanSupport: .newtons(.nan), bodyWeight: .percent(-0.0), meanBeltSpeed: .metersPerSecond(.infinity),
                cadence: 171.5, standstillConfirmed: true),
            result: RequestResult(id: 9, outcome: .beyondLimit), announced: TimeSpan(nanoseconds: -1))
        let read = try Self.roundTrip(outputs)
        #expect(read.fieldsDiffering(from: ControlOutputsRecord(tick: 0, at: Self.now, outputs)).isEmpty)
        #expect(read.finishReason == .stoppedByOperator)
        #expect(read.activeInterlocks.bits == 5)
        #expect(read.latchedInterlocks.contains(.standstillUnconfirmed))
        #expect(read.latchedInterlocks.contains(.sessionInterrupted), "interlocks beyond the 32nd are kept")
    }

    @Test("a command to move differs from the safe state in every part of it")
    func commands() throws {
        var envelope = SafetyEnvelope(limits: ControlLimits(), runnerMass: .kilograms(70))
        let request = MotionRequest(
            belt: BeltCommand(isRunning: true, speed: .metersPerSecond(1), incline: .percentGrade(2)),
            hoist: .regulate(.metersPerSecond(0.01)))
        let now = SampleLog.start
        let command = envelope.admit(
            request, inputs: SampleLog.inputs(at: now), reaction: .none, at: now, dt: .milliseconds(10))
        try #require(command.belt.isRunning && command.hoist != .hold)
        var outputs = Self.outputs()
        let atRest = try Self.roundTrip(outputs)
        outputs.command = command
        let moving = try Self.roundTrip(outputs)
        #expect(
            moving.fieldsDiffering(from: atRest) == [
                "belt_running_commanded", "belt_speed_commanded_m_s", "incline_commanded_percent",
                "hoist_moving_commanded", "hoist_velocity_commanded_m_s",
            ])
    }

    @Test("every bit of an output record is compared")
    func everyBit() throws {
        let encoder = SampleLog.encoded(ticks: 1)
        let original = try #require(try LogContents(encoder.bytes).outputs.first)
        let size = FlightLogTopic.controlOutputs.layout.byteCount
        // The last message is the record of outputs: no event or mark follows a single tick.
        let begin = encoder.bytes.count - size
        for index in begin..<encoder.bytes.count {
            var bytes = encoder.bytes
            bytes[index] ^= 1
            let changed = try #require(try LogContents(bytes).outputs.first)
            #expect(changed.fieldsDiffering(from: original).count == 1, "byte \(index - begin)")
        }
    }
}
