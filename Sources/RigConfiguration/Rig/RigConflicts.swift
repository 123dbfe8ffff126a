import DeviceProfiles
import TreadmillControl

/// Parts of a rig that are right by themselves but not together.
struct RigConflict: Equatable {
    /// The section of the file to look at first.
    var section: String
    var reason: String
    var remedy: String
}

extension RigConfiguration {
    /// Everything that keeps the parts from working together.
    func conflicts() -> [RigConflict] {
        sharedUnits() + sharedLines() + unusedBuses() + slowWatchdogs()
    }

    private func sharedUnits() -> [RigConflict] {
        var conflicts: [RigConflict] = []
        let devices = modbusDevices
        for (index, (section, device)) in devices.enumerated() {
            for (other, its) in devices[..<index] where its.bus == device.bus && its.unit == device.unit {
                conflicts.append(
                    RigConflict(
                        section: section,
                        reason: "\(other) has the same unit \(device.unit) on the bus \"\(device.bus)\"",
                        remedy: "give each device of a bus a unit of its own"))
            }
        }
        return conflicts
    }

    /// Two openings of one port both succeed, and their bytes then mix.
    private func sharedLines() -> [RigConflict] {
        var conflicts: [RigConflict] = []
        for (index, bus) in buses.enumerated() {
            for other in buses[..<index] where other.line.place == bus.line.place {
                conflicts.append(
                    RigConflict(
                        section: "buses",
                        reason: "the buses \"\(other.name)\" and \"\(bus.name)\" are both at \(bus.line.place)",
                        remedy: "make them one bus"))
            }
        }
        return conflicts
    }

    private func unusedBuses() -> [RigConflict] {
        let used: Set = [belt.bus, hoist.bus, loadCell.bus]
        return buses.filter { !used.contains($0.name) }.map {
            RigConflict(
                section: "buses", reason: "no device is on the bus \"\($0.name)\"",
                remedy: "remove it, or name it as the bus of a device")
        }
    }

    /// One lost reply must not trip a watchdog: it has to outlast two exchanges that time out.
    private func slowWatchdogs() -> [RigConflict] {
        modbusDevices.compactMap { section, device in
            guard device.profile.role.isDrive, let bus = buses.first(where: { $0.name == device.bus }),
                device.watchdog < bus.responseTimeout + bus.responseTimeout
            else { return nil }
            return RigConflict(
                section: section,
                reason: "its watchdog is shorter than two response timeouts of the bus \"\(bus.name)\"",
                remedy: "lengthen watchdog_ms or shorten response_timeout_ms")
        }
    }
}
