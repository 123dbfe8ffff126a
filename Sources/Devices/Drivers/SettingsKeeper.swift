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
    /// The watchdog's time is one that the drive cannot hold: it is never verified then.
    private let isTimerImpossible: Bool
    /// All settings stand.
    private(set) var isVerified = false
    /// Those that did not, when they were looked at last.
    private var wrong: [Setting]
    /// What does not stand has been written since it was looked at.
    private var isRepairTried = false
    /// What does not stand, each with what to do about it.
    private(set) var complaints: [String] = []
    /// What will be written, as it was looked at last.
    private(set) var intentions: [String] = []
    /// No command to move may go out: a setting does not stand, or none to rest has been acknowledged yet.
    var demandsRest: Bool { awaitsRest || !isVerified }
    private var awaitsRest = true
    /// The drive stops by itself when it hears nothing for so long.
    private let watchdog: TimeSpan
    /// When it last acknowledged a command; `nil` before the first.
    private var heardAt: MonotonicInstant?
    /// `nil` when they must be looked at before the next command to move.
    private var lookedAt: MonotonicInstant?

    /// - Parameter isTimed: whether the watchdog's time is one of the settings.
    init(_ device: ModbusAttachment, _ program: DeviceProgram, isTimed: Bool = true) {
        unit = device.unit
        watchdog = device.watchdog
        blocks = program.settings
        functions = device.profile.traits.functions
        let timer = isTimed ? Self.timer(of: device) : nil
        isTimerImpossible = isTimed && device.needsTimer && timer == nil
        settings = [timer].compactMap { $0 } + Self.setup(of: device)
        wrong = settings
    }

    private static func timer(of device: ModbusAttachment) -> Setting? {
        guard case .timer(let name, let isWritten) = device.profile.motion?.watchdog,
            let channel = device.profile.channel(name),
            let words = channel.expectedWords(for: device.watchdog.seconds / channel.unit.inSI),
            words.contains(where: { $0 != 0 })
        else { return nil }
        let remedy = isWritten ? nil : "set it at the drive, or watchdog_ms in the rig to what the drive has"
        return Setting(channel: channel, words: words, isWritten: isWritten, remedy: remedy)
    }

    private static func setup(of device: ModbusAttachment) -> [Setting] {
        device.profile.setup.compactMap { step in
            guard let channel = device.profile.channel(step.channel),
                let words = channel.expectedWords(for: step.value)
            else { return nil }
            return Setting(channel: channel, words: words, isWritten: step.isWritten, remedy: step.remedy)
        }
    }

    /// Whether it is time to look.
    func isDue(at now: MonotonicInstant) -> Bool {
        lookedAt.map { now - $0 > DeviceProgram.settingsInterval } ?? true
    }

    /// Reads all settings.
    mutating func look(_ line: inout ModbusContext) throws(BusProblem) {
        isRepairTried = false
        try compare(&line)
    }

    /// Looks when it is time, and writes what does not stand. Only for a drive that has just been told to rest.
    ///
    /// - Parameter mayWrite: never while a drive reports an emergency stop or a fault: a setting may switch it on.
    mutating func tend(
        _ line: inout ModbusContext, at now: MonotonicInstant, mayWrite: Bool
    ) throws(BusProblem) {
        if isDue(at: now) { try look(&line) }
        guard mayWrite, !isVerified, !isRepairTried else { return }
        isRepairTried = true
        // A drive that is not set up as the profile wants it is not written to: it may not be what it is taken for.
        guard wrong.allSatisfy(\.isWritten) else { return }
        // Whatever comes of the writes is looked at.
        lookedAt = nil
        for setting in wrong where setting.isWritten {
            try line.write(
                unit: unit, address: setting.channel.address, setting.words,
                with: setting.channel.writeFunction(functions))
        }
        try compare(&line)
    }

    private mutating func compare(_ line: inout ModbusContext) throws(BusProblem) {
        var image = RegisterImage()
        for block in blocks { image.store(try line.read(unit: unit, block), of: block) }
        wrong = settings.filter { setting in
            image.words(of: setting.channel).map(Array.init) != setting.words
        }
        isVerified = wrong.isEmpty && !isTimerImpossible
        // Of what is yet to be written nobody need complain.
        complaints = wrong.filter { isRepairTried || !$0.isWritten }.map { Self.complaint($0, image) }
        intentions = isRepairTried ? [] : wrong.filter(\.isWritten).map { Self.difference($0, image, "will be set to") }
        if !isVerified { awaitsRest = true }
        lookedAt = MonotonicClock.now()
    }

    /// An answer is missing: the drive may have started anew, and is looked at before it is commanded to move again.
    mutating func doubt() { lookedAt = nil }

    /// A drive that has heard nothing for its watchdog's time has stopped by itself, or lost power and forgotten that it
    /// ran. Not every drive says so once it hears again, and one that keeps its settings without power looks like new.
    mutating func resume(at now: MonotonicInstant) {
        if let heardAt, now - heardAt > min(watchdog, Self.longestGap) { awaitsRest = true }
    }

    /// However long its watchdog, after such a gap the core has begun to stop the belt, and a drive may have been off.
    private static let longestGap = TimeSpan.milliseconds(300)

    /// The drive does not let its settings be read, or refuses again and again to be told how to move: it is told to rest,
    /// so that no command of before stays in force.
    mutating func demandRest() { awaitsRest = true }

    /// What makes a drive stop by itself keeps it at rest until it has acknowledged that it is to rest.
    mutating func see(_ status: DeviceStatus) {
        if !status.isDisjoint(with: [.watchdogTripped, .fault, .emergencyStop]) { awaitsRest = true }
    }

    /// The drive has acknowledged a command: `isMoving` if it was one to move, with the state that it then reported.
    mutating func acknowledged(isMoving: Bool, _ status: DeviceStatus, at now: MonotonicInstant) {
        heardAt = now
        if !isMoving { awaitsRest = false }
        see(status)
    }

    private static func complaint(_ setting: Setting, _ image: RegisterImage) -> String {
        let text = difference(setting, image, "must be")
        let remedy = setting.remedy ?? "it does not take what is written to it; see its manual"
        return "\(text): \(remedy)"
    }

    private static func difference(_ setting: Setting, _ image: RegisterImage, _ verb: String) -> String {
        let found = image.words(of: setting.channel).flatMap { setting.channel.raw(in: $0) }
        let wanted = setting.channel.raw(in: setting.words)
        let name = setting.channel.name
        return "\(name) reads \(shown(found, setting.channel)), and \(verb) \(shown(wanted, setting.channel))"
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

extension ModbusAttachment {
    fileprivate var needsTimer: Bool {
        if case .timer = profile.motion?.watchdog { return true }
        return false
    }
}
