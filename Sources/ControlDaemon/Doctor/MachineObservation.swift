import Devices
import Foundation
import OperatorAPI
import TreadmillControl

/// What was seen of the machine in some seconds of rest, and what it says of loop, buses and devices. Pure.
struct MachineObservation: Sendable {
    /// One bus in these seconds.
    struct Traffic: Sendable {
        var name: String
        var isConnected: Bool
        var transactions: UInt64
        var failures: UInt64
        /// The newest failure in words; `nil` when there was none.
        var problem: String?
        var roundTrips: [TimeSpan]
    }

    var ticks: [TickRecord]
    /// How late a thread woke that did nothing else.
    var sleeper: [TimeSpan]
    var traffic: [Traffic]
    var limits: SupervisionLimits
    /// A pressed emergency stop takes a treadmill's power, and it falls silent.
    var emergencyStopSilencesBelt: Bool

    /// One failure or delay in this many may be the wire's or the computer's bad moment.
    private static let bearableShare = 100
    /// An empty rope with a harness on it pulls less, N; a cell that drifts, too.
    static let emptyRope = 20.0

    // MARK: Loop

    var loopLateness: ProofItem {
        let lateness = ticks.map(\.inputs.loop.lateness)
        let missed = ticks.reduce(0) { $0 + Int($1.inputs.loop.missedTicks) }
        let late = lateness.count { $0 > limits.loopLateness } + missed
        let finding =
            "late by \(Self.figures(lateness)); a bare sleeper by \(Self.figures(sleeper)); "
            + "\(missed) of \(ticks.count + missed) ticks missed"
        let isGood = !ticks.isEmpty && late * Self.bearableShare <= ticks.count
        return ProofItem(
            .loopLateness, finding,
            failsWith: isGood
                ? nil
                : "More than one tick in \(Self.bearableShare) was later than \(Self.text(limits.loopLateness)). "
                    + "End other work on this computer; where the bare sleeper is late too, use another computer.")
    }

    // MARK: Buses

    var busRoundTrips: ProofItem {
        let bad = traffic.filter { bus in
            !bus.isConnected || bus.transactions == 0
                || bus.failures * UInt64(Self.bearableShare) > bus.transactions + bus.failures
        }
        let finding = traffic.map { bus in
            "\(bus.name): \(bus.transactions) exchanges, p50 \(Self.text(bus.roundTrips.percentile(0.5))), "
                + "p99 \(Self.text(bus.roundTrips.percentile(0.99))), \(bus.failures) failed"
                + (bus.failures == 0 ? "" : bus.problem.map { " (\($0))" } ?? "")
                + (bus.isConnected ? "" : ", not connected")
        }.joined(separator: "; ")
        return ProofItem(
            .busRoundTrips, finding,
            failsWith: bad.isEmpty
                ? nil
                : "Check cable, plugs and termination of \(bad.map(\.name).joined(separator: " and ")), and that "
                    + "nothing else talks on the line. Where answers come and make no sense, check the device's profile."
        )
    }

    // MARK: Devices

    var devices: ProofItem {
        guard let last = ticks.last else { return Self.noTicks(.devices) }
        let findings = [
            finding("belt", limits.beltAge, drives: .belt, last) { $0.inputs.belt?.sampledAt },
            finding("hoist", limits.hoistAge, drives: .hoist, last) { $0.inputs.hoist?.sampledAt },
            finding("load cell", limits.loadCellAge, drives: nil, last) { $0.inputs.loadCell?.sampledAt },
        ]
        let active = last.outputs.activeInterlocks.atLeast(.hold).interlocks
        let isGood = findings.allSatisfy(\.isGood) && active.isEmpty
        let text = findings.map(\.text).joined(separator: "; ")
        let present = active.isEmpty ? "" : "; present: " + active.map(\.title).joined(separator: ", ")
        let remedy = active.first?.remedy ?? "See that every device is switched on, enabled and connected."
        return ProofItem(.devices, text + present, failsWith: isGood ? nil : remedy)
    }

    private func finding(
        _ name: String, _ limit: TimeSpan, drives drive: MotionTrial.Part?, _ last: TickRecord,
        sampledAt: (TickRecord) -> MonotonicInstant?
    ) -> (text: String, isGood: Bool) {
        let ages = ticks.compactMap { tick in sampledAt(tick).map { tick.now - $0 } }
        guard ages.count == ticks.count else { return ("\(name): does not answer", false) }
        let old = ages.count { $0 > limit }
        var text = "\(name): readings at most \(Self.text(ages.percentile(0.99))) old (limit \(Self.text(limit)))"
        var isGood = old * Self.bearableShare <= ages.count
        if let drive, let status = DriveView(drive, in: last.inputs)?.status {
            let isReady = status.isSuperset(of: [.ready, .watchdogVerified])
            text += isReady ? ", ready" : ", NOT READY"
            isGood = isGood && isReady
        }
        return (text, isGood)
    }

    var emergencyStop: ProofItem {
        guard let last = ticks.last else { return Self.noTicks(.emergencyStop) }
        let pressed = [Interlock.emergencyStop, .lanyardPulled].filter(last.outputs.activeInterlocks.contains)
        let silent = emergencyStopSilencesBelt ? " (this treadmill falls silent when it is pressed)" : ""
        return ProofItem(
            .emergencyStop,
            pressed.isEmpty ? "none is reported\(silent)" : pressed.map(\.title).joined(separator: ", "),
            failsWith: pressed.first?.remedy)
    }

    // MARK: Load cell

    /// Alive is what has noise and dates: a cell that says the same number again and again measures nothing.
    var loadCell: ProofItem {
        var samples: [LoadCellReading] = []
        for reading in ticks.compactMap(\.inputs.loadCell) where reading.sampledAt != samples.last?.sampledAt {
            samples.append(reading)
        }
        guard samples.count > 1 else {
            return ProofItem(
                .loadCell, .fail, "\(samples.count) samples in \(ticks.count) ticks",
                remedy: "The load cell stands still. Check its amplifier and cable.")
        }
        let forces = samples.map(\.supportForceMeasured.newtons)
        let mean = forces.reduce(0, +) / Double(forces.count)
        let noise = (forces.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(forces.count)).squareRoot()
        let finding = String(
            format: "%d samples, mean %.1f N (limit ±%.0f N), noise %.2f N", samples.count, mean, Self.emptyRope, noise)
        var remedy: String?
        if samples.count * 4 < ticks.count { remedy = "The load cell is too slow. Check its amplifier's rate." }
        if noise == 0 { remedy = "The load cell says the same number again and again. Check cell and amplifier." }
        if mean.magnitude > Self.emptyRope {
            remedy = "Take everything out of the rope but the harness, then set the amplifier's zero."
        }
        return ProofItem(.loadCell, finding, failsWith: remedy)
    }

    // MARK: Figures

    private static func noTicks(_ check: ProofCheck) -> ProofItem {
        ProofItem(check, .fail, "the control loop did not tick", remedy: "Restart the daemon and see its journal.")
    }

    private static func figures(_ times: [TimeSpan]) -> String {
        "p50 \(text(times.percentile(0.5))), p99 \(text(times.percentile(0.99))), max \(text(times.percentile(1)))"
    }

    static func text(_ time: TimeSpan) -> String {
        let milliseconds = time.milliseconds
        return String(format: milliseconds < 10 ? "%.2f ms" : "%.0f ms", milliseconds)
    }
}
