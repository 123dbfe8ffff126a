import TreadmillControl

/// Turns ticks and events into the bytes of a ULog, in a buffer that is used again and again.
///
/// Feed it away from the control loop's thread. Once the buffer has grown to its working size nothing is allocated.
/// A log begins with ``append(header:)``; its bytes go to a ``FlightLogFile``.
public struct FlightLogEncoder: Sendable {
    /// What was appended since the last ``removeAll()``: whole messages only.
    public private(set) var bytes: [UInt8] = []

    /// The longest text of an event in bytes; longer ones are cut between characters.
    public static let longestEvent = 4096

    private let inputs = FlightLogTopic.controlInputs.layout
    private let outputs = FlightLogTopic.controlOutputs.layout
    private let health = FlightLogTopic.deviceHealth.layout

    /// - Parameter capacity: bytes to reserve; one tick takes 313, so the default holds two seconds at 100 Hz.
    public init(capacity: Int = 1 << 16) { bytes.reserveCapacity(capacity) }

    /// Forgets the bytes and keeps the memory.
    public mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    /// Appends what the core was told and what it yielded in tick number `tick`.
    ///
    /// Ticks are numbered from zero without gaps; a gap says that ticks were lost and makes a replay impossible.
    public mutating func append(
        tick: UInt64, at time: MonotonicInstant, inputs controlInputs: ControlInputs,
        outputs controlOutputs: ControlOutputs
    ) {
        append(ControlInputsRecord(tick: tick, at: time, controlInputs), .controlInputs, size: inputs.byteCount)
        append(ControlOutputsRecord(tick: tick, at: time, controlOutputs), .controlOutputs, size: outputs.byteCount)
    }

    /// Appends how the exchanges on a bus go.
    public mutating func append(_ record: DeviceHealthRecord) {
        append(record, .deviceHealth, size: health.byteCount)
    }

    /// Appends a text for people. Cut to ``longestEvent`` bytes.
    public mutating func append(event text: String, level: EventLevel, at time: MonotonicInstant) {
        let clipped = text[...].utf8Prefix(Self.longestEvent)
        beginMessage(.loggedText, size: 9 + clipped.utf8.count)
        bytes.append(level.character)
        append(integer: time.ulogTimestamp)
        bytes.append(contentsOf: clipped.utf8)
    }

    /// Says that records were lost for `duration` (stored in milliseconds, at most 65.5 s a mark).
    public mutating func append(dropout duration: TimeSpan) {
        beginMessage(.dropout, size: 2)
        append(integer: UInt16(clamping: duration.nanoseconds / 1_000_000))
    }

    /// A mark by which a reader finds its place again after damage. About one a second is enough.
    public mutating func appendSync() { bytes.append(contentsOf: ULogFormat.syncMessage) }

    /// Appends the seal of what stands before it in the file, and a mark.
    mutating func append(_ seal: FileSealRecord) {
        append(seal, .fileSeal, size: FlightLogTopic.fileSeal.layout.byteCount)
        appendSync()
    }

    private mutating func append<Topic: LogTopic>(_ record: Topic, _ topic: FlightLogTopic, size: Int) {
        beginMessage(.data, size: 2 + size)
        append(integer: topic.rawValue)
        let start = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: size))
        bytes.withUnsafeMutableBytes { memory in
            record.encode(into: UnsafeMutableRawBufferPointer(rebasing: memory[start...]))
        }
    }

    mutating func beginMessage(_ type: ULogFormat.MessageType, size: Int) {
        append(integer: UInt16(clamping: size))
        bytes.append(type.rawValue)
    }

    mutating func append(integer: some FixedWidthInteger) {
        withUnsafeBytes(of: integer.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func append(raw: some Sequence<UInt8>) { bytes.append(contentsOf: raw) }
}

extension Substring {
    /// The longest beginning of at most `limit` UTF-8 bytes that does not cut a character's encoding.
    func utf8Prefix(_ limit: Int) -> Substring {
        guard utf8.count > limit else { return self }
        var end = utf8.index(startIndex, offsetBy: limit)
        while end > startIndex, utf8[end] & 0xC0 == 0x80 { end = utf8.index(before: end) }
        return self[..<end]
    }
}
