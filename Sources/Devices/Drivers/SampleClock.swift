import TreadmillControl

/// Tells new samples from old ones by the counter that a device sends along.
///
/// The counter is the device's own clock: it counts one a period from the moment the device starts. So it says when a
/// sample was taken, and an answer is believed only if its sample is no older than the request. What that finds:
/// - **A counter that stands**: the device answers without measuring anew. The sample keeps the date of its first
///   appearance and grows as old as if the device were silent.
/// - **A late answer, a replayed frame, readings held back on their way**: older than the request by more than
///   ``tolerance`` and the time of an answer (3 ms on the reference rig). Found at the first such answer, which is not
///   believed.
/// - **A counter that jumps ahead** of the time that has passed: the same.
/// - **A device that started anew** counts from zero. It is believed again after ``proof`` answers whose counters go with
///   the time, and only if it was silent for as long as it has counted; so neither a replay, which begins with a counter
///   from the past, nor readings with a delay pass for a new start.
///
/// Readings that are not believed grow old, and the interlocks of old readings count from there: by default a load cell
/// holds the rope after 50 ms and stops the belt after 100 ms, a belt drive after 200 ms.
struct SampleClock {
    /// A sample may seem so much older than its request: one period and the grain of both clocks.
    static let tolerance = TimeSpan.milliseconds(5)
    /// The largest correction towards an earlier answer: the longest that an answer may be underway.
    static let longestAnswer = TimeSpan.milliseconds(200)
    /// Answers in a row by which a clock is known.
    static let proof = 3
    /// How far a device's clock may stray from ours, parts in a thousand: ten times what a crystal does.
    private static let drift: Int64 = 1
    /// What is allowed for straying at the most, so that a constant delay never grows into it.
    private static let longestDrift = TimeSpan.milliseconds(10)
    /// After so long without any answer a clock is known no more (a 16-bit counter of milliseconds is round in 65 s).
    private static let memory = TimeSpan.milliseconds(20_000)

    /// What a counter says of its sample.
    enum Finding: Equatable {
        /// A new sample, taken after the request went out.
        case new
        /// The newest sample again, first seen then.
        case repeated(MonotonicInstant)
        /// Of a device whose clock is not known yet: one that has just come.
        case unproven
        /// Not to be believed.
        case stale
    }

    /// The counter stood so at this instant, or a little earlier.
    private struct Anchor {
        var counter: UInt16
        var at: MonotonicInstant
        /// Date of the last believed sample.
        var seenAt: MonotonicInstant
        var answers = 1
    }

    private let period: TimeSpan
    private var known: Anchor?
    /// A clock that may become the known one.
    private var candidate: Anchor?
    /// The last answer, believed or not.
    private var previous: (counter: UInt16, at: MonotonicInstant)?

    /// - Parameter period: between two counts; at least a microsecond.
    init(period: TimeSpan) { self.period = max(period, .microseconds(1)) }

    /// Judges the counter of an answer that was asked for at `begin` and was whole at `end`.
    mutating func judge(_ counter: UInt16, from begin: MonotonicInstant, to end: MonotonicInstant) -> Finding {
        defer { previous = (counter, end) }
        if let previous, begin - previous.at > Self.memory {
            known = nil
            candidate = nil
        }
        if let known, counter == known.counter { return .repeated(known.seenAt) }
        if var known, follows(&known, counter, from: begin, to: end) {
            self.known = known
            candidate = nil
            return .new
        }
        let verdict = known == nil ? Finding.unproven : .stale
        if var shown = candidate, follows(&shown, counter, from: begin, to: end) {
            let isProven = shown.answers >= Self.proof
            known = isProven ? shown : known
            candidate = isProven ? nil : shown
            return isProven ? .new : verdict
        }
        if known == nil || isStart(counter, at: end) {
            candidate = Anchor(counter: counter, at: end, seenAt: begin)
        }
        return verdict
    }

    /// Whether a device that answers now may have started since its last answer.
    private func isStart(_ counter: UInt16, at now: MonotonicInstant) -> Bool {
        guard let previous else { return true }
        let silence = now - previous.at
        let counted = TimeSpan(nanoseconds: Int64(counter) * period.nanoseconds)
        let passed = silence.nanoseconds / period.nanoseconds
        let jump = Int16(truncatingIfNeeded: Int64(counter) - Int64(previous.counter) - passed)
        // A counter that has only gone round goes on where it was.
        return counted <= silence + Self.tolerance
            && Int64(jump.magnitude) * period.nanoseconds > Self.longestAnswer.nanoseconds
    }

    /// Moves `anchor` on to `counter` if that is where the time since has brought it.
    private func follows(
        _ anchor: inout Anchor, _ counter: UInt16, from begin: MonotonicInstant, to end: MonotonicInstant
    ) -> Bool {
        let expected = (end - anchor.at).nanoseconds / period.nanoseconds
        let ahead = Int16(truncatingIfNeeded: Int64(counter) - Int64(anchor.counter) - expected)
        // When the sample was taken, as the counter has it; no later than it was.
        let taken = anchor.at + TimeSpan(nanoseconds: (expected + Int64(ahead)) * period.nanoseconds)
        let strayed = TimeSpan(nanoseconds: max(.zero, begin - anchor.seenAt).nanoseconds / 1000 * Self.drift)
        let allowance = Self.tolerance + min(strayed, Self.longestDrift)
        guard taken + allowance >= begin, taken - end <= Self.longestAnswer, counter != anchor.counter else {
            return false
        }
        let latest = min(taken + min(strayed, Self.longestDrift), end)
        anchor = Anchor(counter: counter, at: latest, seenAt: begin, answers: anchor.answers + 1)
        return true
    }
}

extension SampleClock {
    /// The date of a sample; `nil` where the device is not known well enough yet.
    ///
    /// - Throws: ``BusProblem/notNew`` for a sample that is not to be believed.
    mutating func date(
        _ counter: UInt16, from begin: MonotonicInstant, to end: MonotonicInstant
    ) throws(BusProblem) -> MonotonicInstant? {
        switch judge(counter, from: begin, to: end) {
        case .new: return begin
        case .repeated(let first): return first
        case .unproven: return nil
        case .stale: throw .notNew
        }
    }
}
