import RigConfiguration
import Testing
import TreadmillControl

@testable import SimulatedDevices

@Suite("A serial line keeps the time of its baud")
struct SerialWireTests {
    /// 4800 baud, ten bits a byte: 2.083333 ms.
    private let time = WireTime(SerialSettings(baud: 4800, parity: .none, dataBits: 8, stopBits: 1))
    private let begin = MonotonicInstant(nanoseconds: 1_000_000_000)

    private func instant(_ characters: Int) -> MonotonicInstant { begin + time.characters(characters) }

    /// Answers a command byte with two bytes.
    private var wire: SerialWire { SerialWire(time: time) { $0 >= 0x80 ? [$0 + 0x10, 0x31] : [] } }

    @Test("A question is heard once its last byte has come, and each byte of the answer comes when it would have")
    func exchange() {
        var wire = wire
        wire.hear([0xC0], at: begin)
        #expect(wire.nextEvent == instant(1))
        #expect(wire.advance(to: instant(2) + TimeSpan(nanoseconds: -1)).isEmpty)
        #expect(wire.advance(to: instant(2)) == [0xD0])
        #expect(wire.nextEvent == instant(3))
        #expect(wire.advance(to: instant(3)) == [0x31])
        #expect(wire.nextEvent == nil)
    }

    @Test("Both directions go at once: a second question is underway while the first is answered, and waits its turn")
    func bothWays() {
        var wire = wire
        wire.hear([0xC0, 0xC1], at: begin)
        // The second is there at 2, its answer begins when the first is out, at 3.
        #expect(wire.advance(to: instant(3)) == [0xD0, 0x31])
        #expect(wire.advance(to: instant(4)) == [0xD1])
        #expect(wire.advance(to: instant(5)) == [0x31])
    }

    @Test("Looked at late, everything has its own time all the same")
    func lookedAtLate() {
        var wire = wire
        wire.hear([0xC0], at: begin)
        wire.hear([0xC1], at: instant(10))
        #expect(wire.advance(to: instant(12)) == [0xD0, 0x31, 0xD1])
        #expect(wire.advance(to: instant(13)) == [0x31])
    }

    @Test("A host that does not wait for its answers loses what the treadmill's small buffer cannot hold")
    func overrun() {
        var wire = wire
        wire.hear([UInt8](repeating: 0xC0, count: 200), at: begin)
        let said = wire.advance(to: instant(2000))
        // Each answer takes two characters, and in the time of each two questions come: half of them find their place.
        #expect(said.count > 190 && said.count < 230)
        #expect(said.count.isMultiple(of: 2))
    }
}
