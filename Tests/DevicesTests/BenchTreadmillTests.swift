import DeviceProfiles
import DeviceProtocols
import RigConfiguration
import Testing
import TreadmillControl

@testable import Devices

/// A treadmill on the bench, over a line without a wire and in time of its own.
private struct BenchScene<Script: TreadmillScript> {
    let line = PaperLine<Script>()
    let device: BenchTreadmill<PaperLine<Script>.End>
    private let time: Mailbox<MonotonicInstant>

    init(_ make: SerialTreadmill, _ speedUnit: TreadmillSpeedUnit = .kilometersPerHour) throws {
        let time = Mailbox(MonotonicInstant(nanoseconds: 1_000_000_000))
        let clock = TreadmillClock(now: { time.newest }, sleep: { time.put(max($0, time.newest)) })
        line.now = clock.now
        let paper = line
        device = BenchTreadmill(
            make, speedUnit: speedUnit, answerTimeout: .milliseconds(100), clock: clock,
            openLine: { () throws(BusProblem) in PaperLine<Script>.End(line: paper) })
        self.time = time
        try device.open()
    }

    var now: MonotonicInstant { time.newest }

    func readAll() -> [BenchAnswer] { device.read(device.readableChannels) }

    func value(_ channel: String) -> BenchValue? { device.read([channel]).values.first }
}

@Suite("A serial treadmill on the bench")
struct BenchTreadmillTests {
    @Test("A TrackMaster is asked for everything, in words that move and change nothing, and shown in the stated unit")
    func trackMaster() throws {
        let scene = try BenchScene<ScriptedTreadmill>(.trackmaster, .milesPerHour)
        scene.line.treadmill.setGrade = 25
        scene.line.treadmill.setSpeed = 30
        let values = scene.readAll().values
        #expect(scene.line.treadmill.heard == [0xC0, 0xC1, 0xC2, 0xC3, 0xC4])
        #expect(values.map(\.channel) == scene.device.readableChannels)
        #expect(values[0].name == "stopped" && values[0].raw == .bytes([0xD0, 0x31]))
        #expect(values[2].reading == .value(2.5) && values[2].unit == "%")
        #expect(values[3].reading == .value(3) && values[3].unit == "mph")
        // 3 international miles in an hour.
        let quantity = try #require(values[3].quantity)
        #expect((quantity.value - 3 * 1609.344 / 3600).magnitude < 1e-9 && quantity.unit == "m/s")
        #expect(scene.device.notes.contains { $0.contains("display") })
    }

    @Test("A Woodway is asked for everything, in words that move and change nothing, and a reverse speed is below zero")
    func woodway() throws {
        let scene = try BenchScene<ScriptedWoodway>(.woodway)
        scene.line.treadmill.speed = 12
        scene.line.treadmill.direction = "3"
        let values = scene.readAll().values
        #expect(Set(scene.line.treadmill.heard) == [0xC0, 0xC1, 0xC2, 0xC3])
        #expect(values.map(\.channel) == ["speed", "incline", "test", "firmware"])
        #expect(values[0].reading == .value(-1.2) && values[0].raw == .bytes([0xD1, 0x33, 0x30, 0x31, 0x32]))
        #expect(values[3].reading == .value(66051))
    }

    @Test("What cannot be is no value: 999.9, a state that nobody knows, digits for a Woodway's firmware")
    func unbelievable() throws {
        let scene = try BenchScene<ScriptedTreadmill>(.trackmaster)
        scene.line.treadmill.lies = [0xC0: [0xD0, 0x35], 0xC1: Array([0xD1] + "9999".utf8), 0xC2: [0xDF]]
        let answers = scene.readAll()
        #expect(answers.values.map(\.reading).prefix(2) == [.impossible(0x35), .absent])
        #expect(throws: BusProblem.refused(.unknownStatus)) { try answers[2].values.get() }
        #expect(try answers[3].values.get().count == 1, "the others are asked all the same")

        let other = try BenchScene<ScriptedWoodway>(.woodway)
        other.line.treadmill.firmware = Array("0040".utf8)
        let failure = #expect(throws: BusProblem.self) { try other.readAll()[3].values.get() }
        #expect(failure?.description.contains("TrackMaster") == true)
    }

    @Test("A silent treadmill has no values, and a line that hangs up is opened anew")
    func silent() throws {
        let scene = try BenchScene<ScriptedTreadmill>(.trackmaster)
        for byte in UInt8(0xC0)...0xC4 { scene.line.treadmill.lies[byte] = [] }
        let answers = scene.readAll()
        #expect(answers.count == 5 && answers.values.isEmpty)
        #expect(throws: BusProblem.timeout) { try answers[0].values.get() }

        scene.line.hangUp(after: 0)
        #expect(throws: BusProblem.lineLost("hang-up")) { try scene.readAll()[0].values.get() }
        scene.line.treadmill.forgetHeard()
        #expect(scene.readAll().values.isEmpty && scene.line.treadmill.heard.isEmpty, "it is not open")
        try scene.device.open()
        _ = scene.readAll()
        #expect(scene.line.treadmill.heard == [0xC0])
    }

