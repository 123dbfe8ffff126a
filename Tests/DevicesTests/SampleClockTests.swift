import Testing
import TreadmillControl

@testable import Devices

/// A device that counts milliseconds from its start, asked every 10 ms in virtual time; an answer takes 3 ms.
private struct CountingDevice {
    var clock = SampleClock(period: .milliseconds(1))
    var now = MonotonicInstant(nanoseconds: 1_000_000_000)
    var startedAt = MonotonicInstant(nanoseconds: -7_000_000_000)
    /// How much faster the device's clock runs than ours.
    var speed = 1.0
    /// The answers are so old.
    var delay = TimeSpan.zero

    func counter(at instant: MonotonicInstant) -> UInt16 {
        UInt16(truncatingIfNeeded: Int64(((instant - startedAt).seconds * speed * 1000).rounded(.down)))
    }

    /// One request; the sample is taken 1 ms after it went out.
    mutating func ask() -> SampleClock.Finding {
        defer { now = now + .milliseconds(10) }
        let taken = now + .milliseconds(1) + (.zero - delay)
        return clock.judge(counter(at: taken), from: now, to: now + .milliseconds(3))
    }

    mutating func ask(_ count: Int) -> [SampleClock.Finding] { (0..<count).map { _ in ask() } }

    /// Asked until it is known.
    static func known() -> CountingDevice {
        var device = CountingDevice()
        _ = device.ask(10)
        return device
    }
}

@Suite("Whether a sample is new")
struct SampleClockTests {
    @Test("A device is believed once its counter has gone with the time for three answers")
    func beginning() {
        var device = CountingDevice()
        #expect(device.ask(4) == [.unproven, .unproven, .new, .new])
    }

    @Test(
        "A good device is believed for an hour, over its counter's end, with a clock a little off",
        arguments: [
            0.9995, 1, 1.0005,
        ])
    func hour(speed: Double) {
        var device = CountingDevice()
        device.speed = speed
        _ = device.ask(2)
        #expect(device.ask(360_000).allSatisfy { $0 == .new })
    }

    @Test("Answers that take long, or come after a pause, are as good", arguments: [50, 900, 5000, 15_000] as [Int64])
    func pauses(milliseconds: Int64) {
        var device = CountingDevice.known()
        for _ in 0..<20 {
            device.now = device.now + .milliseconds(milliseconds)
            #expect(device.ask(3) == [.new, .new, .new])
        }
        let begin = device.now
        let counter = device.counter(at: begin + .milliseconds(1))
        #expect(device.clock.judge(counter, from: begin, to: begin + .milliseconds(190)) == .new)
        device.now = begin + .milliseconds(200)
        #expect(device.ask() == .new)
    }

    @Test("A counter that stands keeps the date of its first appearance")
    func frozen() {
        var device = CountingDevice.known()
        let counter = device.counter(at: device.now + .milliseconds(1))
        let first = device.now
        for _ in 0..<2000 {
            let finding = device.clock.judge(counter, from: device.now, to: device.now + .milliseconds(3))
            #expect(finding == (device.now == first ? .new : .repeated(first)))
            device.now = device.now + .milliseconds(10)
        }
    }

    @Test("An answer to an earlier request is not believed, and the next right one is", arguments: [15, 30, 60, 400])
    func late(milliseconds: Int64) {
        var device = CountingDevice.known()
        device.delay = .milliseconds(milliseconds)
        #expect(device.ask() == .stale)
        device.delay = .zero
        #expect(device.ask() == .new)
    }

    @Test(
        "Readings that are held back on their way are never believed, however long it lasts",
        arguments: [
            20, 200, 5000, 30_000,
        ] as [Int64])
    func heldBack(milliseconds: Int64) {
        var device = CountingDevice.known()
        device.delay = .milliseconds(milliseconds)
        #expect(device.ask(30_000).allSatisfy { $0 != .new })
        device.delay = .zero
        #expect(device.ask() == .new)
    }

    @Test("The last second replayed again and again is never believed")
    func replayed() {
        var device = CountingDevice.known()
        _ = device.ask(100)
        let recorded = (1...100).reversed().map { device.counter(at: device.now + .milliseconds(-10 * Int64($0) + 1)) }
        for tick in 0..<2000 {
            let finding = device.clock.judge(recorded[tick % 100], from: device.now, to: device.now + .milliseconds(3))
            // The very newest once more is a repetition; no other is anything.
            #expect(finding != .new)
            device.now = device.now + .milliseconds(10)
        }
    }

    @Test("A counter that jumps ahead of the time is not believed, and its return is")
    func ahead() {
        var device = CountingDevice.known()
        device.delay = .milliseconds(-10_000)
        #expect(device.ask(500).allSatisfy { $0 == .stale })
        device.delay = .zero
        #expect(device.ask() == .new)
    }

    @Test("A device that starts anew is believed after three answers that count from zero", arguments: [0, 300, 9000])
    func restarted(away milliseconds: Int64) {
        var device = CountingDevice.known()
        device.now = device.now + .milliseconds(milliseconds)
        device.startedAt = device.now
        #expect(device.ask(4) == [.stale, .stale, .new, .new])
    }

    @Test("A counter that claims a new start from before it was last believed is not believed")
    func falseStart() {
        var device = CountingDevice.known()
        device.startedAt = device.now + .milliseconds(-500)
        #expect(device.ask(30_000).allSatisfy { $0 != .new })
    }

    @Test("After a long silence a device is got to know anew")
    func longSilence() {
        var device = CountingDevice.known()
        device.now = device.now + .seconds(30)
        device.startedAt = device.startedAt + .seconds(13)
        #expect(device.ask(4) == [.unproven, .unproven, .new, .new])
    }
}
