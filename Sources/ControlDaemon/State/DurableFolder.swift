import Foundation
import Glibc

/// What a ``DurableStore`` asks of a folder. A fake of it shows what a power cut at any point leaves behind.
protocol DurableFolder: Sendable {
    /// The file's bytes; `nil` when there is no such file.
    func read(_ name: String) throws(StorageFailure) -> [UInt8]?
    /// Makes the file anew with these bytes, and returns once they are on the disk.
    func write(_ bytes: [UInt8], to name: String) throws(StorageFailure)
    /// Gives a file another's name, whose old content is gone at the same moment.
    func rename(_ name: String, to newName: String) throws(StorageFailure)
    /// Returns once all renames are on the disk.
    func synchronize() throws(StorageFailure)
}

/// Why something could not be read from or brought to the disk.
struct StorageFailure: Error, Equatable, CustomStringConvertible {
    var path: String
    var reason: String

    var description: String { "\(path): \(reason)" }
}

/// A real folder.
struct DirectoryOnDisk: DurableFolder {
    var path: String

    private func file(_ name: String) -> String { path + "/" + name }

    private func failure(_ path: String, _ code: Int32) -> StorageFailure {
        StorageFailure(path: path, reason: String(cString: strerror(code)))
    }

    func read(_ name: String) throws(StorageFailure) -> [UInt8]? {
        let path = file(name)
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw failure(path, errno)
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = Glibc.read(descriptor, &piece, piece.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure(path, errno) }
            if count == 0 { return bytes }
            bytes += piece.prefix(count)
            guard bytes.count <= SealedRecord.largest else {
                throw StorageFailure(path: path, reason: "longer than any record")
            }
        }
    }

    func write(_ bytes: [UInt8], to name: String) throws(StorageFailure) {
        let path = file(name)
        let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o640)
        guard descriptor >= 0 else { throw failure(path, errno) }
        defer { close(descriptor) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure(path, count < 0 ? errno : ENOSPC) }
            rest = rest.dropFirst(count)
        }
        guard fsync(descriptor) == 0 else { throw failure(path, errno) }
    }

    func rename(_ name: String, to newName: String) throws(StorageFailure) {
        guard Glibc.rename(file(name), file(newName)) == 0 else { throw failure(file(newName), errno) }
    }

    func synchronize() throws(StorageFailure) {
        let descriptor = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path, errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure(path, errno) }
    }
}
