import Glibc

/// A place that takes a long text: standard output or a new file, closed with the last reference.
final class TextOutput: Sendable {
    static let standard = TextOutput(descriptor: STDOUT_FILENO, name: "standard output")

    private let descriptor: Int32
    private let name: String

    private init(descriptor: Int32, name: String) {
        self.descriptor = descriptor
        self.name = name
    }

    /// - Throws: ``CommandFailure``; an existing file is never overwritten.
    convenience init(creating path: String) throws(CommandFailure) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw CommandFailure(
                message: "cannot create \(path): \(String(cString: strerror(errno))); choose a new name in a "
                    + "writable folder",
                exit: .unusableFile)
        }
        self.init(descriptor: descriptor, name: path)
    }

    deinit {
        if descriptor != STDOUT_FILENO { close(descriptor) }
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws(CommandFailure) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if written > 0 {
                rest = rest.dropFirst(written)
            } else if errno != EINTR {
                throw CommandFailure(
                    message: "cannot write \(name): \(String(cString: strerror(errno)))", exit: .unusableFile)
            }
        }
    }
}
