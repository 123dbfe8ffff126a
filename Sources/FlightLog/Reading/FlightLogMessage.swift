import TreadmillControl

/// A text for people in the log.
public struct LogEvent: Equatable, Sendable {
    public var level: EventLevel
    /// In whole microseconds.
    public var time: MonotonicInstant
    public var text: String

    public init(level: EventLevel, time: MonotonicInstant, text: String) {
        self.level = level
        self.time = time
        self.text = text
    }
}

/// One record of a log, in the order of the file.
public enum FlightLogMessage: Sendable {
    case inputs(ControlInputsRecord)
    /// Follows the inputs of the same tick.
    case outputs(ControlOutputsRecord)
    case deviceHealth(DeviceHealthRecord)
    case event(LogEvent)
    /// Records were lost for about this time.
    case dropout(TimeSpan)
}
