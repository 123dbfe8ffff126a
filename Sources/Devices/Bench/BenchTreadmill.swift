import DeviceProfiles
import DeviceProtocols
import RigConfiguration
import TreadmillControl

/// A treadmill on a serial line of its own.
///
/// Whatever is said to a belt that runs under its timer keeps that timer from acting. So a belt that is not known to
/// stand is left alone for longer than its timer before it is asked anything: one whose host has died stops meanwhile.
/// Nothing here starts a belt, sets a speed, or says A1, A9 or AC.
final class BenchTreadmill<Line: SerialLine & ~Copyable>: BenchDevice {
    private let make: SerialTreadmill
    private let speedUnit: TreadmillSpeedUnit
    private let answerTimeout: TimeSpan
    private let clock: TreadmillClock
    private let openLine: () throws(BusProblem) -> Line
    private var link: TreadmillLink<Line>?
    /// Said to stand, on this line, when it was asked last.
    private var isStanding = false

    /// - Parameters:
    ///   - speedUnit: what the treadmill is set to, which the wire does not show.
    ///   - answerTimeout: an answer that has not come by then will not come.
    init(
        _ make: SerialTreadmill, speedUnit: TreadmillSpeedUnit, answerTimeout: TimeSpan,
        clock: TreadmillClock = .system, openLine: @escaping () throws(BusProblem) -> Line
    ) {
        self.make = make
        self.speedUnit = speedUnit
        self.answerTimeout = answerTimeout
        self.clock = clock
        self.openLine = openLine
    }

    var title: String { make.title }
    var evidence: ProfileEvidence { .documentation }
    var isDrive: Bool { true }
    var unit: UInt8? { nil }
    var readableChannels: [String] { make.questions.map(\.channel) }
    var notes: [String] {
        [
            "not on the wire: whether the treadmill counts miles or kilometres; \(speedUnit.symbol) is what was stated "
                + "here. Read the unit on the treadmill's own display."
        ] + make.unaskable
    }
    var silenceHint: String { make.silenceHint }

    func open() throws(BusProblem) {
        guard link == nil else { return }
        isStanding = false
        link = TreadmillLink(
            line: try openLine(), answerTimeout: answerTimeout, refusal: make.refusal,
            health: BusHealthRecord(name: "bench"), silence: ImposedSilence(), clock: clock)
    }

    // MARK: Reading

    func read(_ channels: [String]) -> [BenchAnswer] {
        let questions = make.questions
        let needed = questions.filter {
            channels.contains($0.channel) || make.channelsOfStandstill.contains($0.channel)
        }
        if !isStanding { clock.pause(for: TreadmillTimer.surelyOver) }
        let answers = needed.map { question in
            BenchAnswer(asked: "\(question.channel) (\(Self.hex(question.command.bytes)))") { ask(question) }
        }
        isStanding = make.saysStandstill(answers.values)
        return zip(needed, answers).filter { channels.contains($0.0.channel) }.map { $0.1 }
    }

    private func ask(_ question: TreadmillQuestion) -> Result<[BenchValue], BusProblem> {
        do throws(BusProblem) {
            let payload = try tell(question.command)
            let meaning = try question.meaning(payload)
            return .success([
                BenchValue(
                    channel: question.channel, reading: meaning.reading, unit: unit(of: question.kind),
                    name: meaning.name, raw: .bytes([question.command.acknowledgement] + payload),
                    quantity: question.kind == .speed ? meaning.reading.value.map(quantity) : nil)
            ])
        } catch {
            return .failure(error)
        }
    }

    /// After a failure what may still come in is thrown away; a line that is lost is opened anew.
    private func tell(_ command: some TreadmillCommand) throws(BusProblem) -> [UInt8] {
        do throws(BusProblem) {
            guard let payload = try link?.ask(command) else { throw .lineLost("it was lost before") }
            return payload
        } catch {
            if case .lineLost = error { link = nil }
            try link?.settle()
            throw error
        }
    }

    private func unit(of kind: TreadmillQuestion.Kind) -> String {
        switch kind {
        case .speed: speedUnit.symbol
        case .grade: "%"
        case .other: ""
        }
    }

    private func quantity(_ speed: Double) -> BenchValue.Quantity {
        let tenths = Int((speed.magnitude * 10).rounded())
        let magnitude = speedUnit.count.speed(tenths: tenths).metersPerSecond
        return BenchValue.Quantity(value: speed < 0 ? -magnitude : magnitude, unit: "m/s")
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { String($0, radix: 16, uppercase: true) }.joined(separator: " ")
    }

    // MARK: Writing

    /// Only the deck can be told anything: it moves to its place and stays there, whoever goes on speaking.
    func value(_ text: String, for channel: String) throws(BenchRefusal) -> BenchValue {
        guard channel == Self.deck else {
            throw BenchRefusal(
                reason: channel == "speed"
                    ? make.noSpeed
                    : "only \(Self.deck) of a treadmill can be written, not \"\(channel)\"")
        }
        guard let grade = Double(text), Self.grades.contains(grade), let tenths = make.exactTenths(grade) else {
            throw BenchRefusal(
                reason: "\(Self.deck) cannot be \"\(text)\": write a number in % from 0 to "
                    + "\(Int(Self.grades.upperBound)), in steps of \(make.gradeStep)")
        }
        return BenchValue(
            channel: channel, reading: .value(grade), unit: "%", name: nil,
            raw: .bytes(make.setGrade(tenths: tenths).bytes), quantity: nil)
    }

    private static var deck: String { "incline" }
    /// Per cent, up to the steepest that any machine's limits may allow (``LimitCeilings``).
    private static var grades: ClosedRange<Double> { 0...25 }

    func write(_ value: BenchValue) throws(BusProblem) -> BenchReadBack {
        guard let grade = value.reading.value, let tenths = make.exactTenths(grade) else {
            throw .cannotCarry("\(value.channel) cannot carry this value")
        }
        for answer in read(make.channelsOfStandstill) { _ = try answer.values.get() }
        guard isStanding else { throw .cannotCarry("the belt is not known to stand: stop it at the treadmill first") }
        _ = try tell(make.setGrade(tenths: tenths))
        let answers = read(make.channelsOfDeck)
        let settings = answers.values.filter { $0.channel == "set_incline" }
        return BenchReadBack(
            answers: answers, stands: make.tellsItsSettings ? settings.contains { $0.reading == value.reading } : nil)
    }

    /// Nothing of a treadmill is set by a person and asked for here.
    func settings() throws(BusProblem) -> BenchSettings { BenchSettings() }
}
