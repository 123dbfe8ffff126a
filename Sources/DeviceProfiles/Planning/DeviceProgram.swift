import TreadmillControl

/// A profile made ready for the wire: which transactions are due when.
///
/// What the core or a condition needs is read in every round, or as seldom as its channel says; settings are looked at
/// once a second; what is there for people only is not read at all while a session may run.
public struct DeviceProgram: Sendable {
    /// Between two looks at the settings.
    public static let settingsInterval = TimeSpan.milliseconds(1000)

    /// A block that is read less often than every round.
    public struct SlowBlock: Equatable, Sendable {
        public var block: ReadBlock
        public var interval: TimeSpan
    }

    /// A command's steps as transactions.
    public struct Sequence: Equatable, Sendable {
        public enum Step: Equatable, Sendable {
            case write([WriteBlock])
            case delay(TimeSpan)
        }

        public var steps: [Step]

        /// The write that stands.
        public var standing: [WriteBlock] {
            if case .write(let blocks) = steps.last { return blocks }
            return []
        }
    }

    public let profile: DeviceProfile
    /// Read in every round.
    public let everyRound: [ReadBlock]
    public let slow: [SlowBlock]
    /// Looked at once a second: the watchdog's timer and the set-up.
    public let settings: [ReadBlock]
    public let stop: Sequence
    public let run: Sequence
    public let reset: Sequence?
    /// Whether the command goes out with the first block of a round, in one transaction (function 23).
    public let writesAndReads: Bool

    public init(_ profile: DeviceProfile) {
        self.profile = profile
        let needed = profile.channels.filter(profile.isNeeded)
        let quick = needed.filter { $0.pollInterval == .zero }
        everyRound = ReadBlock.covering(quick, profile.traits)
        let intervals = Set(needed.map(\.pollInterval)).subtracting([.zero]).sorted()
        slow = intervals.flatMap { interval in
            ReadBlock.covering(needed.filter { $0.pollInterval == interval }, profile.traits)
                .map { SlowBlock(block: $0, interval: interval) }
        }
        settings = ReadBlock.covering(profile.channels.filter { profile.isSetting($0.name) }, profile.traits)
        stop = Sequence(profile.motion?.stop, profile)
        run = Sequence(profile.motion?.run, profile)
        reset = profile.motion?.reset.map { Sequence($0, profile) }
        let standing = [stop.standing, run.standing]
        writesAndReads =
            profile.traits.functions.contains(.readWriteMultipleRegisters) && everyRound.first?.table == .holding
            && standing.allSatisfy { $0.count == 1 && $0[0].table == .holding }
    }
}

extension DeviceProgram.Sequence {
    fileprivate init(_ sequence: CommandSequence?, _ profile: DeviceProfile) {
        steps = (sequence?.steps ?? []).map { step in
            switch step {
            case .write(let writes): .write(profile.writeBlocks(writes))
            case .delay(let time): .delay(time)
            }
        }
    }
}

extension DeviceProfile {
    /// Whether the core, a condition or a read-back needs the channel.
    fileprivate func isNeeded(_ channel: Channel) -> Bool {
        guard channel.access.mayRead else { return false }
        if channel.signal != nil { return true }
        if status.contains(where: { $0.conditions.contains { $0.channels.contains(channel.name) } }) { return true }
        return channel.isVerified && motion?.writtenChannels.contains(channel.name) == true
    }

    fileprivate func isSetting(_ name: String) -> Bool {
        if case .timer(name, _) = motion?.watchdog { return true }
        return setup.contains { $0.channel == name }
    }
}
