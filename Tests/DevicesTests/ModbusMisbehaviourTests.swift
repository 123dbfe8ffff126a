import Devices
import RigConfiguration
import Testing
import TreadmillControl

@Suite("A Modbus device that misbehaves", .serialized)
struct ModbusMisbehaviourTests {
    @Test(
        "On TCP: no bad value is believed, and the next good one is",
        arguments: Misbehaviour.allCases.filter { $0 != .wrongChecksum })
    func onTCP(_ misbehaviour: Misbehaviour) async throws {
        let modbus = ScriptedModbus([1: .inverter])
        try await withInverter(modbus) { rig in
            rig.loop.post(Commands.rest)
            modbus.change(1) { $0.holding[17] = 1111 }
            try await eventually("the belt is read") { rig.belt?.speedMeasured == .metersPerSecond(1.111) }
            modbus.misbehave(misbehaviour) { _, image in image.holding[17] = 9999 }
            try await eventually("an answer was spoilt") { modbus.spoiltAnswers >= 1 }
            try await eventually("the command is uncertain") {
                rig.belt?.status.contains(.commandUnconfirmed) == true
            }
            let last = rig.belt?.sampledAt
            try await eventually("more answers were spoilt") { modbus.spoiltAnswers >= 4 }
            #expect(rig.belt?.speedMeasured == .metersPerSecond(1.111))
            #expect(rig.belt?.sampledAt == last, "an old value with a new date")
            #expect(rig.belt?.status.contains(.commandUnconfirmed) == true)
            modbus.change(1) { $0.holding[17] = 2222 }
            modbus.behave()
            try await eventually("the next good answer is believed") {
                rig.belt?.speedMeasured == .metersPerSecond(2.222)
            }
            #expect(rig.belt?.status == [.ready, .watchdogVerified])
        }
    }

    @Test("On RTU: no bad value is believed, and the next good one is", arguments: Misbehaviour.allCases)
    func onRTU(_ misbehaviour: Misbehaviour) async throws {
        let modbus = ScriptedModbus([1: .hoist, 2: .loadCell])
        try await withUnloading(modbus) { rig in
            rig.loop.post(Commands.rest)
            modbus.change(1) { $0.holding[18] = 12500 }
            modbus.change(2) { $0.setInput(111) }
            try await eventually("hoist and cell are read") {
                rig.hoist?.positionMeasured == .meters(0.125) && rig.loadCell?.supportForceMeasured == .newtons(111)
            }
            modbus.misbehave(misbehaviour) { unit, image in
                if unit == 1 { image.holding[18] = 65000 } else { image.setInput(1999) }
            }
            try await eventually("an answer was spoilt") { modbus.spoiltAnswers >= 2 }
            try await eventually("the command is uncertain") {
                rig.hoist?.status.contains(.commandUnconfirmed) == true
            }
            let last = rig.hoist?.sampledAt
            try await eventually("more answers were spoilt") { modbus.spoiltAnswers >= 7 }
            #expect(rig.hoist?.positionMeasured == .meters(0.125))
            #expect(rig.hoist?.sampledAt == last, "an old value with a new date")
            #expect(rig.loadCell?.supportForceMeasured == .newtons(111))
            modbus.change(1) { $0.holding[18] = 25000 }
            modbus.change(2) { $0.setInput(222) }
            modbus.behave()
            try await eventually("the next good answers are believed") {
                rig.hoist?.positionMeasured == .meters(0.25) && rig.loadCell?.supportForceMeasured == .newtons(222)
                    && rig.hoist?.status == [.ready, .watchdogVerified]
            }
        }
    }

