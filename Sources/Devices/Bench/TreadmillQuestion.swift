import DeviceProfiles
import DeviceProtocols
import RigConfiguration

/// One thing that a serial treadmill can be asked, which moves and changes nothing.
struct TreadmillQuestion: Sendable {
    /// What an answer says.
    struct Meaning: Equatable, Sendable {
        var reading: ChannelReading
        var name: String?
    }

    enum Kind: Equatable, Sendable { case speed, grade, other }

    var channel: String
    var command: any TreadmillCommand
    var kind: Kind
    /// Of an answer without its acknowledgement; speeds in the treadmill's unit per hour, grades in per cent.
    var meaning: @Sendable ([UInt8]) throws(BusProblem) -> Meaning
}

extension SerialTreadmill {
    /// Everything that it can be asked, as far as that is known, in the order in which it is asked.
    var questions: [TreadmillQuestion] {
        switch self {
        case .trackmaster: Self.questionsToTrackMaster
        case .woodway: Self.questionsToWoodway
        }
    }

    private static let questionsToTrackMaster = [
        TreadmillQuestion(channel: "state", command: TrackMaster.Command.readStatus, kind: .other) {
            payload throws(BusProblem) in
            let byte = try oneByte(payload)
            let state = TrackMaster.BeltState(rawValue: byte)
            return TreadmillQuestion.Meaning(
                reading: state == nil ? .impossible(Double(byte)) : .value(Double(byte)), name: state?.title)
        },
        tenths("speed", TrackMaster.Command.readSpeed, .speed),
        tenths("incline", TrackMaster.Command.readGrade, .grade),
        tenths("set_speed", TrackMaster.Command.readSetSpeed, .speed),
        tenths("set_incline", TrackMaster.Command.readSetGrade, .grade),
    ]

    private static let questionsToWoodway = [
        TreadmillQuestion(channel: "speed", command: Woodway.Command.readSpeed, kind: .speed) {
            payload throws(BusProblem) in
            let velocity = try decoding { () throws(DecodingProblem) in try Woodway.velocity(payload) }
            let sign: Double = velocity.direction == .forward ? 1 : -1
            return TreadmillQuestion.Meaning(reading: .value(sign * Double(velocity.tenths) / 10))
        },
        TreadmillQuestion(channel: "incline", command: Woodway.Command.readGrade, kind: .grade) {
            payload throws(BusProblem) in
            let tenths = try decoding { () throws(DecodingProblem) in try Woodway.grade(payload) }
            return TreadmillQuestion.Meaning(reading: .value(Double(tenths) / 10))
        },
        // Nobody has published what its values mean.
        TreadmillQuestion(channel: "test", command: Woodway.Command.test, kind: .other) {
            payload throws(BusProblem) in
            TreadmillQuestion.Meaning(reading: .value(Double(try oneByte(payload))))
        },
        TreadmillQuestion(channel: "firmware", command: Woodway.Command.readFirmware, kind: .other) {
            payload throws(BusProblem) in
            try WoodwayDialect.checkFirmware(payload)
            let number = try decoding { () throws(DecodingProblem) in try Woodway.firmware(payload) }
            return TreadmillQuestion.Meaning(reading: .value(Double(number)))
        },
    ]

    private static func tenths(
        _ channel: String, _ command: TrackMaster.Command, _ kind: TreadmillQuestion.Kind
    ) -> TreadmillQuestion {
        TreadmillQuestion(channel: channel, command: command, kind: kind) { payload throws(BusProblem) in
            let tenths = try decoding { () throws(DecodingProblem) in try TrackMaster.number(payload) }
            return TreadmillQuestion.Meaning(
                reading: tenths == TrackMaster.invalidTenths ? .absent : .value(Double(tenths) / 10))
        }
    }

    private static func oneByte(_ payload: [UInt8]) throws(BusProblem) -> UInt8 {
        guard let byte = payload.first else { throw .badFrame("an answer without its byte") }
        return byte
    }
}

extension TrackMaster.BeltState {
    fileprivate var title: String {
        switch self {
        case .stopped: "stopped"
        case .running: "running"
        case .runningUnguarded: "running without its timer"
        }
    }
}
