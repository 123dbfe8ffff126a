import StrictYAML
import TreadmillControl

/// What must be so of the commands of a drive.
struct CommandRules {
    let profile: DeviceProfile
    let motion: MotionCommands
    let root: YAMLMapping

    func check() {
        checkCommands()
        checkUnits()
        checkRest()
        checkStopEndsRun()
        checkHeartbeat()
    }

    /// One calibration holds for what is measured and for what is commanded.
    private func checkUnits() {
        guard let main = profile.channel(for: profile.role.mainSignal) else { return }
        var others = motion.run.steps.flatMap(\.writes).filter(\.carriesMotion).compactMap {
            profile.channel($0.channel)
        }
        others += [profile.channel(for: .ropeVelocity)].compactMap { $0 }
        for channel in others where channel.unit != main.unit && channel.unit != .none && main.unit != .none {
            guard channel.unit.quantity == .ownCount || main.unit.quantity == .ownCount else { continue }
            root.note(
                "\(channel.name) counts in \(channel.unit.rawValue) and \(main.name) in \(main.unit.rawValue), and one "
                    + "calibration holds for both",
                remedy: "scale both to one unit", group: "channels", key: channel.name)
        }
    }

    private func checkRest() {
        if motion.stop.steps.count != 1 {
            root.note(
                "a stop of several steps may end between two of them", remedy: "write all that stops in one step",
                group: "commands", key: "stop")
        }
        let moving = Set(motion.run.steps.flatMap(\.writes).filter(\.carriesMotion).map(\.channel))
        for (name, sequence) in motion.atRest {
            for write in sequence.steps.flatMap(\.writes) where moving.contains(write.channel) {
                guard write.value != .constant(0) else { continue }
                root.note(
                    "\(write.channel) is not 0 in a stop or a reset", remedy: "write 0 there", group: "commands",
                    key: name)
            }
        }
        let variables = motion.run.variables
        if variables.contains(.place), !variables.contains(.pace) {
            root.note(
                "an axis is sent to a place at no pace", remedy: "write pace to the channel of its speed",
                group: "commands", key: "run")
        }
        for write in motion.run.steps.flatMap(\.writes) where write.value == .variable(.velocity) {
            guard let channel = profile.channel(write.channel), channel.format.range.lowerBound >= 0 else { continue }
            root.note(
                "\(channel.name) cannot carry a rope that comes down", remedy: "use a signed format, or place and pace",
                group: "commands", key: "run")
        }
    }

    /// A drive that was switched on by a word must be switched off by one: at speed 0 it is still on, and the next stray
    /// write of a speed moves it.
    private func checkStopEndsRun() {
        var left: [String: Double] = [:]
        for (channel, value) in motion.run.constants { left[channel] = value }
        guard !left.isEmpty else { return }
        let moving = Set(motion.run.steps.flatMap(\.writes).filter(\.carriesMotion).map(\.channel))
        let ends = motion.stop.constants.contains { channel, value in
            !moving.contains(channel) && left[channel] != value
        }
        guard !ends else { return }
        let words = left.keys.sorted().joined(separator: ", ")
        root.note(
            "stop leaves \(words) as run has set it: the drive stays switched on",
            remedy: "write the value that switches it off", group: "commands", key: "stop")
    }

    private func checkCommands() {
        if case .delay = motion.stop.steps.first {
            root.note(
                "a stop that waits first is none", remedy: "begin stop with a write", group: "commands", key: "stop")
        }
        let still: [CommandVariable] = [.incline, .heartbeat]
        for (name, sequence) in motion.atRest {
            for variable in sequence.variables where !still.contains(variable) {
                root.note(
                    "\(variable.rawValue) stands in a stop or a reset", remedy: "write the value of rest there",
                    group: "commands", key: name)
            }
        }
        let isMoving = motion.run.variables.contains { $0 == .speed || $0 == .velocity || $0 == .place }
        if !isMoving {
            root.note(
                "run says nowhere how fast",
                remedy: "write \(profile.role == .belt ? "speed" : "velocity") to a channel",
                group: "commands", key: "run")
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

    private func checkHeartbeat() {
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

extension MotionCommands {
    /// The commands of a drive that is not to move, with their keys.
    fileprivate var atRest: [(key: String, sequence: CommandSequence)] {
        [("stop", stop)] + (reset.map { [("reset", $0)] } ?? [])
    }
}

extension CommandSequence {
    /// The constants that it writes, in order.
    fileprivate var constants: [(channel: String, value: Double)] {
        steps.flatMap(\.writes).compactMap {
            guard case .constant(let value) = $0.value else { return nil }
            return ($0.channel, value)
        }
    }

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
