import FlightLog
import Foundation
import Testing
import TreadmillControl

@Suite("Seals: whether the bytes of a log are those that were written")
struct SealTests {
    private func verified(_ bytes: [UInt8]) throws -> FlightLogVerification {
        try FlightLogVerification(FlightLogReader(bytes: bytes, checkingSeals: true))
    }

    @Test("a log that was closed well is sound from its first byte to its last")
    func sound() throws {
        let bytes = try SampleLog.sealed()
        let found = try verified(bytes)
        #expect(found.verdict == .sound)
        #expect(found.ticks == 20)
        #expect(found.seals.sound == 5 && found.seals.damaged.isEmpty)
        #expect(found.bytes == UInt64(bytes.count))
        #expect(try LogContents(bytes).skippedMessages == 0, "an ordinary reader passes them by")
    }

    @Test("one bit anywhere is found: in definitions, in values, in marks and in the seals themselves")
    func oneBit() throws {
        let bytes = try SampleLog.sealed()
        let last = try #require(try? verified(bytes)).seals.sealedTo
        for index in stride(from: 0, to: Int(last), by: 7) {
            var changed = bytes
            changed[index] ^= 1 << UInt8(index % 8)
            // What spoils the definitions keeps it from being read at all.
            guard let found = try? verified(changed) else { continue }
            #expect(found.verdict == .damaged, "byte \(index)")
        }
    }

    @Test("the stretch that is damaged is named, and what lies around it is vouched for")
    func stretch() throws {
        let bytes = try SampleLog.sealed()
        var ends: [UInt64] = []
        for end in 1...4 {
            ends.append(try verified(try SampleLog.sealed(ticks: UInt64(end) * 5, isClosed: false)).seals.sealedTo)
        }
        var changed = bytes
        changed[Int(ends[1] + ends[2]) / 2] ^= 4
        let found = try verified(changed)
        #expect(found.seals.damaged == [ends[1]..<ends[2]])
        #expect(found.seals.sound == 4)
    }

    @Test("bytes that are taken out, put in or changed places are found")
    func moved() throws {
        let bytes = try SampleLog.sealed()
        let tick = 10 + FlightLogTopic.controlInputs.layout.byteCount + FlightLogTopic.controlOutputs.layout.byteCount
        let header = SampleLog.encoded(ticks: 0).bytes.count
        let (first, second) = (header..<header + tick, header + tick..<header + 2 * tick)
        let without = Array(bytes[..<first.lowerBound] + bytes[first.upperBound...])
        let twice = Array(bytes[..<first.upperBound] + bytes[first.lowerBound...])
        let swapped = Array(bytes[..<first.lowerBound] + bytes[second] + bytes[first] + bytes[second.upperBound...])
        for changed in [without, twice, swapped] { #expect(try verified(changed).verdict == .damaged) }
    }

    @Test("a torn end says nothing against what was sealed, and is not vouched for")
    func torn() throws {
        let bytes = try SampleLog.sealed()
        let end = try verified(bytes).seals.sealedTo
        for length in stride(from: Int(end) - 1, to: Int(end) - 700, by: -13) {
            let found = try verified(Array(bytes.prefix(length)))
            #expect(found.verdict == .unsealedEnd, "\(length)")
            #expect(found.seals.damaged.isEmpty)
        }
        #expect(
            try verified(SampleLog.sealed(ticks: 22, isClosed: false)).verdict == .unsealedEnd, "whole records, no seal"
        )
    }

    @Test("a log without seals is not called sound")
    func without() throws {
        #expect(try verified(SampleLog.bytes(ticks: 12)).verdict == .withoutSeals)
    }

    @Test("the checksum is that of zlib: 0xCBF43926 for 123456789")
    func checkValue() {
        for cut in 0...9 {
            var checksum = CRC32()
            let digits = Array("123456789".utf8)
            digits[..<cut].withUnsafeBytes { checksum.add($0) }
            digits[cut...].withUnsafeBytes { checksum.add($0) }
            #expect(checksum.value == 0xCBF4_3926)
        }
        var long = CRC32()
        [UInt8](repeating: 0, count: 32).withUnsafeBytes { long.add($0) }
        #expect(long.value == 0x190A_55AD, "32 zeros")
    }
}
