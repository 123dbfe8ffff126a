import FlightLog
import Testing
import TreadmillControl

@Suite("Damaged logs")
struct DamageTests {
    @Test("a log cut at any byte reads up to its last whole message and counts the rest")
    func tornAtEveryByte() throws {
        let header = FlightLogHeader(
            softwareVersion: "1", sessionID: "2", startedAt: "3", start: .zero, limits: ControlLimits(), setup: nil)
        let whole = SampleLog.encoded(ticks: 6, header: header).bytes
        let definitions = SampleLog.encoded(ticks: 0, header: header).bytes.count
        // Subscriptions and mark end the definitions; from the first subscription on a log can be read.
        var readable = 0
        for length in 0..<whole.count {
            let contents: LogContents
            do throws(FlightLogError) {
                contents = try LogContents(Array(whole.prefix(length)))
            } catch {
                #expect(length < definitions, "cut at \(length): \(error)")
                continue
            }
            readable += 1
            let recordSizes = contents.sizeOnDisk
            #expect(contents.damagedBytes == 0)
            if length >= definitions {
                #expect(recordSizes <= length - definitions)
                #expect(contents.tornBytes < 600)
                #expect(contents.inputs.count - contents.outputs.count <= 1)
            }
        }
        #expect(readable >= whole.count - definitions)
        let all = try LogContents(whole)
        #expect(all.tornBytes == 0)
        #expect(all.inputs.map(\.tick) == [0, 1, 2, 3, 4, 5])
        #expect(all.events.map(\.text) == ["tick 4: grüße"])
    }

    @Test("zeros at the end, as a power cut leaves them, count as torn")
    func zeroTail() throws {
        let contents = try LogContents(SampleLog.bytes(ticks: 7) + [UInt8](repeating: 0, count: 4096))
        #expect(contents.outputs.count == 7)
        #expect(contents.tornBytes == 4096)
        #expect(contents.damagedBytes == 0)
    }

    @Test("garbage in the middle costs what it covers, not what follows the next mark")
    func garbageInTheMiddle() throws {
        let before = SampleLog.bytes(ticks: 5)
        let after = SampleLog.bytes(ticks: 15).dropFirst(before.count)
        for garbage in [
            [UInt8](repeating: 0, count: 1000), [UInt8](repeating: 0xFF, count: 70_000), [0x20, 0, 0x44, 0xAA, 0xBB],
        ] {
            let contents = try LogContents(before + garbage + after)
            #expect(contents.outputs.last?.tick == 14)
            #expect(contents.damagedBytes >= UInt64(garbage.count))
            #expect(contents.tornBytes == 0)
        }
    }

    @Test("a flipped bit anywhere never traps, and never loses a record in silence")
    func flippedBits() throws {
        let whole = SampleLog.bytes(ticks: 4)
        let definitions = SampleLog.bytes(ticks: 0).count
        for index in whole.indices where index < 1500 || index > definitions - 200 {
            for bit in 0..<8 {
                var bytes = whole
                bytes[index] ^= 1 << UInt8(bit)
                guard let contents = try? LogContents(bytes) else { continue }
                let losses = contents.tornBytes + contents.damagedBytes + contents.skippedMessages
                let isWhole = contents.inputs.count == 4 && contents.outputs.count == 4
                #expect(isWhole || losses > 0, "byte \(index), bit \(bit)")
            }
        }
    }

    @Test("random damage never traps", arguments: 0..<40)
    func randomDamage(_ seed: UInt64) throws {
        var random = SplitMix(state: seed)
        var bytes = SampleLog.bytes(ticks: 12)
        let definitions = SampleLog.bytes(ticks: 0).count
        for _ in 0..<Int(random.next() % 200 + 1) {
            // Every other run leaves the definitions whole, so that the damage reaches the records.
            let lowest = seed % 2 == 0 ? 0 : definitions
            bytes[lowest + Int(random.next() % UInt64(bytes.count - lowest))] = UInt8(truncatingIfNeeded: random.next())
        }
        bytes.removeLast(Int(random.next() % 50))
        guard let contents = try? LogContents(bytes) else { return }
        for record in contents.inputs { _ = try? record.controlInputs() }
        #expect(contents.inputs.count <= 13)
    }

    @Test("pure noise behind a good beginning never traps", arguments: 0..<20)
    func noise(_ seed: UInt64) throws {
        var random = SplitMix(state: seed &+ 1000)
        var bytes = SampleLog.bytes(ticks: 1)
        for _ in 0..<20_000 { bytes.append(UInt8(truncatingIfNeeded: random.next())) }
        bytes += SampleLog.bytes(ticks: 0).suffix(11)
        _ = try? LogContents(bytes)
    }
}

extension LogContents {
    /// Bytes of the ticks in it.
    fileprivate var sizeOnDisk: Int {
        inputs.count * (5 + FlightLogTopic.controlInputs.layout.byteCount)
            + outputs.count * (5 + FlightLogTopic.controlOutputs.layout.byteCount)
    }
}

/// A small seeded generator (SplitMix64).
private struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
