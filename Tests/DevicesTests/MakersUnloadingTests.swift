import DeviceProfiles
import Devices
import RigSimulation
import SimulatedDevices
import Testing
import TreadmillControl

/// A maker's axis as the hoist, and makers' load cell amplifiers, under their shipped profiles.
@Suite("Makers' axes and load cell amplifiers", .serialized)
struct MakersUnloadingTests {
    // MARK: The axis

    @Test(
        "The rope moves at the velocity it is told, up and down, and is held when it is told",
        arguments: MakersRigs.Wire.allCases)
    func axisObeys(wire: MakersRigs.Wire) async throws {
        try await WiredRig.simulated(MakersRigs.hoist(on: wire)) { rig, server in
            try await rig.settleAtRest()
            for (velocity, end) in [(0.05, 0.1), (-0.03, 0.05)] {
                rig.loop.post(Commands.moving(hoist: .metersPerSecond(velocity)))
                try await eventually("the rope is measured to move at \(velocity) m/s") {
                    guard let hoist = rig.hoist, hoist.status.isSuperset(of: [.ready, .running]) else { return false }
                    return abs(hoist.velocityMeasured.metersPerSecond - velocity) < 0.002
                }
                try await eventually("and comes to \(end) m") {
                    let way = server.observe().hoistPosition.meters - end
                    return velocity > 0 ? way >= 0 : way <= 0
                }
            }
            rig.loop.post(Commands.rest)
            try await eventually("the rope stands") { Self.stands(server) }
            let held = server.observe().hoistPosition
            try await eventually("its place is measured, in hundredths of a millimetre") {
                guard let hoist = rig.hoist else { return false }
                return abs((hoist.positionMeasured - held).meters) < 0.00002 && !hoist.status.contains(.running)
            }
            #expect((server.observe().hoistPosition - held).magnitude.meters < 0.00002)
        }
    }

    @Test("A rope that is regulated slower than the axis can go stands, and goes on when it is told more")
    func axisSlowest() async throws {
        try await WiredRig.simulated(MakersRigs.hoist(on: .rtu)) { rig, server in
            try await rig.settleAtRest()
            rig.loop.post(Commands.moving(hoist: .metersPerSecond(0.05)))
            try await eventually("the rope moves") { server.observe().hoistPosition.meters > 0.02 }
            // A hundredth of a millimetre a second is the least that the axis takes.
            rig.loop.post(Commands.moving(hoist: .metersPerSecond(0.000_004)))
            try await eventually("the rope stands") { Self.stands(server) }
            let held = server.observe().hoistPosition
            try await eventually("which is what it was told") {
                rig.hoist.map { !$0.status.contains(.running) && !$0.status.contains(.commandUnconfirmed) } == true
            }
            #expect((server.observe().hoistPosition - held).magnitude.meters < 0.00002)
            rig.loop.post(Commands.moving(hoist: .metersPerSecond(0.05)))
            try await eventually("it goes on") { (server.observe().hoistPosition - held).meters > 0.02 }
        }
    }

    /// The servo of the plant nears standstill, and is on it for any person from 10 um/s on.
    private static func stands(_ server: SimulatedRigServer) -> Bool {
        server.observe().hoistVelocity.magnitude.metersPerSecond < 0.00001
    }

    @Test("Told nothing, the axis ends its move by itself within the way of the watchdog's time")
    func axisSilent() async throws {
        try await WiredRig.simulated(MakersRigs.hoist(on: .rtu)) { rig, server in
            let velocity = 0.05
            try await rig.settleAtRest()
            rig.loop.post(Commands.moving(hoist: .metersPerSecond(velocity)))
            try await eventually("the rope moves") { server.observe().hoistPosition.meters > 0.05 }
            rig.rig.impose(.milliseconds(4000), thenLook: .milliseconds(1000), on: .hoist)
            // A request may have been on its way; this one knows where the rope was at most when it was sent off.
            let from = server.observe().hoistPosition.meters
            let spokenTo = rig.rig.lastSpoken(to: .hoist)
            try await eventually("the rope stands") { Self.stands(server) }
            #expect(rig.rig.lastSpoken(to: .hoist) == spokenTo, "nobody told it to")
            // 300 ms at 5 cm/s are 15 mm; the axis stands within 0.1 mm of its target.
            #expect(server.observe().hoistPosition.meters <= from + 0.3 * velocity + 0.001)
        }
    }

    @Test("An axis that nobody has homed is never ready, and is not homed or moved by us")
    func axisNotHomed() async throws {
        try await WiredRig.simulated(MakersRigs.hoist(on: .rtu), commissioning: .asShipped) { rig, server in
            rig.loop.post(Commands.rest)
            try await eventually("it is read, with its settings as they must be") {
                rig.hoist?.status.contains(.watchdogVerified) == true
            }
            let transactions = rig.health(of: "unloading").transactions
            try await eventually("many rounds have gone by") {
                rig.health(of: "unloading").transactions > transactions + 20
            }
            #expect(rig.hoist?.status.contains(.ready) == false)
            #expect(server.observe().hoistPosition == .zero && server.observe().hoistVelocity == .zero)
        }
    }

    // MARK: Load cells

    /// The force is read to what the amplifier resolves: the DAD 141 sends a float, the DAT 400 counts, here of 0.5 N.
    @Test(
        "The rope's force is read, and a cell that is not connected is a fault",
        arguments: [("flintec-dad141", 1.0, 0.1), ("pavone-dat-400", 0.5, 0.51)], MakersRigs.Wire.allCases)
    func loadCell(amplifier: (name: String, factor: Double, resolution: Double), wire: MakersRigs.Wire) async throws {
        let rig = MakersRigs.loadCell(
            amplifier.name, calibration: Calibration(factor: amplifier.factor), on: wire)
        var plant = PlantConfiguration()
        plant.loadCell.noise = .zero
        plant.loadCell.drift = .zero
        try await WiredRig.simulated(rig, plant: plant) { rig, server in
            try await eventually("the empty rope is read") {
                rig.loadCell.map { $0.supportForceMeasured.magnitude.newtons <= amplifier.resolution } == true
            }
            try await rig.settleAtRest()
            rig.loop.post(Commands.moving(hoist: .metersPerSecond(0.05)))
            try await eventually("the rope pulls") { server.observe().ropeForce.newtons > 200 }
            rig.loop.post(Commands.rest)
            try await eventually("the rope stands") { server.observe().hoistVelocity == .zero }
            try await eventually("its force is read") {
                guard let cell = rig.loadCell, cell.status.contains(.ready) else { return false }
                let truth = server.observe().ropeForce
                let error = (cell.supportForceMeasured - truth).magnitude
                return truth.newtons > 200 && error.newtons <= amplifier.resolution
            }
            #expect(rig.loadCell?.status.isDisjoint(with: [.fault, .overload]) == true)
            server.apply(.fault(.loadCell))
            try await eventually("a cell that is not connected is a fault") {
                rig.loadCell.map { $0.status.contains(.fault) && !$0.status.contains(.ready) } == true
            }
        }
    }
}
