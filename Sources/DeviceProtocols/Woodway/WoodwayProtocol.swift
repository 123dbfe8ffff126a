import TreadmillControl

/// The byte protocol of Woodway treadmills with a 4800 8N1 port: one command byte, some with four digits behind it;
/// every command is answered, and nothing is said unasked.
///
/// It looks like that of a TrackMaster and is another: a start with the treadmill's timer is 0xA0 in both, but 0xA9, a
/// start without it, sets a weight on a TrackMaster; the first of a speed's four digits is a direction; 0xC3 asks for
/// the firmware and not for the set speed. Nothing that was set can be asked for.
///
/// The maker publishes no manual of it. Bytes, digits, answers and what they do are those of the open client pyWoodway
/// 0.2.4 (Munroe-Meyer Institute, `pywoodway/treadmill.py`), written for a split-belt Woodway. How long the timer takes,
/// and what the treadmill does when it has run out, is not said there. The treadmills of Woodway's PPS series speak another protocol, at 9600 baud (PPS Series Owner's
/// Manual of 31 May 2012, "RS232 - Interface with WOODWAY Standard Set of Commands"), which this is not.
public enum Woodway {
    /// What the host says. There is no start without the timer: no host of ours ever says it.
    public enum Command: TreadmillCommand {
        /// Powers the belt's drive and starts the treadmill's timer: the belt stops when nothing arrives for too long.
        case start
        /// Takes the power off the belt's drive. A belt that moves is brought to rest with ``autoStop``: what a belt does
        /// whose drive lets go under a runner is not said.
        case disengage
        /// Forward, in tenths of the treadmill's own unit per hour, 0...999; the client sends up to 29.9. While the drive
        /// has power, a set speed is what moves the belt.
        case setSpeed(tenths: Int)
        /// In tenths of a per cent, 0...9999.
        case setGrade(tenths: Int)
        /// Brings the belt to rest, and sets speed and grade to zero. Whether the drive keeps its power is not said.
        case autoStop
        /// Answered with one byte, whose values nobody has published.
        case test
        case readSpeed
        case readGrade
        /// Answered with four bytes that are no digits.
        case readFirmware

        public var bytes: [UInt8] {
            switch self {
            case .start: [0xA0]
            case .disengage: [0xA2]
            case .setSpeed(let tenths): [0xA3, Direction.forward.rawValue] + DecimalDigits.bytes(tenths, count: 3)
            case .setGrade(let tenths): [0xA4] + DecimalDigits.bytes(tenths, count: 4)
            case .autoStop: [0xAA]
            case .test: [0xC0]
            case .readSpeed: [0xC1]
            case .readGrade: [0xC2]
            case .readFirmware: [0xC3]
            }
        }

        public var replyLength: Int {
            switch self {
            case .start, .disengage, .setSpeed, .setGrade, .autoStop: 1
            case .test: 2
            case .readSpeed, .readGrade, .readFirmware: 5
            }
        }
    }

    /// The first of the four digits of a speed.
    public enum Direction: UInt8, Sendable {
        case forward = 0x30
        case reverse = 0x33
    }

    /// A measured speed.
    public struct Velocity: Equatable, Sendable {
        public var direction: Direction
        /// Of the treadmill's own unit per hour, 0...999.
        public var tenths: Int

        public init(direction: Direction, tenths: Int) {
            self.direction = direction
            self.tenths = tenths
        }
    }

    /// The fastest that three digits can say.
    public static let highestTenths = 999

    /// The answer to ``Command/readSpeed`` without its acknowledgement: a direction and three digits.
    public static func velocity(_ payload: [UInt8]) throws(DecodingProblem) -> Velocity {
        guard let direction = payload.first.flatMap(Direction.init(rawValue:)) else {
            throw .notANumber(bytes: payload)
        }
        return Velocity(direction: direction, tenths: try DecimalDigits.number(payload.dropFirst(), count: 3))
    }

    /// The answer to ``Command/readGrade`` without its acknowledgement, in tenths of a per cent.
    public static func grade(_ payload: [UInt8]) throws(DecodingProblem) -> Int {
        try DecimalDigits.number(payload, count: 4)
    }

    /// The answer to ``Command/readFirmware`` without its acknowledgement: a number, its high byte first.
    public static func firmware(_ payload: [UInt8]) throws(DecodingProblem) -> UInt32 {
        guard payload.count == 4 else { throw .wrongLength(expected: 4, got: payload.count) }
        return payload.reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// The refusal that the first byte of an answer means; `nil` for any other byte.
    public static func refusal(_ byte: UInt8) -> TreadmillRefusal? {
        switch TreadmillRefusal(rawValue: byte) {
        case .masterTimeout: .masterTimeout
        case .outOfRange: .outOfRange
        case .unknownCommand: .unknownCommand
        case .unknownStatus, nil: nil
        }
    }

    /// Tenths of a per cent for `incline`, rounded down.
    public static func gradeTenths(for incline: Incline) -> Int {
        DecimalDigits.wholeTenths(incline.percentGrade, upTo: 9999)
    }
}
