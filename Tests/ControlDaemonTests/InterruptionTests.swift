import Foundation
import OperatorAPI
import Testing
import TreadmillControl

@testable import ControlDaemon

@Suite("Sessions that are written down before they begin")
struct InterruptionTests {
    private func order(needsOperatorLink: Bool = false) throws -> SessionRequest {
        let text = try String(contentsOfFile: repositoryFile("config/plans/demo.yaml"), encoding: .utf8)
        return SessionRequest(
            planText: text, planName: "demo.yaml", massKilograms: 70, needsOperatorLink: needsOperatorLink)
    }

    private func start(_ desk: SessionDesk, _ request: SessionRequest) async -> Result<SessionStarted, Problem> {
        do throws(Problem) {
            return .success(try await desk.start(request))
        } catch {
            return .failure(error)
        }
    }

    private func publish(
        _ machine: Machine, session: UInt32 = 0, _ change: (inout ControlOutputs) -> Void = { _ in }
    ) {
        var ticks = HandmadeTicks(session: session, setup: nil, from: monotonicNow() + .milliseconds(30_000))
        machine.exchange.publish(ticks.next(change))
    }

    /// Starts a session, and looks at the disk at the moment at which the loop takes it.
    private func started(
        _ machine: Machine, _ desk: SessionDesk, _ request: SessionRequest, _ folder: String
    ) async throws -> String {
        publish(machine)
        let loop = TakingLoop(machine) {
            #expect(
                Aftermath(stored(in: folder), bootID: "").carried == InterlockSet([.sessionInterrupted]),
                "the loop has it before the disk")
        }
        let id = try await start(desk, request).get().sessionID
        #expect(loop.order != nil)
        return id
    }

    /// What another daemon would read.
    private func stored(in folder: String) -> StoredValue<SurvivingState> {
        var store = DurableStore<SurvivingState>(folder: DirectoryOnDisk(path: folder), name: "state")
        return store.read()
    }

    @Test("the loop gets no session whose record is not on the disk")
    func recordFirst() async throws {
        try await withFolder { folder in
            let settings = try DaemonSettings.shipped(in: folder)
            let machine = Machine.idle(settings)
            let id = try await started(machine, machine.desk(settings), order(), folder)
            #expect(Machine.idle(settings).keeper.aftermath.interruption?.sessionID == id)
        }
    }

    @Test("no session where its record cannot be kept")
    func noRecord() async throws {
        try await withFolder { folder in
            var settings = try DaemonSettings.shipped(in: folder)
            settings.stateDirectory = folder + "/missing"
            let machine = Machine.idle(settings)
            publish(machine)
            guard case .failure(let problem) = await start(machine.desk(settings), try order()) else {
                Issue.record("started")
                return
            }
            #expect(problem.status == 503)
            #expect(problem.detail.contains("\(folder)/missing"))
            #expect(machine.exchange.takeOrder() == nil)
            #expect(machine.follower.logState == nil)
        }
    }

    @Test("a session that the loop did not take leaves no interruption behind")
    func notTaken() async throws {
        try await withFolder { folder in
            let settings = try DaemonSettings.shipped(in: folder)
            let machine = Machine.idle(settings)
            publish(machine)
            guard case .failure = await start(machine.desk(settings), try order()) else {
                Issue.record("started")
                return
            }
            machine.keeper.flush()
            #expect(Machine.idle(settings).keeper.aftermath.carried.isEmpty)
        }
    }

    @Test("nothing starts before what was interrupted is acknowledged, and the refusal says how")
    func notAcknowledged() async throws {
        try await withFolder { folder in
            let settings = try DaemonSettings.shipped(in: folder)
            let machine = Machine.idle(settings)
            publish(machine) { $0.state = .faulted }
            guard case .failure(let problem) = await start(machine.desk(settings), try order()) else {
                Issue.record("started")
                return
            }
            #expect(problem.status == 409)
            #expect(problem.remedy.contains("unweight acknowledge"))
            #expect(machine.exchange.takeOrder() == nil)
        }
    }

    @Test("a sign of life counts for the session that is on the machine, and for no other")
    func presence() async throws {
        try await withFolder { folder in
            let settings = try DaemonSettings.shipped(in: folder)
            let machine = Machine.idle(settings)
            let desk = machine.desk(settings)
            let id = try await started(machine, desk, order(needsOperatorLink: true), folder)
            #expect(await desk.loaded?.setup.needsOperatorLink == true)
            await #expect(throws: Problem.self) { try await desk.noteOperator(of: "another") }
            #expect(machine.station.health(at: monotonicNow()).operatorSeenAt == nil)
            let before = monotonicNow()
            try await desk.noteOperator(of: id)
            let seen = try #require(machine.station.health(at: monotonicNow()).operatorSeenAt)
            #expect(seen >= before && seen <= monotonicNow())
        }
    }

    @Test("a daemon that ends in order ends a paused session first: nothing was interrupted", .timeLimit(.minutes(1)))
    func pausedShutdown() async throws {
        try await withFolder { folder in
            let settings = try DaemonSettings.shipped(in: folder)
            let machine = Machine.idle(settings)
            publish(machine, session: 1) { $0.state = .paused }
            let ended = Task { await machine.desk(settings).shutDown(patience: .milliseconds(60_000)) }
            var stop: OperatorRequest?
            #expect(
                await eventually {
                    stop = machine.exchange.takeRequest()
                    return stop != nil
                })
            #expect(stop?.action == .stop)
            machine.outcomes.resolve(RequestResult(id: stop?.id ?? 0, outcome: .accepted))
            publish(machine, session: 1) {
                $0.state = .finished(.stoppedByOperator)
                $0.estimates.standstillConfirmed = true
            }
            await ended.value
        }
    }
}