    @Test("Values that no machine can have are not believed, and a sound line is not given up for them")
    func impossibleValues() async throws {
        let modbus = ScriptedModbus([1: .hoist, 2: .loadCell])
        try await withUnloading(modbus) { rig in
            rig.loop.post(Commands.rest)
            modbus.change(2) { $0.setInput(111) }
            try await eventually("the cell is read") { rig.loadCell?.supportForceMeasured == .newtons(111) }
            for force: Float in [.nan, .infinity, -.infinity, 1e30] {
                modbus.change(2) { $0.setInput(force) }
                let failures = rig.health(of: "unloading").failures
                try await eventually("the value was met") { rig.health(of: "unloading").failures > failures + 1 }
                #expect(rig.loadCell?.supportForceMeasured == .newtons(111))
            }
            #expect(rig.health(of: "unloading").reconnects == 0)
        }
    }

    @Test("A load cell that repeats one sample grows stale, however promptly it answers")
    func frozenCell() async throws {
        let modbus = ScriptedModbus([1: .hoist, 2: .loadCell])
        try await withUnloading(modbus) { rig in
            rig.loop.post(Commands.rest)
            try await eventually("the cell is read") { rig.loadCell != nil }
            modbus.change(2) { $0.inputCounter = nil }
            let transactions = rig.health(of: "unloading").transactions
            try await eventually("it answers") { rig.health(of: "unloading").transactions > transactions + 4 }
            let frozen = rig.loadCell?.sampledAt
            try await eventually("it goes on answering") {
                rig.health(of: "unloading").transactions > transactions + 40
            }
            #expect(rig.loadCell?.sampledAt == frozen)
        }
    }

    @Test("A drive that was switched off and on does not run on the command that was still in force")
    func driveStartedAnew() async throws {
        let modbus = ScriptedModbus([1: .inverter])
        try await withInverter(modbus) { rig in
            try await rig.settleAtRest()
            rig.loop.post(Commands.running(at: .metersPerSecond(2)))
            try await eventually("the belt runs") { modbus.image(1).holding[0] == 1 }
            modbus.setSilent(true)
            try await eventually("its silence is known") { rig.belt?.status.contains(.commandUnconfirmed) == true }
            modbus.change(1) {
                $0 = .inverter
                $0.startedAt = MonotonicClock.now()
            }
            modbus.setSilent(false)
            try await eventually("many commands have gone out") { modbus.image(1).controlWords.count > 30 }
            #expect(modbus.image(1).controlWords.allSatisfy { $0 & 1 == 0 })
            #expect(modbus.image(1).holding[8] == 500, "the watchdog is set again")
            #expect(rig.belt?.status.contains(.commandUnconfirmed) == true)
            try await rig.settleAtRest()
            rig.loop.post(Commands.running(at: .metersPerSecond(2)))
            try await eventually("the belt runs") { modbus.image(1).holding[0] == 1 }
        }
    }

    @Test("A drive that has forgotten its settings, between two answers, gets its watchdog and its stop ramp again")
    func forgottenSettings() async throws {
        let modbus = ScriptedModbus([1: .inverter])
        try await withInverter(modbus) { rig in
            try await rig.settleAtRest()
            #expect(modbus.image(1).holding[9] == 1000)
            modbus.change(1) {
                $0.holding[8] = 0
                $0.holding[9] = 3000
            }
            try await eventually("both are back") {
                modbus.image(1).holding[8] == 500 && modbus.image(1).holding[9] == 1000
            }
        }
    }

    @Test("A hoist that was off for a moment does not move on the command that was still in force")
    func hoistStartedAnew() async throws {
        let modbus = ScriptedModbus([1: .hoist, 2: .loadCell])
        try await withUnloading(modbus) { rig in
            try await rig.settleAtRest()
            rig.loop.post(Commands.moving(hoist: .metersPerSecond(0.05)))
            try await eventually("the hoist moves") { modbus.image(1).holding[0] == 1 }
            modbus.setSilent(true)
            try await eventually("its silence is known") { rig.hoist?.status.contains(.commandUnconfirmed) == true }
            modbus.change(1) { $0 = .hoist }
            modbus.setSilent(false)
            try await eventually("many commands have gone out") { modbus.image(1).controlWords.count > 20 }
            #expect(modbus.image(1).controlWords.allSatisfy { $0 == 0 })
            #expect(modbus.image(1).holding[8] == 300, "the watchdog is set again")
            #expect(rig.hoist?.status.contains(.commandUnconfirmed) == true)
            try await rig.settleAtRest()
        }
    }

