/// Answers by which a serial treadmill refuses what was said. Which of them there are depends on its make.
public enum TreadmillRefusal: UInt8, Error, Sendable, CaseIterable, CustomStringConvertible {
    /// The treadmill's own timer has run out: it heard nothing for too long, and has stopped the belt.
    case masterTimeout = 0xBD
    case outOfRange = 0xBE
    case unknownCommand = 0xBF
    case unknownStatus = 0xDF

    public var description: String {
        switch self {
        case .masterTimeout: "the treadmill says that it heard nothing for too long, and has stopped"
        case .outOfRange: "the treadmill says the value is out of its range"
        case .unknownCommand: "the treadmill does not know the command"
        case .unknownStatus: "the treadmill does not know the status request"
        }
    }
}
