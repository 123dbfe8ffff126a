import Glibc
import Synchronization

/// One end of a line, as a scripted peer sees it: bytes, and an end.
struct Wire {
    let descriptor: Int32
    /// Whether an absent other end is the end, as on TCP; on a terminal it may come back.
    let endsWithHangUp: Bool
    let isStopped: @Sendable () -> Bool

    /// Exactly `count` bytes; `nil` once the line has ended.
    func read(_ count: Int) -> [UInt8]? {
        var bytes: [UInt8] = []
        while bytes.count < count {
            guard let more = readSome(count - bytes.count) else { return nil }
            bytes += more
        }
        return bytes
    }

    /// Whatever has come, nothing after a while; `nil` once the line has ended.
    private func readSome(_ count: Int) -> [UInt8]? {
        guard !isStopped() else { return nil }
        var item = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&item, 1, 20) > 0 else { return [] }
        var chunk = [UInt8](repeating: 0, count: count)
        let got = Glibc.read(descriptor, &chunk, count)
        if got > 0 { return Array(chunk.prefix(got)) }
        if endsWithHangUp { return nil }
        // Nobody has the terminal open; poll does not wait for that.
        usleep(2000)
        return []
    }

    /// Reads what there is until nothing more comes for a moment.
    func discardUntilQuiet() {
        while let bytes = readSome(256), !bytes.isEmpty {}
    }

    /// False when the other end has gone.
    @discardableResult
    func write(_ bytes: [UInt8]) -> Bool {
        if endsWithHangUp { return send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count }
        return Glibc.write(descriptor, bytes, bytes.count) == bytes.count
    }
}
