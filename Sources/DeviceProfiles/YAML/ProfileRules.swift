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
        checkAges()
        checkSettings()
        if let motion = profile.motion {
            checkCommands(motion)
            checkUnits(motion)
            checkRest(motion)
            checkHeartbeat(motion)
        }
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
                key: "channels")
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

    /// What the core steers or stops by is read in every round: an old value must not pass for a new one.
    private func checkAges() {
        let judged = profile.status.flatMap(\.conditions).flatMap(\.channels)
        for channel in profile.channels where channel.pollInterval > .zero {
            let isSteeredBy = channel.signal.map { $0 != .incline } ?? false
            guard isSteeredBy || judged.contains(channel.name) else { continue }
            root.note(
                "\(channel.name) is read too seldom for what it is used for",
                remedy: "remove its poll_interval_ms: signals and status are read in every round", key: "channels")
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

    /// One calibration holds for what is measured and for what is commanded.
    private func checkUnits(_ motion: MotionCommands) {
        guard let main = profile.channel(for: profile.role.mainSignal) else { return }
        var others = motion.run.steps.flatMap(\.writes).filter(\.carriesMotion).compactMap {
            profile.channel($0.channel)
        }
        others += [profile.channel(for: .ropeVelocity)].compactMap { $0 }
        for channel in others where channel.unit != main.unit {
            guard channel.unit.quantity == .ownCount || main.unit.quantity == .ownCount else { continue }
            root.note(
                "\(channel.name) counts in \(channel.unit.rawValue) and \(main.name) in \(main.unit.rawValue), and one "
                    + "calibration holds for both",
                remedy: "scale both to one unit", key: "channels")
        }
    }

    private func checkRest(_ motion: MotionCommands) {
        if motion.stop.steps.count != 1 {
            root.note(
                "a stop of several steps may end between two of them", remedy: "write all that stops in one step",
                key: "commands")
        }
        let moving = Set(motion.run.steps.flatMap(\.writes).filter(\.carriesMotion).map(\.channel))
        for write in motion.stop.steps.flatMap(\.writes) + (motion.reset?.steps.flatMap(\.writes) ?? []) {
            guard moving.contains(write.channel), write.value != .constant(0) else { continue }
            root.note("\(write.channel) is not 0 in a stop or a reset", remedy: "write 0 there", key: "commands")
        }
        let variables = motion.run.variables
        if variables.contains(.place), !variables.contains(.pace) {
            root.note(
                "an axis is sent to a place at no pace", remedy: "write pace to the channel of its speed",
                key: "commands")
        }
        for write in motion.run.steps.flatMap(\.writes) where write.value == .variable(.velocity) {
            guard let channel = profile.channel(write.channel), channel.format.range.lowerBound >= 0 else { continue }
            root.note(
                "\(channel.name) cannot carry a rope that comes down", remedy: "use a signed format, or place and pace",
                key: "commands")
        }
    }

    private func checkCommands(_ motion: MotionCommands) {
        if case .delay = motion.stop.steps.first {
            root.note("a stop that waits first is none", remedy: "begin stop with a write", key: "commands")
        }
        let still: [CommandVariable] = [.incline, .heartbeat]
        for sequence in [motion.stop, motion.reset].compactMap({ $0 }) {
            for variable in sequence.variables where !still.contains(variable) {
                root.note(
                    "\(variable.rawValue) stands in a stop or a reset", remedy: "write the value of rest there",
                    key: "commands")
            }
        }
        let isMoving = motion.run.variables.contains { $0 == .speed || $0 == .velocity || $0 == .place }
        if !isMoving {
            root.note(
                "run says nowhere how fast",
                remedy: "write \(profile.role == .belt ? "speed" : "velocity") to a channel",
                key: "commands")
        }
        let isPlaced = motion.run.variables.contains(.place)
        if isPlaced != (motion.watchdog == .shortMoves) {
            root.note(
                isPlaced
                    ? "an axis that is sent to a place stops by short moves"
                    : "short moves need an axis that is sent to a place",
                remedy: isPlaced ? "use watchdog: {short_moves: true}" : "write place to a channel, or name a timer",
                key: "watchdog")
        }
    }

    private func checkHeartbeat(_ motion: MotionCommands) {
        let isEchoed = profile.channel(for: .heartbeatEcho) != nil
        let speaks = [motion.stop, motion.run, motion.reset].compactMap { $0 }.map { $0.variables.contains(.heartbeat) }
        guard isEchoed ? speaks.contains(false) : speaks.contains(true) else { return }
        root.note(
            isEchoed ? "a heartbeat is echoed that is not always sent" : "a heartbeat is sent that nothing echoes",
            remedy: isEchoed
                ? "write heartbeat in the last step of every command" : "give a channel signal: heartbeat_echo",
            key: "commands")
    }
}

extension ChannelWrite {
    /// Whether it says how fast, or where to.
    fileprivate var carriesMotion: Bool {
        switch value {
        case .variable(.speed), .variable(.velocity), .variable(.pace), .variable(.place): true
        case .variable(.incline), .variable(.heartbeat), .constant: false
        }
    }
}

extension CommandSequence {
    /// The variables that it writes, each as often as it does.
    var variables: [CommandVariable] {
        steps.flatMap(\.writes).compactMap {
            switch $0.value {
            case .variable(let variable): variable
            case .constant: nil
            }
        }
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
