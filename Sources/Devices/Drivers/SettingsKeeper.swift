import DeviceProfiles
import RigConfiguration
import TreadmillControl

/// Sets what must stand before a drive may move, its communication watchdog above all, reads it back, and looks again
/// once a second: a drive that lost power comes back with its watchdog off and the same voice.
///
/// It also keeps such a drive at rest. A drive that started anew has forgotten that it stopped, and a command to run
/// that is still in force, such as the ramp of a stop, would set it in motion again. So after a start of the drive or
/// of this program, and after anything that makes a drive stop by itself, the drive must be commanded to rest before a
/// command to move is passed on.
struct SettingsKeeper {
    /// One setting as it must read.
    private struct Setting {
        var channel: Channel
        var words: [UInt16]
        var isWritten: Bool
        var remedy: String?
    }

    private let unit: UInt8
    private let blocks: [ReadBlock]
    private let settings: [Setting]
    private let functions: Set<ModbusFunction>
    /// All settings stand.
    private(set) var isVerified = false
    /// Those that did not, when they were looked at last.
    private var wrong: [Setting]
    /// What does not stand, and what to do about it; `nil` once all stands.
    private(set) var complaint: String?
    /// No command to move may go out before one to rest has been acknowledged.
    private(set) var demandsRest = true
    /// `nil` when they must be looked at before the next command to move.
    private var lookedAt: MonotonicInstant?

    init(_ device: ModbusAttachment, _ program: DeviceProgram) {
        unit = device.unit
        blocks = program.settings
        functions = device.profile.traits.functions
        settings = Self.settings(of: device)
        wrong = settings
    }

    private static func settings(of device: ModbusAttachment) -> [Setting] {
        let profile = device.profile
        var settings: [Setting] = []
        if case .timer(let name) = profile.motion?.watchdog, let channel = profile.channel(name),
            let words = channel.words(for: device.watchdog.seconds / channel.unit.inSI)
        {
            settings.append(Setting(channel: channel, words: words, isWritten: true))
        }
        for step in profile.setup {
            guard let channel = profile.channel(step.channel),
                let words = channel.expectedWords(for: step.value)
            else { continue }
            settings.append(
                Setting(channel: channel, words: words, isWritten: step.isWritten, remedy: step.remedy))
        }
        return settings
    }

    /// Whether it is time to look.
    func isDue(at now: MonotonicInstant) -> Bool {
        lookedAt.map { now - $0 > DeviceProgram.settingsInterval } ?? true
    }

    /// Reads all settings.
    mutating func look(_ line: inout ModbusContext) throws(BusProblem) {
        var image = RegisterImage()
        for block in blocks { image.store(try line.read(unit: unit, block), of: block) }
        wrong = settings.filter { setting in
            image.words(of: setting.channel).map(Array.init) != setting.words
        }
        isVerified = wrong.isEmpty
        complaint = wrong.first.map { Self.complaint($0, image) }
        if !isVerified { demandsRest = true }
        lookedAt = MonotonicClock.now()
    }

    /// Writes what does not stand and may be written, and looks again. Only for a drive that is not meant to move.
    mutating func repair(_ line: inout ModbusContext) throws(BusProblem) {
        guard !isVerified else { return }
        // Whatever comes of the writes is looked at.
        lookedAt = nil
        for setting in wrong where setting.isWritten {
            try line.write(
                unit: unit, address: setting.channel.address, setting.words, with: setting.channel.writeFunction(functions))
        }
        try look(&line)
    }

    /// An answer is missing: the drive may have started anew, and is looked at before it is commanded to move again.
    mutating func doubt() { lookedAt = nil }

    /// The drive has acknowledged a command: `isMoving` if it was one to move, with the state that it then reported.
    mutating func observe(isMoving: Bool, _ status: DeviceStatus) {
        if !isMoving { demandsRest = false }
        if !status.isDisjoint(with: [.watchdogTripped, .fault, .emergencyStop]) { demandsRest = true }
    }

    private static func complaint(_ setting: Setting, _ image: RegisterImage) -> String {
        let found = image.words(of: setting.channel).flatMap { setting.channel.raw(in: $0) }
        let wanted = setting.channel.raw(in: setting.words)
        let text = "\(setting.channel.name) reads \(shown(found, setting.channel)), and must be \(shown(wanted, setting.channel))"
        let remedy = setting.remedy ?? "it does not take what is written to it; see its manual"
        return "\(text): \(remedy)"
    }

    private static func shown(_ raw: Double?, _ channel: Channel) -> String {
        guard let raw else { return "nothing" }
        if let name = channel.name(ofRaw: raw) { return "\(plain(raw)) (\(name))" }
        let unit = channel.unit == .none ? "" : " \(channel.unit.rawValue)"
        return plain(raw * channel.scale + channel.offset) + unit
    }

    private static func plain(_ number: Double) -> String {
        number == number.rounded() && number.magnitude < 1e15 ? String(Int64(number)) : String(number)
    }
}

extension Channel {
    /// The words that the channel reads when it has `value`, whether it may be written or not.
    fileprivate func expectedWords(for value: Double) -> [UInt16]? {
        let raw = (value - offset) / scale
        return table.holdsBits ? [raw == 0 ? 0 : 1] : format.encode(raw)
    }
}
