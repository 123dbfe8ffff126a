import TreadmillControl

/// One kind of record in the log: flat, fixed in size, its fields listed once.
package protocol LogTopic: Sendable {
    /// The topic's name in the file.
    static var topicName: String { get }
    /// A record of zeros and absences, to be filled by a visitor.
    init()
    /// Shows every field to `visitor`, in the order of the file. The first is ULog's `timestamp` in microseconds.
    mutating func visit<Visitor: FieldVisitor>(_ visitor: inout Visitor)
}

/// The topics of the flight log. The raw value is the topic's message number in the file.
package enum FlightLogTopic: UInt16, CaseIterable, Sendable {
    case controlInputs = 0
    case controlOutputs = 1
    case deviceHealth = 2
    case fileSeal = 3

    package var layout: FieldLayout {
        switch self {
        case .controlInputs: FieldLayout(of: ControlInputsRecord.self)
        case .controlOutputs: FieldLayout(of: ControlOutputsRecord.self)
        case .deviceHealth: FieldLayout(of: DeviceHealthRecord.self)
        case .fileSeal: FieldLayout(of: FileSealRecord.self)
        }
    }
}

extension MonotonicInstant {
    /// Whole microseconds for ULog, which knows nothing before zero.
    var ulogTimestamp: UInt64 { UInt64(clamping: nanoseconds / 1000) }
}

/// What stands in a `Double` field that holds nothing.
let absentValue = Double.nan
