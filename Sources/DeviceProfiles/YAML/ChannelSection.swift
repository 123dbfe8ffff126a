import StrictYAML
import TreadmillControl

/// Reads one channel of a profile.
enum ChannelSection {
    static func channel(name: String, _ mapping: YAMLMapping) -> Channel? {
        if (try? YAMLScalar<String>.identifier.read(name)) == nil {
            mapping.note(
                "the name of the channel is not usable", remedy: "use 1 to 40 of the characters a-z, 0-9, - and _")
        } else if CommandVariable(rawValue: name) != nil {
            mapping.note(
                "\"\(name)\" is a word of commands", remedy: "name the channel otherwise, as in \(name)_setpoint")
        }
        let table: ModbusTable? = mapping.required("reg_type", .word)
        let address = mapping.required("address", .wireAddress)
        guard let table, let address else {
            mapping.disregardOtherKeys()
            return nil
        }
        if let meant = address.meant(in: table) {
            mapping.note(
                "\(address.number) looks like a register counted from 1 behind the digit of its table",
                remedy: "write the address on the wire, \(meant); a true \(address.number) is written in hexadecimal",
                key: "address")
        }
        var channel = Channel(name: name, table: table, address: address.number)
        readFormat(of: &channel, mapping)
        readMeaning(of: &channel, mapping)
        readUse(of: &channel, mapping)
        return channel
    }

    private static func readFormat(of channel: inout Channel, _ mapping: YAMLMapping) {
        guard !channel.table.holdsBits else { return }
        channel.format = RegisterFormat(
            mapping.optional("format", .word, default: .unsigned16) ?? .unsigned16,
            wordOrder: mapping.optional("word_order", .word, default: .bigEndian) ?? .bigEndian)
        channel.bits = mapping.optional("bits", .bits)
        channel.scale = mapping.optional("scale", .number(in: -1e9...1e9), default: 1) ?? 1
        channel.offset = mapping.optional("offset", .number(in: -1e9...1e9), default: 0) ?? 0
        channel.errorValue = mapping.optional("error_value", .registerNumber)
        if channel.scale.magnitude < 1e-12 {
            mapping.note(
                "everything would read the same",
                remedy: "use a scale that is not 0; a decimal number has a point, 0.01, and no comma", key: "scale")
            channel.scale = 1
        }
        if channel.bits != nil, channel.format.kind != .unsigned16 {
            mapping.note("bits are taken out of one register", remedy: "use format: u16", key: "bits")
        }
        if mapping.has("word_order"), channel.format.registerCount == 1 {
            mapping.note("one register has no order of words", remedy: "remove the key", key: "word_order")
        }
    }

    private static func readMeaning(of channel: inout Channel, _ mapping: YAMLMapping) {
        channel.unit = mapping.optional("unit", .word, default: DeviceUnit.none) ?? .none
        for (name, raw) in mapping.namedValues("enum", .registerNumber) ?? [] {
            if (try? YAMLScalar<String>.identifier.read(name)) == nil || CommandVariable(rawValue: name) != nil {
                mapping.note("\"\(name)\" is no usable name", remedy: "use a-z, 0-9, - and _", key: "enum")
            }
            channel.names.append(ValueName(raw: raw, name: name))
        }
        let least = mapping.optional("min", .number(in: -1e12...1e12))
        let most = mapping.optional("max", .number(in: -1e12...1e12))
        guard least != nil || most != nil else { return }
        let bounds = (least ?? -Double.greatestFiniteMagnitude, most ?? Double.greatestFiniteMagnitude)
        guard bounds.0 <= bounds.1 else {
            return mapping.note("min is above max", remedy: "swap them", key: "min")
        }
        channel.range = bounds.0...bounds.1
    }

    private static func readUse(of channel: inout Channel, _ mapping: YAMLMapping) {
        channel.access = mapping.optional("access", .word, default: .read) ?? .read
        channel.isVerified = mapping.optional("verify_readback", .truth, default: false) ?? false
        channel.signal = mapping.optional("signal", .word)
        let poll = mapping.optional("poll_interval_ms", .integer(in: 0...60_000, unit: "ms"), default: 0) ?? 0
        channel.pollInterval = .milliseconds(Int64(poll))
        if channel.signal == .sampleCounter {
            let period = mapping.required("sample_period_ms", .number(in: 0.1...1000, unit: "ms"))
            channel.samplePeriod = period.map { .microseconds(Int64($0 * 1000)) }
        }
        check(channel, mapping)
    }

