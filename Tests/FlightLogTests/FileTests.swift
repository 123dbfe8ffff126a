import FlightLog
import Glibc
import Testing
import TreadmillControl

@Suite("Log files")
struct FileTests {
    @Test("a log is readable after every write, before it is closed")
    func readableWhileWritten() throws {
        try withTemporaryFolder { folder in
            let path = folder + "/session.ulg"
            var file = try FlightLogFile(creating: path)
            var encoder = SampleLog.encoded(ticks: 0)
            try file.write(&encoder)
            var controller = Controller(limits: ControlLimits(), setup: SampleLog.setup)
            for tick in 0..<3 as Range<UInt64> {
                let now = SampleLog.instant(tick)
                let inputs = SampleLog.inputs(at: now)
                encoder.append(tick: tick, at: now, inputs: inputs, outputs: controller.step(inputs, at: now))
                try file.write(&encoder)
                try file.synchronize()
                #expect(encoder.bytes.isEmpty)
                let contents = try LogContents(try FlightLogReader(path: path))
                #expect(contents.outputs.count == Int(tick) + 1)
                #expect(contents.tornBytes == 0)
            }
            var information = stat()
            #expect(stat(path, &information) == 0)
            #expect(information.st_mode & 0o7777 & ~0o640 == 0)
            let written = file.byteCount
            #expect(Int64(information.st_size) == written)
        }
    }

    @Test("an existing log is never overwritten, and a link is never followed")
    func neverOverwrites() throws {
        try withTemporaryFolder { folder in
            let path = folder + "/session.ulg"
            do {
                var file = try FlightLogFile(creating: path)
                var encoder = SampleLog.encoded(ticks: 2)
                try file.write(&encoder)
            }
            #expect(symlink(folder + "/elsewhere", folder + "/link.ulg") == 0)
            for taken in [path, folder + "/link.ulg", folder + "/missing/session.ulg"] {
                #expect(throws: FlightLogError.self) { _ = try FlightLogFile(creating: taken) }
            }
            #expect(try LogContents(try FlightLogReader(path: path)).outputs.count == 2)
        }
    }

    @Test("a full disk is told and does no harm")
    func fullDisk() throws {
        var file = FlightLogFile(adopting: open("/dev/full", O_WRONLY | O_CLOEXEC), path: "/dev/full")
        var encoder = SampleLog.encoded(ticks: 1)
        let size = encoder.bytes.count
        for _ in 0..<2 {
            do throws(FlightLogError) {
                try file.write(&encoder)
                Issue.record("a full device took the bytes")
            } catch {
                #expect(error.description.contains("/dev/full"))
            }
            #expect(encoder.bytes.count == size)
        }
        let written = file.byteCount
        #expect(written == 0)
    }

    @Test("a write that fails half way leaves the log as it was, and writing goes on when there is room again")
    func halfWrite() throws {
        // A sealed memory file takes bytes up to its size and no more, like a disk that fills up in mid-write.
        let descriptor = try SealableMemory.create()
        let reading = dup(descriptor)
        defer { _ = close(reading) }
        var file = FlightLogFile(adopting: descriptor, path: "memory")
        var encoder = SampleLog.encoded(ticks: 2)
        try file.write(&encoder)
        let good = off_t(file.byteCount)
        try #require(ftruncate(descriptor, good + 5000) == 0)
        try #require(SealableMemory.sealGrowth(of: descriptor))

        encoder.append(event: "lost", level: .info, at: .zero)
        for _ in 0..<3 { encoder.append(event: String(repeating: "x", count: 4000), level: .info, at: .zero) }
        #expect(throws: FlightLogError.self) { try file.write(&encoder) }
        #expect(lseek(reading, 0, SEEK_END) == good)
        let left = file.byteCount
        #expect(off_t(left) == good)
        #expect(!encoder.bytes.isEmpty)
    }

    @Test("what cannot be opened is named with its reason")
    func cannotOpen() {
        do throws(FlightLogError) {
            _ = try FlightLogReader(path: "/nonexistent/a.ulg")
            Issue.record("opened what does not exist")
        } catch {
            #expect(error.description == "cannot open the log /nonexistent/a.ulg: No such file or directory")
        }
        #expect(throws: FlightLogError.self) { _ = try FlightLogReader(path: "/") }
    }

    @Test("a log longer than the reader's window reads to its end")
    func longLog() throws {
        let contents = try LogContents(SampleLog.bytes(ticks: 3000))
        #expect(contents.outputs.count == 3000)
        #expect(contents.outputs.last?.tick == 2999)
        #expect(contents.tornBytes == 0)
    }

    @Test("an encoder that is warm keeps its memory")
    func noGrowth() throws {
        var encoder = FlightLogEncoder(capacity: 1 << 16)
        let capacity = encoder.bytes.capacity
        let inputs = SampleLog.inputs(at: .zero)
        var controller = Controller(limits: ControlLimits(), setup: nil)
        let outputs = controller.step(inputs, at: .zero)
        for tick in 0..<1000 as Range<UInt64> {
            encoder.append(tick: tick, at: .zero, inputs: inputs, outputs: outputs)
            if tick % 100 == 99 { encoder.removeAll() }
        }
        #expect(encoder.bytes.capacity == capacity)
    }

    @Test("a long event is cut between characters")
    func longEvent() throws {
        var encoder = SampleLog.encoded(ticks: 0)
        encoder.append(event: String(repeating: "ü€", count: 5000), level: .error, at: .zero)
        let text = try #require(try LogContents(encoder.bytes).events.first?.text)
        #expect(text.utf8.count <= FlightLogEncoder.longestEvent)
        #expect(text.utf8.count > FlightLogEncoder.longestEvent - 4)
        #expect(!text.contains("\u{FFFD}"))
    }
}

/// Anonymous files whose growth can be forbidden (Linux), which the C library's module map does not show to Swift.
private enum SealableMemory {
    private typealias Create = @convention(c) (UnsafePointer<CChar>, UInt32) -> Int32

    static func create() throws -> Int32 {
        let address = try #require(dlsym(nil, "memfd_create"))
        let closeOnExec: UInt32 = 1
        let allowSealing: UInt32 = 2
        let descriptor = unsafeBitCast(address, to: Create.self)("log", closeOnExec | allowSealing)
        try #require(descriptor >= 0)
        return descriptor
    }

    static func sealGrowth(of descriptor: Int32) -> Bool {
        let addSeals: Int32 = 1033
        let growth: Int32 = 4
        return fcntl(descriptor, addSeals, growth) == 0
    }
}

/// Makes a folder for `body` and removes it with the files in it.
func withTemporaryFolder(_ body: (String) throws -> Void) throws {
    var template = Array("/tmp/unweight-log-XXXXXX".utf8CString)
    let folder = try #require(mkdtemp(&template).map { String(cString: $0) })
    defer {
        if let entries = opendir(folder) {
            while let entry = readdir(entries) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                _ = unlink(folder + "/" + name)
            }
            closedir(entries)
        }
        _ = rmdir(folder)
    }
    try body(folder)
}
