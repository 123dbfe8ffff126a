import FlightLog
import Testing
import TreadmillControl

@Suite("Records")
struct RecordTests {
    private static let now = MonotonicInstant(nanoseconds: 123_456_789)

    private static func roundTrip(_ inputs: ControlInputs, at time: MonotonicInstant = now) throws -> ControlInputs {
        var encoder = SampleLog.encoded(ticks: 0)
        var controller = Controller(limits: ControlLimits(), setup: nil)
        encoder.append(tick: 7, at: time, inputs: inputs, outputs: controller.step(inputs, at: time))
        let contents = try LogContents(encoder.bytes)
        let record = try #require(contents.inputs.first)
        #expect(record.tick == 7)
        #expect(record.time == time)
        return try record.controlInputs()
    }

    @Test("a device that never answered stays absent, not zero")
    func absentReadings() throws {
        #expect(try Self.roundTrip(ControlInputs()) == ControlInputs())
        let onlyBelt = ControlInputs(belt: BeltReading(sampledAt: .zero, speedMeasured: .zero, status: []))
        #expect(try Self.roundTrip(onlyBelt) == onlyBelt)
        let inclined = ControlInputs(
            belt: BeltReading(sampledAt: .zero, speedMeasured: .zero, inclineMeasured: .zero, status: []))
        #expect(try Self.roundTrip(inclined) == inclined)
    }

    @Test(
        "every action of an operator comes back with its amount",
        arguments: [
            OperatorAction.pause, .resume, .stop, .adjustBodyWeight(byPoints: -5.25),
            .adjustSpeed(by: .metersPerSecond(0.1 + 0.2)), .lowerSupport, .acknowledge,
        ])
    func actions(_ action: OperatorAction) throws {
        let inputs = ControlInputs(request: OperatorRequest(id: .max, action: action))
        #expect(try Self.roundTrip(inputs) == inputs)
    }

    @Test(
        "the extremes of every number come back",
        arguments: [
            -0.0, .leastNonzeroMagnitude, -.leastNormalMagnitude, .greatestFiniteMagnitude, .ulpOfOne, .infinity, 1 / 3,
        ])
    func extremes(_ value: Double) throws {
        for nanoseconds in [Int64.min, -1, 0, .max] {
            let time = MonotonicInstant(nanoseconds: nanoseconds)
            let inputs = ControlInputs(
                belt: BeltReading(
                    sampledAt: time, speedMeasured: .metersPerSecond(value), inclineMeasured: .percentGrade(-value),
                    status: DeviceStatus(rawValue: .max)),
                hoist: HoistReading(
                    sampledAt: time, positionMeasured: .meters(value), velocityMeasured: .metersPerSecond(-value),
                    status: DeviceStatus(rawValue: 0x8001)),
                loadCell: LoadCellReading(
                    sampledAt: time, supportForceMeasured: .newtons(value), status: DeviceStatus(rawValue: 1)),
                loop: LoopHealth(lateness: TimeSpan(nanoseconds: nanoseconds), missedTicks: .max))
            let read = try Self.roundTrip(inputs, at: time)
            #expect(read == inputs)
            #expect(read.belt?.speedMeasured.value.bitPattern == value.bitPattern)
        }
    }

    @Test("what is wrong with the station, and when the operator was seen, come back")
    func station() throws {
        for conditions in [StationConditions(rawValue: 0), .clockAnomaly, [.powerTrouble, .proofMissing]] {
            for seen in [nil, MonotonicInstant.zero, MonotonicInstant(nanoseconds: .min)] {
                let inputs = ControlInputs(station: StationHealth(conditions: conditions, operatorSeenAt: seen))
                #expect(try Self.roundTrip(inputs) == inputs)
            }
        }
    }

    @Test("a reading that is not a number comes back with its very bits")
    func notANumber() throws {
        let odd = Double(bitPattern: 0x7FF8_0000_DEAD_BEEF)
        let inputs = ControlInputs(
            loadCell: LoadCellReading(sampledAt: .zero, supportForceMeasured: .newtons(odd), status: []))
        let read = try Self.roundTrip(inputs)
        #expect(read.loadCell?.supportForceMeasured.newtons.bitPattern == odd.bitPattern)
    }

    @Test("an action that no version knows is refused, with the tick")
    func unknownAction() throws {
        var encoder = SampleLog.encoded(ticks: 0)
        let start = encoder.bytes.count
        let inputs = ControlInputs(request: OperatorRequest(id: 1, action: .pause))
        var controller = Controller(limits: ControlLimits(), setup: nil)
        encoder.append(tick: 3, at: Self.now, inputs: inputs, outputs: controller.step(inputs, at: Self.now))
        let offset = try FieldOffsets.inputs("request_action")
        var bytes = encoder.bytes
        bytes[start + 5 + offset] = 99
        let record = try #require(try LogContents(bytes).inputs.first)
        #expect(
            throws: FlightLogError.unknownCode(topic: "control_inputs", field: "request_action", value: 99, tick: 3)
        ) { try record.controlInputs() }
    }

    @Test("every stored field of a record is in the log")
    func everyFieldIsListed() {
        for (mirror, topic) in [
            (Mirror(reflecting: ControlInputsRecord()), FlightLogTopic.controlInputs),
            (Mirror(reflecting: ControlOutputsRecord()), .controlOutputs),
            (Mirror(reflecting: DeviceHealthRecord()), .deviceHealth),
        ] {
            #expect(mirror.children.count == topic.layout.fields.count)
            #expect(Set(topic.layout.fields).count == topic.layout.fields.count)
        }
    }
}
