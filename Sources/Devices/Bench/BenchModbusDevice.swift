import DeviceProfiles
import RigConfiguration

/// A device on a Modbus line, spoken to through its profile.
struct BenchModbusDevice: BenchDevice {
    let device: ModbusAttachment
    /// Built into a rig: its calibration is measured, and a watchdog that a person sets has a time to be set to.
    let isInRig: Bool
    let line: BenchModbusLine

    private var profile: DeviceProfile { device.profile }

    var title: String { profile.title }
    var evidence: ProfileEvidence { profile.evidence }
    var isDrive: Bool { profile.role.isDrive }
    var unit: UInt8? { device.unit }
    var notes: [String] { [] }
    var silenceHint: String { profile.silenceHint ?? "Look at cable, unit, baud rate and parity." }
    var readableChannels: [String] { profile.channels.filter { $0.access.mayRead }.map(\.name) }

    func open() throws(BusProblem) { try line.open() }

    // MARK: Reading

    /// In the fewest transactions.
    func read(_ channels: [String]) -> [BenchAnswer] {
        let wanted = channels.compactMap(profile.channel)
        return ReadBlock.covering(wanted, profile.traits).map { block in
            let last = block.addresses.upperBound - 1
            return BenchAnswer(asked: "\(block.table.rawValue) \(block.addresses.lowerBound) to \(last)") {
                values(of: wanted.filter(block.holds), in: block)
            }
        }
    }

    private func values(of channels: [Channel], in block: ReadBlock) -> Result<[BenchValue], BusProblem> {
        do throws(BusProblem) {
            var image = RegisterImage()
            image.store(try use { line throws(BusProblem) in try line.read(unit: device.unit, block) }, of: block)
            return .success(
                channels.compactMap { channel in image.words(of: channel).map { value(of: channel, Array($0)) } })
        } catch {
            return .failure(error)
        }
    }

    private func use<Value>(
        _ talk: (inout ModbusContext) throws(BusProblem) -> Value
    ) throws(BusProblem) -> Value {
        try line.use(guardInterval: profile.traits.guardInterval, talk)
    }

    private func value(of channel: Channel, _ words: [UInt16]) -> BenchValue {
        let reading = channel.reading(of: words)
        return BenchValue(
            channel: channel.name, reading: reading, unit: channel.unit.rawValue,
            name: channel.raw(in: words).flatMap(channel.name(ofRaw:)), raw: .words(words),
            quantity: reading.value.flatMap { quantity($0, of: channel) })
    }

    private func quantity(_ value: Double, of channel: Channel) -> BenchValue.Quantity? {
        guard isInRig, let unit = channel.signal?.unitOfSI else { return nil }
        return BenchValue.Quantity(value: device.calibration.si(value, in: channel.unit), unit: unit)
    }

    // MARK: Writing

    func value(_ text: String, for channel: String) throws(BenchRefusal) -> BenchValue {
        guard let channel = profile.channel(channel) else {
            throw BenchRefusal(
                reason: "the profile has no channel \"\(channel)\"; it has: "
                    + profile.channels.map(\.name).joined(separator: ", "))
        }
        guard channel.access.mayWrite else {
            throw BenchRefusal(reason: "\(channel.name) cannot be written, says the profile")
        }
        guard let number = channel.value(named: text) ?? Double(text), let words = channel.words(for: number) else {
            let names = channel.names.map(\.name).joined(separator: ", ")
            let range = channel.range.map { " from \($0.lowerBound) to \($0.upperBound)" } ?? ""
            let unit = channel.unit == .none ? "" : " in \(channel.unit.rawValue)"
            throw BenchRefusal(
                reason: "\(channel.name) cannot be \"\(text)\": write a number\(unit)\(range)"
                    + (names.isEmpty ? "" : ", or one of: \(names)"))
        }
        return value(of: channel, words)
    }

    func write(_ value: BenchValue) throws(BusProblem) -> BenchReadBack {
        guard let channel = profile.channel(value.channel), case .words(let words) = value.raw else {
            throw .cannotCarry("\(value.channel) cannot carry this value")
        }
        try use { line throws(BusProblem) in
            try line.write(
                unit: device.unit, address: channel.address, words,
                with: channel.writeFunction(profile.traits.functions))
        }
        guard channel.access.mayRead else { return BenchReadBack(answers: [], stands: nil) }
        let answers = read([channel.name])
        return BenchReadBack(answers: answers, stands: answers.values.contains { $0.raw == value.raw })
    }

    // MARK: Settings

    func settings() throws(BusProblem) -> BenchSettings {
        var keeper = SettingsKeeper(device, DeviceProgram(profile), isTimed: isInRig)
        try use { line throws(BusProblem) in try keeper.look(&line) }
        return BenchSettings(wrong: keeper.complaints, toBeWritten: keeper.intentions)
    }
}

extension [BenchAnswer] {
    /// Those that came.
    var values: [BenchValue] { flatMap { (try? $0.values.get()) ?? [] } }
}

extension Signal {
    /// Of what a rig's calibration makes of it.
    fileprivate var unitOfSI: String? {
        switch self {
        case .beltSpeed, .ropeVelocity: "m/s"
        case .ropePosition: "m"
        case .supportForce: "N"
        case .incline, .heartbeatEcho, .sampleCounter: nil
        }
    }
}
