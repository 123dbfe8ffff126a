import Devices
import RigConfiguration
import RigSimulation
import SimulatedDevices
import Testing
import TreadmillControl

@Suite("When a line or a device is lost", .serialized)
struct LostLineTests {
    @Test(
        "The belt's line is cut in mid-run: it stops by its own watchdog, and its return starts nothing",
        arguments: [Rigs.modbus, Rigs.trackMaster, Rigs.woodway])
    func beltLineCut(configuration: RigConfiguration) async throws {
        let bus = configuration.belt.bus
        try await WiredRig.simulated(configuration) { rig, server in
            try await run(rig, server)
            server.apply(.disconnect(.belt))
            try await eventually("the loss is known") { !rig.health(of: bus).isConnected }
            #expect(rig.belt?.status.contains(.commandUnconfirmed) == true)
            let lost = try #require(rig.belt?.sampledAt)
            try await eventually("the belt stands") { server.observe().beltSpeed == .zero }
            #expect(server.observe().beltWatchdogTrips == 1)
            #expect(rig.belt?.sampledAt == lost, "a reading without a line")

            // The loop has not noticed: it commands the old speed all the time.
            server.forgetTrace()
            server.clear(.disconnect(.belt))
            try await eventually("the belt is read again, and says why it stands") {
                rig.belt?.status.isSuperset(of: [.watchdogVerified, .watchdogTripped]) == true
            }
            let transactions = rig.health(of: bus).transactions
            try await eventually("many rounds have gone by") { rig.health(of: bus).transactions > transactions + 20 }
            #expect(server.observe().trace.fastest == .zero)
            #expect(rig.belt?.status.contains(.watchdogTripped) == true, "reset although running is commanded")
            #expect(rig.health(of: bus).reconnects >= 1)

            // Only a stop settles it.
            try await run(rig, server)
        }
    }

    @Test("The terminal of the unloading is closed: readings grow old, the rope is held, the belt is not concerned")
    func unloadingLineCut() async throws {
        try await WiredRig.simulated(Rigs.modbus) { rig, server in
            try await run(rig, server)
            server.apply(.disconnect(.hoist))
            try await eventually("the loss is known") { !rig.health(of: "unloading").isConnected }
            try await eventually("the hoist's last command is uncertain") {
                rig.hoist?.status.contains(.commandUnconfirmed) == true
            }
            let (hoist, cell) = (rig.hoist?.sampledAt, rig.loadCell?.sampledAt)
            let seen = MonotonicClock.now()
            try await eventually("the belt goes on being read") { rig.belt.map { $0.sampledAt > seen } == true }
            try await eventually("the hoist brakes by its own watchdog") { server.observe().hoistWatchdogTrips == 1 }
            #expect((rig.hoist?.sampledAt, rig.loadCell?.sampledAt) == (hoist, cell))

            server.clear(.disconnect(.hoist))
            try await eventually("hoist and cell are read again, the watchdog verified anew and reset at rest") {
                guard let hoist = rig.hoist, let cell = rig.loadCell, hoist.sampledAt > seen, cell.sampledAt > seen
                else { return false }
                return hoist.status.contains(.watchdogVerified)
                    && hoist.status.isDisjoint(with: [.watchdogTripped, .commandUnconfirmed])
            }
        }
    }

    @Test("The hoist falls silent: the load cell on the same line goes on being read, and the hoist comes back")
    func silentHoist() async throws {
        try await WiredRig.simulated(Rigs.modbus) { rig, server in
            try await rig.settleAtRest()
            server.apply(.off(.hoist))
            try await eventually("the hoist's last command is uncertain") {
                rig.hoist?.status.contains(.commandUnconfirmed) == true
            }
            let lost = rig.hoist?.sampledAt
            let seen = MonotonicClock.now()
            try await eventually("the load cell has been read many times since") {
                rig.loadCell.map { $0.sampledAt > seen + .milliseconds(500) } == true
            }
            #expect(rig.hoist?.sampledAt == lost)
            #expect(rig.health(of: "unloading").isConnected)
            server.clear(.off(.hoist))
            try await eventually("the hoist is back, its watchdog verified") {
                rig.hoist.map {
                    $0.status.contains(.watchdogVerified) && !$0.status.contains(.commandUnconfirmed)
                } == true
            }
            try await eventually("its return is told, as its loss was") {
                rig.events.all.contains(.recovered(bus: "unloading", device: "hoist"))
            }
        }
    }

