import FlightLog
import Testing
import TreadmillControl

/// Logs put together byte by byte from the ULog specification, without this module's writer.
@Suite("Logs made by hand")
struct HandmadeLogTests {
    /// Magic, version 1, start at 0x0102 µs, flag bits, all zero.
    private static let beginning: [UInt8] =
        [0x55, 0x4C, 0x6F, 0x67, 0x01, 0x12, 0x35, 0x01, 0x02, 0x01, 0, 0, 0, 0, 0, 0] + [40, 0, 0x42]
        + [UInt8](repeating: 0, count: 40)

    @Test("the writer's first bytes are those of the specification")
    func writerBeginsAsSpecified() {
        var header = SampleLog.header()
        header.start = MonotonicInstant(nanoseconds: 0x0102 * 1000 + 999)
        var encoder = FlightLogEncoder()
        encoder.append(header: header)
        #expect(encoder.bytes.starts(with: Self.beginning))
        let format = "control_inputs:uint64_t timestamp;uint64_t tick;int64_t time_ns;bool belt_present;"
        let behind = encoder.bytes.dropFirst(Self.beginning.count)
        #expect(behind.dropFirst(2).first == UInt8(ascii: "F"))
        #expect(behind.dropFirst(3).starts(with: format.utf8))
    }

    @Test("an event, a mark, a dropout and a subscription are the specified bytes")
    func smallMessages() {
        var encoder = FlightLogEncoder()
        encoder.append(event: "Hi", level: .warning, at: MonotonicInstant(nanoseconds: 258_000))
        encoder.appendSync()
        encoder.append(dropout: .milliseconds(300))
        encoder.append(dropout: .milliseconds(100_000))
        let expected: [UInt8] =
            [11, 0, 0x4C, 0x34, 2, 1, 0, 0, 0, 0, 0, 0, 0x48, 0x69]
            + [8, 0, 0x53, 0x2F, 0x73, 0x13, 0x20, 0x25, 0x0C, 0xBB, 0x12]
            + [2, 0, 0x4F, 0x2C, 0x01] + [2, 0, 0x4F, 0xFF, 0xFF]
        #expect(encoder.bytes == expected)
    }

    /// The least that this program takes for one of its logs, and data of a topic of somebody else.
    private static func minimal(incompatibleFlag: UInt8 = 0, logVersion: UInt32 = FlightLogHeader.logVersion) -> [UInt8]
    {
        var bytes = beginning
        bytes[16 + 3 + 8] = incompatibleFlag
        func information(_ key: String, _ value: [UInt8]) {
            bytes.append(message: "I", [UInt8(key.utf8.count)] + Array(key.utf8) + value)
        }
        bytes.append(message: "F", Array("thermometer:uint64_t timestamp;float celsius;uint8_t[3] _padding0;".utf8))
        information("char[8] sys_name", Array("Unweight".utf8))
        var version: [UInt8] = []
        version.append(integer: logVersion)
        information("uint32_t unweight_log_version", version)
        information("char[1] ver_sw", [0x31])
        information("char[1] session_id", [0x41])
        information("char[0] start_time_utc", [])
        information("int64_t start_monotonic_ns", [0, 1, 0, 0, 0, 0, 0, 0])
        information("int64_t control_period_ns", [0x80, 0x96, 0x98, 0, 0, 0, 0, 0])
        information("float[2] colour", [UInt8](repeating: 0, count: 8))
        let setup = Array(SetupText.encode(limits: ControlLimits(), setup: nil).utf8)
        for (index, piece) in [setup.prefix(100), setup.dropFirst(100)].enumerated() {
            let key = "char[\(piece.count)] control_setup"
            bytes.append(message: "M", [index == 0 ? 0 : 1, UInt8(key.utf8.count)] + Array(key.utf8) + piece)
        }
        bytes.append(message: "P", [10] + Array("int32_t ab".utf8) + [1, 0, 0, 0])
        return bytes
    }

    private static func minimalWithData() -> [UInt8] {
        var bytes = minimal()
        bytes.append(message: "A", [0, 9, 0] + Array("thermometer".utf8))
        bytes.append(message: "D", [9, 0] + [UInt8](repeating: 1, count: 12))
        bytes.append(message: "L", [0x36] + [0xE8, 3, 0, 0, 0, 0, 0, 0] + Array("ok".utf8))
        bytes.append(message: "Z", [1, 2, 3])
        bytes.append(message: "R", [9, 0])
        bytes.append(message: "O", [5, 0])
        return bytes
    }

    @Test("a log of the specification reads, and what is not ours is skipped")
    func minimalReads() throws {
        let reader = try FlightLogReader(bytes: Self.minimalWithData())
        let header = reader.header
        #expect(header.start.nanoseconds == 256)
        #expect(header.period == .milliseconds(10))
        #expect(header.limits == ControlLimits())
        let contents = try LogContents(reader)
        #expect(contents.events == [LogEvent(level: .info, time: MonotonicInstant(nanoseconds: 1_000_000), text: "ok")])
        #expect(contents.dropouts == [.milliseconds(5)])
        #expect(contents.skippedMessages == 3)
        #expect(contents.tornBytes == 0)
        #expect(contents.damagedBytes == 0)
    }

    @Test("flags that announce what this reader does not know are refused")
    func incompatibleFlags() {
        expectRefusal(Self.minimal(incompatibleFlag: 2), containing: "flags")
        expectRefusal(Self.minimal(incompatibleFlag: 1), containing: "flags")
    }

    @Test("a log whose meaning has changed is refused with both versions")
    func otherVersion() {
        expectRefusal(
            Self.minimal(logVersion: 7) + [4, 0, 0x41, 0, 0, 0, 0x78], containing: "version 7")
        // Before the inputs had the station and its operator.
        expectRefusal(
            Self.minimal(logVersion: 1) + [4, 0, 0x41, 0, 0, 0, 0x78], containing: "version 1")
    }

    @Test("a topic of ours with other fields is refused with both definitions")
    func otherFields() throws {
        var bytes = Self.minimal()
        bytes.append(message: "F", Array("control_inputs:uint64_t timestamp;".utf8))
        bytes.append(message: "A", [0, 0, 0] + Array("control_inputs".utf8))
        let finished = bytes
        #expect {
            _ = try LogContents(finished)
        } throws: { error in
            guard
                case .otherFormat("control_inputs", "control_inputs:uint64_t timestamp;", _) = error as? FlightLogError
            else { return false }
            return true
        }
    }

    @Test("a file that is no log is refused", arguments: [[], [0], [0x55], Array("title: plan\nsteps:\n".utf8)])
    func notALog(_ bytes: [UInt8]) {
        if bytes == [0x55] {
            expectRefusal(bytes, containing: "ends at byte 1")
        } else {
            expectRefusal(bytes, containing: "not a flight log")
        }
    }

    @Test("a drone's log is refused as not ours")
    func foreignLog() {
        var bytes = Self.beginning
        bytes.append(message: "I", [16] + Array("char[3] sys_name".utf8) + Array("PX4".utf8))
        bytes.append(message: "A", [0, 0, 0] + Array("vehicle".utf8))
        expectRefusal(bytes, containing: "not written by unweight")
    }

    private func expectRefusal(_ bytes: [UInt8], containing words: String) {
        do throws(FlightLogError) {
            _ = try LogContents(bytes)
            Issue.record("read without complaint")
        } catch {
            #expect(error.description.contains(words), "\(error)")
        }
    }
}
