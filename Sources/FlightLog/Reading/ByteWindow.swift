import Glibc

/// A window that slides over a file or over bytes in memory, of fixed size however long the input is.
struct ByteWindow: ~Copyable {
    /// Fills the memory from its beginning and says how many bytes it got; zero at the end.
    typealias Source = (UnsafeMutableRawBufferPointer) throws(FlightLogError) -> Int

    /// The most that ``ensure(_:)`` can be asked for; larger than any ULog message.
    static let capacity = 1 << 18

    /// Offset in the input of the first byte of the window.
    private(set) var position: UInt64 = 0
    private let storage = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 16)
    private let source: Source
    private var start = 0
    private var end = 0
    private var sourceIsEmpty = false

    init(_ source: @escaping Source) { self.source = source }

    deinit { storage.deallocate() }

    /// Bytes that can be seen without reading on.
    var available: Int { end - start }

    /// The bytes that can be seen. Valid until the next mutating call.
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: storage[start..<end]) }

    /// Reads on until `count` bytes can be seen; false when the input ends before that.
    mutating func ensure(_ count: Int) throws(FlightLogError) -> Bool {
        if available >= count { return true }
        guard count <= Self.capacity, !sourceIsEmpty else { return false }
        compact()
        while end < count {
            let got = try source(UnsafeMutableRawBufferPointer(rebasing: storage[end...]))
            if got <= 0 {
                sourceIsEmpty = true
                return false
            }
            end += got
        }
        return true
    }

    /// Moves on by `count` bytes, which can be seen.
    mutating func consume(_ count: Int) {
        let count = min(count, available)
        start += count
        position += UInt64(count)
    }

    private mutating func compact() {
        guard start > 0 else { return }
        let count = available
        if count > 0, let base = storage.baseAddress { memmove(base, base + start, count) }
        start = 0
        end = count
    }
}

/// An open file that closes itself.
final class ReadOnlyFile {
    let path: String
    private let descriptor: Int32

    init(path: String) throws(FlightLogError) {
        self.path = path
        descriptor = path.withCString { open($0, O_RDONLY | O_CLOEXEC) }
        guard descriptor >= 0 else { throw .cannotOpen(path: path, reason: systemMessage(errno)) }
    }

    deinit {
        if descriptor >= 0 { _ = Glibc.close(descriptor) }
    }

    /// Fills the beginning of `memory` and says how many bytes it got; zero at the end of the file.
    func read(into memory: UnsafeMutableRawBufferPointer) throws(FlightLogError) -> Int {
        while true {
            let got = Glibc.read(descriptor, memory.baseAddress, memory.count)
            if got >= 0 { return got }
            if errno != EINTR { throw .readFailed(path: path, reason: systemMessage(errno)) }
        }
    }
}
