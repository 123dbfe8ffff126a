import DeviceProfiles
import StrictYAML
import TreadmillControl

/// Reads the devices of a rig, each against the buses that were read before.
struct DeviceSections {
    /// `nil` when they could not be read; devices are then read without checking their buses.
    let buses: [BusConfiguration]?
    let profiles: ProfileShelf

    /// What a device needs of its line.
    private enum LineNeed {
        case modbus, serial
    }

    func belt(_ mapping: YAMLMapping) -> BeltAttachment? {
        guard let device = mapping.required("device", .deviceName) else {
            mapping.disregardOtherKeys()
            return nil
        }
        guard let treadmill = SerialTreadmill(rawValue: device) else {
            return modbus(device, .belt, mapping).map(BeltAttachment.modbus)
        }
        let bus = bus(mapping, for: device, needing: .serial)
        let speedUnit = mapping.required("speed_unit", .speedUnit)
        guard let bus, let speedUnit else { return nil }
        switch treadmill {
        case .trackmaster: return .trackMaster(bus: bus, speedUnit: speedUnit)
        case .woodway: return .woodway(bus: bus, speedUnit: speedUnit)
        }
    }

    func hoist(_ mapping: YAMLMapping) -> ModbusAttachment? { device(.hoist, mapping) }

    func loadCell(_ mapping: YAMLMapping) -> ModbusAttachment? { device(.loadCell, mapping) }

    private func device(_ role: DeviceRole, _ mapping: YAMLMapping) -> ModbusAttachment? {
        guard let device = mapping.required("device", .deviceName) else {
            mapping.disregardOtherKeys()
            return nil
        }
        return modbus(device, role, mapping)
    }

    private func modbus(_ device: String, _ role: DeviceRole, _ mapping: YAMLMapping) -> ModbusAttachment? {
        let bus = bus(mapping, for: device, needing: .modbus)
        let unit = unit(mapping)
        let watchdog = role.isDrive ? watchdog(mapping, role) : .zero
        guard let profile = profile(device, role, mapping) else {
            mapping.disregardOtherKeys()
            return nil
        }
        let calibration = CalibrationSection(profile: profile).calibration(mapping)
        guard let bus, let unit, let watchdog, let calibration else { return nil }
        let attachment = ModbusAttachment(
            profile: profile, bus: bus, unit: unit, watchdog: watchdog, calibration: calibration,
            profileFile: profiles.file(of: device))
        checkWatchdog(of: attachment, mapping)
        return attachment
    }

    private func profile(_ device: String, _ role: DeviceRole, _ mapping: YAMLMapping) -> DeviceProfile? {
        guard profiles.has(device) else {
            var known = profiles.names
            if role == .belt { known += SerialTreadmill.allCases.map(\.rawValue) }
            let near = nearestWord(to: device, among: known).map { "did you mean \"\($0)\"?" }
            let choice =
                known.isEmpty ? "there are none in \(profiles.folder)" : "use one of: \(known.joined(separator: ", "))"
            mapping.note(
                "there is no profile \(profiles.file(of: device))", remedy: near ?? choice, key: "device")
            return nil
        }
        do throws(YAMLProblems) {
            let profile = try profiles.profile(of: device)
            guard profile.role == role else {
                mapping.note(
                    "\(device) is the profile of a \(profile.role.rawValue)", remedy: "use one of a \(role.rawValue)",
                    key: "device")
                return nil
            }
            return profile
        } catch {
            for problem in error.problems {
                mapping.note("the profile is wrong: \(problem)", remedy: "mend it first", key: "device")
            }
            return nil
        }
    }

    /// The drive must be able to hold the time that the rig asks for.
    private func checkWatchdog(of device: ModbusAttachment, _ mapping: YAMLMapping) {
        guard case .timer(let name, _) = device.profile.motion?.watchdog, let channel = device.profile.channel(name)
        else {
            return
        }
        let words = channel.expectedWords(for: device.watchdog.seconds / channel.unit.inSI)
        guard let words, words.contains(where: { $0 != 0 }) else {
            return mapping.note(
                "the drive cannot hold this time", remedy: "see \(name) in the profile of \(device.profile.title)",
                key: "watchdog_ms")
        }
        let step = channel.scale.magnitude * channel.unit.inSI
        guard let held = channel.reading(of: words).value.map({ $0 * channel.unit.inSI }),
            (held - device.watchdog.seconds).magnitude > 0.0005
        else { return }
        mapping.note(
            "the drive counts this time in steps of \((step * 1000).plain) ms",
            remedy: "write \((held * 1000).plain), which is what it would hold", key: "watchdog_ms")
    }

    private func unit(_ mapping: YAMLMapping) -> UInt8? {
        // 0 is the broadcast of Modbus, 248 and above are reserved.
        mapping.required("unit", .integer(in: 1...247)).map { UInt8($0) }
    }

    private func watchdog(_ mapping: YAMLMapping, _ role: DeviceRole) -> TimeSpan? {
        // Never 0, which would switch the watchdog off. 2 s at 3.6 m/s is already 7 m of belt with nobody in control; a
        // rope that rises at 0.5 m/s lifts a runner by 25 cm in half a second.
        let longest = role == .hoist ? 500 : 2000
        return mapping.required("watchdog_ms", .integer(in: 50...longest, unit: "ms")).map { .milliseconds(Int64($0)) }
    }

    private func bus(_ mapping: YAMLMapping, for device: String, needing need: LineNeed) -> String? {
        guard let name = mapping.required("bus", .identifier) else { return nil }
        guard let buses else { return name }
        guard let bus = buses.first(where: { $0.name == name }) else {
            let names = buses.map(\.name).joined(separator: ", ")
            mapping.note("there is no bus \"\(name)\"", remedy: "use one of: \(names)", key: "bus")
            return nil
        }
        switch (need, bus.line) {
        case (.modbus, .modbusRTU), (.modbus, .modbusTCP), (.serial, .serial):
            return name
        case (.modbus, .serial):
            mapping.note(
                "a \(device) speaks Modbus, and the bus \"\(name)\" does not",
                remedy: "use a bus with protocol modbus_rtu or modbus_tcp", key: "bus")
        case (.serial, .modbusRTU), (.serial, .modbusTCP):
            mapping.note(
                "a \(device) does not speak Modbus, and the bus \"\(name)\" does",
                remedy: "use a bus with protocol serial", key: "bus")
        }
        return nil
    }
}

extension YAMLScalar where Value == String {
    /// The name of a device, or the path of its profile.
    fileprivate static var deviceName: YAMLScalar<String> {
        YAMLScalar(expectation: "the name of a device, or the path of its profile") {
            (text: String) throws(YAMLRefusal) -> String in
            guard text.hasSuffix(".yaml") else { return try YAMLScalar<String>.identifier.read(text) }
            return try YAMLScalar<String>.text(atMost: 1024).read(text)
        }
    }
}

extension YAMLScalar where Value == TreadmillSpeedUnit {
    fileprivate static var speedUnit: YAMLScalar<TreadmillSpeedUnit> {
        .choice([
            TreadmillSpeedUnit.milesPerHour.rawValue: .milesPerHour,
            TreadmillSpeedUnit.kilometersPerHour.rawValue: .kilometersPerHour,
        ])
    }
}
