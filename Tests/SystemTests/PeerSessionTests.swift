import Foundation
import OperatorAPI
import RigConfiguration
import RigTestKit
import Testing
import TreadmillControl

@Suite("A session on a drive that is not ours", .steadyMachine)
struct PeerSessionTests {
    @Test("The daemon arms, runs and stops an inverter served by pymodbus, which only a profile knows")
    func session() async throws {
        let bench = try await Bench.open()
        let peer = try PeerServer(script: "invented_inverter.py", "tcp")
        try bench.changeRig { rig in
            let device = "device: \(ShippedDevices.shelf.file(of: "reference-inverter"))"
            #expect(rig.contains(device))
            rig = rig.replacing(device, with: "device: \(PeerServer.file("invented-inverter.yaml"))")
            rig = rig.replacing(/tcp_port: [0-9]+/, with: "tcp_port: \(peer.port)")
        }
        let daemon = try await bench.startDaemon()
        let plan = try bench.write("plan.yaml", shortPlan)
        #expect(try await bench.unweight("start", plan, "--mass", "70", "--detach").status == 0)
        _ = try await bench.reach(.running)
        try await eventually("its belt runs") { (try await bench.status().measured.beltSpeed ?? 0) > 0.3 }
        #expect(try await bench.unweight("stop").status == 0)
        _ = try await bench.reach(.finished)
        #expect(try await bench.status().measured.beltSpeed == 0)
        daemon.send(SIGTERM)
        #expect(try await daemon.end().status == 0)
        withExtendedLifetime(peer) {}
    }
}
