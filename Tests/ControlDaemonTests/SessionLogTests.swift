import FlightLog
import Testing
import TreadmillControl

@testable import ControlDaemon

@Suite("Session log")
struct SessionLogTests {
    @Test("what was given is what is read, and the core does the same again over it")
    func roundTrip() async throws {
        try await withFolder { folder in
            let path = folder + "/a.ulg"
            let log = try SessionLog(session: 1, path: path, header: .walk)
            var ticks = HandmadeTicks(session: 1)
            let records = (0..<300).map { number in
                ticks.next(request: number == 200 ? OperatorRequest(id: 9, action: .pause) : nil)
            }
            for record in records { log.append(record) }
            log.append(event: "something happened", level: .notice, at: .seconds(101))
            log.flush(at: .seconds(103))
            let contents = try LogContents(path: path)
            #expect(contents.header == .walk)
            #expect(contents.ticks == Array(0..<300))
            #expect(try contents.inputs.map { try $0.controlInputs() } == records.map(\.inputs))
            #expect(contents.inputs.map(\.time) == records.map(\.now))
            #expect(contents.events == ["something happened"])
            #expect(try contents.differingTicks() == [])
            #expect(log.report.failure == nil)
            #expect(log.report.bytes > 300 * 300)
        }
    }

    @Test("no log where one cannot be made, or where one is already")
    func cannotCreate() async throws {
        try await withFolder { folder in
            #expect(throws: FlightLogError.self) {
                _ = try SessionLog(session: 1, path: folder + "/missing/a.ulg", header: .walk)
            }
            _ = try SessionLog(session: 1, path: folder + "/a.ulg", header: .walk)
            #expect(throws: FlightLogError.self) {
                _ = try SessionLog(session: 1, path: folder + "/a.ulg", header: .walk)
            }
        }
    }

    @Test("a disk that is full for a while is told of, and costs nothing once there is room again")
    func fullForAWhile() async throws {
        try await withFolder { folder in
            let path = folder + "/a.ulg"
            let log = try SessionLog(session: 1, path: path, header: .walk)
            var ticks = HandmadeTicks(session: 1)
            for record in ticks.next(100) { log.append(record) }
            log.flush(at: .seconds(101))
            let disk = try FullDisk(under: path)
            for record in ticks.next(100) {
                log.append(record)
                log.flush(at: record.now)
            }
            #expect(log.report.failure?.contains("free some space") == true)
            let meanwhile = try LogContents(path: path)
            #expect(meanwhile.ticks == Array(0..<100))
            #expect(meanwhile.tornBytes == 0)
            disk.makeRoom()
            log.flush(at: .seconds(104))
            #expect(log.report.failure == nil)
            #expect(log.report.dropped == 0)
            let contents = try LogContents(path: path)
            #expect(contents.ticks == Array(0..<200))
            #expect(try contents.differingTicks() == [])
        }
    }

    @Test("a disk that stays full costs the records of that time, and the log says of how long")
    func fullForLong() async throws {
        try await withFolder { folder in
            let path = folder + "/a.ulg"
            let log = try SessionLog(session: 1, path: path, header: .walk)
            var ticks = HandmadeTicks(session: 1)
            for record in ticks.next(10) { log.append(record) }
            log.flush(at: .seconds(100) + .milliseconds(100))
            let disk = try FullDisk(under: path)
            var lastDropped = MonotonicInstant.zero
            for record in ticks.next(8000) {
                let dropped = log.report.dropped
                log.append(record)
                log.flush(at: record.now)
                if log.report.dropped > dropped { lastDropped = record.now }
            }
            // 80 s at 31 kB/s are more than twice what may wait.
            #expect(log.report.dropped == 2)
            disk.makeRoom()
            let last = ticks.next()
            log.append(last)
            log.flush(at: last.now + .milliseconds(2000))
            #expect(log.report.failure == nil)
            let contents = try LogContents(path: path)
            #expect(Array(contents.ticks.prefix(10)) == Array(0..<10))
            #expect(contents.ticks.last == last.tick)
            #expect(contents.tornBytes == 0)
            let whole = lastDropped - (.seconds(100) + .milliseconds(100))
            #expect(contents.dropouts == [min(whole, .milliseconds(65_535))])
        }
    }

    @Test("the last flush does not wait for a disk that failed a moment ago to be tried again")
    func lastFlush() async throws {
        try await withFolder { folder in
            let path = folder + "/a.ulg"
            let log = try SessionLog(session: 1, path: path, header: .walk)
            var ticks = HandmadeTicks(session: 1)
            let disk = try FullDisk(under: path)
            for record in ticks.next(5) { log.append(record) }
            log.flush(at: .seconds(101))
            disk.makeRoom()
            log.flush(at: .seconds(101) + .milliseconds(20))
            #expect(try LogContents(path: path).ticks.isEmpty)
            log.flush(at: .seconds(101) + .milliseconds(40), isLast: true)
            #expect(try LogContents(path: path).ticks == Array(0..<5))
        }
    }
}