    @Test(
        "The belt falls silent and comes back: told once each time, and the belt stands",
        arguments: [Rigs.modbus, Rigs.trackMaster, Rigs.woodway])
    func silentBelt(configuration: RigConfiguration) async throws {
        try await WiredRig.simulated(configuration) { rig, server in
            try await run(rig, server)
            server.apply(.off(.belt))
            try await eventually("the last command is uncertain") {
                rig.belt?.status.contains(.commandUnconfirmed) == true
            }
            try await eventually("the belt stands") { server.observe().beltSpeed == .zero }
            let failures = rig.health(of: configuration.belt.bus).failures
            try await eventually("it was asked many times") {
                rig.health(of: configuration.belt.bus).failures > failures + 3
            }
            // Once for the device, once for the line: not once for each failure.
            #expect(rig.events.all.count { $0.isProblem(of: configuration.belt.bus) } <= 2, "\(rig.events.all)")
            server.forgetTrace()
            server.clear(.off(.belt))
            try await eventually("the belt is read again") {
                rig.belt?.status.isSuperset(of: [.watchdogVerified, .watchdogTripped]) == true
            }
            #expect(server.observe().trace.fastest == .zero)
        }
    }

    @Test("The emergency stop is told, and its release starts nothing")
    func emergencyStop() async throws {
        try await WiredRig.simulated(Rigs.modbus) { rig, server in
            try await run(rig, server)
            server.apply(.emergencyStop)
            try await eventually("belt and hoist tell it") {
                rig.belt?.status.contains(.emergencyStop) == true && rig.hoist?.status.contains(.emergencyStop) == true
            }
            try await eventually("the belt stands") { server.observe().beltSpeed == .zero }
            server.forgetTrace()
            server.clear(.emergencyStop)
            try await eventually("the release is seen") { rig.belt?.status.contains(.emergencyStop) == false }
            let transactions = rig.health(of: "belt").transactions
            try await eventually("many rounds have gone by") { rig.health(of: "belt").transactions > transactions + 20 }
            #expect(server.observe().trace.fastest == .zero)
        }
    }

    @Test("A TrackMaster without power is silent, then measures nothing, and comes back standing")
    func trackMasterEmergencyStop() async throws {
        try await WiredRig.simulated(Rigs.trackMaster) { rig, server in
            try await run(rig, server)
            server.apply(.emergencyStop)
            try await eventually("the last command is uncertain") {
                rig.belt?.status.contains(.commandUnconfirmed) == true
            }
            try await eventually("the belt stands") { server.observe().beltSpeed == .zero }
            server.forgetTrace()
            server.clear(.emergencyStop)
            try await eventually("999.9 is an emergency stop") { rig.belt?.status.contains(.emergencyStop) == true }
            try await eventually("the treadmill measures again") {
                rig.belt.map { !$0.status.contains(.emergencyStop) && $0.speedMeasured == .zero } == true
            }
            #expect(server.observe().trace.fastest == .zero)
        }
    }

    private func run(_ rig: WiredRig, _ server: SimulatedRigServer) async throws {
        try await rig.settleAtRest()
        rig.loop.post(Commands.running(at: .metersPerSecond(0.8)))
        try await eventually("the belt runs") { server.observe().beltSpeed.metersPerSecond > 0.7 }
    }
}

extension BusEvent {
    fileprivate func isProblem(of line: String) -> Bool {
        switch self {
        case .problem(let bus, _, _): bus == line
        case .connected, .recovered: false
        }
    }
}
