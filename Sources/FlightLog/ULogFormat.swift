/// The parts of ULog, the PX4 project's log format, that this module writes and reads.
///
/// Source: "ULog File Format" in the PX4 guide, docs.px4.io. All integers are little endian.
package enum ULogFormat {
    /// The first seven bytes of every ULog.
    package static let magic: [UInt8] = [0x55, 0x4C, 0x6F, 0x67, 0x01, 0x12, 0x35]
    /// The version of the format, the eighth byte.
    package static let version: UInt8 = 1
    /// Magic, version and the start in microseconds.
    package static let fileHeaderSize = 16
    /// Size (`UInt16`) and type (`UInt8`) before every message's payload.
    package static let messageHeaderSize = 3
    /// Two sets of eight flag bytes and three file offsets.
    package static let flagBitsSize = 40
    /// The payload of a synchronisation message, by which a reader finds its place again after damage.
    package static let syncMagic: [UInt8] = [0x2F, 0x73, 0x13, 0x20, 0x25, 0x0C, 0xBB, 0x12]
    /// A whole synchronisation message, header included.
    package static let syncMessage: [UInt8] = [8, 0, MessageType.sync.rawValue] + syncMagic

    /// The letter that says what a message holds.
    package enum MessageType: UInt8 {
        case flagBits = 0x42  // B
        case format = 0x46  // F
        case information = 0x49  // I
        case multiInformation = 0x4D  // M
        case parameter = 0x50  // P
        case parameterDefault = 0x51  // Q
        case subscription = 0x41  // A
        case unsubscription = 0x52  // R
        case data = 0x44  // D
        case loggedText = 0x4C  // L
        case taggedText = 0x43  // C
        case sync = 0x53  // S
        case dropout = 0x4F  // O
    }
}

/// How much an event matters: the levels of syslog and of ULog.
public enum EventLevel: UInt8, CaseIterable, Sendable {
    case emergency = 0
    case alert = 1
    case critical = 2
    case error = 3
    case warning = 4
    case notice = 5
    case info = 6
    case debug = 7

    /// ULog stores the level as the digit's character.
    var character: UInt8 { rawValue + 0x30 }

    init?(character: UInt8) {
        guard character >= 0x30 else { return nil }
        self.init(rawValue: character - 0x30)
    }
}
