import DeviceProtocols
import TreadmillControl

/// The conversation with a TrackMaster treadmill.
typealias TrackMasterConversation<Line: SerialLine & ~Copyable> = TreadmillConversation<Line, TrackMasterDialect>

/// What a TrackMaster is told and asked. It can be asked for everything that was set, and it is: see
/// ``TreadmillConversation``.
struct TrackMasterDialect: TreadmillDialect {
    /// Rounds between readings of the set speed that was confirmed before.
    static let roundsPerCheck = 8

    private var lastState: TrackMaster.BeltState?

    static func refusal(_ byte: UInt8) -> TreadmillRefusal? { TrackMaster.refusal(byte) }

    static func gradeTenths(for incline: Incline) -> Int { TrackMaster.gradeTenths(for: incline) }

    /// Somebody who is no TrackMaster is found out by the first set speed that does not read back.
    mutating func greet<Line: SerialLine & ~Copyable>(_ link: inout TreadmillLink<Line>) throws(BusProblem) {}

    mutating func start<Line: SerialLine & ~Copyable>(_ link: inout TreadmillLink<Line>) throws(BusProblem) {
        _ = try link.ask(TrackMaster.Command.start)
    }

    mutating func stop<Line: SerialLine & ~Copyable>(_ link: inout TreadmillLink<Line>) throws(BusProblem) {
        _ = try link.ask(TrackMaster.Command.stop)
    }

    /// Sets the speed and reads it back; if something else was understood, once more. No set speed starts a belt.
    mutating func set<Line: SerialLine & ~Copyable>(
        speed tenths: Int, in motion: TreadmillMotion, _ settings: inout ConfirmedSettings, inRound round: Int,
        _ link: inout TreadmillLink<Line>
    ) throws(BusProblem) {
        let isToBeChecked = round % Self.roundsPerCheck == Self.roundsPerCheck / 2
        if settings.speedTenths == tenths {
            if !isToBeChecked { return }
            settings.openSpeed()
            if try number(.readSetSpeed, &link) == tenths { return settings.confirm(speed: tenths) }
        }
        for _ in 0..<2 {
            settings.openSpeed()
            _ = try link.ask(TrackMaster.Command.setSpeed(tenths: tenths))
            if try number(.readSetSpeed, &link) == tenths { return settings.confirm(speed: tenths) }
        }
    }

    /// A damaged command for the grade may have been taken for one for the speed; its acknowledgement tells.
    mutating func set<Line: SerialLine & ~Copyable>(
        grade tenths: Int, _ settings: inout ConfirmedSettings, inRound round: Int, _ link: inout TreadmillLink<Line>
    ) throws(BusProblem) {
        guard settings.gradeTenths != tenths else { return }
        settings.gradeTenths = nil
        let speed = settings.speedTenths
        settings.openSpeed()
        _ = try link.ask(TrackMaster.Command.setGrade(tenths: tenths))
        if let speed { settings.confirm(speed: speed) }
        if try number(.readSetGrade, &link) == tenths { settings.gradeTenths = tenths }
    }

    mutating func readBelt<Line: SerialLine & ~Copyable>(
        _ settings: inout ConfirmedSettings, in motion: TreadmillMotion, _ link: inout TreadmillLink<Line>
    ) throws(BusProblem) -> TreadmillBeltSample {
        let state = try readState(&link)
        let tenths = try number(.readSpeed, &link)
        return TreadmillBeltSample(state: state, speedTenths: tenths == TrackMaster.invalidTenths ? nil : tenths)
    }

    /// What the belt does. One damaged bit turns a guarded belt into one without its guard, so a change is believed when
    /// it was read twice.
    private mutating func readState<Line: SerialLine & ~Copyable>(
        _ link: inout TreadmillLink<Line>
    ) throws(BusProblem) -> TreadmillBeltState {
        for _ in 0..<2 {
            let payload = try link.ask(TrackMaster.Command.readStatus)
            guard let state = payload.first.flatMap(TrackMaster.BeltState.init(rawValue:)) else {
                throw .badFrame("belt status \(payload)")
            }
            if state == lastState { return Self.meaning(of: state) }
            lastState = state
        }
        throw .badFrame("belt states that contradict each other")
    }

    private static func meaning(of state: TrackMaster.BeltState) -> TreadmillBeltState {
        switch state {
        case .stopped: .stopped
        case .running: .running
        case .runningUnguarded: .runningUnguarded
        }
    }

    mutating func readGrade<Line: SerialLine & ~Copyable>(
        _ settings: inout ConfirmedSettings, _ link: inout TreadmillLink<Line>
    ) throws(BusProblem) -> Incline? {
        let tenths = try number(.readGrade, &link)
        return tenths == TrackMaster.invalidTenths ? nil : .percentGrade(Double(tenths) / 10)
    }

    private func number<Line: SerialLine & ~Copyable>(
        _ command: TrackMaster.Command, _ link: inout TreadmillLink<Line>
    ) throws(BusProblem) -> Int {
        let payload = try link.ask(command)
        return try decoding { () throws(DecodingProblem) in try TrackMaster.number(payload) }
    }
}
