/// One message in the window: where its payload is and what it claims to be.
struct MessageFrame {
    let type: UInt8
    /// Bytes of the payload, after the message's header.
    let size: Int

    var kind: ULogFormat.MessageType? { ULogFormat.MessageType(rawValue: type) }
    var totalSize: Int { ULogFormat.messageHeaderSize + size }

    /// False for what no ULog writer produces. A letter that is not known is a message of a later version.
    var isPlausible: Bool {
        guard size > 0 else { return false }
        switch kind {
        case .flagBits: return size >= ULogFormat.flagBitsSize
        case .sync: return size == ULogFormat.syncMagic.count
        case .dropout, .unsubscription: return size == 2
        case .subscription: return size > 3
        case .data: return size > 2
        case .loggedText: return size >= 9
        case .taggedText: return size >= 11
        case .format, .information, .multiInformation, .parameter, .parameterDefault: return true
        case nil: return (0x41...0x5A).contains(type) || (0x61...0x7A).contains(type)
        }
    }
}

/// Cuts the input into messages, finds its way past damage and stops at a torn end.
struct MessageFrames: ~Copyable {
    private var window: ByteWindow
    /// `nil` where seals are not held against the bytes.
    private(set) var seals: SealCheck?
    /// Bytes at the end of the file that are no whole message.
    private(set) var tornBytes: UInt64 = 0
    /// Bytes in the middle of the file that were skipped because they are no messages.
    private(set) var damagedBytes: UInt64 = 0

    init(_ window: consuming ByteWindow, checkingSeals: Bool) {
        self.window = window
        seals = checkingSeals ? SealCheck() : nil
    }

    /// The current message is a seal.
    mutating func meet(_ seal: FileSealRecord) { seals?.meet(seal, at: window.position) }

    private mutating func pass(_ count: Int) {
        if seals != nil { seals?.pass(UnsafeRawBufferPointer(rebasing: window.bytes.prefix(count))) }
        window.consume(count)
    }

    /// Offset in the file of the current message.
    var position: UInt64 { window.position }

    /// The first bytes of the file, before any message.
    mutating func readFileHeader() throws(FlightLogError) -> (version: UInt8, microseconds: UInt64) {
        guard try window.ensure(ULogFormat.fileHeaderSize) else {
            let signature = ULogFormat.magic.prefix(window.available)
            let isBeginning = window.available > 0 && window.bytes.prefix(signature.count).elementsEqual(signature)
            throw isBeginning ? .tornDefinitions(offset: UInt64(window.available)) : .notALog
        }
        guard window.bytes.prefix(ULogFormat.magic.count).elementsEqual(ULogFormat.magic) else { throw .notALog }
        let version = window.bytes[ULogFormat.magic.count]
        let microseconds = UInt64(
            littleEndian: window.bytes.loadUnaligned(fromByteOffset: ULogFormat.magic.count + 1, as: UInt64.self))
        pass(ULogFormat.fileHeaderSize)
        return (version, microseconds)
    }

    /// The message at the current position, whole in the window; `nil` when there is no whole one, plausible or not.
    mutating func peek() throws(FlightLogError) -> MessageFrame? {
        guard try window.ensure(ULogFormat.messageHeaderSize) else { return nil }
        let size = UInt16(littleEndian: window.bytes.loadUnaligned(as: UInt16.self))
        let frame = MessageFrame(type: window.bytes[2], size: Int(size))
        guard try window.ensure(frame.totalSize) else { return nil }
        return frame
    }

    /// The payload of the message that ``peek()`` returned. Valid until the next mutating call.
    func payload(_ frame: MessageFrame) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: window.bytes[ULogFormat.messageHeaderSize..<frame.totalSize])
    }

    mutating func consume(_ frame: MessageFrame) { pass(frame.totalSize) }

    /// The next message that can be one. Goes past damage to the next synchronisation mark; `nil` at the end.
    mutating func next() throws(FlightLogError) -> MessageFrame? {
        while true {
            if let frame = try peek(), frame.isPlausible { return frame }
            guard try skipToSync() else { return nil }
        }
    }

    /// Leaves the current message, which makes no sense, for the next synchronisation mark. Without one, the rest of
    /// the file counts as torn and the result is false.
    mutating func skipToSync() throws(FlightLogError) -> Bool {
        let mark = ULogFormat.syncMessage
        var skipped: UInt64 = 0
        while try window.ensure(mark.count + 1) {
            // From the second byte on, for the first is where the nonsense begins.
            let found = firstMark(in: window.bytes.dropFirst())
            let distance = found.map { $0 } ?? (window.available - mark.count + 1)
            pass(distance)
            skipped += UInt64(distance)
            if found != nil {
                damagedBytes += skipped
                return true
            }
        }
        tornBytes += skipped + UInt64(window.available)
        pass(window.available)
        return false
    }

    private func firstMark(in bytes: Slice<UnsafeRawBufferPointer>) -> Int? {
        let mark = ULogFormat.syncMessage
        var index = bytes.startIndex
        while index + mark.count <= bytes.endIndex {
            if bytes[index] == mark[0], bytes[index..<index + mark.count].elementsEqual(mark) { return index }
            index += 1
        }
        return nil
    }
}
