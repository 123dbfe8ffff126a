import Foundation
import Glibc
import OperatorAPI
import SimulatedDevices
import Testing
import TreadmillControl

@Suite("A drive that is not set as it must be, through the whole daemon", .steadyMachine)
struct RefusedDriveTests {
    @Test("a GS4 as it is shipped: no session begins, and whoever asked reads which parameter to set")
    func gs4AsShipped() async throws {
        let bench = try await Bench.open(commissioning: .asShipped) { rig in
            rig.replacing(
                "device: reference-inverter",
                with: "device: automationdirect-gs4\n  calibration: {reading: 60, meters_per_second: 3}")
        }
        let daemon = try await bench.startDaemon(allowing: [.beltWatchdogUnverified, .deviceNotReady])
        let plan = try bench.write("plan.yaml", shortPlan)
        let refused = try await bench.unweight("start", plan, "--mass", "70")
        #expect(refused.status == 1)
        #expect(refused.output.contains("P9.03 to 1"), "\(refused.output)")
        #expect(refused.output.contains("P9.04 to 1"), "\(refused.output)")
        #expect(try await bench.status().session?.finishReason == .checksFailed)
        let status = try await bench.unweight("status")
        #expect(status.output.contains("P9.03 to 1"), "\(status.output)")
        #expect(bench.simulator.observe().trace.fastest == .zero, "the belt never moved")
        daemon.send(SIGTERM)
        let ended = try await daemon.end()
        #expect(ended.status == 0)
        #expect(ended.errors.contains("P9.03 to 1"), "the journal says so, too")
    }
}
