import RigSimulation
import Testing
import TreadmillControl

@Suite("A lying device lies as it was told to")
struct ReportedValuesTests {
    /// A device whose true value is its age in milliseconds, for so long with and then without a fault.
    private func told(
        _ fault: ReadingFault, part: RigPart = .loadCell, after: Int = 1500, milliseconds: Int = 2500
    ) -> [DeviceSample] {
        var values = ReportedValues(of: part, seed: 3)
        var told: [DeviceSample] = []
        for millisecond in 0..<after + milliseconds {
            let truth = DeviceSample(main: Double(millisecond), sampledAt: instant(millisecond))
            values.take(truth, fault: millisecond < after ? nil : fault)
            if millisecond >= after { told.append(values.sample) }
        }
        return told
    }

    private func instant(_ millisecond: Int) -> MonotonicInstant {
        .zero + .milliseconds(Int64(millisecond))
    }

    @Test("Stuck values look new, frozen ones are as old as they are")
    func stuckAndFrozen() {
        let stuck = told(.stuck)
        #expect(stuck.allSatisfy { $0.main == 1499 })
        #expect(stuck.last?.sampledAt == instant(3999))
        #expect(told(.frozen).allSatisfy { $0 == DeviceSample(main: 1499, sampledAt: instant(1499)) })
    }

    @Test("Wrong values are wrong by what was said")
    func wrong() {
        #expect(told(.offset(100)).last?.main == 4099)
        #expect(told(.factor(0.5)).last?.main == 1999.5)
        #expect(told(.value(-7)).last?.main == -7)
        // 2.499 s after the fault began, at 10 a second.
        #expect(((told(.drift(perSecond: 10)).last?.main ?? 0) - 4023.99).magnitude < 1e-9)
    }

    @Test("Delayed values are old and look new")
    func delayed() {
        let last = told(.delayed(by: .milliseconds(300))).last
        #expect(last == DeviceSample(main: 3699, sampledAt: instant(3999)))
    }

    @Test("Replayed values are those of the last second before the fault, again and again, and look new")
    func replayed() {
        let told = told(.replayed)
        #expect(told[0].main == 500 && told[999].main == 1499 && told[1000].main == 500 && told[1500].main == 1000)
        #expect(told[1500].sampledAt == instant(3000))
    }

    @Test("A slow device says so by its counter, and a hoist has none")
    func slow() {
        let cell = told(.slow(every: .milliseconds(100)))
        #expect(Set(cell.map(\.main)).count == 25)
        #expect(cell.allSatisfy { $0.sampledAt == instant(Int($0.main)) })
        let hoist = told(.slow(every: .milliseconds(100)), part: .hoist)
        #expect(Set(hoist.map(\.main)).count == 25)
        #expect(hoist.last?.sampledAt == instant(3999))
    }

    @Test("Garbage fills the range that decoders let through, and nothing beyond")
    func garbage() {
        for (part, limit) in [(RigPart.belt, 15.0), (.hoist, 10), (.loadCell, 20_000)] {
            let told = told(.garbage, part: part).map(\.main)
            #expect(told.allSatisfy { $0.magnitude <= limit })
            #expect((told.max() ?? 0) > 0.9 * limit && (told.min() ?? 0) < -0.9 * limit)
            #expect(Set(told).count > 2000)
        }
    }

    @Test("When the fault is over the truth is told again at once")
    func over() {
        var values = ReportedValues(of: .belt, seed: 1)
        values.take(DeviceSample(main: 1, sampledAt: instant(1)), fault: nil)
        values.take(DeviceSample(main: 2, sampledAt: instant(2)), fault: .value(9))
        values.take(DeviceSample(main: 3, sampledAt: instant(3)), fault: nil)
        #expect(values.sample == DeviceSample(main: 3, sampledAt: instant(3)))
    }
}

@Suite("Faults come and go independently")
struct FaultsInForceTests {
    @Test("Of two reading faults the later is in force, and the earlier again when that is over")
    func stacked() {
        var faults = FaultsInForce()
        faults.begin(.reading(.belt, .stuck), at: .zero)
        faults.begin(.reading(.belt, .garbage), at: .zero)
        #expect(faults.reading(of: .belt) == .garbage)
        faults.end(.reading(.belt, .garbage))
        #expect(faults.reading(of: .belt) == .stuck)
        #expect(faults.reading(of: .hoist) == nil)
        faults.end(.reading(.belt, .garbage))
        #expect(faults.all == [.reading(.belt, .stuck)])
    }

    @Test("Every cause that takes a motor's power takes it, and no other")
    func power() {
        let cutting: [(RigFault, [RigPart])] = [
            (.emergencyStop, RigPart.allCases), (.powerLoss, RigPart.allCases), (.lanyard, [.belt]),
            (.fault(.hoist), [.hoist]), (.off(.belt), []), (.watchdogTripped(.belt), []), (.deaf(.hoist), []),
        ]
        for (fault, cut) in cutting {
            var faults = FaultsInForce()
            faults.begin(fault, at: .zero)
            #expect(RigPart.allCases.filter { faults.cutsPower(of: $0) } == cut, "\(fault)")
        }
    }
}
