import Foundation
import OperatorAPI
import RigConfiguration
import Testing
import TreadmillControl

@testable import ControlDaemon

@Suite("Keeping what survives")
struct StateKeeperTests {
    private func keeper(_ disk: any DurableFolder, boot: String = "boot 1") -> StateKeeper {
        StateKeeper(
            folder: disk, bootID: boot, logger: UnweightDaemon.logger(.critical, environment: [:]))
    }

    private func open(_ keeper: StateKeeper, _ number: UInt32) async -> Problem? {
        do throws(Problem) {
            try await keeper.open("session \(number)", logFile: "/log/\(number).ulg", number: number)
            return nil
        } catch {
            return error
        }
    }

    @Test("a session is on the disk before its start returns: a kill at once is known to the next daemon")
    func beforeTheStart() async throws {
        let disk = FragileDisk()
        let first = keeper(disk)
        #expect(first.aftermath.interruption == nil)
        #expect(await open(first, 1) == nil)
        for files in disk.cutNow {
            let next = keeper(FragileDisk(files)).aftermath
            #expect(next.carried == InterlockSet([.sessionInterrupted]))
            #expect(next.interruption?.sessionID == "session 1")
            #expect(next.interruption?.logFile == "/log/1.ulg")
            #expect(next.interruption?.beltMayHaveMoved == true)
        }
    }

    @Test("a session that the disk does not take is not open, and the old record stands")
    func fullDisk() async throws {
        let disk = FragileDisk()
        let keeper = keeper(disk)
        #expect(await open(keeper, 1) == nil)
        keeper.withdraw(number: 1)
        keeper.flush()
        disk.fill(afterBytes: 10)
        let problem = await open(keeper, 2)
        #expect(problem?.status == 503)
        #expect(problem?.detail.contains("No space left") == true)
        #expect(keeper.trouble(at: monotonicNow())?.contains("No space left") == true)
        #expect(self.keeper(FragileDisk(disk.files)).aftermath.interruption == nil)
        disk.fill(afterBytes: nil)
        keeper.flush()
        #expect(keeper.trouble(at: monotonicNow()) == nil)
        #expect(self.keeper(disk).aftermath.interruption == nil)
        #expect(await open(keeper, 3) == nil)
    }

    @Test("a fault is written as soon as its tick is followed; an acknowledgement takes it away")
    func faults() async throws {
        let disk = FragileDisk()
        let keeper = keeper(disk)
        #expect(await open(keeper, 1) == nil)
        var ticks = HandmadeTicks(session: 1)
        keeper.follow(ticks.next { $0.state = .running })
        keeper.follow(
            ticks.next {
                $0.state = .faulted
                $0.latchedInterlocks = InterlockSet([.fall])
            })
        keeper.flush()
        let faulted = self.keeper(disk).aftermath
        #expect(faulted.carried == InterlockSet([.fall, .sessionInterrupted]))
        #expect(faulted.interruption?.phase == .faulted)
        keeper.follow(ticks.next { $0.state = .finished(.interlock) })
        keeper.flush()
        #expect(self.keeper(disk).aftermath.carried.isEmpty)
    }

    @Test("ticks of another session than the open one say nothing of it")
    func strangers() async throws {
        let disk = FragileDisk()
        let keeper = keeper(disk)
        #expect(await open(keeper, 2) == nil)
        var before = HandmadeTicks(session: 1)
        keeper.follow(before.next { $0.state = .finished(.completed) })
        var supervision = HandmadeTicks(session: 0, setup: nil)
        keeper.follow(supervision.next())
        keeper.flush()
        #expect(self.keeper(disk).aftermath.interruption?.sessionID == "session 2")
    }

    @Test("what a daemon inherits is not lost by another kill before anybody has acknowledged it", arguments: [1, 3])
    func inherited(restarts: Int) async throws {
        let disk = FragileDisk()
        let first = keeper(disk)
        #expect(await open(first, 1) == nil)
        var ticks = HandmadeTicks(session: 1)
        first.follow(ticks.next { $0.state = .running })
        first.flush()
        for _ in 0..<restarts {
            let next = keeper(disk, boot: "boot 2")
            let interruption = next.aftermath.interruption
            #expect(interruption?.cause == .computerRestarted)
            #expect(interruption?.phase == .running)
            var supervision = HandmadeTicks(session: 0, setup: nil, carried: next.aftermath.carried)
            for record in supervision.next(50) {
                #expect(record.outputs.state == .faulted)
                #expect(!record.outputs.command.belt.isRunning)
                next.follow(record)
            }
            next.flush()
        }
        let last = keeper(disk)
        var supervision = HandmadeTicks(session: 0, setup: nil, carried: last.aftermath.carried)
        for record in supervision.next(300) { last.follow(record) }
        let acknowledged = supervision.next(request: OperatorRequest(id: 1, action: .acknowledge))
        #expect(acknowledged.outputs.requestResult?.outcome == .accepted)
        last.follow(acknowledged)
        last.flush()
        #expect(keeper(disk).aftermath.carried.isEmpty)
    }
}
