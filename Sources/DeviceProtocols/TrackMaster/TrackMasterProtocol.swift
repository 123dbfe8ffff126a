import TreadmillControl

/// The unit in which a serial treadmill counts speed. The wire does not show it, so a rig must state it.
public enum SpeedCount: Sendable, CaseIterable {
    case tenthsOfMilesPerHour
    case tenthsOfKilometersPerHour

    /// Whole tenths for `speed`, 0...9998, rounded down, so that the belt is never asked to run faster than was admitted.
    public func tenths(for speed: BeltSpeed) -> Int {
        let units: Double
        switch self {
        case .tenthsOfMilesPerHour: units = speed.milesPerHour
        case .tenthsOfKilometersPerHour: units = speed.kilometersPerHour
        }
        return TrackMaster.wholeTenths(units, upTo: 9998)
    }

    /// The speed of so many tenths.
    public func speed(tenths: Int) -> BeltSpeed {
        switch self {
        case .tenthsOfMilesPerHour: .milesPerHour(Double(tenths) / 10)
        case .tenthsOfKilometersPerHour: .kilometersPerHour(Double(tenths) / 10)
        }
    }
}

/// The byte protocol of TrackMaster treadmills (Full Vision TMX428 service manual): 4800 8N1, one command byte, some
/// with four ASCII digits; every command is answered, and nothing is said unasked.
public enum TrackMaster {
    /// What the host says.
    public enum Command: Equatable, Sendable {
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

        /// The bytes on the wire.
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

        /// The first byte of a good answer: the command byte plus 0x10.
        public var acknowledgement: UInt8 { bytes[0] &+ 0x10 }

        /// How many bytes a good answer has.
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

    /// Answers that refuse a command.
    public enum Refusal: UInt8, Error, Sendable, CustomStringConvertible {
        case outOfRange = 0xBE
        case unknownCommand = 0xBF
        case unknownStatus = 0xDF

        public var description: String {
            switch self {
            case .outOfRange: "the treadmill says the value is out of its range"
            case .unknownCommand: "the treadmill does not know the command"
            case .unknownStatus: "the treadmill does not know the status request"
            }
        }
    }

    /// The value 999.9 stands for an emergency stop or an invalid reading.
    public static let invalidTenths = 9999

    /// Four ASCII digits, most significant first; saturates at 0 and 9999.
    public static func digits(_ value: Int) -> [UInt8] {
        let bounded = min(max(value, 0), 9999)
        return [bounded / 1000, bounded / 100 % 10, bounded / 10 % 10, bounded % 10].map { UInt8(0x30 + $0) }
    }

    /// The number in four ASCII digits.
    public static func number(_ bytes: some Collection<UInt8>) throws(DecodingProblem) -> Int {
        guard bytes.count == 4, bytes.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw .notANumber(bytes: Array(bytes))
        }
        return bytes.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    /// The payload behind the acknowledgement byte of a whole answer to `command`.
    public static func payload(of reply: [UInt8], to command: Command) throws(DecodingProblem) -> [UInt8] {
        guard let first = reply.first else { throw .wrongLength(expected: command.replyLength, got: 0) }
        guard first == command.acknowledgement else {
            throw .unexpectedReply(expected: command.acknowledgement, got: first)
        }
        guard reply.count == command.replyLength else {
            throw .wrongLength(expected: command.replyLength, got: reply.count)
        }
        return Array(reply.dropFirst())
    }

    /// Tenths of a per cent for `incline`, rounded down to the nearest half per cent, as the treadmill wants it.
    public static func gradeTenths(for incline: Incline) -> Int {
        let tenths = wholeTenths(incline.percentGrade, upTo: 9995)
        return tenths - tenths % 5
    }

    /// Whole tenths of `value`, rounded down, from 0 to `largest`; 0 for what is not a number.
    static func wholeTenths(_ value: Double, upTo largest: Int) -> Int {
        guard value == value else { return 0 }
        // A hair of tolerance keeps 1.4 × 10 from becoming 13.
        return Int(min(max(value * 10 + 1e-6, 0), Double(largest)))
    }
}
