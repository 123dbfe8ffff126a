import DeviceProtocols
import TreadmillControl

/// The line to a serial treadmill, one question and its whole answer at a time.
struct TreadmillLink<Line: SerialLine & ~Copyable>: ~Copyable {
    /// After a failure, for what may still come in.
    static var pause: TimeSpan { .milliseconds(20) }

    private var line: Line
    /// An answer that has not come by then will not come.
    private let answerTimeout: TimeSpan
    private let refusal: @Sendable (UInt8) -> TreadmillRefusal?
    private let health: BusHealthRecord
    private let silence: ImposedSilence
    private let clock: TreadmillClock
    private var lastAnswerAt: MonotonicInstant

    /// - Parameters:
    ///   - refusal: what the first byte of an answer refuses, if it does.
    ///   - clock: by which ``sinceLastAnswer`` is measured, and ``settle()`` waits.
    init(
        line: consuming Line, answerTimeout: TimeSpan, refusal: @escaping @Sendable (UInt8) -> TreadmillRefusal?,
        health: BusHealthRecord, silence: ImposedSilence, clock: TreadmillClock
    ) {
        self.clock = clock
        lastAnswerAt = clock.now()
        self.line = line
        self.answerTimeout = answerTimeout
        self.refusal = refusal
        self.health = health
        self.silence = silence
    }

    /// How long ago the last good answer was whole; since its opening, on a line on which there was none.
    var sinceLastAnswer: TimeSpan { clock.now() - lastAnswerAt }

    /// One command, and what follows the acknowledgement in its answer.
    mutating func ask(_ command: some TreadmillCommand) throws(BusProblem) -> [UInt8] {
        let begin = MonotonicClock.now()
        let deadline = begin + answerTimeout
        // It speaks only when spoken to: whatever is there before is a late answer or noise.
        try line.discardInput()
        silence.speak(at: begin)
        try line.write(command.bytes, before: deadline)
        var reply = try line.read(1, before: deadline)
        if let refused = reply.first.flatMap(refusal) { throw .refused(refused) }
        guard reply.first == command.acknowledgement else {
            // Its echo can be switched on by a damaged byte, and its state cannot be asked.
            let hint = reply.first == command.bytes.first ? "; it echoes: switch the treadmill off and on" : ""
            throw .badFrame("answer \(reply) to \(command)\(hint)")
        }
        if command.replyLength > 1 { reply += try line.read(command.replyLength - 1, before: deadline) }
        health.succeeded(in: MonotonicClock.now() - begin)
        let payload = try decoding { () throws(DecodingProblem) in try command.payload(of: reply) }
        lastAnswerAt = clock.now()
        return payload
    }

    /// After a failure: waits for what may still come in, and throws it away.
    mutating func settle() throws(BusProblem) {
        clock.pause(for: Self.pause)
        try line.discardInput()
    }
}
