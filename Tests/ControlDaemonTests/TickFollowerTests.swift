import FlightLog
import OperatorAPI
import Testing
import TreadmillControl

@testable import ControlDaemon

@Suite("Following the ticks")
struct TickFollowerTests {
    private func adopt(_ number: UInt32, _ path: String, _ machine: Machine) throws {
        let session = LoadedSession(number: number, id: "session \(number)", setup: .walk)
        machine.follower.adopt(try SessionLog(session: number, path: path, header: .walk), for: session)
    }

    @Test("a log that was there before the first tick has every tick, to the last before the end")
    func everyTick() async throws {
        try await withFolder { folder in
            let machine = Machine.idle(try .shipped(in: folder))
            let path = folder + "/a.ulg"
            var supervision = HandmadeTicks(session: 0, setup: nil)
            for record in supervision.next(20) { machine.ring.push(record) }
            try adopt(1, path, machine)
            var ticks = HandmadeTicks(session: 1)
            for record in ticks.next(50) { machine.ring.push(record) }
            machine.follower.start()
            #expect(await eventually { machine.follower.statistics.ticks == 70 })
            for record in ticks.next(50) { machine.ring.push(record) }
            machine.follower.stop()
            let contents = try LogContents(path: path)
            #expect(contents.ticks == Array(0..<100))
            #expect(try contents.differingTicks() == [])
            #expect(contents.events.last == "log closed: the daemon ends")
            #expect(contents.events.contains { $0.hasPrefix("idle") } == false)
            #expect(machine.follower.logState?.failure == nil)
        }
    }

    @Test("the ticks of one session are not in the log of the next, nor its end in the next one's story")
    func twoSessions() async throws {
        try await withFolder { folder in
            let machine = Machine.idle(try .shipped(in: folder))
            machine.follower.start()
            try adopt(1, folder + "/1.ulg", machine)
            var first = HandmadeTicks(session: 1)
            for record in first.next(30) { machine.ring.push(record) }
            #expect(await eventually { machine.follower.statistics.ticks == 30 })
            try adopt(2, folder + "/2.ulg", machine)
            for _ in 0..<10 { machine.ring.push(first.next { $0.state = .finished(.stoppedByOperator) }) }
            #expect(await eventually { machine.follower.statistics.ticks == 40 })
            var second = HandmadeTicks(session: 2)
            for record in second.next(20) { machine.ring.push(record) }
            machine.follower.stop()
            let one = try LogContents(path: folder + "/1.ulg")
            let two = try LogContents(path: folder + "/2.ulg")
            #expect(one.ticks == Array(0..<40))
            #expect(one.events.contains { $0.hasPrefix("finished: stopped by the operator") })
            #expect(two.ticks == Array(0..<20))
            #expect(!two.events.contains { $0.hasPrefix("finished") })
        }
    }

    @Test("a log is closed when the session is over and the support is down")
    func closesWhenOver() async throws {
        try await withFolder { folder in
            let machine = Machine.idle(try .shipped(in: folder))
            machine.follower.start()
            try adopt(1, folder + "/1.ulg", machine)
            var ticks = HandmadeTicks(session: 1)
            for record in ticks.next(10) { machine.ring.push(record) }
            for _ in 0..<5 { machine.ring.push(ticks.next { $0.state = .finished(.completed) }) }
            machine.ring.push(ticks.next { $0.state = .idle })
            for _ in 0..<5 { machine.ring.push(ticks.next { $0.state = .idle }) }
            #expect(await eventually { machine.follower.statistics.ticks == 21 })
            let contents = try LogContents(path: folder + "/1.ulg")
            #expect(contents.ticks == Array(0..<16))
            #expect(contents.events.last?.contains("the support is down") == true)
            machine.follower.stop()
            #expect(try LogContents(path: folder + "/1.ulg").events == contents.events)
        }
    }

    @Test("a session that never began leaves nothing behind in the status")
    func abandoned() async throws {
        try await withFolder { folder in
            let machine = Machine.idle(try .shipped(in: folder))
            try adopt(1, folder + "/1.ulg", machine)
            #expect(machine.follower.logState != nil)
            machine.follower.abandon(session: 1)
            #expect(machine.follower.logState == nil)
            var ticks = HandmadeTicks(session: 1)
            for record in ticks.next(5) { machine.ring.push(record) }
            machine.follower.start()
            #expect(await eventually { machine.follower.statistics.ticks == 5 })
            machine.follower.stop()
            #expect(try LogContents(path: folder + "/1.ulg").ticks.isEmpty)
        }
    }

    @Test("ticks that found no room are told of in the log")
    func lostTicks() async throws {
        try await withFolder { folder in
            let machine = Machine.idle(try .shipped(in: folder))
            try adopt(1, folder + "/1.ulg", machine)
            var ticks = HandmadeTicks(session: 1)
            for record in ticks.next(4096 + 30) { machine.ring.push(record) }
            #expect(machine.follower.lostTicks == 30)
            machine.follower.start()
            #expect(await eventually { machine.follower.statistics.ticks == 4096 })
            machine.follower.stop()
            let contents = try LogContents(path: folder + "/1.ulg")
            #expect(contents.ticks == Array(0..<4096))
            #expect(contents.dropouts == [.milliseconds(300)])
        }
    }

    @Test("a full disk does not keep operators from their answers", .timeLimit(.minutes(1)))
    func fullDisk() async throws {
        try await withFolder { folder in
            let machine = Machine.idle(try .shipped(in: folder))
            let path = folder + "/1.ulg"
            try adopt(1, path, machine)
            let disk = try FullDisk(under: path)
            let stream = try machine.listeners.subscribe()
            machine.follower.start()
            var ticks = HandmadeTicks(session: 1)
            for record in ticks.next(10) { machine.ring.push(record) }
            #expect(await eventually { machine.follower.logState?.failure != nil })
            let outcome = await machine.outcomes.outcome(patience: .seconds(30)) { [ticks] id in
                var later = ticks
                machine.ring.push(later.next { $0.requestResult = RequestResult(id: id, outcome: .accepted) })
                return true
            }
            #expect(outcome == .accepted)
            var events = stream.makeAsyncIterator()
            #expect(await events.next()?.name == "transition")
            disk.makeRoom()
            machine.follower.stop()
            #expect(machine.follower.logState?.failure == nil)
            #expect(try LogContents(path: path).ticks == Array(0..<11))
        }
    }
}
