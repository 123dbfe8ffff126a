import FlightLog
import Foundation
import Testing
import TreadmillControl

@testable import unweight

@Suite("Logs in order: list, verify, prune")
struct LogKeepingTests {
    private let now = Date(timeIntervalSince1970: 1_800_000_000)

    /// Logs of these ages in days, of 10 MB each, the newest first.
    private func logs(_ ages: [Double]) -> [LogFolder.Entry] {
        ages.map { LogFolder.Entry(name: "\($0)", bytes: 10_000_000, modifiedAt: now.addingTimeInterval(-$0 * 86_400)) }
    }

    private func doomed(_ ages: [Double], days: Int? = nil, megabytes: Int64? = nil) -> [String] {
        LogRetention(keepDays: days, keepBytes: megabytes.map { $0 * 1_000_000 }).superfluous(logs(ages), at: now)
            .map(\.name)
    }

    @Test("what is older than the days goes, the oldest first")
    func byAge() {
        #expect(doomed([0.5, 3, 29.9, 30.1, 400], days: 30) == ["400.0", "30.1"])
        #expect(doomed([0.5, 3], days: 30).isEmpty)
    }

    @Test("what does not fit goes, the newest stay")
    func bySpace() {
        #expect(doomed([1, 2, 3, 4], megabytes: 20) == ["4.0", "3.0"])
        #expect(doomed([1, 2, 3, 4], megabytes: 40).isEmpty)
        #expect(doomed([1, 2, 40], days: 30, megabytes: 10) == ["40.0", "2.0"])
    }

    @Test("a log that may be being written stays, and so does the newest, whatever is asked for")
    func untouchable() {
        #expect(
            doomed([0, 0.04, 0.05], days: 0, megabytes: 0) == ["0.05"], "0.04 days are 58 minutes")
        #expect(doomed([500], days: 1, megabytes: 0).isEmpty)
        // A clock that was set back makes files of the future.
        #expect(doomed([-3, -2, -1], days: 1, megabytes: 0).isEmpty)
    }

    @Test("a folder is listed by age, with what is no log named and nothing followed")
    func listed() throws {
        try withLogs { folder in
            try FileManager.default.createSymbolicLink(
                atPath: folder.file("link.ulg"), withDestinationPath: folder.file("session.ulg"))
            try FileManager.default.createDirectory(
                atPath: folder.file("folder.ulg"), withIntermediateDirectories: false)
            try Data("nothing".utf8).write(to: URL(fileURLWithPath: folder.file("notes.txt")))
            try Data("no log".utf8).write(to: URL(fileURLWithPath: folder.file("other.ulg")))
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: 1)], ofItemAtPath: folder.file("other.ulg"))
            let rows = try folder.entries().map { LogListRow($0, in: folder, readingOutcome: true) }
            #expect(rows.map(\.log) == ["session.ulg", "other.ulg"])
            #expect(rows[0].startedAt == "2026-01-02T03:04:05Z" && rows[0].problem == nil)
            #expect(rows[0].outcome == "nothing was recorded")
            #expect(rows[1].startedAt == nil && rows[1].problem?.contains("not a flight log") == true)
        }
        #expect(throws: CommandFailure.self) { try LogFolder(path: "/nonexistent").entries() }
    }

    @Test("verify says sound of what was closed well, and names the bytes of a log that was changed")
    func verified() throws {
        try withLogs { folder in
            let path = folder.file("session.ulg")
            #expect(
                LogVerifyReport("x", try FlightLogVerification(path: path)).lines.map { $0.hasSuffix("; sound") } == [
                    true
                ])
            var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
            // A letter of the session's name: the form stays whole.
            let place = try #require(bytes.range(of: Data("night-7".utf8))).lowerBound
            bytes[place] ^= 1
            try bytes.write(to: URL(fileURLWithPath: path))
            let report = LogVerifyReport("x", try FlightLogVerification(path: path))
            #expect(report.verdict == .damaged)
            #expect(
                report.lines.count == 2 && report.lines[1].contains("bytes 0 to \(report.sealedTo)"), "\(report.lines)")
        }
    }

    /// A folder with one sealed log without ticks.
    private func withLogs(_ body: (LogFolder) throws -> Void) throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let folder = LogFolder(path: path)
        do {
            var file = try FlightLogFile(creating: folder.file("session.ulg"))
            var encoder = FlightLogEncoder()
            encoder.append(
                header: FlightLogHeader(
                    softwareVersion: "1", sessionID: "night-7", startedAt: "2026-01-02T03:04:05Z", start: .zero,
                    limits: ControlLimits(), setup: nil))
            try file.write(&encoder)
            try file.seal(at: .zero)
        }
        try body(folder)
    }
}
