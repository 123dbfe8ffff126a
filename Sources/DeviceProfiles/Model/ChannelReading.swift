/// What a channel's registers say.
public enum ChannelReading: Equatable, Sendable {
    /// In the channel's unit.
    case value(Double)
    /// The device says itself that it has none, or the registers hold no finite number.
    case absent
    /// A number that the device cannot have.
    case impossible(Double)

    public var value: Double? {
        if case .value(let value) = self { return value }
        return nil
    }
}

extension Channel {
    /// Reads the channel's registers, or its one bit as 0 or 1.
    public func reading(of words: some Collection<UInt16>) -> ChannelReading {
        guard let raw = raw(in: words), raw != errorValue else { return .absent }
        let value = raw * scale + offset
        guard value.isFinite else { return .absent }
        if let range, !range.contains(value) { return .impossible(value) }
        return .value(value)
    }

    /// The number as it lies on the wire, bits taken out; `nil` where there is none.
    public func raw(in words: some Collection<UInt16>) -> Double? {
        guard !table.holdsBits else { return words.first.map { $0 == 0 ? 0 : 1 } }
        guard let bits else { return format.decode(words) }
        guard words.count == 1, let word = words.first else { return nil }
        let mask = UInt16(truncatingIfNeeded: (UInt32(1) << UInt32(bits.count)) - 1)
        return Double((word >> UInt16(bits.lowerBound)) & mask)
    }

    /// The registers by which `value` is commanded, rounded towards zero; one word of 0 or 1 for a coil. `nil` where the
    /// channel cannot carry it: beyond its range or its format.
    public func words(for value: Double) -> [UInt16]? {
        guard value.isFinite, access.mayWrite, range?.contains(value) ?? true else { return nil }
        let raw = (value - offset) / scale
        if table.holdsBits { return raw == 0 || raw == 1 ? [UInt16(raw)] : nil }
        return format.encode(raw)
    }

    /// The name that the profile gives a raw value.
    public func name(ofRaw raw: Double) -> String? { names.first { $0.raw == raw }?.name }

    /// The value in the channel's unit that has this name.
    public func value(named name: String) -> Double? {
        names.first { $0.name == name }.map { $0.raw * scale + offset }
    }
}
