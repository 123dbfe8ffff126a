/// A request as it came over a serial line.
public struct RTURequest: Equatable, Sendable {
    public var unit: UInt8
    public var pdu: [UInt8]
    /// Bytes on the wire, checksum and unit included.
    public var wireLength: Int

    init(frame: ArraySlice<UInt8>) {
        unit = frame.first ?? 0
        pdu = Array(frame.dropFirst().dropLast(2))
        wireLength = frame.count
    }
}

/// Finds the requests in the bytes of a serial line.
///
/// A frame ends where its function code says; silence ends it too. Once the bytes make no sense, everything up to the
/// next silence is thrown away, so that no middle of a frame is ever taken for a beginning.
public struct RTUReceiver: Sendable {
    private var buffer: [UInt8] = []
    private var waitsForSilence = false

    public init() {}

    /// Whether silence would change anything.
    public var isInFrame: Bool { waitsForSilence || !buffer.isEmpty }

    public mutating func append(_ bytes: some Collection<UInt8>) {
        guard !waitsForSilence else { return }
        buffer.append(contentsOf: bytes)
    }

    /// The next whole request, if there is one.
    public mutating func next() -> RTURequest? {
        guard !waitsForSilence, case .known(let length) = RTUFrame.requestLength(buffer) else {
            if buffer.count > RTUFrame.largest { giveUp() }
            return nil
        }
        guard length <= RTUFrame.largest else {
            giveUp()
            return nil
        }
        guard buffer.count >= length else { return nil }
        let frame = buffer.prefix(length)
        guard RTUFrame.isIntact(frame) else {
            giveUp()
            return nil
        }
        let request = RTURequest(frame: frame)
        buffer.removeFirst(length)
        return request
    }

    /// The line has been silent for long enough to end any frame. What has come so far is a request if its checksum
    /// says so, with a function code of unknown length for instance; else it is forgotten.
    public mutating func silence() -> RTURequest? {
        defer {
            buffer.removeAll(keepingCapacity: true)
            waitsForSilence = false
        }
        guard !waitsForSilence, buffer.count <= RTUFrame.largest, RTUFrame.isIntact(buffer) else { return nil }
        return RTURequest(frame: buffer[...])
    }

    private mutating func giveUp() {
        buffer.removeAll(keepingCapacity: true)
        waitsForSilence = true
    }
}