    @Test("A short loss of a drive that kept its settings does not stop a running belt")
    func shortLoss() async throws {
        let modbus = ScriptedModbus([1: .inverter])
        try await withInverter(modbus) { rig in
            try await rig.settleAtRest()
            rig.loop.post(Commands.running(at: .metersPerSecond(2)))
            try await eventually("the belt runs") { modbus.image(1).holding[0] == 1 }
            modbus.change(1) { $0.controlWords = [] }
            modbus.misbehave(.silence) { _, _ in }
            try await eventually("an answer is missing") { modbus.spoiltAnswers >= 1 }
            modbus.behave()
            try await eventually("the belt obeys again") {
                modbus.image(1).controlWords.count > 10 && rig.belt?.status == [.ready, .watchdogVerified]
            }
            #expect(modbus.image(1).controlWords.allSatisfy { $0 == 1 })
        }
    }

    @Test("A watchdog that somebody switched off is noticed and set again at rest, not in mid-run")
    func watchdogSwitchedOff() async throws {
        let modbus = ScriptedModbus([1: .inverter])
        try await withInverter(modbus) { rig in
            try await rig.settleAtRest()
            rig.loop.post(Commands.running(at: .metersPerSecond(2)))
            try await eventually("the belt runs") { modbus.image(1).holding[0] == 1 }
            modbus.change(1) { $0.holding[8] = 0 }
            try await eventually("it is noticed, and the belt told to stop") {
                rig.belt?.status.contains(.watchdogVerified) == false && modbus.image(1).holding[0] == 0
            }
            rig.loop.post(Commands.rest)
            try await eventually("it is set again") {
                modbus.image(1).holding[8] == 500 && rig.belt?.status == [.ready, .watchdogVerified]
            }
        }
    }

    @Test("A tripped watchdog is reset at rest only, by a pulse that never goes with a run")
    func resetAtRestOnly() async throws {
        let modbus = ScriptedModbus([1: .inverter])
        try await withInverter(modbus) { rig in
            try await rig.settleAtRest()
            rig.loop.post(Commands.running(at: .metersPerSecond(2)))
            try await eventually("the belt runs") { modbus.image(1).holding[0] == 1 }
            modbus.change(1) {
                $0.holding[16] = 1 << 4
                $0.controlWords = []
            }
            try await eventually("many commands have gone out") { modbus.image(1).controlWords.count > 20 }
            #expect(modbus.image(1).controlWords.allSatisfy { $0 & 2 == 0 })
            rig.loop.post(Commands.rest)
            try await eventually("it is reset") { modbus.image(1).controlWords.contains(2) }
            #expect(!modbus.image(1).controlWords.contains(3))
            // The drive needs an edge, so the pulse must end too.
            try await eventually("the pulse ends and comes again") {
                let words = modbus.image(1).controlWords.drop { $0 != 2 }
                return words.contains(0) && words.count { $0 == 2 } > 1
            }
        }
    }

    private func withInverter(_ modbus: ScriptedModbus, _ body: (WiredRig) async throws -> Void) async throws {
        let peer = try TCPPeer { modbus.serveTCP($0) }
        defer { peer.stop() }
        try await inTemporaryFolder { folder in
            try await WiredRig.run(Rigs.inverterOnly(port: peer.port), in: folder, body)
        }
    }

    private func withUnloading(_ modbus: ScriptedModbus, _ body: (WiredRig) async throws -> Void) async throws {
        try await inTemporaryFolder { folder in
            let peer = try TerminalPeer(link: folder + "/sim/unloading") { modbus.serveRTU($0) }
            defer { peer.stop() }
            try await WiredRig.run(Rigs.unloadingOnly, in: folder, body)
        }
    }
}
