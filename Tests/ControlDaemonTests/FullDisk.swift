import Foundation
import Glibc
import Testing

/// Makes the disk under an open file full, and well again: the descriptor is led to /dev/full and back.
struct FullDisk {
    private let descriptor: Int32
    private let original: Int32

    /// - Parameter path: a file that this process has open.
    init(under path: String) throws {
        descriptor = try #require(Self.descriptor(of: path), "\(path) is not open")
        original = dup(descriptor)
        let full = open("/dev/full", O_WRONLY | O_CLOEXEC)
        #expect(original >= 0 && full >= 0 && dup2(full, descriptor) == descriptor)
        close(full)
    }

    func makeRoom() {
        #expect(dup2(original, descriptor) == descriptor)
        close(original)
    }

    private static func descriptor(of path: String) -> Int32? {
        let open = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        let found = open.first {
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")) == path
        }
        return found.flatMap(Int32.init)
    }
}
