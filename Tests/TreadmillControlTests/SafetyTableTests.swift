import Testing
import TreadmillControl

@Suite("Who clears what, and what is left of a command")
struct SafetyTableTests {
    /// Nobody needs to see these: they stop nobody, or end by themselves.
    static let clearedByThemselves: Set<Interlock> = [.supportForceDrift, .commandUnconfirmed, .storageTrouble]
    /// No acknowledgement mends these: somebody must change a file or prove the machine.
    static let clearedByConfiguration: Set<Interlock> = [.configurationRefused, .proofMissing]

    @Test("Whatever latches is cleared by a person, and by the one who can do something about it")
    func clearers() {
        for interlock in Interlock.allCases {
            let expected: Clearer =
                Self.clearedByThemselves.contains(interlock)
                ? .itself : Self.clearedByConfiguration.contains(interlock) ? .configurator : .operator
            #expect(interlock.clearedBy == expected, "\(interlock)")
            if interlock.clearCondition != .whenCleared { #expect(interlock.clearedBy != .itself, "\(interlock)") }
        }
    }

    @Test("What remains of causes when some are gone", arguments: Interlock.allCases)
    func subtracting(gone: Interlock) {
        var all = InterlockSet.none
        for interlock in Interlock.allCases { all.insert(interlock) }
        var one = InterlockSet.none
        one.insert(gone)
        let rest = all.subtracting(one)
        #expect(rest.interlocks == Interlock.allCases.filter { $0 != gone })
        #expect(rest.subtracting(all) == InterlockSet.none)
    }

    @Test("A refused limit says which, why, and what to do")
    func violation() {
        var limits = ControlLimits()
        limits.belt.machineSpeed = .metersPerSecond(7)
        let text = limits.violations().first?.description ?? ""
        #expect(text.contains("belt.machine_speed_m_s") && text.contains("; "))
    }

    @Test("A command with the rope held keeps its belt as it was")
    func ropeHeld() {
        var bench = EnvelopeBench()
        bench.accelerate(to: 1)
        let belt = BeltCommand(isRunning: true, speed: .metersPerSecond(1), incline: .zero)
        let moving = bench.admit(MotionRequest(belt: belt, hoist: .regulate(.metersPerSecond(0.1))))
        #expect(moving.hoist != .hold)
        #expect(moving.withRopeHeld.hoist == .hold)
        #expect(moving.withRopeHeld.belt == moving.belt)
    }
}
