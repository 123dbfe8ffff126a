import DeviceProfiles
import RigConfiguration
import TreadmillControl

/// One Modbus device on a bench, spoken to by hand through its profile: outside any session, and without its safety.
public struct DeviceBench: ~Copyable {
    /// A channel as it was read.
    public struct Value: Equatable, Sendable {
        public var channel: Channel
        /// As on the wire.
        public var words: [UInt16]

        public var reading: ChannelReading { channel.reading(of: words) }
        /// The name of the value in the profile's enum.
        public var name: String? { channel.raw(in: words).flatMap(channel.name(ofRaw:)) }
    }

    /// What came of asking for a block.
    public struct Answer: Sendable {
        public var block: ReadBlock
        public var values: Result<[Value], BusProblem>
        /// From the request to the whole answer, or to its failure.
        public var duration: TimeSpan
    }

    private let profile: DeviceProfile
    private let unit: UInt8
    private var line: ModbusContext

    /// Opens the line, for this process alone.
    ///
    /// - Parameters:
    ///   - line: Modbus RTU or TCP; a relative port is looked up in `runtimeDirectory`.
    ///   - unit: 1...247.
    public init(
        _ profile: DeviceProfile, on line: BusLine, unit: UInt8, responseTimeout: TimeSpan, runtimeDirectory: String
    ) throws(BusProblem) {
        self.profile = profile
        self.unit = unit
        switch line {
        case .modbusRTU(_, let settings):
            self.line = try ModbusContext.open(
                port: line.port(in: runtimeDirectory) ?? "", settings: settings, responseTimeout: responseTimeout)
        case .modbusTCP(let host, let port):
            self.line = try ModbusContext.open(host: host, port: port, responseTimeout: responseTimeout)
        case .serial:
            throw .cannotOpen("a serial line without Modbus carries no device of a profile")
        }
        self.line.guardInterval = profile.traits.guardInterval
    }

    /// Reads `channels` in the fewest transactions. A block that fails does not keep the others from being read.
    public mutating func read(_ channels: [Channel]) -> [Answer] {
        let readable = channels.filter { $0.access.mayRead }
        var answers: [Answer] = []
        for block in ReadBlock.covering(readable, profile.traits) {
            let begin = MonotonicClock.now()
            let values = self.values(of: readable.filter(block.holds), in: block)
            answers.append(Answer(block: block, values: values, duration: MonotonicClock.now() - begin))
        }
        return answers
    }

    private mutating func values(of channels: [Channel], in block: ReadBlock) -> Result<[Value], BusProblem> {
        do throws(BusProblem) {
            var image = RegisterImage()
            image.store(try line.read(unit: unit, block), of: block)
            return .success(
                channels.compactMap { channel in
                    image.words(of: channel).map { Value(channel: channel, words: Array($0)) }
                })
        } catch {
            line.drain()
            return .failure(error)
        }
    }

    /// Writes one value, in the channel's unit.
    ///
    /// - Throws: ``BusProblem/cannotCarry(_:)`` for one that the channel cannot hold; nothing is written then.
    public mutating func write(_ value: Double, to channel: Channel) throws(BusProblem) {
        guard let words = channel.words(for: value) else {
            throw .cannotCarry("\(channel.name) cannot carry \(value)")
        }
        try line.write(
            unit: unit, address: channel.address, words, with: channel.writeFunction(profile.traits.functions))
    }

    /// The settings that do not stand as the profile wants them, each with what to do; the watchdog's time is the rig's
    /// and not among them.
    public mutating func wrongSettings() throws(BusProblem) -> [String] {
        let attachment = ModbusAttachment(profile: profile, bus: "", unit: unit)
        var keeper = SettingsKeeper(attachment, DeviceProgram(profile), isTimed: false)
        try keeper.look(&line)
        return keeper.complaints
    }
}
