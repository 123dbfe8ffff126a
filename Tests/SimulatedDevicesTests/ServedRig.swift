import Foundation
import RigConfiguration
import SimulatedDevices
import TreadmillControl

/// A simulated rig on real wires in a folder of its own, for the length of a test.
struct ServedRig {
    let server: SimulatedRigServer
    let endpoints: [RigEndpoint]
    let folder: String

    /// Serves `configuration` while `body` runs, and cleans up after it.
    static func serve(_ configuration: RigConfiguration, _ body: (ServedRig) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        let server = SimulatedRigServer(
            configuration: configuration, runtimeDirectory: folder, runnerMass: .kilograms(70), seed: 1)
        defer {
            server.stop()
            try? FileManager.default.removeItem(atPath: folder)
        }
        let endpoints = try server.start()
        try await body(ServedRig(server: server, endpoints: endpoints, folder: folder))
    }

    var line: String { folder + "/sim/unloading" }
    /// The treadmill's, where it is on a terminal.
    var treadmillLine: String { folder + "/sim/treadmill" }

    /// The TCP port of the belt.
    var port: String {
        for endpoint in endpoints {
            switch endpoint.place {
            case .modbusRTU, .serial: continue
            case .modbusTCP(_, let port), .serialOverTCP(_, let port, _): return "\(port)"
            }
        }
        return ""
    }
}
