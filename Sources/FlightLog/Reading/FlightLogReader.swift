import TreadmillControl

/// Reads a log from its first message to its last whole one, in constant memory.
///
/// A file may end anywhere: what follows the last whole message is counted in ``tornBytes``. Damage in the middle is
/// skipped up to the next synchronisation mark and counted in ``damagedBytes``. Messages and topics of other programs
/// are skipped and counted in ``skippedMessages``. Nothing in a file can make it trap.
public struct FlightLogReader: ~Copyable {
    /// What the log says before its first tick.
    public let header: FlightLogHeader
    /// The version of the ULog format that the file states; 1 is the only one so far.
    public let ulogVersion: UInt8
    /// Messages that are not for this program.
    public private(set) var skippedMessages: UInt64 = 0
    /// Bytes behind the last whole message. Complete once ``next()`` has returned `nil`.
    public var tornBytes: UInt64 { frames.tornBytes }
    /// Bytes skipped in the middle of the file. Complete once ``next()`` has returned `nil`.
    public var damagedBytes: UInt64 { frames.damagedBytes }
    /// Bytes read so far; the size of the file once ``next()`` has returned `nil`.
    public var position: UInt64 { frames.position }
    /// What the seals so far say; `nil` unless they are checked.
    public var seals: SealFindings? { frames.seals?.findings }

    private var frames: MessageFrames
    private let formats: [String: String]
    private var subscriptions: [UInt16: Subscription] = [:]
    private let layouts = FlightLogTopic.allCases.map { (topic: $0, layout: $0.layout) }

    /// More subscriptions than any log has; guards a reader's memory.
    private static let mostSubscriptions = 1024

    private enum Subscription {
        case known(FlightLogTopic, byteCount: Int)
        case foreign
    }

    /// Opens the log at `path` and reads its definitions.
    ///
    /// - Parameter checkingSeals: hold the checksums in the file against its bytes, which takes about as long again.
    public init(path: String, checkingSeals: Bool = false) throws(FlightLogError) {
        let file = try ReadOnlyFile(path: path)
        try self.init(
            ByteWindow { memory throws(FlightLogError) in try file.read(into: memory) }, checkingSeals: checkingSeals)
    }

    /// Reads the definitions of a log in memory.
    public init(bytes: [UInt8], checkingSeals: Bool = false) throws(FlightLogError) {
        var rest = bytes[...]
        try self.init(
            ByteWindow { memory in
                let piece = rest.prefix(memory.count)
                memory.copyBytes(from: piece)
                rest = rest.dropFirst(piece.count)
                return piece.count
            }, checkingSeals: checkingSeals)
    }

    private init(_ window: consuming ByteWindow, checkingSeals: Bool) throws(FlightLogError) {
        var frames = MessageFrames(window, checkingSeals: checkingSeals)
        let version = try frames.readFileHeader().version
        var definitions = Definitions()
        while true {
            guard let frame = try frames.peek() else { throw .tornDefinitions(offset: frames.position) }
            guard frame.isPlausible else {
                throw .damagedDefinitions(
                    offset: frames.position, reason: "no message has type \(frame.type) and \(frame.size) bytes")
            }
            if frame.kind == .subscription || frame.kind == .loggedText { break }
            try definitions.read(frame.kind, frames.payload(frame), at: frames.position)
            frames.consume(frame)
        }
        let header = try FlightLogHeader(definitions)
        self.header = header
        ulogVersion = version
        formats = definitions.formats
        self.frames = frames
    }

