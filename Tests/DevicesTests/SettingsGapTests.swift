import DeviceProfiles
import RigConfiguration
import RigTestKit
import Testing
import TreadmillControl

@testable import Devices

@Suite("A drive that was not spoken to for a while")
struct SettingsGapTests {
    /// (the drive's own watchdog, a gap that is borne, one that is not). After 300 ms the core has begun to stop the belt,
    /// however patient the drive.
    @Test(
        "is told to rest before it is told to move again",
        arguments: [
            (TimeSpan.milliseconds(100), TimeSpan.milliseconds(100), TimeSpan.milliseconds(101)),
            (.milliseconds(2000), .milliseconds(300), .milliseconds(301)),
        ])
    func gap(watchdog: TimeSpan, borne: TimeSpan, tooLong: TimeSpan) throws {
        let modbus = ScriptedModbus([1: .inverter])
        modbus.change(1) {
            $0.holding[8] = UInt16(watchdog.nanoseconds / 1_000_000)
            $0.holding[9] = 1000
        }
        let peer = try TCPPeer { modbus.serveTCP($0) }
        defer { peer.stop() }
        var line = try ModbusContext.open(
            host: "127.0.0.1", port: peer.port, responseTimeout: .milliseconds(1000))
        let drive = ShippedDevices.device("reference-inverter", bus: "belt", unit: 1, watchdog: watchdog)
        var keeper = SettingsKeeper(drive, DeviceProgram(drive.profile))
        try keeper.look(&line)
        #expect(keeper.isVerified && keeper.demandsRest, "nothing has been acknowledged yet")

        var now = MonotonicInstant(nanoseconds: 1_000_000_000)
        keeper.acknowledged(isMoving: false, .ready, at: now)
        now = now + borne
        keeper.resume(at: now)
        #expect(!keeper.demandsRest)
        keeper.acknowledged(isMoving: true, [.ready, .running], at: now)
        now = now + tooLong
        keeper.resume(at: now)
        #expect(keeper.demandsRest)
        keeper.acknowledged(isMoving: true, .ready, at: now)
        #expect(keeper.demandsRest, "only a command to rest ends it")
        keeper.acknowledged(isMoving: false, .ready, at: now)
        #expect(!keeper.demandsRest)
    }
}
