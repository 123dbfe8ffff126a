import StrictYAML
import TreadmillControl

/// Reads what a profile says of its channels: conditions, settings and commands.
struct CommandSections {
    let role: DeviceRole
    let channels: [Channel]

    // MARK: Status

    func status(_ mapping: YAMLMapping) -> [StatusRule]? {
        StatusRule.Flag.allCases.compactMap { flag in
            let conditions = mapping.oneOrMore(groups: flag.rawValue, condition)
            return conditions.isEmpty ? nil : StatusRule(flag: flag, conditions: conditions)
        }
    }

    private func condition(_ mapping: YAMLMapping) -> Condition? {
        guard let channel = known("channel", mapping) else {
            mapping.disregardOtherKeys()
            return nil
        }
        if !channel.access.mayRead {
            mapping.note("\(channel.name) cannot be read", remedy: "name a channel with access: read", key: "channel")
        }
        let equal = mapping.oneOrMore("is", of: .written)
        let different = mapping.oneOrMore("is_not", of: .written)
        guard (equal == nil) != (different == nil), let values = equal ?? different else {
            mapping.note("a condition has one of \"is\" and \"is_not\"", remedy: "write is: VALUE, or is: [A, B]")
            return nil
        }
        let raw = values.compactMap { value -> Double? in
            switch value {
            case .number(let number): return number
            case .word(let word):
                if let named = channel.names.first(where: { $0.name == word }) { return named.raw }
                mapping.note("\(channel.name) has no value \"\(word)\"", remedy: "use a number, or a name of its enum")
                return nil
            }
        }
        for value in raw where !canRead(value, channel) {
            mapping.note(
                "\(channel.name) can never read \(value.plain)", remedy: "conditions are on the number on the wire")
        }
        let others = mapping.oneOrMore(groups: "and", condition)
        return Condition(channel: channel.name, raw: raw, isNegated: different != nil, others: others)
    }

    private func canRead(_ raw: Double, _ channel: Channel) -> Bool {
        if channel.table.holdsBits { return raw == 0 || raw == 1 }
        if let bits = channel.bits { return raw >= 0 && raw < Double(1 << bits.count) && raw.rounded() == raw }
        return channel.format.encode(raw).flatMap(channel.format.decode) == raw
    }

    // MARK: Settings

    func setupStep(_ mapping: YAMLMapping) -> SetupStep? {
        let isWritten = mapping.optional("write", .truth, default: true) ?? true
        let remedy = mapping.optional("remedy", .text(atMost: 300))
        let written = mapping.required("value", .written)
        guard let channel = known("channel", mapping), let written else { return nil }
        if !channel.access.mayRead {
            mapping.note("a setting is read back, and \(channel.name) cannot be", remedy: "use access: read_write")
        }
        if !isWritten, remedy == nil {
            mapping.note(
                "nobody would know what to do", remedy: "add \"remedy\": how a person sets it at the drive",
                key: "write")
        }
        guard let value = constant(written, for: channel, mapping, key: "value") else { return nil }
        if isWritten { checkWritable(value, channel, mapping, key: "value") }
        return SetupStep(channel: channel.name, value: value, isWritten: isWritten, remedy: remedy)
    }

    // MARK: Commands

    /// `nil` for a device that is only read, and for one whose commands are wrong.
    func motion(_ root: YAMLMapping) -> MotionCommands? {
        guard role.isDrive else { return nil }
        struct Sequences {
            var stop: CommandSequence
            var run: CommandSequence
            var reset: CommandSequence?
        }
        let sequences = root.required(group: "commands") { mapping -> Sequences? in
            let stop = sequence("stop", mapping)
            let run = sequence("run", mapping)
            let reset = mapping.has("reset") ? sequence("reset", mapping) : nil
            guard let stop, let run else { return nil }
            return Sequences(stop: stop, run: run, reset: reset)
        }
        let watchdog = root.required(group: "watchdog", watchdog)
        guard let sequences, let watchdog else { return nil }
        return MotionCommands(
            stop: sequences.stop, run: sequences.run, reset: sequences.reset, watchdog: watchdog)
    }

    private func sequence(_ key: String, _ mapping: YAMLMapping) -> CommandSequence? {
        let count = mapping.list(key, step)
        if !mapping.has(key) {
            mapping.note(
                "the key \"\(key)\" is missing", remedy: "add \(key): and its steps, each - write: {CHANNEL: VALUE}")
        }
        guard !count.isEmpty else { return nil }
        if case .delay = count.last {
            mapping.note("the last step is a delay", remedy: "end with the write that is to stand", key: key)
        }
        return CommandSequence(count)
    }

