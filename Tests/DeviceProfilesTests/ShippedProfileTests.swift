import DeviceProfiles
import Testing

/// The profiles in config/devices.
@Suite("Shipped profiles")
struct ShippedProfileTests {
    @Test(
        "All of them are there",
        arguments: [
            "reference-inverter", "reference-hoist", "reference-load-cell", "siemens-v20", "automationdirect-gs4",
            "delta-ms300", "hitachi-wj200", "flintec-dad141", "pavone-dat-400", "iai-robocylinder",
        ])
    func complete(name: String) {
        #expect(ShippedProfiles.names.contains(name))
    }

    @Test("Each is read without a problem, and says where its facts are from", arguments: ShippedProfiles.names)
    func sound(name: String) throws {
        let profile = try ShippedProfiles.profile(name)
        #expect(profile.name == name)
        #expect(profile.model == profile.name)
        #expect(profile.evidence == .documentation && !profile.source.isEmpty)
    }

    @Test("Those of makers say what to look at when the device is silent", arguments: ShippedProfiles.names)
    func silence(name: String) throws {
        let profile = try ShippedProfiles.profile(name)
        #expect(profile.name.hasPrefix("reference-") || (profile.silenceHint ?? "").count > 40)
    }

    @Test(
        "A drive's stop stops with its first write, and moves nothing by a variable", arguments: ShippedProfiles.names)
    func stops(name: String) throws {
        let profile = try ShippedProfiles.profile(name)
        guard let motion = profile.motion else {
            #expect(!profile.role.isDrive)
            return
        }
        #expect(motion.stop.steps.first?.writes.isEmpty == false)
        for write in motion.stop.steps.flatMap(\.writes) {
            switch write.value {
            case .constant: continue
            case .variable(let variable): #expect(variable == .heartbeat || variable == .incline)
            }
        }
    }

    @Test("A belt's speed and its setpoint count in one unit, so that one calibration holds for both")
    func oneUnit() throws {
        for name in ShippedProfiles.names {
            let profile = try ShippedProfiles.profile(name)
            guard profile.role == .belt, let motion = profile.motion else { continue }
            let speeds = motion.run.steps.flatMap(\.writes).filter { $0.value == .variable(.speed) }
            let written = speeds.compactMap { profile.channel($0.channel)?.unit }
            #expect(!written.isEmpty && written.allSatisfy { $0 == profile.channel(for: .beltSpeed)?.unit }, "\(name)")
        }
    }
}
