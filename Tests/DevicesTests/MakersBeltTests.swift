import Devices
import RigSimulation
import SimulatedDevices
import Testing
import TreadmillControl

/// The shipped profiles of belt drives against simulations that were written from the same manuals by somebody else.
@Suite("Makers' belt drives, each set as its builder must", .serialized)
struct MakersBeltTests {
    @Test(
        "The belt runs at the speeds it is told, and stops when it is told", arguments: BeltModel.all,
        MakersRigs.Wire.allCases)
    func obeys(model: BeltModel, wire: MakersRigs.Wire) async throws {
        try await WiredRig.simulated(MakersRigs.belt(model, on: wire)) { rig, server in
            try await rig.settleAtRest()
            #expect(server.observe().trace.fastest == .zero)
            let trips = server.observe().beltWatchdogTrips
            for speed in [0.5, 1.0, 0.7] {
                rig.loop.post(Commands.running(at: .metersPerSecond(speed)))
                try await eventually("it is measured to run at \(speed) m/s") {
                    guard let belt = rig.belt, belt.status.isSuperset(of: [.ready, .running]) else { return false }
                    return abs(belt.speedMeasured.metersPerSecond - speed) <= 0.05 * speed
                }
                // With the 2.5 % by which the plant is off, and the dips of a stance.
                #expect(abs(server.observe().beltSpeed.metersPerSecond - speed) <= 0.08 * speed)
            }
            #expect(server.observe().trace.fastest.metersPerSecond < 1.04)
            rig.loop.post(Commands.rest)
            try await eventually("the belt stands") { server.observe().beltSpeed == .zero }
            try await eventually("and is measured to stand") {
                rig.belt.map { !$0.status.contains(.running) && $0.speedMeasured == .zero } == true
            }
            #expect(server.observe().beltWatchdogTrips == trips)
        }
    }

    @Test(
        "Told nothing, the belt stops by its own watchdog and says so; it runs again only after a command to rest",
        arguments: BeltModel.all, MakersRigs.Wire.allCases)
    func silence(model: BeltModel, wire: MakersRigs.Wire) async throws {
        try await WiredRig.simulated(MakersRigs.belt(model, on: wire)) { rig, server in
            let running = Commands.running(at: .metersPerSecond(0.5))
            try await rig.settleAtRest()
            // A GS4 may have tripped before anybody talked to it.
            let trips = server.observe().beltWatchdogTrips
            rig.loop.post(running)
            try await eventually("the belt runs") { server.observe().beltSpeed.metersPerSecond > 0.45 }
            rig.rig.impose(.milliseconds(2500), thenLook: .milliseconds(5000), on: .belt)
            try await eventually("it stands and says why") {
                server.observe().beltSpeed == .zero && rig.belt?.status.contains(.watchdogTripped) == true
            }
            #expect(server.observe().beltWatchdogTrips == trips + 1)
            #expect(rig.belt?.status.contains(.fault) == false)

            // The command to run is still posted; nothing moves by being spoken to again.
            server.forgetTrace()
            rig.rig.endSilences()
            let transactions = rig.health(of: "belt").transactions
            try await eventually("many rounds have gone by") { rig.health(of: "belt").transactions > transactions + 20 }
            #expect(server.observe().trace.fastest == .zero)
            #expect(rig.belt?.status.contains(.watchdogTripped) == true)

            try await rig.settleAtRest()
            #expect(server.observe().trace.fastest == .zero, "the reset itself moves nothing")
            rig.loop.post(running)
            try await eventually("it runs again") { server.observe().beltSpeed.metersPerSecond > 0.45 }
        }
    }

    @Test("The worker ends in mid-run: the drive's own watchdog stops the belt", arguments: BeltModel.all)
    func workerEnds(model: BeltModel) async throws {
        try await WiredRig.simulated(MakersRigs.belt(model, on: .rtu)) { rig, server in
            try await rig.settleAtRest()
            let trips = server.observe().beltWatchdogTrips
            rig.loop.post(Commands.running(at: .metersPerSecond(0.5)))
            try await eventually("the belt runs") { server.observe().beltSpeed.metersPerSecond > 0.45 }
            rig.rig.stop()
            try await eventually("the belt stands") { server.observe().beltSpeed == .zero }
            #expect(server.observe().beltWatchdogTrips == trips + 1)
        }
    }

    @Test("A drive that lost power stays at rest until it is told to rest again", arguments: BeltModel.all)
    func powerLoss(model: BeltModel) async throws {
        try await WiredRig.simulated(MakersRigs.belt(model, on: .rtu)) { rig, server in
            let running = Commands.running(at: .metersPerSecond(0.5))
            try await rig.settleAtRest()
            rig.loop.post(running)
            try await eventually("the belt runs") { server.observe().beltSpeed.metersPerSecond > 0.45 }
            server.apply(.powerLoss)
            try await eventually("the belt stands") { server.observe().beltSpeed == .zero }
            server.forgetTrace()
            server.clear(.powerLoss)
            let transactions = rig.health(of: "belt").transactions
            try await eventually("many rounds have gone by") { rig.health(of: "belt").transactions > transactions + 20 }
            #expect(server.observe().trace.fastest == .zero)
            try await rig.settleAtRest()
            rig.loop.post(running)
            try await eventually("it runs again") { server.observe().beltSpeed.metersPerSecond > 0.45 }
        }
    }
}
