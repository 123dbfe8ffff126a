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

    @Test("The rope is held long before the belt is stopped, and moves on when the loop speaks again")
    func ropeSilence() {
        let moving = Commands.moving(hoist: .metersPerSecond(0.05))
        post.post(Commands.rest, at: start)
        post.post(moving, at: start + .milliseconds(10))
        #expect(post.command(at: start + .milliseconds(60)) == moving)
        #expect(post.command(at: start + .milliseconds(61)) == moving.withRopeHeld)
        #expect(post.command(at: start + .milliseconds(61))?.hoist == .hold)
        post.post(moving, at: start + .milliseconds(70))
        #expect(post.command(at: start + .milliseconds(70)) == moving)
    }

    @Test("A slow loop is not silent between its ticks")
    func slowLoop() {
        let moving = Commands.moving(hoist: .metersPerSecond(0.05))
        post.post(moving, at: start)
        post.post(moving, at: start + .milliseconds(40))
        #expect(post.command(at: start + .milliseconds(150)) == moving)
        #expect(post.command(at: start + .milliseconds(161))?.hoist == .hold)
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

    private func at(_ seconds: Double) -> MonotonicInstant { .zero + .seconds(seconds) }

    @Test("A problem is told once, its end too, and the problem again should it come back")
    func news() {
        #expect(!health.works("belt", at: at(0)), "nothing was told")
        #expect(health.failed(.timeout, device: "belt", disconnected: false, at: at(1)))
        #expect(!health.failed(.timeout, device: "belt", disconnected: false, at: at(3)))
        #expect(health.failed(.exception(4), device: "belt", disconnected: false, at: at(3)))
        #expect(health.works("belt", at: at(4)))
        #expect(!health.works("belt", at: at(5)))
        #expect(health.failed(.exception(4), device: "belt", disconnected: false, at: at(6)))
        #expect(health.current.failures == 4)
        #expect(health.current.lastProblem == "belt: the device refused with Modbus exception 4")
    }

    @Test("A device that fails and works by turns is not told of a hundred times a second")
    func flutter() {
        var told = 0
        for tick in 0..<1000 {
            let problem: BusProblem = tick.isMultiple(of: 4) ? .timeout : .badFrame("checksum")
            let isFailure = tick.isMultiple(of: 2)
            let now = at(Double(tick) / 100)
            if isFailure
                ? health.failed(problem, device: "belt", disconnected: false, at: now)
                : health.works("belt", at: now)
            {
                told += 1
            }
        }
        #expect(told <= 11)
    }

    @Test("A device that works does not make another's lasting silence news again")
    func twoDevices() {
        #expect(health.failed(.timeout, device: "hoist", disconnected: false, at: at(0)))
        #expect(!health.works("load cell", at: at(5)))
        #expect(!health.failed(.timeout, device: "hoist", disconnected: false, at: at(5)))
    }

    @Test("Each loss of the line is news, however often it is unplugged; a line that never works is told once")
    func line() {
        health.opened(again: false)
        #expect(health.answered())
        #expect(!health.answered())
        #expect(health.failed(.lineLost("hang-up"), device: nil, disconnected: true, at: at(1)))
        #expect(!health.current.isConnected)
        health.opened(again: true)
        #expect(!health.failed(.lineLost("hang-up"), device: nil, disconnected: true, at: at(1.3)))
        health.opened(again: true)
        #expect(health.answered())
        #expect(health.failed(.lineLost("hang-up"), device: nil, disconnected: true, at: at(2)))
        #expect(health.current.reconnects == 2)
    }
}
