import Devices
import Foundation
import OperatorAPI
import TreadmillControl

/// Carries one ``WatchdogTrial`` out on the machine, and leaves the machine at rest whatever comes of it.
struct TrialRun: Sendable {
    /// How long the drive moves when nothing ends that.
    static let longestMotion = TimeSpan.milliseconds(8000)
    /// A loop that has not ticked for so long does not run.
    private static let longestSilence = TimeSpan.milliseconds(1000)
    /// How long the machine may take to come to rest.
    private static let patience = TimeSpan.milliseconds(10_000)
    private static let interval = Duration.milliseconds(10)

    let trial: WatchdogTrial
    let settings: DaemonSettings
    let machine: Machine
    let desk: SessionDesk

    private var drive: MotionTrial.Part { trial.drive }

    /// - Throws: ``OperatorAPI/Problem`` when the trial could not begin, or left something that a person must see to;
    ///   `CancellationError` when it was stopped. The machine is at rest in every case.
    func finding() async throws -> WatchdogTrial.Finding {
        machine.tap.open()
        defer { machine.tap.close() }
        let number = try await desk.nextNumber()
        try await machine.keeper.open("doctor", logFile: nil, number: number)
        machine.exchange.place(
            SessionOrder(
                number: number,
                controller: Controller(
                    limits: settings.limits, trial: MotionTrial(part: drive, duration: Self.longestMotion))))
        let result: Result<WatchdogTrial.Finding, any Error>
        do {
            result = .success(try await follow(number))
        } catch {
            result = .failure(error)
        }
        // In a task of its own: a run that was cancelled still brings the machine to rest.
        let isDangerous = (try? result.get().isDangerous) ?? false
        let leftover = await Task { await settle(number, isDangerous: isDangerous) }.value
        let finding = try result.get()
        // A trial that failed has its own words for it.
        if let leftover, finding.remedy == nil { throw leftover }
        return finding
    }

    private func follow(_ number: UInt32) async throws -> WatchdogTrial.Finding {
        var trial = trial
        var heardAt = MonotonicClock.now()
        while true {
            for tick in machine.tap.collect() where tick.session == number {
                heardAt = MonotonicClock.now()
                let order = trial.observe(
                    tick.inputs, tick.outputs, lastSpokenAt: machine.rig.lastSpoken(to: drive), at: tick.now)
                obey(order)
                if let finding = trial.finding { return finding }
            }
            guard MonotonicClock.now() - heardAt < Self.longestSilence else {
                throw Problem.notReady("the control loop does not tick")
            }
            try await Task.sleep(for: Self.interval)
        }
    }

    private func obey(_ order: WatchdogTrial.Order) {
        switch order {
        case .none: break
        case .beSilent(let silence, let look): machine.rig.impose(silence, thenLook: look, on: drive)
        case .speak: machine.rig.endSilences()
        }
    }

    // MARK: Back to rest

    /// Stops what moves, acknowledges the fault that the silence itself caused, and takes the trial off the loop. Any
    /// other fault stays for an operator, and so does a drive that did not stop.
    private func settle(_ number: UInt32, isDangerous: Bool) async -> Problem? {
        machine.rig.endSilences()
        // The loop may not have taken it up yet.
        let isWithdrawn = machine.exchange.withdraw(session: number)
        guard !isWithdrawn else {
            machine.keeper.withdraw(number: number)
            return nil
        }
        await ask(.stop)
        let rest = await tick(of: number) { $0.isAtRest }
        if isDangerous {
            await latch(also: rest?.outputs.latchedInterlocks ?? .none)
            return nil
        }
        guard var last = rest else { return .notReady("the machine did not come to rest") }
        if case .faulted = last.outputs.state {
            let foreign = last.outputs.latchedInterlocks.subtracting(drive.causedBySilence)
            guard foreign.isEmpty else {
                return .notReady(
                    "waits for an acknowledgement: \(foreign.interlocks.map(\.title).joined(separator: ", "))")
            }
            _ = await tick(of: number) { $0.outputs.activeInterlocks.atLeast(.controlledStop).isEmpty }
            await ask(.acknowledge)
            await ask(.stop)
            guard let acknowledged = await tick(of: number, where: { $0.isOver }) else {
                return .notReady("a fault that the silence caused is still there; see `unweight status`")
            }
            last = acknowledged
        }
        guard last.isOver else { return .notReady("the trial did not come to its end") }
        await install(Controller(limits: settings.limits, setup: nil))
        return nil
    }

    /// The drive went on without its controller: nothing moves before a person has seen to it, after a restart either.
    private func latch(also latched: InterlockSet) async {
        var carried = latched
        carried.insert(.standstillUnconfirmed)
        guard let number = try? await desk.nextNumber() else { return }
        try? await machine.keeper.open("doctor", logFile: nil, number: number)
        await install(Controller(limits: settings.limits, setup: nil, carried: carried), number: number)
    }

    private func install(_ controller: Controller, number: UInt32? = nil) async {
        let next: UInt32?
        if let number { next = number } else { next = try? await desk.nextNumber() }
        guard let number = next else { return }
        machine.exchange.place(SessionOrder(number: number, controller: controller))
        _ = await tick(of: number) { _ in true }
    }

    private func ask(_ action: OperatorAction) async {
        _ = await machine.outcomes.outcome { id in
            machine.exchange.enqueue(OperatorRequest(id: id, action: action))
        }
    }

    /// The first tick from now on that is as wanted and that everybody behind the loop has seen; `nil` when there is none
    /// in time.
    private func tick(of number: UInt32, where isWanted: (TickRecord) -> Bool) async -> TickRecord? {
        let deadline = MonotonicClock.now() + Self.patience
        while MonotonicClock.now() < deadline {
            if let tick = machine.tap.collect().first(where: { $0.session == number && isWanted($0) }) { return tick }
            try? await Task.sleep(for: Self.interval)
        }
        return nil
    }
}

extension TickRecord {
    /// Nothing is commanded to move, and the belt is known to stand.
    fileprivate var isAtRest: Bool {
        switch outputs.state {
        case .idle, .paused, .finished, .faulted:
            outputs.command.hoist == .hold && outputs.estimates.standstillConfirmed
        case .checking, .armed, .countdown, .running, .stopping, .proving: false
        }
    }

    fileprivate var isOver: Bool {
        switch outputs.state {
        case .idle, .finished: true
        case .checking, .armed, .countdown, .running, .paused, .stopping, .faulted, .proving: false
        }
    }
}
