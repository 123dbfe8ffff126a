import Testing
import TreadmillControl

@Suite("The table of interlocks")
struct InterlockTableTests {
    /// As reviewed with the hazards: to change a line here is to change what happens to a person.
    static let table: [(Interlock, Reaction, ClearCondition)] = [
        (.emergencyStop, .emergencyStop, .onRearm),
        (.beltReadingStale, .controlledStop, .onAcknowledge),
        (.hoistReadingStale, .controlledStop, .onAcknowledge),
        (.loadCellReadingStale, .protectiveStop, .onAcknowledge),
        (.beltFault, .protectiveStop, .onRearm),
        (.hoistFault, .protectiveStop, .onRearm),
        (.loadCellFault, .protectiveStop, .onRearm),
        (.beltWatchdogUnverified, .controlledStop, .onAcknowledge),
        (.hoistWatchdogUnverified, .controlledStop, .onAcknowledge),
        (.beltTracking, .controlledStop, .onAcknowledge),
        (.beltOverSpeed, .protectiveStop, .onRearm),
        (.supportOverForce, .protectiveStop, .onAcknowledge),
        (.supportForceDrift, .warn, .whenCleared),
        (.supportForceError, .controlledStop, .onAcknowledge),
        (.commandUnconfirmed, .hold, .whenCleared),
        (.loopOverrun, .controlledStop, .onAcknowledge),
        (.standstillUnconfirmed, .emergencyStop, .onRearm),
        (.deviceNotReady, .controlledStop, .onAcknowledge),
        (.driveWatchdogTripped, .controlledStop, .onAcknowledge),
        (.lanyardPulled, .emergencyStop, .onRearm),
        (.harnessSlack, .controlledStop, .onAcknowledge),
        (.fall, .emergencyStop, .onRearm),
        (.beltReadingFrozen, .controlledStop, .onAcknowledge),
        (.hoistReadingFrozen, .controlledStop, .onAcknowledge),
        (.loadCellReadingFrozen, .protectiveStop, .onAcknowledge),
        (.beltReadingImpossible, .protectiveStop, .onAcknowledge),
        (.hoistReadingImpossible, .protectiveStop, .onAcknowledge),
        (.loadCellReadingImpossible, .protectiveStop, .onAcknowledge),
        (.hoistTracking, .protectiveStop, .onRearm),
        (.commandUnsettled, .controlledStop, .onAcknowledge),
        (.operatorLinkLost, .controlledStop, .onAcknowledge),
        (.powerTrouble, .controlledStop, .onAcknowledge),
        (.storageTrouble, .warn, .whenCleared),
        (.clockAnomaly, .controlledStop, .onAcknowledge),
        (.configurationRefused, .controlledStop, .onRearm),
        (.proofMissing, .warn, .whenCleared),
        (.sessionInterrupted, .controlledStop, .onRearm),
    ]

    @Test("Reaction and way back of every interlock are as reviewed")
    func reviewed() {
        #expect(Self.table.map(\.0) == Interlock.allCases)
        for (interlock, reaction, clearing) in Self.table {
            #expect(interlock.reaction == reaction && interlock.clearCondition == clearing, "\(interlock)")
        }
    }

    @Test("Whatever stops a session waits for a person; only lesser reactions clear by themselves")
    func latching() {
        for interlock in Interlock.allCases {
            #expect((interlock.reaction >= .controlledStop) == (interlock.clearCondition != .whenCleared))
        }
    }

    @Test("What waits for a person waits for an operator; what is configured, for whoever may change it")
    func clearers() {
        let configured: Set<Interlock> = [.configurationRefused, .proofMissing]
        for interlock in Interlock.allCases {
            if configured.contains(interlock) {
                #expect(interlock.clearedBy == .configurator)
            } else {
                #expect(interlock.clearedBy == (interlock.clearCondition == .whenCleared ? .itself : .operator))
            }
        }
    }

    @Test("Everything but a slight drift of force stands in the way of arming")
    func arming() {
        for interlock in Interlock.allCases { #expect(interlock.forbidsArming == (interlock != .supportForceDrift)) }
        #expect(InterlockSet(bits: .max).forbiddingArming.interlocks == Interlock.allCases.filter(\.forbidsArming))
    }

    @Test("A set of interlocks reacts as its worst member")
    func sets() {
        var set = InterlockSet.none
        #expect(set.reaction == .none && set.isEmpty)
        set.insert(.supportForceDrift)
        #expect(set.reaction == .warn && set.atLeast(.hold).isEmpty)
        set.insert(.loopOverrun)
        set.insert(.emergencyStop)
        #expect(set.reaction == .emergencyStop)
        #expect(set.interlocks == [.emergencyStop, .supportForceDrift, .loopOverrun])
        #expect(set.atLeast(.emergencyStop).interlocks == [.emergencyStop])
        set.set(.emergencyStop, false)
        #expect(set.reaction == .controlledStop)
        #expect(set.subtracting(.of([.loopOverrun, .fall])).interlocks == [.supportForceDrift])
        // Bits that mean nothing do no harm.
        #expect(InterlockSet(bits: .max).interlocks == Interlock.allCases)
        #expect(InterlockSet(bits: .max).reaction == .emergencyStop)
    }
}
