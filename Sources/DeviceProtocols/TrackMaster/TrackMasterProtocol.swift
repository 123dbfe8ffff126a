import TreadmillControl

/// The byte protocol of TrackMaster treadmills (Full Vision TMX428 service manual): 4800 8N1, one command byte, some
/// with four ASCII digits; every command is answered, and nothing is said unasked.
public enum TrackMaster {
    /// What the host says.
    public enum Command: TreadmillCommand {
        /// Start with communication-disconnect-stop: the belt stops when nothing arrives for 500 ms.
        case start
        case stop
        /// In tenths of the treadmill's own unit per hour, 0...9999.
        case setSpeed(tenths: Int)
        /// In tenths of a per cent, 0...9995, a multiple of five.
        case setGrade(tenths: Int)
        case readStatus
        case readSpeed
        case readGrade
        case readSetSpeed
        case readSetGrade

        public var bytes: [UInt8] {
            switch self {
            case .start: [0xA0]
            case .stop: [0xA2]
            case .setSpeed(let tenths): [0xA3] + TrackMaster.digits(tenths)
            case .setGrade(let tenths): [0xA4] + TrackMaster.digits(tenths)
            case .readStatus: [0xC0]
            case .readSpeed: [0xC1]
            case .readGrade: [0xC2]
            case .readSetSpeed: [0xC3]
            case .readSetGrade: [0xC4]
            }
        }

        public var replyLength: Int {
            switch self {
            case .start, .stop, .setSpeed, .setGrade: 1
            case .readStatus: 2
            case .readSpeed, .readGrade, .readSetSpeed, .readSetGrade: 5
            }
        }
    }

    /// What the belt does, as answered to ``Command/readStatus``.
    public enum BeltState: UInt8, Sendable {
        case stopped = 0x31
        case running = 0x32
        /// Running without communication-disconnect-stop: another host started it; never accepted.
        case runningUnguarded = 0x33
    }

    /// The refusal that the first byte of an answer means; `nil` for any other byte.
    public static func refusal(_ byte: UInt8) -> TreadmillRefusal? {
        switch TreadmillRefusal(rawValue: byte) {
        case .outOfRange: .outOfRange
        case .unknownCommand: .unknownCommand
        case .unknownStatus: .unknownStatus
        case .masterTimeout, nil: nil
        }
    }

    /// The value 999.9 stands for an emergency stop or an invalid reading.
    public static let invalidTenths = 9999

    /// Four ASCII digits, most significant first; saturates at 0 and 9999.
    public static func digits(_ value: Int) -> [UInt8] { DecimalDigits.bytes(value, count: 4) }

    /// The number in four ASCII digits.
    public static func number(_ bytes: some Collection<UInt8>) throws(DecodingProblem) -> Int {
        try DecimalDigits.number(bytes, count: 4)
    }

    /// Tenths of a per cent for `incline`, rounded down to the nearest half per cent, as the treadmill wants it.
    public static func gradeTenths(for incline: Incline) -> Int {
        let tenths = DecimalDigits.wholeTenths(incline.percentGrade, upTo: 9995)
        return tenths - tenths % 5
    }
}
