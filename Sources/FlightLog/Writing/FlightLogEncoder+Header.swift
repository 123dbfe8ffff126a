import TreadmillControl

extension FlightLogEncoder {
    /// The longest short text of the header in bytes.
    private static let longestInformation = 1024
    /// The size of the pieces in which long texts are stored, in bytes.
    private static let pieceSize = 8192

    /// Appends everything that stands before the first tick: the ULog header, definitions and subscriptions.
    public mutating func append(header: FlightLogHeader) {
        append(raw: ULogFormat.magic)
        append(raw: [ULogFormat.version])
        append(integer: header.start.ulogTimestamp)
        beginMessage(.flagBits, size: ULogFormat.flagBitsSize)
        append(raw: repeatElement(0, count: ULogFormat.flagBitsSize))
        for topic in FlightLogTopic.allCases {
            let definition = topic.layout.definition
            beginMessage(.format, size: definition.utf8.count)
            append(raw: definition.utf8)
        }
        appendInformation(of: header)
        appendLong(
            SetupText.encode(limits: header.limits, setup: header.setup), key: .setup)
        for source in header.sources {
            appendLong("\(source.name)\n\(source.text)", key: .source)
        }
        for topic in FlightLogTopic.allCases {
            let name = topic.layout.name
            beginMessage(.subscription, size: 3 + name.utf8.count)
            append(raw: [0])
            append(integer: topic.rawValue)
            append(raw: name.utf8)
        }
        appendSync()
    }

    private mutating func appendInformation(of header: FlightLogHeader) {
        appendInformation(.systemName, FlightLogHeader.systemName)
        appendInformation(.logVersion, FlightLogHeader.logVersion)
        appendInformation(.softwareVersion, header.softwareVersion)
        appendInformation(.sessionID, header.sessionID)
        appendInformation(.startedAt, header.startedAt)
        appendInformation(.start, header.start.nanoseconds)
        appendInformation(.period, header.period.nanoseconds)
        if let setup = header.setup {
            appendInformation(.runnerMass, setup.runnerMass.kilograms)
            appendInformation(.planTitle, setup.plan.title)
        }
    }

    private mutating func appendInformation<Value: FieldValue>(_ key: InformationKey, _ value: Value) {
        let typedKey = "\(Value.ulogName) \(key.rawValue)"
        beginMessage(.information, size: 1 + typedKey.utf8.count + MemoryLayout<Value.Bits>.size)
        append(raw: [UInt8(clamping: typedKey.utf8.count)])
        append(raw: typedKey.utf8)
        append(integer: value.fieldBits)
    }

    private mutating func appendInformation(_ key: InformationKey, _ text: String) {
        let clipped = text[...].utf8Prefix(Self.longestInformation)
        let typedKey = "char[\(clipped.utf8.count)] \(key.rawValue)"
        beginMessage(.information, size: 1 + typedKey.utf8.count + clipped.utf8.count)
        append(raw: [UInt8(clamping: typedKey.utf8.count)])
        append(raw: typedKey.utf8)
        append(raw: clipped.utf8)
    }

    private mutating func appendLong(_ text: String, key: InformationKey) {
        var rest = text[...]
        var isContinued: UInt8 = 0
        repeat {
            let piece = rest.utf8Prefix(Self.pieceSize)
            let typedKey = "char[\(piece.utf8.count)] \(key.rawValue)"
            beginMessage(.multiInformation, size: 2 + typedKey.utf8.count + piece.utf8.count)
            append(raw: [isContinued, UInt8(clamping: typedKey.utf8.count)])
            append(raw: typedKey.utf8)
            append(raw: piece.utf8)
            rest = rest[piece.endIndex...]
            isContinued = 1
        } while !rest.isEmpty
    }
}
