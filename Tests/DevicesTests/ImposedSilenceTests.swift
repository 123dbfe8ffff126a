import RigConfiguration
import SimulatedDevices
import Testing
import TreadmillControl

@testable import Devices

@Suite("A drive that is on purpose not spoken to")
struct ImposedSilenceTests {
    private func at(_ milliseconds: Int64) -> MonotonicInstant { .zero + .milliseconds(10_000 + milliseconds) }

    @Test("silence, then a look, then everything as before, without anybody ending it")
    func stages() {
        let silence = ImposedSilence()
        silence.speak(at: at(-10))
        silence.impose(.milliseconds(500), thenLook: .milliseconds(200), at: at(0))
        #expect(silence.stage(at: at(0)) == .silent)
        #expect(silence.stage(at: at(499)) == .silent)
        #expect(silence.stage(at: at(500)) == .looking)
        #expect(silence.stage(at: at(699)) == .looking)
        #expect(silence.stage(at: at(700)) == .none)
        #expect(silence.lastSpokenAt == at(-10))
    }

    @Test("a request that was on its way when the silence began is where it counts from; a look does not count")
    func lastWord() {
        let silence = ImposedSilence()
        silence.impose(.milliseconds(500), thenLook: .milliseconds(200), at: at(0))
        silence.speak(at: at(20))
        #expect(silence.stage(at: at(519)) == .silent)
        #expect(silence.stage(at: at(520)) == .looking)
        silence.speak(at: at(530))
        #expect(silence.lastSpokenAt == at(20))
        silence.speak(at: at(720))
        #expect(silence.lastSpokenAt == at(720))
    }

    @Test("ended, it is over at once")
    func ended() {
        let silence = ImposedSilence()
        silence.impose(.milliseconds(500), thenLook: .milliseconds(500), at: at(0))
        silence.end()
        #expect(silence.stage(at: at(1)) == .none)
    }

    @Test("no silence is longer than five seconds, whatever is asked for")
    func bounded() {
        let silence = ImposedSilence()
        silence.impose(.seconds(3600), thenLook: .seconds(3600), at: at(0))
        #expect(silence.stage(at: at(5000)) == .looking)
        #expect(silence.stage(at: at(10_000)) == .none)
    }

    @Test("on a shared line only the hoist goes silent; its own watchdog brakes it, and it is ready again afterwards")
    func sharedLine() async throws {
        try await WiredRig.simulated(Rigs.unloadingOnly) { wired, server in
            try await wired.settleAtRest()
            wired.loop.post(Commands.moving(hoist: .metersPerSecond(0.02)))
            try await eventually("the rope moves") { server.observe().hoistVelocity > .metersPerSecond(0.01) }
            wired.rig.impose(.milliseconds(600), thenLook: .milliseconds(5000), on: .hoist)
            let hoistSeen = wired.hoist?.sampledAt
            wired.loop.post(Commands.rest)
            try await eventually("the hoist is looked at") {
                wired.hoist?.status.contains(.watchdogTripped) == true
            }
            let hoist = try #require(wired.hoist)
            let spoken = try #require(wired.rig.lastSpoken(to: .hoist))
            #expect(hoist.sampledAt - spoken >= .milliseconds(600))
            #expect(hoistSeen.map { hoist.sampledAt > $0 } == true)
            #expect(server.observe().hoistWatchdogTrips == 1)
            #expect(server.observe().hoistVelocity == .zero)
            let cell = try #require(wired.loadCell)
            #expect(MonotonicClock.now() - cell.sampledAt < .milliseconds(500), "the load cell was silent too")
            #expect(wired.hoist?.status.contains(.watchdogTripped) == true, "a look resets nothing")
            wired.rig.endSilences()
            try await eventually("the hoist is ready again") {
                wired.hoist?.status.isSuperset(of: [.ready, .watchdogVerified]) == true
                    && wired.hoist?.status.contains(.watchdogTripped) == false
            }
        }
    }

    @Test(
        "a treadmill that hears nothing stops by itself, and a look alone shows that",
        arguments: [Rigs.trackMasterOnly(port: 0), Rigs.woodway])
    func treadmill(rig: RigConfiguration) async throws {
        try await WiredRig.simulated(rig) { wired, server in
            try await wired.settleAtRest()
            wired.loop.post(Commands.running(at: .metersPerSecond(0.3)))
            try await eventually("the belt runs") {
                wired.belt.map { $0.speedMeasured > .metersPerSecond(0.1) } == true
            }
            wired.rig.impose(.milliseconds(1200), thenLook: .milliseconds(5000), on: .belt)
            wired.loop.post(Commands.rest)
            try await eventually("it is found at rest by its own doing") {
                wired.belt?.status.contains(.watchdogTripped) == true
            }
            #expect(wired.belt?.speedMeasured == .zero)
            #expect(server.observe().beltWatchdogTrips == 1)
            wired.rig.endSilences()
            try await eventually("a stop is acknowledged") {
                wired.belt?.status.contains(.watchdogTripped) == false
            }
        }
    }

    @Test("of many round trips the newest are kept")
    func recentTimes() {
        var times = RecentTimes()
        for index in 0..<(RecentTimes.capacity + 10) { times.append(.microseconds(Int64(index))) }
        #expect(times.newest(3).sorted().map(\.nanoseconds) == [519_000, 520_000, 521_000])
        #expect(times.newest(10_000).count == RecentTimes.capacity)
        #expect(times.newest(-1).isEmpty)
    }
}
