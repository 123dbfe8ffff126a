import TreadmillControl

/// What stands between the file's first bytes and its first subscription.
struct Definitions {
    /// Enough for the texts of any configuration; guards memory against a damaged or hostile file.
    private static let mostBytes = 16 << 20

    /// Topic name to `type field;type field;`.
    private(set) var formats: [String: String] = [:]
    private var information: [String: Information] = [:]
    private var texts: [String: [[UInt8]]] = [:]
    private var byteCount = 0

    private struct Information {
        let type: String
        let value: [UInt8]
    }

    /// Takes in one definition.
    mutating func read(
        _ kind: ULogFormat.MessageType?, _ payload: UnsafeRawBufferPointer, at offset: UInt64
    ) throws(FlightLogError) {
        byteCount += payload.count
        guard byteCount <= Self.mostBytes else {
            throw .damagedDefinitions(offset: offset, reason: "more than \(Self.mostBytes) bytes of definitions")
        }
        switch kind {
        case .flagBits: try readFlags(payload)
        case .format: try readFormat(payload, at: offset)
        case .information: try readInformation(payload, at: offset)
        case .multiInformation: try readText(payload, at: offset)
        case .parameter, .parameterDefault, .sync, .unsubscription, .dropout, .data, .subscription, .loggedText,
            .taggedText, nil:
            break
        }
    }

    func text(_ key: InformationKey) -> String? {
        guard let found = information[key.rawValue], found.type.hasPrefix("char[") else { return nil }
        return String(decoding: found.value, as: UTF8.self)
    }

    func number<Value: FieldValue>(_ key: InformationKey, as type: Value.Type) -> Value? {
        guard let found = information[key.rawValue], found.type == Value.ulogName,
            found.value.count == MemoryLayout<Value.Bits>.size
        else { return nil }
        let bits = found.value.withUnsafeBytes { $0.loadUnaligned(as: Value.Bits.self) }
        return Value(fieldBits: Value.Bits(littleEndian: bits))
    }

    /// All texts stored under `key`, pieces joined.
    func longTexts(_ key: InformationKey) -> [String] {
        (texts[key.rawValue] ?? []).map { String(decoding: $0, as: UTF8.self) }
    }

    private func readFlags(_ payload: UnsafeRawBufferPointer) throws(FlightLogError) {
        let incompatible = payload[8..<16]
        guard incompatible.allSatisfy({ $0 == 0 }) else {
            throw .incompatible(reason: "its flags announce data that this reader does not know, or appended data")
        }
    }

    private mutating func readFormat(_ payload: UnsafeRawBufferPointer, at offset: UInt64) throws(FlightLogError) {
        guard let colon = payload.firstIndex(of: UInt8(ascii: ":")) else {
            throw .damagedDefinitions(offset: offset, reason: "a format without a name")
        }
        let name = String(decoding: payload[..<colon], as: UTF8.self)
        formats[name] = String(decoding: payload[(colon + 1)...], as: UTF8.self)
    }

    private mutating func readInformation(_ payload: UnsafeRawBufferPointer, at offset: UInt64) throws(FlightLogError) {
        let (type, key, value) = try keyed(payload[...], at: offset)
        information[key] = Information(type: type, value: value)
    }

    private mutating func readText(_ payload: UnsafeRawBufferPointer, at offset: UInt64) throws(FlightLogError) {
        let (_, key, value) = try keyed(payload.dropFirst(), at: offset)
        var all = texts.removeValue(forKey: key) ?? []
        if payload[0] != 0, !all.isEmpty {
            all[all.count - 1] += value
        } else {
            all.append(value)
        }
        texts[key] = all
    }

    private func keyed(
        _ payload: Slice<UnsafeRawBufferPointer>, at offset: UInt64
    ) throws(FlightLogError) -> (type: String, key: String, value: [UInt8]) {
        guard let length = payload.first.map(Int.init), payload.count > length else {
            throw .damagedDefinitions(offset: offset, reason: "a key that is longer than its message")
        }
        let typedKey = payload.dropFirst().prefix(length)
        guard let space = typedKey.firstIndex(of: UInt8(ascii: " ")) else {
            throw .damagedDefinitions(offset: offset, reason: "a key without a type")
        }
        return (
            String(decoding: typedKey[..<space], as: UTF8.self),
            String(decoding: typedKey[(space + 1)...], as: UTF8.self),
            Array(payload.dropFirst(1 + length))
        )
    }
}

extension FlightLogHeader {
    /// The header that the definitions of a log of this program spell out.
    init(_ definitions: Definitions) throws(FlightLogError) {
        guard definitions.text(.systemName) == Self.systemName else {
            throw .missingInformation(key: InformationKey.systemName.rawValue)
        }
        let version = try required(definitions.number(.logVersion, as: UInt32.self), .logVersion)
        guard version == Self.logVersion else { throw .otherLogVersion(found: version, expected: Self.logVersion) }
        let setupText = try required(definitions.longTexts(.setup).first, .setup)
        let (limits, setup) = try SetupText.decode(setupText)
        self.init(
            softwareVersion: try required(definitions.text(.softwareVersion), .softwareVersion),
            sessionID: try required(definitions.text(.sessionID), .sessionID),
            startedAt: try required(definitions.text(.startedAt), .startedAt),
            start: MonotonicInstant(
                nanoseconds: try required(definitions.number(.start, as: Int64.self), .start)),
            period: TimeSpan(
                nanoseconds: try required(definitions.number(.period, as: Int64.self), .period)),
            limits: limits, setup: setup,
            sources: definitions.longTexts(.source).map(SourceText.init(stored:)))
    }
}

extension SourceText {
    /// From the stored form: the name, a line feed, the text.
    fileprivate init(stored: String) {
        let scalars = stored.unicodeScalars
        let end = scalars.firstIndex(of: "\n") ?? scalars.endIndex
        self.init(
            name: String(scalars[..<end]),
            text: end == scalars.endIndex ? "" : String(scalars[scalars.index(after: end)...]))
    }
}

private func required<Value>(_ value: Value?, _ key: InformationKey) throws(FlightLogError) -> Value {
    guard let value else { throw .missingInformation(key: key.rawValue) }
    return value
}
