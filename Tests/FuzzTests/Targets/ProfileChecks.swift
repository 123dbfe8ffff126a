import DeviceProfiles
import StrictYAML

/// What must hold of every profile that is accepted: a driver relies on it, and asks no more.
func checkProfile(_ text: String) throws(FuzzFinding) {
    let parse = { (text: String, file: String) throws(YAMLProblems) -> DeviceProfile in
        try ProfileFile.parse(text: text, name: "input", file: file)
    }
    guard let profile = try accepted(text, parse) else { return }
    try require(profile.channel(for: profile.role.mainSignal) != nil, "no \(profile.role.mainSignal.rawValue)")
    for channel in profile.channels { try checkChannel(channel, profile) }
    for rule in profile.status {
        try require(!rule.conditions.isEmpty, "\(rule.flag) without a condition")
        for condition in rule.conditions {
            try require(
                profile.channel(condition.channel)?.access.mayRead == true, "a condition on \(condition.channel)")
            try require(!condition.raw.isEmpty, "a condition of no value")
        }
    }
    for step in profile.setup {
        let channel = profile.channel(step.channel)
        try require(channel?.access.mayRead == true, "a setting of \(step.channel)")
        try require(!step.isWritten || channel?.words(for: step.value) != nil, "a setting to \(step.value)")
        try require(step.isWritten || step.remedy != nil, "a setting that nobody would know of")
    }
    try require((profile.motion != nil) == profile.role.isDrive, "commands of a \(profile.role)")
    if let motion = profile.motion { try checkMotion(motion, profile) }
}

private func checkChannel(_ channel: Channel, _ profile: DeviceProfile) throws(FuzzFinding) {
    try require(channel.addresses.upperBound <= 65536, "\(channel.name) ends at \(channel.addresses.upperBound)")
    try require(channel.scale != 0 && channel.scale.isFinite && channel.offset.isFinite, "\(channel.name) has no scale")
    if channel.access.mayRead {
        try require(profile.traits.functions.contains(channel.table.readFunction), "\(channel.name) is read by nothing")
    }
    try require(!channel.access.mayWrite || channel.table.isWritable, "\(channel.name) is written")
    for word: UInt16 in [0, 1, 0x7FFF, 0x8000, 0xFFFF] {
        let words = [UInt16](repeating: word, count: channel.width)
        guard let value = channel.reading(of: words).value else { continue }
        try require(value.isFinite && channel.range?.contains(value) ?? true, "\(channel.name) reads \(value)")
        // What is commanded never exceeds what was asked for by more than the tolerance of a whole number.
        guard let again = channel.words(for: value).flatMap({ channel.reading(of: $0).value }) else { continue }
        let slack = channel.scale.magnitude * 1.001 + value.magnitude * 1e-6
        try require((again - value).magnitude <= slack, "\(channel.name): \(value) becomes \(again)")
    }
}

private func checkMotion(_ motion: MotionCommands, _ profile: DeviceProfile) throws(FuzzFinding) {
    try require(motion.stop.steps.first?.writes.isEmpty == false, "a stop that does not begin with a write")
    for sequence in [motion.stop, motion.run, motion.reset].compactMap({ $0 }) {
        try require(sequence.steps.last?.writes.isEmpty == false, "a command that does not end with a write")
        for write in sequence.steps.flatMap(\.writes) {
            guard let channel = profile.channel(write.channel) else { throw FuzzFinding("a write to \(write.channel)") }
            try require(channel.access.mayWrite, "a write to \(write.channel)")
            switch write.value {
            case .constant(let value):
                try require(channel.words(for: value) != nil, "\(channel.name) cannot carry \(value)")
            case .variable(let variable):
                try require(variable.belongs(to: profile.role), "a \(profile.role) of \(variable)")
                let isStill = variable == .heartbeat || variable == .incline
                try require(isStill || sequence == motion.run, "\(variable) in a stop or a reset")
            }
        }
    }
    switch motion.watchdog {
    case .timer(let name):
        let timer = profile.channel(name)
        try require(timer?.access == .readWrite && timer?.unit.quantity == .time, "the watchdog \(name)")
    case .shortMoves:
        let places = motion.run.steps.flatMap(\.writes).filter { $0.value == .variable(.place) }
        try require(!places.isEmpty, "short moves to no place")
    }
}
