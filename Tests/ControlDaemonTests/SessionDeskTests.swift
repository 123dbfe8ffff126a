import DeviceProfiles
import Foundation
import OperatorAPI
import RigConfiguration
import Testing
import TreadmillControl

@testable import ControlDaemon

@Suite("Starting and stopping at the desk")
struct SessionDeskTests {
    private func order(mass: Double = 70, _ change: (String) -> String = { $0 }) throws -> SessionRequest {
        let text = try String(contentsOfFile: repositoryFile("config/plans/demo.yaml"), encoding: .utf8)
        return SessionRequest(planText: change(text), planName: "demo.yaml", massKilograms: mass)
    }

    private func problem(_ desk: SessionDesk, _ request: SessionRequest) async -> Problem? {
        do throws(Problem) {
            _ = try await desk.start(request)
            return nil
        } catch {
            return error
        }
    }

    /// A tick as if the loop had just done it; dated ahead, so that it is not old on a machine that is busy.
    private func publish(
        _ machine: Machine, session: UInt32 = 0, _ change: (inout ControlOutputs) -> Void = { _ in }
    ) {
        var ticks = HandmadeTicks(session: session, setup: nil, from: monotonicNow() + .milliseconds(30_000))
        machine.exchange.publish(ticks.next(change))
    }

