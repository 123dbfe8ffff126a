import StrictYAML
import TreadmillControl

/// What must be so of a profile as a whole.
struct ProfileRules {
    let profile: DeviceProfile
    let root: YAMLMapping

    func check() {
        checkSignals()
        checkFunctions()
        checkStatus()
        checkContradiction()
        checkAges()
        checkSettings()
        checkOverlaps()
        if let motion = profile.motion { CommandRules(profile: profile, motion: motion, root: root).check() }
        checkWitnesses()
    }

    /// An echo or a counter vouches for what came in the same answer, and for nothing else.
    private func checkWitnesses() {
        let blocks = DeviceProgram(profile).everyRound
        guard let main = profile.channel(for: profile.role.mainSignal) else { return }
        for signal in [Signal.heartbeatEcho, .sampleCounter] {
            guard let witness = profile.channel(for: signal),
                !blocks.contains(where: { $0.holds(main) && $0.holds(witness) })
            else { continue }
            root.note(
                "\(witness.name) and \(main.name) do not come in one answer",
                remedy: "raise max_reg_hole, if the device lets the registers between them be read", key: "channels")
        }
    }

    private func checkSignals() {
        for signal in Signal.allCases where profile.channels.count(where: { $0.signal == signal }) > 1 {
            root.note("two channels are the \(signal.rawValue)", remedy: "leave the signal with one", key: "channels")
        }
        let needed = profile.role.mainSignal
        if profile.channel(for: needed) == nil {
            root.note(
                "no channel is the \(needed.rawValue) that a \(profile.role.rawValue) must have",
                remedy: "give one signal: \(needed.rawValue)", key: "channels")
        }
        for channel in profile.channels {
            guard let signal = channel.signal, !signal.belongs(to: profile.role) else { continue }
            root.note(
                "a \(profile.role.rawValue) has no \(signal.rawValue)", remedy: "remove the signal of \(channel.name)",
                group: "channels", key: channel.name)
        }
    }

    private func checkFunctions() {
        let functions = profile.traits.functions
        for channel in profile.channels {
            if channel.access.mayRead, !functions.contains(channel.table.readFunction) {
                missing([channel.table.readFunction], for: "reads", channel)
            }
            guard channel.access.mayWrite, channel.table.isWritable else { continue }
            let needed = channel.table.writeFunctions(for: channel.width)
            if functions.isDisjoint(with: needed) { missing(needed, for: "writes", channel) }
            if !channel.table.holdsBits, channel.width > profile.traits.mostWriteRegisters {
                root.note(
                    "no write is long enough for \(channel.name)", remedy: "raise max_write_registers", key: "modbus")
            }
        }
        let longest = profile.channels.filter { !$0.table.holdsBits }.map(\.width).max() ?? 1
        if longest > profile.traits.mostReadRegisters {
            root.note("no read is long enough for 32 bits", remedy: "raise max_read_registers", key: "modbus")
        }
    }

    private func missing(_ functions: [ModbusFunction], for use: String, _ channel: Channel) {
        let codes = functions.map { String($0.rawValue) }.joined(separator: " or ")
        root.note(
            "the device knows no function that \(use) \(channel.name)", remedy: "add \(codes) to functions, if it does",
            key: "modbus")
    }

    private func checkStatus() {
        guard profile.role.isDrive else { return }
        for flag in [StatusRule.Flag.ready, .fault] where !profile.status.contains(where: { $0.flag == flag }) {
            root.note(
                "nobody can tell when the drive is \(flag == .ready ? "ready" : "faulty")",
                remedy: "add \(flag.rawValue): with its conditions", key: "status")
        }
    }

    /// A state cannot be both good news and bad.
    private func checkContradiction() {
        let ready = profile.status.filter { $0.flag == .ready }.flatMap(\.conditions)
        let fault = profile.status.filter { $0.flag == .fault }.flatMap(\.conditions)
        guard let both = ready.first(where: fault.contains) else { return }
        root.note(
            "\(both.channel) says of one value that the drive is ready and that it is faulty",
            remedy: "correct the channel or the value of one of them", group: "status", key: "fault")
    }

    /// Two whole values on one register: what is written to one changes the other.
    private func checkOverlaps() {
        let whole = profile.channels.filter { $0.bits == nil }
        for (index, channel) in whole.enumerated() {
            guard let other = whole[..<index].first(where: { $0.overlaps(channel) }) else { continue }
            root.note(
                "\(channel.name) lies on the registers of \(other.name)",
                remedy: "correct the address or the format of one; parts of one register are channels with bits",
                group: "channels", key: channel.name)
        }
    }

    /// What the core steers or stops by is read in every round: an old value must not pass for a new one.
    private func checkAges() {
        let judged = profile.status.flatMap(\.conditions).flatMap(\.channels)
        for channel in profile.channels where channel.pollInterval > .zero {
            let isSteeredBy = channel.signal.map { $0 != .incline } ?? false
            guard isSteeredBy || judged.contains(channel.name) else { continue }
            root.note(
                "\(channel.name) is read too seldom for what it is used for",
                remedy: "remove its poll_interval_ms: signals and status are read in every round", group: "channels",
                key: channel.name)
        }
    }

    /// A setting is compared as a whole register.
    private func checkSettings() {
        var names = profile.setup.map(\.channel)
        if case .timer(let name, _) = profile.motion?.watchdog { names.append(name) }
        for name in names where profile.channel(name)?.bits != nil {
            root.note(
                "\(name) is a part of a register, and a setting is a whole one",
                remedy: "name a channel without bits",
                key: profile.setup.contains { $0.channel == name } ? "setup" : "watchdog")
        }
    }
}

extension Channel {
    fileprivate func overlaps(_ other: Channel) -> Bool {
        table == other.table && addresses.overlaps(other.addresses)
    }
}

extension ModbusTable {
    /// The function codes of which one must be known to write so many bits or registers.
    func writeFunctions(for width: Int) -> [ModbusFunction] {
        switch self {
        case .coil: [.writeSingleCoil, .writeMultipleCoils]
        case .holding: width == 1 ? [.writeSingleRegister, .writeMultipleRegisters] : [.writeMultipleRegisters]
        case .discrete, .input: []
        }
    }
}

extension Signal {
    /// The roles that have it.
    func belongs(to role: DeviceRole) -> Bool {
        switch self {
        case .beltSpeed, .incline: role == .belt
        case .ropePosition, .ropeVelocity: role == .hoist
        case .supportForce: role == .loadCell
        case .heartbeatEcho: role.isDrive
        case .sampleCounter: true
        }
    }
}
