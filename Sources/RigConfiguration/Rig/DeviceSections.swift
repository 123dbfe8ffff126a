import StrictYAML
import TreadmillControl

/// Reads the devices of a rig, each against the buses that were read before.
struct DeviceSections {
    /// `nil` when they could not be read; devices are then read without checking their buses.
    let buses: [BusConfiguration]?

    private enum BeltKind {
        case referenceInverter, trackMaster, woodway
    }

    /// What a device needs of its line.
    private enum LineNeed {
        case modbus, serial
    }

    func belt(_ mapping: YAMLMapping) -> BeltAttachment? {
        let kind = mapping.required(
            "device",
            .choice([
                "reference-inverter": BeltKind.referenceInverter, "trackmaster": .trackMaster, "woodway": .woodway,
            ]))
        switch kind {
        case .referenceInverter:
            let bus = bus(mapping, for: "reference-inverter", needing: .modbus)
            let unit = unit(mapping)
            let watchdog = watchdog(mapping)
            guard let bus, let unit, let watchdog else { return nil }
            return .referenceInverter(bus: bus, unit: unit, watchdog: watchdog)
        case .trackMaster:
            let bus = bus(mapping, for: "trackmaster", needing: .serial)
            let speedUnit = mapping.required("speed_unit", .speedUnit)
            guard let bus, let speedUnit else { return nil }
            return .trackMaster(bus: bus, speedUnit: speedUnit)
        case .woodway:
            let bus = bus(mapping, for: "woodway", needing: .serial)
            let speedUnit = mapping.required("speed_unit", .speedUnit)
            guard let bus, let speedUnit else { return nil }
            return .woodway(bus: bus, speedUnit: speedUnit)
        case nil:
            mapping.disregardOtherKeys()
            return nil
        }
    }

    func hoist(_ mapping: YAMLMapping) -> HoistAttachment? {
        let device: Void? = mapping.required("device", .choice(["reference-hoist": ()]))
        let bus = bus(mapping, for: "reference-hoist", needing: .modbus)
        let unit = unit(mapping)
        let watchdog = watchdog(mapping)
        guard device != nil, let bus, let unit, let watchdog else { return nil }
        return HoistAttachment(bus: bus, unit: unit, watchdog: watchdog)
    }

    func loadCell(_ mapping: YAMLMapping) -> LoadCellAttachment? {
        let device: Void? = mapping.required("device", .choice(["reference-load-cell": ()]))
        let bus = bus(mapping, for: "reference-load-cell", needing: .modbus)
        let unit = unit(mapping)
        guard device != nil, let bus, let unit else { return nil }
        return LoadCellAttachment(bus: bus, unit: unit)
    }

    private func unit(_ mapping: YAMLMapping) -> UInt8? {
        // 0 is the broadcast of Modbus, 248 and above are reserved.
        mapping.required("unit", .integer(in: 1...247)).map { UInt8($0) }
    }

    private func watchdog(_ mapping: YAMLMapping) -> TimeSpan? {
        // Never 0, which would switch the watchdog off; 2 s at 3.6 m/s is already 7 m of belt with nobody in control.
        mapping.required("watchdog_ms", .integer(in: 50...2000, unit: "ms")).map { .milliseconds(Int64($0)) }
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

extension YAMLScalar where Value == TreadmillSpeedUnit {
    fileprivate static var speedUnit: YAMLScalar<TreadmillSpeedUnit> {
        .choice([
            TreadmillSpeedUnit.milesPerHour.rawValue: .milesPerHour,
            TreadmillSpeedUnit.kilometersPerHour.rawValue: .kilometersPerHour,
        ])
    }
}