    @Test("A belt that is not known to stand is left alone for longer than its timer before each reading")
    func doesNotFeedTheTimer() throws {
        let scene = try BenchScene<ScriptedTreadmill>(.trackmaster)
        func pauseBeforeNextReading() -> TimeSpan {
            let before = scene.now
            _ = scene.readAll()
            return scene.line.spokenAt - before
        }
        #expect(pauseBeforeNextReading() > .milliseconds(500), "whoever drove it before has died")
        #expect(pauseBeforeNextReading() == .zero, "it stands")
        scene.line.treadmill.state = 0x32
        scene.line.treadmill.speed = 40
        _ = scene.readAll()
        #expect(pauseBeforeNextReading() > .milliseconds(500))
        scene.line.treadmill.speed = 0
        #expect(pauseBeforeNextReading() > .milliseconds(500))
        #expect(pauseBeforeNextReading() > .milliseconds(500), "a belt under its timer may start at any moment")
        scene.line.treadmill.state = 0x31
        _ = scene.readAll()
        #expect(pauseBeforeNextReading() == .zero)
        scene.line.treadmill.lies[0xC0] = []
        _ = scene.readAll()
        #expect(pauseBeforeNextReading() > .milliseconds(500), "nothing is known of it")

        let woodway = try BenchScene<ScriptedWoodway>(.woodway)
        woodway.line.treadmill.speed = 1
        _ = woodway.readAll()
        let before = woodway.now
        _ = woodway.value("incline")
        #expect(woodway.line.spokenAt - before > .milliseconds(500), "also where only another channel is wanted")
    }

    @Test("The deck of a standing belt can be told where to go, and that is read back")
    func incline() throws {
        let scene = try BenchScene<ScriptedTreadmill>(.trackmaster)
        let wanted = try scene.device.value("1.5", for: "incline")
        #expect(wanted.raw == .bytes(Array([0xA4] + "0015".utf8)))
        let readBack = try scene.device.write(wanted)
        #expect(readBack.stands == true && scene.line.treadmill.setGrade == 15)
        #expect(scene.line.treadmill.commands == [0xC0, 0xC1, 0xA4, 0xC0, 0xC1, 0xC2, 0xC4])
        #expect(readBack.answers.values.map(\.channel) == ["incline", "set_incline"])
        scene.line.treadmill.lies[0xC4] = Array([0xD4] + "0010".utf8)
        #expect(try scene.device.write(wanted).stands == false)

        let woodway = try BenchScene<ScriptedWoodway>(.woodway)
        let read = try woodway.device.write(woodway.device.value("1.3", for: "incline"))
        #expect(read.stands == nil && woodway.line.treadmill.setGrade == 13)
        #expect(read.answers.values.map(\.reading) == [.value(1.3)])
        #expect(woodway.line.treadmill.commands == [0xC1, 0xA4, 0xC1, 0xC2])
    }

    @Test("Nothing is told to a treadmill whose belt is not known to stand")
    func runningBelt() throws {
        let scene = try BenchScene<ScriptedTreadmill>(.trackmaster)
        let wanted = try scene.device.value("1", for: "incline")
        let doubts: [(ScriptedTreadmill) -> ScriptedTreadmill] = [
            { with($0) { $0.state = 0x32 } }, { with($0) { $0.state = 0x33 } }, { with($0) { $0.speed = 1 } },
            { with($0) { $0.lies[0xC1] = Array([0xD1] + "9999".utf8) } }, { with($0) { $0.lies[0xC0] = [] } },
        ]
        let standing = scene.line.treadmill
        for doubt in doubts {
            scene.line.treadmill = doubt(standing)
            #expect(throws: BusProblem.self) { try scene.device.write(wanted) }
            #expect(Set(scene.line.treadmill.commands).isSubset(of: [0xC0, 0xC1]))
        }
    }

    @Test(
        "No speed is written, and no incline that the treadmill does not have; the refusal says what to do",
        arguments: [
            (SerialTreadmill.trackmaster, "speed", "1", "unweight doctor"), (.woodway, "speed", "0", "unweight doctor"),
            (.trackmaster, "incline", "1.2", "in steps of 0.5"), (.woodway, "incline", "1.25", "in steps of 0.1"),
            (.trackmaster, "incline", "-1", "from 0 to 25"), (.woodway, "incline", "25.1", "from 0 to 25"),
            (.trackmaster, "incline", "steep", "write a number"), (.woodway, "incline", "nan", "write a number"),
            (.trackmaster, "set_speed", "1", "only incline"),
        ])
    func refusals(make: SerialTreadmill, channel: String, text: String, remedy: String) throws {
        let device = try BenchScene<ScriptedTreadmill>(make).device
        let refusal = #expect(throws: BenchRefusal.self) { try device.value(text, for: channel) }
        #expect(refusal?.reason.contains(remedy) == true, "\(refusal?.reason ?? "")")
    }
}

private func with<Value>(_ value: Value, _ change: (inout Value) -> Void) -> Value {
    var value = value
    change(&value)
    return value
}
