import Glibc
import TreadmillControl

/// A log file being written: only ever appended to, and at any moment a log that can be read.
///
/// Use it from one thread, away from the control loop. A failed write leaves the file as it was after the last write
/// that succeeded, so that a full disk costs the newest records and nothing else.
public struct FlightLogFile: ~Copyable {
    public let path: String
    /// Bytes written so far.
    public private(set) var byteCount: Int64 = 0

    private let descriptor: Int32
    /// A failed write may have left part of a message behind the good bytes.
    private var hasTornTail = false
    /// Of what was written since the last seal.
    private var checksum = CRC32()
    private var sealedTo: Int64 = 0

    /// Creates the file with mode 0640. An existing file is never overwritten.
    public init(creating path: String) throws(FlightLogError) {
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW
        let opened = path.withCString { open($0, flags, 0o640) }
        guard opened >= 0 else { throw .cannotCreate(path: path, reason: systemMessage(errno)) }
        self.init(adopting: opened, path: path)
    }

    /// Takes over an open descriptor whose position is zero.
    package init(adopting descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit { _ = Glibc.close(descriptor) }

    /// Writes and empties the encoder's bytes. When it throws, the encoder still has them: try again, or remove them
    /// and append a dropout in their place.
    public mutating func write(_ encoder: inout FlightLogEncoder) throws(FlightLogError) {
        if hasTornTail { try cutTornTail() }
        let failure = encoder.bytes.withUnsafeBytes { writeAll($0) }
        if let failure {
            hasTornTail = true
            try? cutTornTail()
            throw error(failure)
        }
        byteCount += Int64(encoder.bytes.count)
        encoder.bytes.withUnsafeBytes { checksum.add($0) }
        encoder.removeAll()
    }

    /// Seals what was written since the last seal with its checksum, so that damage to it can be told, and sets a mark by
    /// which a reader finds its place again. About once a second is enough.
    public mutating func seal(at time: MonotonicInstant) throws(FlightLogError) {
        var encoder = FlightLogEncoder(capacity: 64)
        encoder.append(
            FileSealRecord(
                at: time, from: UInt64(sealedTo), to: UInt64(byteCount), checksum: checksum.value))
        let before = checksum
        let position = byteCount
        // The seal's own bytes belong to the next one.
        checksum = CRC32()
        do throws(FlightLogError) {
            try write(&encoder)
            sealedTo = position
        } catch {
            checksum = before
            throw error
        }
    }

    /// Returns once all that was written is on the disk.
    public mutating func synchronize() throws(FlightLogError) {
        // A pipe or device has nothing to synchronise and says EINVAL.
        if fdatasync(descriptor) != 0, errno != EINVAL { throw error(errno) }
    }

    /// The error number of the write that failed, or `nil` when all bytes are written.
    private func writeAll(_ memory: UnsafeRawBufferPointer) -> Int32? {
        var rest = memory[...]
        while !rest.isEmpty {
            let piece = UnsafeRawBufferPointer(rebasing: rest)
            let written = Glibc.write(descriptor, piece.baseAddress, piece.count)
            if written > 0 {
                rest = rest.dropFirst(written)
            } else if written == 0 {
                return ENOSPC
            } else if errno != EINTR {
                return errno
            }
        }
        return nil
    }

    private mutating func cutTornTail() throws(FlightLogError) {
        guard ftruncate(descriptor, off_t(byteCount)) == 0, lseek(descriptor, off_t(byteCount), SEEK_SET) >= 0 else {
            throw error(errno)
        }
        hasTornTail = false
    }

    private func error(_ code: Int32) -> FlightLogError {
        .writeFailed(path: path, reason: systemMessage(code), diskIsFull: code == ENOSPC || code == EDQUOT)
    }
}

/// The operating system's words for an error number.
func systemMessage(_ code: Int32) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { memory in
        guard let address = memory.baseAddress else { return "error \(code)" }
        memory.initialize(repeating: 0)
        return strerror_r(code, address, memory.count) == 0 ? String(cString: address) : "error \(code)"
    }
}
