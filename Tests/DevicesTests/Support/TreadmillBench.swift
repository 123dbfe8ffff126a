import RigConfiguration
import TreadmillControl

@testable import Devices

/// A TrackMaster's conversation.
typealias TreadmillBench = ScriptBench<ScriptedTreadmill>
/// A Woodway's conversation.
typealias WoodwayBench = ScriptBench<ScriptedWoodway>

/// A treadmill's conversation over a line without a wire, one round at a time: no thread, nothing that takes time.
final class ScriptBench<Script: TreadmillScript> {
    let line = PaperLine<Script>()
    let readings = Mailbox<BeltReading?>(nil)
    private let post = CommandPost()
    private let time = Mailbox(MonotonicInstant(nanoseconds: 1_000_000_000))
    private var conversation: TreadmillConversation<PaperLine<Script>.End, Script.Dialect>

    init() {
        let clock = TreadmillClock(
            now: { [time] in time.newest }, sleep: { [time] in time.put(max($0, time.newest)) })
        line.now = clock.now
        conversation = TreadmillConversation(
            bus: "treadmill", line: PaperLine<Script>.End(line: line), speedUnit: .kilometersPerHour,
            responseTimeout: .milliseconds(100), post: post, readings: readings,
            health: BusHealthRecord(name: "treadmill"), clock: clock, report: { _ in })
    }

    /// Time goes by in which nothing is said, as far as the treadmill's own timer is concerned.
    func pass(_ span: TimeSpan) { time.put(time.newest + span) }

    var belt: BeltReading? { readings.newest }
    /// In which waiting takes no time of its own.
    var now: MonotonicInstant { time.newest }

    /// So many rounds under this command; `nil` for a loop that has said nothing yet.
    func rounds(_ count: Int = 1, under command: AdmittedCommand?) throws {
        for _ in 0..<count {
            // Posted ahead, so that no pause of this thread counts as a silence of the loop.
            if let command { post.post(command, at: MonotonicClock.now() + .seconds(60)) }
            _ = try conversation.exchange()
        }
    }
}

/// A line that reaches a treadmill at once.
final class PaperLine<Script: TreadmillScript> {
    var treadmill = Script()
    /// Comes in before the next answer.
    var noise: [UInt8] = []
    /// What becomes of the next words of the host on their way; each is for one, `nil` leaves it as it is.
    var damage: [(([UInt8]) -> [UInt8])?] = []
    /// The bench's time.
    var now: () -> MonotonicInstant = { .zero }
    /// When the host spoke last, in the bench's time.
    private(set) var spokenAt = MonotonicInstant.zero
    /// So many bytes still come; then the line hangs up.
    private var bytesUntilHangUp: Int?
    private var incoming: [UInt8] = []

    /// Bytes come in unasked.
    func deliver(_ bytes: [UInt8]) { incoming += bytes }

    func hangUp(after bytes: Int) { bytesUntilHangUp = bytes }

    private func hear(_ bytes: [UInt8]) {
        spokenAt = now()
        let arriving = (damage.isEmpty ? nil : damage.removeFirst()).map { $0(bytes) } ?? bytes
        var answer = noise + arriving.flatMap { treadmill.receive($0) }
        noise = []
        if let left = bytesUntilHangUp {
            answer = Array(answer.prefix(left))
            bytesUntilHangUp = left - answer.count
        }
        incoming += answer
    }

    private func take(_ count: Int) throws(BusProblem) -> [UInt8] {
        guard incoming.count >= count else {
            incoming = []
            if bytesUntilHangUp != nil { throw .lineLost("hang-up") }
            throw .timeout
        }
        defer { incoming.removeFirst(count) }
        return Array(incoming.prefix(count))
    }

    private func forget() { incoming = [] }

    /// The host's end.
    struct End: SerialLine {
        let line: PaperLine<Script>

        mutating func write(_ bytes: [UInt8], before deadline: MonotonicInstant) throws(BusProblem) {
            line.hear(bytes)
        }

        mutating func read(_ count: Int, before deadline: MonotonicInstant) throws(BusProblem) -> [UInt8] {
            try line.take(count)
        }

        mutating func discardInput() throws(BusProblem) { line.forget() }
    }
}
