import Testing
import TreadmillControl

@testable import Devices

@Suite("The post between loop and bus")
struct CommandPostTests {
    private let post = CommandPost()
    private let start = MonotonicInstant(nanoseconds: 1_000_000_000)
    private let running = Commands.running(at: .metersPerSecond(2))

    @Test("A loop that has never spoken commands nothing: a device is only read")
    func nothingYet() { #expect(post.command(at: start) == nil) }

    @Test("The newest command counts, for as long as the loop may be silent")
    func newest() {
        post.post(Commands.rest, at: start)
        post.post(running, at: start)
        #expect(post.command(at: start + CommandPost.longestSilence) == running)
    }

    @Test("A loop that falls silent leaves the safe state behind")
    func silence() {
        post.post(running, at: start)
        #expect(post.command(at: start + CommandPost.longestSilence + .milliseconds(1)) == .safeState)
    }

    @Test("A loop that comes back from a silence moves nothing before it has commanded rest")
    func comingBack() {
        post.post(running, at: start)
        let late = start + .milliseconds(400)
        #expect(post.command(at: late) == .safeState)
        post.post(running, at: late)
        #expect(post.command(at: late) == .safeState)
        post.post(Commands.moving(hoist: .metersPerSecond(0.05)), at: late)
        #expect(post.command(at: late) == .safeState)
        post.post(Commands.rest, at: late)
        #expect(post.command(at: late) == .safeState)
        post.post(running, at: late)
        #expect(post.command(at: late) == running)
    }
}

@Suite("The health of a bus")
struct BusHealthTests {
    private let health = BusHealthRecord(name: "belt")

    @Test("A problem is told once, and again after the device has worked in between")
    func news() {
        #expect(health.failed(.timeout, device: "belt", disconnected: false))
        #expect(!health.failed(.timeout, device: "belt", disconnected: false))
        #expect(health.failed(.exception(4), device: "belt", disconnected: false))
        health.recovered("belt")
        #expect(health.failed(.exception(4), device: "belt", disconnected: false))
        #expect(health.current.failures == 4)
        #expect(health.current.lastProblem == "belt: the device refused with Modbus exception 4")
    }

    @Test("A device that works does not make another's lasting silence news again")
    func twoDevices() {
        #expect(health.failed(.timeout, device: "hoist", disconnected: false))
        health.recovered("load cell")
        #expect(!health.failed(.timeout, device: "hoist", disconnected: false))
    }

    @Test("Each loss of the line is news, however often it is unplugged; a line that never works is told once")
    func line() {
        health.opened(again: false)
        #expect(health.answered())
        #expect(!health.answered())
        #expect(health.failed(.lineLost("hang-up"), device: nil, disconnected: true))
        #expect(!health.current.isConnected)
        health.opened(again: true)
        #expect(!health.failed(.lineLost("hang-up"), device: nil, disconnected: true))
        health.opened(again: true)
        #expect(health.answered())
        #expect(health.failed(.lineLost("hang-up"), device: nil, disconnected: true))
        #expect(health.current.reconnects == 2)
    }
}

@Suite("The age of a sample")
struct SampleClockTests {
    @Test("A device that answers without measuring anew grows stale like a silent one")
    func frozen() {
        var clock = SampleClock()
        let first = MonotonicInstant(nanoseconds: 5)
        #expect(clock.date(7, at: first) == first)
        #expect(clock.date(7, at: first + .milliseconds(60)) == first)
        #expect(clock.date(8, at: first + .milliseconds(70)) == first + .milliseconds(70))
        // A counter that starts anew counts too.
        #expect(clock.date(0, at: first + .milliseconds(80)) == first + .milliseconds(80))
    }
}
