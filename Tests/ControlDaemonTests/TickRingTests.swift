import Testing
import TreadmillControl

@testable import ControlDaemon

@Suite("Tick ring")
struct TickRingTests {
    @Test("ticks come out in the order in which they went in, round after round")
    func order() {
        let ring = TickRing(exponent: 3)
        var ticks = HandmadeTicks(session: 1)
        var expected: UInt64 = 0
        for _ in 0..<10 {
            for record in ticks.next(5) { ring.push(record) }
            while let record = ring.pop() {
                #expect(record.tick == expected)
                expected += 1
            }
        }
        #expect(expected == 50)
        #expect(ring.lostCount == 0)
    }

    @Test("a full ring counts what it cannot take and keeps what it has")
    func fullRing() {
        let ring = TickRing(exponent: 3)
        var ticks = HandmadeTicks(session: 1)
        for record in ticks.next(11) { ring.push(record) }
        #expect(ring.lostCount == 3)
        var kept: [UInt64] = []
        while let record = ring.pop() { kept.append(record.tick) }
        #expect(kept == Array(0..<8))
        for record in ticks.next(1) { ring.push(record) }
        #expect(ring.pop()?.tick == 11)
        #expect(ring.lostCount == 3)
    }

    @Test("one writer and one reader at the same time: every tick is whole, in order, and read or counted as lost")
    func concurrently() async {
        let ring = TickRing(exponent: 6)
        let count: UInt64 = 200_000
        let template = HandmadeTicks(session: 1).first
        async let written: Void = Task.detached {
            for number in 0..<count {
                var record = template
                record.tick = number
                record.now = MonotonicInstant(nanoseconds: Int64(number))
                ring.push(record)
            }
        }.value
        var read: UInt64 = 0
        var isInOrder = true
        var isWhole = true
        var last: UInt64?
        while read + ring.lostCount < count {
            guard let record = ring.pop() else {
                await Task.yield()
                continue
            }
            read += 1
            if let last, record.tick <= last { isInOrder = false }
            if record.now.nanoseconds != Int64(record.tick) { isWhole = false }
            last = record.tick
        }
        await written
        #expect(isInOrder)
        #expect(isWhole)
        #expect(read + ring.lostCount == count)
        #expect(ring.pop() == nil)
    }
}

extension HandmadeTicks {
    fileprivate var first: TickRecord {
        var copy = self
        return copy.next()
    }
}