    private func step(_ mapping: YAMLMapping) -> CommandSequence.Step? {
        if mapping.has("delay_ms") {
            let delay = mapping.required("delay_ms", .integer(in: 1...10_000, unit: "ms"))
            return delay.map { .delay(.milliseconds(Int64($0))) }
        }
        guard let named = mapping.namedValues("write", .written) else {
            mapping.note("a step writes or waits", remedy: "write write: {CHANNEL: VALUE} or delay_ms: N")
            return nil
        }
        let writes = named.compactMap { write($0.name, $0.value, mapping) }
        return writes.count == named.count ? .write(writes) : nil
    }

    private func write(_ name: String, _ written: WrittenNumber, _ mapping: YAMLMapping) -> ChannelWrite? {
        guard let channel = channel(name, mapping, key: "write") else { return nil }
        if case .word(let word) = written, let variable = CommandVariable(rawValue: word) {
            checkVariable(variable, channel, mapping)
            return ChannelWrite(name, .variable(variable))
        }
        guard let value = constant(written, for: channel, mapping, key: "write") else { return nil }
        checkWritable(value, channel, mapping, key: "write")
        return ChannelWrite(name, .constant(value))
    }

    private func checkVariable(_ variable: CommandVariable, _ channel: Channel, _ mapping: YAMLMapping) {
        if !variable.belongs(to: role) {
            mapping.note("a \(role.rawValue) has no \(variable.rawValue)", remedy: "remove it", key: "write")
        }
        if !channel.access.mayWrite {
            mapping.note("\(channel.name) cannot be written", remedy: "give it access: read_write", key: "write")
        }
        if channel.table.holdsBits || channel.offset != 0 {
            mapping.note(
                "\(channel.name) cannot carry \(variable.rawValue)", remedy: "use a register without an offset",
                key: "write")
        }
        if let signal = variable.signal, !signal.fits(channel.unit) {
            mapping.note(
                "\(channel.name) is not in a unit of \(variable.rawValue)",
                remedy: "use one of: \(signal.units.joined(separator: ", "))", key: "write")
        }
    }

    private func watchdog(_ mapping: YAMLMapping) -> DriveWatchdog? {
        if mapping.has("short_moves") {
            let isShort = mapping.required("short_moves", .choice(["true": true]))
            return isShort.map { _ in .shortMoves }
        }
        let isWritten = mapping.optional("write", .truth, default: true) ?? true
        guard let channel = known("timer", mapping) else { return nil }
        let isReachable = isWritten ? channel.access == .readWrite : channel.access.mayRead
        if !isReachable || channel.unit.quantity != .time {
            mapping.note(
                "\(channel.name) cannot be \(isWritten ? "set and read back" : "read") as a time",
                remedy: "use a channel with access: \(isWritten ? "read_write" : "read") and unit: ms or s",
                key: "timer")
        }
        return .timer(channel: channel.name, isWritten: isWritten)
    }

    // MARK: Values

    private func known(_ key: String, _ mapping: YAMLMapping) -> Channel? {
        mapping.required(key, .identifier).flatMap { channel($0, mapping, key: key) }
    }

    private func channel(_ name: String, _ mapping: YAMLMapping, key: String) -> Channel? {
        if let channel = channels.first(where: { $0.name == name }) { return channel }
        let names = channels.map(\.name)
        let near = nearestWord(to: name, among: names).map { "did you mean \"\($0)\"?" }
        mapping.note(
            "there is no channel \"\(name.prefix(40))\"",
            remedy: near ?? "use one of: \(names.joined(separator: ", "))", key: key)
        return nil
    }

    private func constant(
        _ written: WrittenNumber, for channel: Channel, _ mapping: YAMLMapping, key: String
    ) -> Double? {
        switch written {
        case .number(let number): return number
        case .word(let word):
            if let value = channel.value(named: word) { return value }
            let names =
                channel.names.map(\.name) + CommandVariable.allCases.filter { $0.belongs(to: role) }.map(\.rawValue)
            mapping.note(
                "\"\(word)\" is no value of \(channel.name)",
                remedy: "use a number or one of: \(names.joined(separator: ", "))", key: key)
            return nil
        }
    }

    private func checkWritable(_ value: Double, _ channel: Channel, _ mapping: YAMLMapping, key: String) {
        if !channel.access.mayWrite {
            mapping.note("\(channel.name) cannot be written", remedy: "give it access: read_write", key: key)
        } else if channel.words(for: value) == nil {
            mapping.note(
                "\(channel.name) cannot carry \(value.plain)", remedy: "keep within its range, format and scale",
                key: key)
        }
    }
}
