import Devices
import Foundation
import RigConfiguration
import Testing
import TreadmillControl

@testable import ControlDaemon

@Suite("The station")
struct StationTests {
    private let quiet = UnweightDaemon.logger(.critical, environment: [:])

    // MARK: Clocks

    private static let start = ClockReading(
        monotonic: 1_000_000_000, boot: 5_000_000_000, wall: 1_800_000_000_000_000_000)

    private func later(_ reading: ClockReading, _ seconds: Double, asleep: Double = 0, set: Double = 0) -> ClockReading
    {
        func nanoseconds(_ seconds: Double) -> Int64 { Int64(seconds * 1e9) }
        return ClockReading(
            monotonic: reading.monotonic + nanoseconds(seconds),
            boot: reading.boot + nanoseconds(seconds + asleep),
            wall: reading.wall + nanoseconds(seconds + asleep + set))
    }

    @Test("a suspension is found, and is not taken for a step of the time of day")
    func suspension() {
        var watch = ClockWatch()
        #expect(watch.look(Self.start).isEmpty)
        let quarter = later(Self.start, 0.25)
        #expect(watch.look(quarter).isEmpty)
        let asleep = later(quarter, 0.25, asleep: 30)
        #expect(watch.look(asleep) == [.suspended(.seconds(30))])
        #expect(watch.look(later(asleep, 0.25)).isEmpty)
    }

    @Test("a step of the time of day is found, forward and back; slewing is none")
    func steps() {
        for step in [3600.0, -2.5, 0.4, -0.4] {
            var watch = ClockWatch()
            _ = watch.look(Self.start)
            let found = watch.look(later(Self.start, 0.25, set: step))
            #expect(found == (abs(step) > 2 ? [.wallStepped(.seconds(step))] : []))
        }
    }

    @Test(
        "a suspension is shown for five seconds, in a session or not; a step of the time of day between sessions only")
    func shown() {
        for isSession in [true, false] {
            var asleep = StationWork(powerOnlineFile: nil)
            var stepped = StationWork(powerOnlineFile: nil)
            _ = asleep.clockAnomaly(isSession: isSession, at: .zero, reading: Self.start, quiet)
            _ = stepped.clockAnomaly(isSession: isSession, at: .zero, reading: Self.start, quiet)
            for tenth in 1...100 {
                let now = MonotonicInstant.zero + .milliseconds(Int64(tenth) * 100)
                let seconds = Double(tenth) / 10
                let sleep = asleep.clockAnomaly(
                    isSession: isSession, at: now, reading: later(Self.start, seconds, asleep: 8), quiet)
                let step = stepped.clockAnomaly(
                    isSession: isSession, at: now, reading: later(Self.start, seconds, set: 60), quiet)
                #expect((sleep != nil) == (tenth <= 51))
                #expect((step != nil) == (!isSession && tenth <= 51))
            }
        }
    }

    // MARK: Power

    @Test("mains power that is gone for two looks is trouble; so is a file that says nothing")
    func power() async throws {
        try await withFolder { folder in
            let path = folder + "/online"
            func write(_ text: String) throws { try Data(text.utf8).write(to: URL(fileURLWithPath: path)) }
            var watch = PowerWatch(onlineFile: path)
            try write("1\n")
            #expect(watch.look() == nil)
            try write("0\n")
            #expect(watch.look() == nil)
            #expect(watch.look()?.contains("mains power is gone") == true)
            try write("1\n")
            #expect(watch.look() == nil)
            for text in ["", "yes", "2", "\u{1}"] {
                try write(text)
                _ = watch.look()
                #expect(watch.look()?.contains("neither") == true)
            }
            try FileManager.default.removeItem(atPath: path)
            _ = watch.look()
            #expect(watch.look()?.contains("cannot be read") == true)
            var unwatched = PowerWatch(onlineFile: nil)
            #expect(unwatched.look() == nil)
        }
    }

    // MARK: Board and watch

    @Test("a watch that has fallen silent is trouble, and an operator is seen when he was")
    func board() {
        let board = StationBoard()
        #expect(board.health(at: .seconds(1000)) == StationHealth())
        board.set([.powerTrouble], at: .seconds(10))
        #expect(board.health(at: .seconds(14)).conditions == [.powerTrouble])
        #expect(board.health(at: .seconds(16)).conditions == [.powerTrouble, .storageTrouble])
        board.set([], at: .seconds(17))
        #expect(board.health(at: .seconds(18)) == StationHealth())
        board.operatorWasSeen(at: .seconds(18))
        #expect(board.health(at: .seconds(18)).operatorSeenAt == .seconds(18))
    }

    @Test("the watch finds a full disk, a missing proof and lost power before the first tick, and that they are over")
    func watch() async throws {
        try await withFolder { folder in
            var settings = try DaemonSettings.shipped(in: folder)
            let online = folder + "/online"
            try Data("1".utf8).write(to: URL(fileURLWithPath: online))
            settings.powerOnlineFile = online
            settings.logFreeSpace = .max
            let proof = ProofOnOff()
            let machine = Machine(settings: settings, logger: quiet, proof: proof)
            machine.watch.start()
            #expect(machine.station.health(at: monotonicNow()).conditions == [.storageTrouble, .proofMissing])
            try Data("0".utf8).write(to: URL(fileURLWithPath: online))
            proof.isThere = true
            #expect(
                await eventually {
                    machine.station.health(at: monotonicNow()).conditions == [.storageTrouble, .powerTrouble]
                })
            machine.watch.stop()
        }
    }

    @Test("a state that cannot be written is trouble with storage")
    func stateTrouble() async throws {
        try await withFolder { folder in
            var settings = try DaemonSettings.shipped(in: folder)
            let machine = Machine.idle(settings)
            machine.watch.start()
            #expect(machine.station.health(at: monotonicNow()).conditions == [])
            machine.watch.stop()
            settings.stateDirectory = folder + "/missing"
            let lost = Machine.idle(settings)
            lost.watch.start()
            #expect(lost.station.health(at: monotonicNow()).conditions == [.storageTrouble])
            lost.watch.stop()
        }
    }
}

private final class ProofOnOff: ProofState, @unchecked Sendable {
    private let lock = NSLock()
    private var there = false

    var isThere: Bool {
        get { lock.withLock { there } }
        set { lock.withLock { there = newValue } }
    }

    func isMissing(at now: Date) -> Bool { !isThere }
}