    private static func check(_ channel: Channel, _ mapping: YAMLMapping) {
        if channel.access.mayWrite, !channel.table.isWritable {
            mapping.note(
                "the table \"\(channel.table.rawValue)\" cannot be written",
                remedy: "use access: read, or a coil or holding register",
                key: "access")
        }
        if channel.bits != nil, channel.access.mayWrite {
            mapping.note(
                "a run of bits is only read", remedy: "write the whole register as a channel of its own", key: "access")
        }
        if channel.isVerified, channel.access != .readWrite {
            mapping.note(
                "only what can be read and written can be verified", remedy: "use access: read_write",
                key: "verify_readback")
        }
        if !channel.access.mayRead, channel.signal != nil {
            mapping.note("a signal must be read", remedy: "use access: read", key: "signal")
        }
        if channel.addresses.upperBound > 65536 {
            mapping.note("it ends beyond address 65535", remedy: "correct the address or the format", key: "address")
        }
        checkRange(channel, mapping)
        checkSignal(channel, mapping)
    }

    /// A limit that the registers cannot hold is one of another scale or format.
    private static func checkRange(_ channel: Channel, _ mapping: YAMLMapping) {
        guard channel.access.mayWrite, !channel.table.holdsBits, let range = channel.range else { return }
        let ends = [channel.format.range.lowerBound, channel.format.range.upperBound].map {
            $0 * channel.scale + channel.offset
        }
        let (least, most) = (min(ends[0], ends[1]), max(ends[0], ends[1]))
        // Half a step of rounding.
        let grain = channel.scale.magnitude / 2
        if mapping.has("max"), range.upperBound > most + grain {
            mapping.note(
                "the most that its registers hold is \(most.plain)", remedy: "correct max, scale or format", key: "max")
        }
        if mapping.has("min"), range.lowerBound < least - grain {
            mapping.note(
                "the least that its registers hold is \(least.plain)", remedy: "correct min, scale or format",
                key: "min")
        }
    }

    private static func checkSignal(_ channel: Channel, _ mapping: YAMLMapping) {
        guard let signal = channel.signal else { return }
        // Of a unit that could not be read enough has been said.
        if mapping.has("unit"), channel.unit == .none { return }
        let isCounter = signal == .heartbeatEcho || signal == .sampleCounter
        let isSound =
            isCounter
            ? !channel.table.holdsBits && channel.format.kind == .unsigned16 && channel.bits == nil
                && channel.scale == 1
                && channel.offset == 0
            : signal.fits(channel.unit)
        guard !isSound else { return }
        let remedy =
            isCounter ? "it must be a whole u16 without scale" : "use one of: \(signal.units.joined(separator: ", "))"
        let what = channel.unit == .none ? "no unit" : "the unit \(channel.unit.rawValue)"
        mapping.note(
            isCounter ? "\(signal.rawValue) counts in 16 bits" : "\(signal.rawValue) in \(what) says nothing",
            remedy: remedy, key: "signal")
    }
}

extension Signal {
    /// Whether a channel in this unit can be it.
    func fits(_ unit: DeviceUnit) -> Bool {
        switch self {
        case .beltSpeed: unit.quantity == .speed || unit.quantity == .ownCount
        case .ropePosition: unit.quantity == .length || unit.quantity == .ownCount
        case .ropeVelocity: unit.quantity == .speed || unit.quantity == .ownCount
        case .supportForce: unit.quantity == .force || unit.quantity == .ownCount
        case .incline: unit == .percent
        case .heartbeatEcho, .sampleCounter: true
        }
    }

    /// The units that fit, for messages.
    var units: [String] { DeviceUnit.allCases.filter { fits($0) && $0 != .none }.map(\.rawValue) }
}

extension YAMLScalar where Value == Double {
    /// A number as it lies on the wire.
    static var registerNumber: YAMLScalar<Double> {
        YAMLScalar(expectation: "a number, decimal or hexadecimal as in 0x0C7E") {
            (text: String) throws(YAMLRefusal) -> Double in
            guard let number = text.registerNumber, number.magnitude <= 4_294_967_295 else {
                throw YAMLRefusal(
                    reason: "\"\(text.prefix(40))\" is not a number on the wire", remedy: "write it as in 0x0C7E or 12")
            }
            return number
        }
    }
}
