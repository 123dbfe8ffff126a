import Glibc

/// How much can be written to a disk.
enum FreeSpace {
    /// Bytes that an ordinary program may still write where `path` is.
    static func bytes(at path: String) throws(StorageFailure) -> Int64 {
        var space = statvfs()
        guard statvfs(path, &space) == 0 else {
            throw StorageFailure(path: path, reason: String(cString: strerror(errno)))
        }
        return Int64(
            clamping: UInt64(space.f_bavail).multipliedReportingOverflow(by: UInt64(space.f_frsize)).partialValue)
    }
}
