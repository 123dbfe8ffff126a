import Devices
import RigConfiguration
import SimulatedDevices
import Testing
import TreadmillControl

@Suite("A rig on real wires", .serialized)
struct ReferenceRigTests {
    @Test(
        "Every device is read, keeps being read, and its watchdog is set and read back",
        arguments: [Rigs.modbus, Rigs.trackMaster, Rigs.woodway])
    func readingsArrive(rig: RigConfiguration) async throws {
        try await WiredRig.simulated(rig) { rig, _ in
            rig.loop.post(Commands.rest)
            try await eventually("both watchdogs are verified") {
                rig.belt?.status.isSuperset(of: [.ready, .watchdogVerified]) == true
                    && rig.hoist?.status.isSuperset(of: [.ready, .watchdogVerified]) == true
            }
            let seen = MonotonicClock.now()
            try await eventually("every reading is younger than the look before") {
                guard let belt = rig.belt, let hoist = rig.hoist, let cell = rig.loadCell else { return false }
                return min(belt.sampledAt, hoist.sampledAt, cell.sampledAt) > seen
            }
            #expect(rig.belt?.speedMeasured == .zero)
            #expect(rig.belt?.status.contains(.commandUnconfirmed) == false)
            for health in rig.rig.health {
                // The terminal may lose what is sent in the moment of its opening.
                #expect(health.isConnected && health.transactions > 1 && health.failures <= 2, "\(health)")
                #expect((health.lastProblem == nil) == (health.failures == 0))
                #expect(health.roundTrip > .zero && health.longestRoundTrip >= health.roundTrip)
            }
        }
    }

    @Test(
        "The belt does as it is told, and stops when it is told",
        arguments: [Rigs.modbus, Rigs.trackMaster, Rigs.woodway, Rigs.sister])
    func beltObeys(rig: RigConfiguration) async throws {
        try await WiredRig.simulated(rig) { rig, server in
            try await rig.settleAtRest()
            rig.loop.post(Commands.running(at: .metersPerSecond(1)))
            try await eventually("the belt runs") { server.observe().beltSpeed.metersPerSecond > 0.9 }
            try await eventually("and is measured to run") {
                rig.belt.map { $0.status.contains(.running) && $0.speedMeasured.metersPerSecond > 0.9 } == true
            }
            // The plant runs up to 2.5 % faster than it is told.
            #expect(server.observe().trace.fastest.metersPerSecond < 1.03)
            rig.loop.post(Commands.rest)
            try await eventually("the belt stands") { server.observe().beltSpeed == .zero }
            try await eventually("and is measured to stand") {
                rig.belt.map { !$0.status.contains(.running) && $0.speedMeasured == .zero } == true
            }
        }
    }

    @Test("The rope rises as it is told and is held when it is told")
    func hoistObeys() async throws {
        try await WiredRig.simulated(Rigs.modbus) { rig, server in
            try await rig.settleAtRest()
            rig.loop.post(Commands.moving(hoist: .metersPerSecond(0.05)))
            try await eventually("the rope has risen") { server.observe().hoistPosition.meters > 0.04 }
            rig.loop.post(Commands.rest)
            try await eventually("the rope is held") { server.observe().hoistVelocity == .zero }
            let held = server.observe().hoistPosition
            try await eventually("the position is measured") {
                guard let hoist = rig.hoist else { return false }
                return (hoist.positionMeasured - held).magnitude.meters < 0.0001 && !hoist.status.contains(.running)
            }
            #expect(server.observe().hoistPosition == held)
        }
    }

    @Test("The deck tilts with a running belt", arguments: [Rigs.modbus, Rigs.trackMaster, Rigs.woodway])
    func deckTilts(rig: RigConfiguration) async throws {
        try await WiredRig.simulated(rig) { rig, server in
            try await rig.settleAtRest()
            rig.loop.post(Commands.running(at: .metersPerSecond(0.5), incline: .percentGrade(1)))
            try await eventually("the deck tilts") { server.observe().incline.percentGrade > 0.95 }
            try await eventually("and is measured") { (rig.belt?.inclineMeasured?.percentGrade ?? 0) > 0.9 }
        }
    }

    @Test("A rig that was never started can be closed, and closed again")
    func closingWhatNeverRan() {
        let rig = Rig(configuration: Rigs.modbus, runtimeDirectory: "/nonexistent") { _ in }
        rig.stop()
        rig.start()
        rig.stop()
        rig.stop()
        #expect(rig.readings.belt == nil && rig.readings.hoist == nil && rig.readings.loadCell == nil)
    }
}
