import Testing

@testable import Devices

@Suite("Where a measured value may be on its way to a setting")
struct MeasuredCorridorTests {
    /// Which of the values are admitted, one after the other.
    private func admitted(_ values: [Int], by corridor: MeasuredCorridor) -> [Int] {
        var corridor = corridor
        return values.filter { corridor.admits($0) }
    }

    @Test("Anywhere between begin and target, up or down, and a tolerance beside", arguments: [(10, 40), (40, 10)])
    func between(begin: Int, target: Int) {
        let corridor = MeasuredCorridor(to: target, from: begin, leastTolerance: 3)
        // Each for itself, for nothing is to depend on the way.
        #expect((7...43).allSatisfy { admitted([$0], by: corridor) == [$0] })
        #expect([-1, 6, 44, 140].allSatisfy { admitted([$0], by: corridor).isEmpty })
    }

    @Test("Once at the target, the way there is no longer open")
    func closesBehind() {
        let corridor = MeasuredCorridor(to: 40, from: 10, leastTolerance: 3)
        #expect(admitted([20, 12, 37, 36, 20, 43], by: corridor) == [20, 12, 37, 43])
    }

    @Test("A fast belt may be off by a part of its speed")
    func relative() {
        let corridor = MeasuredCorridor(to: 200, from: 200, leastTolerance: 3, relativeTolerance: 0.1)
        #expect(admitted([179, 180, 220, 221], by: corridor) == [180, 220])
    }

    @Test("Where nothing was measured before, the first value is where the way begins")
    func unknownBegin() {
        let corridor = MeasuredCorridor(to: 40, from: nil, leastTolerance: 3)
        #expect(admitted([70, 60, 30], by: corridor) == [70, 60])
    }
}