    private func logs(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".ulg") }
    }

    @Test("a bad plan or an impossible mass starts nothing and leaves no log")
    func badRequests() async throws {
        try await withFolder { folder in
            let settings = try DaemonSettings.shipped(in: folder)
            let machine = Machine.idle(settings)
            let desk = machine.desk(settings)
            publish(machine)
            let unreadable = await problem(desk, try order { $0 + "\nsurprise: 1\n" })
            #expect(unreadable?.status == 422)
            #expect(unreadable?.findings.first?.line != nil)
            publish(machine)
            let tooFast = await problem(desk, try order { $0.replacingOccurrences(of: "8.0 km/h", with: "22 km/h") })
            #expect(tooFast?.status == 422)
            #expect(tooFast?.findings.isEmpty == false)
            for mass in [19.9, 200.1, -70, .infinity, .nan] {
                publish(machine)
                #expect(await problem(desk, try order(mass: mass))?.title == "The runner's mass is out of range")
            }
            #expect(machine.exchange.takeOrder() == nil)
            #expect(try logs(in: folder).isEmpty)
            #expect(await desk.loaded == nil)
        }
    }

    @Test("a plan with an incline starts nothing on a belt that has none")
    func noIncline() async throws {
        try await withFolder { folder in
            var settings = try DaemonSettings.shipped(in: folder)
            guard case .modbus(var drive) = settings.rig.belt else {
                Issue.record("the shipped rig has another belt")
                return
            }
            drive.profile.motion?.run = CommandSequence([])
            settings.rig.belt = .modbus(drive)
            let machine = Machine.idle(settings)
            let desk = machine.desk(settings)
            publish(machine)
            let sloped = await problem(
                desk, try order { $0.replacingOccurrences(of: "gait: run,", with: "gait: run, incline: 2 %,") })
            #expect(sloped?.status == 422)
            #expect(sloped?.findings.first?.message.contains("incline") == true, "\(String(describing: sloped))")
            #expect(machine.exchange.takeOrder() == nil)
            #expect(try logs(in: folder).isEmpty)
        }
    }

    @Test("no session without a loop that ticks")
    func noLoop() async throws {
        try await withFolder { folder in
            let settings = try DaemonSettings.shipped(in: folder)
            let machine = Machine.idle(settings)
            let desk = machine.desk(settings)
            #expect(await problem(desk, try order())?.detail == "the control loop is not running")
            var old = HandmadeTicks(session: 0, setup: nil, from: monotonicNow() + .milliseconds(-1000))
            machine.exchange.publish(old.next())
            #expect(await problem(desk, try order())?.detail == "the control loop is not running")
            #expect(machine.exchange.takeOrder() == nil)
            #expect(try logs(in: folder).isEmpty)
        }
    }

    @Test("no session while another is on the machine, or the support is being let down")
    func anotherSession() async throws {
        try await withFolder { folder in
            let settings = try DaemonSettings.shipped(in: folder)
            let machine = Machine.idle(settings)
            let desk = machine.desk(settings)
            let busy: [SessionState] = [
                .checking(since: .zero), .armed(since: .zero), .countdown(endsAt: .zero), .running, .paused,
                .stopping(.paused, deadline: .zero), .faulted,
            ]
            for state in busy {
                publish(machine, session: 1) { $0.state = state }
                #expect(await problem(desk, try order())?.status == 409)
            }
            #expect(machine.exchange.takeOrder() == nil)
        }
    }

    @Test("no session without room for its log, or a place for it")
    func noSpace() async throws {
        try await withFolder { folder in
            var settings = try DaemonSettings.shipped(in: folder)
            settings.logFreeSpace = .max
            let machine = Machine.idle(settings)
            publish(machine)
            let full = await problem(machine.desk(settings), try order())
            #expect(full?.detail.contains("MiB are needed") == true)
            settings.logFreeSpace = 1
            settings.logDirectory = folder + "/missing"
            publish(machine)
            let missing = await problem(machine.desk(settings), try order())
            #expect(missing?.detail.contains("\(folder)/missing") == true)
            #expect(machine.exchange.takeOrder() == nil)
        }
    }

    @Test("an order that the loop does not take is taken back: the belt never starts for someone who was told no")
    func withdrawn() async throws {
        try await withFolder { folder in
            let settings = try DaemonSettings.shipped(in: folder)
            let machine = Machine.idle(settings)
            let desk = machine.desk(settings)
            publish(machine)
            #expect(await problem(desk, try order())?.detail == "the control loop did not take the session")
            #expect(machine.exchange.takeOrder() == nil)
            #expect(await desk.loaded == nil)
            #expect(machine.follower.logState == nil)
        }
    }

    @Test("of two who start at the same time, one gets the machine and the other is told so", .timeLimit(.minutes(1)))
    func twoAtOnce() async throws {
        try await withFolder { folder in
            let settings = try DaemonSettings.shipped(in: folder)
            let machine = Machine.idle(settings)
            let desk = machine.desk(settings)
            publish(machine)
            let request = try order(mass: 60)
            async let first = problem(desk, request)
            #expect(await eventually { machine.follower.logState != nil })
            publish(machine)
            let second = await problem(desk, try order(mass: 90))
            #expect(second?.detail == "another session is being started")
            let loop = TakingLoop(machine)
            #expect(await first == nil)
            #expect(loop.order?.controller.setup?.runnerMass == .kilograms(60))
            #expect(await desk.loaded?.number == loop.order?.number)
            #expect(try logs(in: folder).count == 1)
        }
    }

    @Test(
        "a shutdown in mid-session asks for a stop, waits for standstill and refuses whatever moves",
        .timeLimit(.minutes(1)))
    func shutDown() async throws {
        try await withFolder { folder in
            let settings = try DaemonSettings.shipped(in: folder)
            let machine = Machine.idle(settings)
            let desk = machine.desk(settings)
            publish(machine, session: 1) { $0.state = .running }
            let ended = Task { await desk.shutDown(patience: .milliseconds(60_000)) }
            var stop: OperatorRequest?
            #expect(
                await eventually {
                    stop = machine.exchange.takeRequest()
                    return stop != nil
                })
            #expect(stop?.action == .stop)
            let refusal = await #expect(throws: Problem.self) { _ = try await desk.request(.resume) }
            #expect(refusal?.detail == "the daemon is shutting down")
            #expect(await problem(desk, try order())?.detail == "the daemon is shutting down")
            #expect(machine.exchange.takeRequest() == nil)
            machine.outcomes.resolve(RequestResult(id: stop?.id ?? 0, outcome: .accepted))
            publish(machine, session: 1) {
                $0.state = .finished(.stoppedByOperator)
                $0.estimates.standstillConfirmed = true
            }
            await ended.value
        }
    }

    @Test("a shutdown of a machine at rest is over at once", .timeLimit(.minutes(1)))
    func shutDownAtRest() async throws {
        try await withFolder { folder in
            let settings = try DaemonSettings.shipped(in: folder)
            let machine = Machine.idle(settings)
            publish(machine) { $0.estimates.standstillConfirmed = true }
            await machine.desk(settings).shutDown(patience: .milliseconds(60_000))
            #expect(machine.exchange.takeRequest() == nil)
        }
    }

    @Test("what an operator sends never begins a line of its own in the journal")
    func oneLine() {
        #expect("a\n<0>b\r\tc\u{7F}\u{85}d".oneLine == "a <0>b  c  d")
        #expect("Łódź 5 km/h".oneLine == "Łódź 5 km/h")
    }
}
