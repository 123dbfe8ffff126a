import StrictYAML
import TreadmillControl

/// Reads one bus of a rig.
enum BusSection {
    private enum Kind {
        case modbusRTU, modbusTCP, serial
    }

    static func bus(name: String, _ mapping: YAMLMapping) -> BusConfiguration? {
        if !isBusName(name) {
            mapping.note(
                "the name of the bus is not usable", remedy: "use 1 to 40 of the characters a-z, 0-9, - and _")
        }
        let kind = mapping.required(
            "protocol",
            .choice(["modbus_rtu": Kind.modbusRTU, "modbus_tcp": Kind.modbusTCP, "serial": Kind.serial]))
        let timeout = mapping.required("response_timeout_ms", .integer(in: 5...1000, unit: "ms"))
        // Without the kind nobody knows which keys belong here; reporting them all as unknown would be noise.
        guard let kind else {
            mapping.disregardOtherKeys()
            return nil
        }
        guard let line = line(of: kind, mapping), let timeout else { return nil }
        return BusConfiguration(name: name, line: line, responseTimeout: .milliseconds(Int64(timeout)))
    }

    private static func isBusName(_ name: String) -> Bool {
        (try? YAMLScalar.identifier.read(name)) != nil
    }

    private static func line(of kind: Kind, _ mapping: YAMLMapping) -> BusLine? {
        switch kind {
        case .modbusRTU:
            let port = mapping.required("port", .portPath)
            let settings = serialSettings(mapping, dataBits: 8...8)
            guard let port, let settings else { return nil }
            return .modbusRTU(port: port, settings: settings)
        case .modbusTCP:
            let host = mapping.required("host", .host)
            let port = mapping.required("tcp_port", .integer(in: 1...65535))
            guard let host, let port else { return nil }
            return .modbusTCP(host: host, port: UInt16(port))
        case .serial:
            let endpoint = mapping.required("port", .serialEndpoint)
            let settings = serialSettings(mapping, dataBits: 7...8)
            guard let endpoint, let settings else { return nil }
            return .serial(endpoint, settings: settings)
        }
    }

    private static func serialSettings(_ mapping: YAMLMapping, dataBits: ClosedRange<Int>) -> SerialSettings? {
        let baud = mapping.required("baud", .standardBaud)
        let parity = mapping.required(
            "parity", .choice(["none": SerialSettings.Parity.none, "even": .even, "odd": .odd]))
        let dataBits = mapping.optional("data_bits", .integer(in: dataBits), default: 8)
        let stopBits = mapping.optional("stop_bits", .integer(in: 1...2), default: 1)
        guard let baud, let parity, let dataBits, let stopBits else { return nil }
        return SerialSettings(baud: baud, parity: parity, dataBits: dataBits, stopBits: stopBits)
    }
}
