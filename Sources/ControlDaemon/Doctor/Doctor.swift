import Devices
import Foundation
import Logging
import OperatorAPI
import RigConfiguration
import TreadmillControl

/// Examines the empty machine for whoever asked, one check after the other, and keeps what it found.
///
/// While it works no session starts. An operator's stop, the end of the connection on which it reports, and the end of
/// the daemon all end it: silences that it imposed are over at once, and belt and rope come to rest.
actor Doctor {
    /// A run, as the API hands it on: bytes of an event stream, which end with the run.
    struct Run: Sendable {
        var number: Int
        var bytes: AsyncStream<[UInt8]>
    }

    /// A rope that pulls harder has something in it.
    static let emptyRope = Force.newtons(30)
    /// How often a silent stream says that it is alive; a connection that was closed is noticed by it.
    private static let keepAliveInterval = Duration.milliseconds(200)

    private let settings: DaemonSettings
    private let machine: Machine
    private let desk: SessionDesk
    private let proof: ProofKeeper
    private let logger: Logger
    private var number = 0
    private var isBusy = false
    private var task: Task<Void, Never>?
    private var stopReason: String?

    init(settings: DaemonSettings, machine: Machine, desk: SessionDesk, proof: ProofKeeper, logger: Logger) {
        self.settings = settings
        self.machine = machine
        self.desk = desk
        self.proof = proof
        self.logger = logger
    }

    /// The last proof and what it is worth now.
    ///
    /// - Throws: ``OperatorAPI/Problem`` of status 404 when there is none.
    nonisolated func lastProof() throws(Problem) -> ProofAnswer {
        guard let report = proof.report else { throw .noProof }
        return ProofAnswer(standing: proof.standing(at: Date()), report: report)
    }

    // MARK: Runs

    /// Begins a run, or throws and moves nothing.
    func begin() async throws(Problem) -> Run {
        guard !isBusy else { throw .doctorAtWork }
        isBusy = true
        do throws(Problem) {
            try await desk.beginProof()
            try checkEmpty()
        } catch {
            await end()
            throw error
        }
        number += 1
        stopReason = nil
        logger.notice("doctor: examining the machine")
        let (bytes, continuation) = AsyncStream.makeStream(of: [UInt8].self)
        task = Task { await perform(continuation) }
        return Run(number: number, bytes: bytes)
    }

    /// Ends the run, if there is one; true if there was. Belt and rope are on their way to rest when this returns.
    func stop(because reason: String) async -> Bool {
        guard let task else { return false }
        machine.rig.endSilences()
        if stopReason == nil { stopReason = reason }
        task.cancel()
        return true
    }

    /// Whoever listened to a run is gone.
    func abandon(_ run: Run) async {
        guard run.number == number else { return }
        _ = await stop(because: "nobody listened to it any more")
    }

    /// Ends the run, if there is one, and waits until belt and rope are at rest.
    func finish() async {
        _ = await stop(because: "the daemon was stopped")
        await task?.value
    }

    /// The desk has seen that no session is under way; one that has ended may still hold a runner.
    private func checkEmpty() throws(Problem) {
        guard let tick = machine.exchange.liveTick(at: MonotonicClock.now()) else {
            throw .notReady("the control loop is not running")
        }
        guard let cell = tick.inputs.loadCell, tick.now - cell.sampledAt < .milliseconds(500) else {
            throw .notReady("whether the rope is empty is not known: the load cell does not answer")
        }
        guard cell.supportForceMeasured.magnitude < Self.emptyRope else {
            throw .machineNotEmpty(newtons: cell.supportForceMeasured.newtons)
        }
    }

    private func perform(_ output: AsyncStream<[UInt8]>.Continuation) async {
        let keepAlive = Task {
            while !Task.isCancelled {
                output.yield(StreamEvent.keepAlive)
                try? await Task.sleep(for: Self.keepAliveInterval)
            }
        }
        let startedAt = Date()
        let begin = MonotonicClock.now()
        let examination = Examination(settings: settings, machine: machine, desk: desk)
        let logger = logger
        let found = await examination.run { event in
            if case .item(let item) = event { logger.log(item) }
            if let bytes = try? event.encoded() { output.yield(bytes) }
        }
        let report = ProofReport(
            startedAt: startedAt.ISO8601Format(), duration: (MonotonicClock.now() - begin).seconds,
            rig: settings.rig.name, softwareVersion: SoftwareVersion.text,
            configurationFingerprint: ConfigurationFingerprint.of(settings), bootID: ComputerIdentity.bootID,
            items: found.items, cutShort: found.isCancelled ? stopReason ?? "it was stopped" : found.cutShort)
        logger.notice("doctor: \(report.passed ? "passed" : "NOT passed")\(report.cutShort.map { ": \($0)" } ?? "")")
        // A run that somebody stopped says nothing against the proof before it, unless it found something.
        if report.cutShort == nil || report.items.contains(where: { $0.outcome == .fail }) { await keep(report) }
        if let bytes = try? ProofEvent.report(report).encoded() { output.yield(bytes) }
        keepAlive.cancel()
        output.finish()
        task = nil
        await end()
    }

    /// On a thread that may wait for a disk.
    private func keep(_ report: ProofReport) async {
        let proof = proof
        await OffThePool.run { proof.keep(report) }
    }

    private func end() async {
        await desk.endProof()
        isBusy = false
    }
}

extension Logger {
    fileprivate func log(_ item: ProofItem) {
        let text = "doctor: \(item.check.title): \(item.finding)".oneLine
        switch item.outcome {
        case .pass, .notApplicable: info("\(text)")
        case .fail: error("\(text); \(item.remedy ?? "")")
        }
    }
}

/// Work that waits for disks or threads, off the threads that serve everybody.
enum OffThePool {
    private static let queue = DispatchQueue(label: "doctor")

    static func run<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in queue.async { continuation.resume(returning: work()) } }
    }
}