    /// The next record; `nil` at the end of the log.
    ///
    /// - Throws: ``FlightLogError/otherFormat(topic:found:expected:)`` when a topic's fields are not this program's,
    ///   or ``FlightLogError/readFailed(path:reason:)``.
    public mutating func next() throws(FlightLogError) -> FlightLogMessage? {
        while let frame = try frames.next() {
            switch frame.kind {
            case .data:
                switch decodeData(frame) {
                case .message(let message):
                    frames.consume(frame)
                    return message
                case .seal(let seal):
                    frames.meet(seal)
                    frames.consume(frame)
                case .foreign: skip(frame)
                case .nonsense: if try !frames.skipToSync() { return nil }
                }
            case .loggedText:
                if let event = decodeEvent(frame) {
                    frames.consume(frame)
                    return .event(event)
                }
                if try !frames.skipToSync() { return nil }
            case .dropout:
                let duration = TimeSpan.milliseconds(Int64(integer(frame, at: 0, as: UInt16.self)))
                frames.consume(frame)
                return .dropout(duration)
            case .subscription:
                try subscribe(frame)
                frames.consume(frame)
            case .sync:
                if frames.payload(frame).elementsEqual(ULogFormat.syncMagic) {
                    frames.consume(frame)
                } else if try !frames.skipToSync() {
                    return nil
                }
            case .flagBits, .format, .information, .multiInformation, .parameter, .parameterDefault, .unsubscription,
                .taggedText, nil:
                skip(frame)
            }
        }
        return nil
    }

    private mutating func skip(_ frame: MessageFrame) {
        skippedMessages += 1
        frames.consume(frame)
    }

    private enum DataContent {
        case message(FlightLogMessage)
        case seal(FileSealRecord)
        case foreign
        /// Of no subscription, or of a size that its topic cannot have: damage.
        case nonsense
    }

    private func decodeData(_ frame: MessageFrame) -> DataContent {
        guard let subscription = subscriptions[integer(frame, at: 0, as: UInt16.self)] else { return .nonsense }
        guard case .known(let topic, let byteCount) = subscription else { return .foreign }
        let content = UnsafeRawBufferPointer(rebasing: frames.payload(frame).dropFirst(2))
        guard content.count == byteCount else { return .nonsense }
        switch topic {
        case .controlInputs: return .message(.inputs(decode(content)))
        case .controlOutputs: return .message(.outputs(decode(content)))
        case .deviceHealth: return .message(.deviceHealth(decode(content)))
        case .fileSeal: return .seal(decode(content))
        }
    }

    private func decode<Topic: LogTopic>(_ content: UnsafeRawBufferPointer) -> Topic {
        var decoder = FieldDecoder(from: content)
        var record = Topic()
        record.visit(&decoder)
        return record
    }

    private func decodeEvent(_ frame: MessageFrame) -> LogEvent? {
        let payload = frames.payload(frame)
        guard let level = EventLevel(character: payload[0]) else { return nil }
        let microseconds = Int64(clamping: integer(frame, at: 1, as: UInt64.self))
        return LogEvent(
            level: level, time: MonotonicInstant(nanoseconds: microseconds.multipliedReportingOverflow(by: 1000).0),
            text: String(decoding: payload.dropFirst(9), as: UTF8.self))
    }

    /// A number in the payload, which is long enough.
    private func integer<Number: FixedWidthInteger>(
        _ frame: MessageFrame, at offset: Int, as type: Number.Type
    ) -> Number {
        Number(littleEndian: frames.payload(frame).loadUnaligned(fromByteOffset: offset, as: Number.self))
    }

    private mutating func subscribe(_ frame: MessageFrame) throws(FlightLogError) {
        let number = integer(frame, at: 1, as: UInt16.self)
        let name = String(decoding: frames.payload(frame).dropFirst(3), as: UTF8.self)
        guard subscriptions.count < Self.mostSubscriptions || subscriptions[number] != nil else {
            throw .incompatible(reason: "it has more than \(Self.mostSubscriptions) subscriptions")
        }
        guard let (topic, layout) = layouts.first(where: { $0.layout.name == name }) else {
            subscriptions[number] = .foreign
            return
        }
        let found = "\(name):\(formats[name] ?? "")"
        guard found == layout.definition else {
            throw .otherFormat(topic: name, found: found, expected: layout.definition)
        }
        subscriptions[number] = .known(topic, byteCount: layout.byteCount)
    }
}
