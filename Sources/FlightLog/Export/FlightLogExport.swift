import TreadmillControl

/// Turns a log into text for other programs.
public enum FlightLogExport {
    public enum Format: String, CaseIterable, Sendable {
        /// One row a tick, inputs and outputs side by side, names with units in the first row, absent values empty.
        case csv
        /// One JSON object a line and message, absent values `null`.
        case jsonl
    }

    /// Takes a piece of the text.
    public typealias Sink = (UnsafeRawBufferPointer) throws -> Void

    /// Writes the rest of the log to `sink`, in pieces of about 64 KiB.
    ///
    /// - Throws: ``FlightLogError``, or what `sink` throws.
    public static func write(_ reader: inout FlightLogReader, as format: Format, to sink: @escaping Sink) throws {
        var text = TextPieces(sink: sink)
        switch format {
        case .csv: try writeCSV(&reader, &text)
        case .jsonl: try writeJSONLines(&reader, &text)
        }
        try text.flush()
    }

    /// Number and time of a tick stand in the inputs and are not repeated from the outputs.
    private static let sharedFields = 3

    private static func writeCSV(_ reader: inout FlightLogReader, _ text: inout TextPieces) throws {
        var row = FieldText(.csvNames)
        row.append(ControlInputsRecord(), as: .csvNames)
        row.append(ControlOutputsRecord(), skipping: sharedFields, as: .csvNames)
        try text.appendLine(&row)

        var pending: ControlInputsRecord?
        while let message = try reader.next() {
            switch message {
            case .inputs(let inputs):
                if let pending { try writeRow(pending, nil, &row, &text) }
                pending = inputs
            case .outputs(let outputs):
                guard let inputs = pending, inputs.tick == outputs.tick else { continue }
                try writeRow(inputs, outputs, &row, &text)
                pending = nil
            case .deviceHealth, .event, .dropout:
                continue
            }
        }
        if let pending { try writeRow(pending, nil, &row, &text) }
    }

    private static func writeRow(
        _ inputs: ControlInputsRecord, _ outputs: ControlOutputsRecord?, _ row: inout FieldText,
        _ text: inout TextPieces
    ) throws {
        row.append(inputs, as: .csvValues)
        row.append(
            outputs ?? ControlOutputsRecord(), skipping: sharedFields, isAbsent: outputs == nil, as: .csvValues)
        try text.appendLine(&row)
    }

    private static func writeJSONLines(_ reader: inout FlightLogReader, _ text: inout TextPieces) throws {
        var line = FieldText(.json)
        try text.appendLine(header(reader.header))
        while let message = try reader.next() {
            switch message {
            case .inputs(let record): line.appendObject(record)
            case .outputs(let record): line.appendObject(record)
            case .deviceHealth(let record): line.appendObject(record)
            case .event(let event): line.append(event: event)
            case .dropout(let duration):
                line.append("{\"topic\":\"dropout\",\"duration_ms\":\(duration.nanoseconds / 1_000_000)}")
            }
            try text.appendLine(&line)
        }
    }

    private static func header(_ header: FlightLogHeader) -> FieldText {
        var line = FieldText(.json)
        line.append("{\"topic\":\"header\",\"session_id\":")
        line.appendQuoted(header.sessionID)
        line.append(",\"start_time_utc\":")
        line.appendQuoted(header.startedAt)
        line.append(",\"software_version\":")
        line.appendQuoted(header.softwareVersion)
        line.append(",\"plan_title\":")
        if let setup = header.setup {
            line.appendQuoted(setup.plan.title)
            line.append(",\"runner_mass_kg\":\(setup.runnerMass.kilograms)}")
        } else {
            line.append("null,\"runner_mass_kg\":null}")
        }
        return line
    }
}

extension FieldText {
    fileprivate mutating func appendObject<Topic: LogTopic>(_ record: Topic) {
        append("{\"topic\":\"\(Topic.topicName)\"")
        append(record, as: .json)
        append("}")
    }

    fileprivate mutating func append(event: LogEvent) {
        append("{\"topic\":\"event\",\"timestamp\":\(event.time.ulogTimestamp),\"level\":\"\(event.level)\",\"text\":")
        appendQuoted(event.text)
        append("}")
    }
}

/// Gathers lines and hands them on in large pieces.
private struct TextPieces {
    private static let pieceSize = 1 << 16
    private var bytes: [UInt8] = []
    private let sink: FlightLogExport.Sink

    init(sink: @escaping FlightLogExport.Sink) { self.sink = sink }

    /// Takes the line over and leaves `line` empty.
    mutating func appendLine(_ line: inout FieldText) throws {
        try appendLine(line)
        line.removeAll()
    }

    mutating func appendLine(_ line: FieldText) throws {
        bytes.append(contentsOf: line.bytes)
        bytes.append(UInt8(ascii: "\n"))
        if bytes.count >= Self.pieceSize { try flush() }
    }

    mutating func flush() throws {
        if !bytes.isEmpty { try bytes.withUnsafeBytes(sink) }
        bytes.removeAll(keepingCapacity: true)
    }
}
