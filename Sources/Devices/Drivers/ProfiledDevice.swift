import DeviceProfiles
import DeviceProtocols
import RigConfiguration
import TreadmillControl

/// Drives any Modbus device that a profile describes.
///
/// A round with a drive is: the command, then the readings; settings are looked at once a second. What settles a command:
/// - **An echo.** A device that repeats the heartbeat of its newest command tells which command an answer belongs to.
/// - **A read-back** of the channels that the profile verifies, in the same round.
/// - Without either, the acknowledgement of the write.
/// A lost, late, refused or damaged answer leaves the command unconfirmed until a newer one is settled.
///
/// Nothing keeps a stop from the drive: it goes out before anything else is read or written, from its first step,
/// whatever was underway. A command to move waits until the settings are known to stand.
final class ProfiledDevice: ModbusDevice {
    let name: String
    private let device: ModbusAttachment
    private let program: DeviceProgram
    private let isEchoing: Bool
    private let output: DeviceOutput
    private var image = RegisterImage()
    private var settings: SettingsKeeper
    private var sequencer = CommandSequencer()
    private var reset = ResetPulse()
    private var slow: [MonotonicInstant?]
    private var samples: SampleClock?
    private var hasAnswered = false
    /// What carries the pace of an axis that is sent to places; `nil` for any other drive.
    private let pace: Channel?
    /// Of the newest command; `nil` before the first.
    private var heartbeat: UInt16?
    /// What was written last, by transaction, and when; for drives that need it only as often as it changes.
    private var standing: (blocks: [WriteBlock], words: [[UInt16]], at: MonotonicInstant)?

    init(_ device: ModbusAttachment, output: DeviceOutput) {
        self.device = device
        self.output = output
        name = output.name
        program = DeviceProgram(device.profile)
        pace = device.profile.motion?.run.steps.flatMap(\.writes).first { $0.value == .variable(.pace) }
            .flatMap { device.profile.channel($0.channel) }
        isEchoing = device.profile.channel(for: .heartbeatEcho) != nil
        settings = SettingsKeeper(device, program)
        slow = Array(repeating: nil, count: program.slow.count)
        samples = device.profile.channel(for: .sampleCounter)?.samplePeriod.map { SampleClock(period: $0) }
    }

    /// A drive in such a state is neither set up nor believed to be well.
    private static let hurt: DeviceStatus = [.emergencyStop, .lanyardPulled, .fault]
    /// A person stops it: its own stop is not reset.
    private static let stopped: DeviceStatus = [.emergencyStop, .lanyardPulled]
    /// So many refusals in a row are not a drive that is busy.
    private static let mostRefusals = 3
    private var refusals = 0

    private var isDrive: Bool { device.profile.role.isDrive }

    var complaint: String? { settings.complaints.isEmpty ? nil : settings.complaints.joined(separator: "; ") }

    var silenceHint: String? { hasAnswered ? nil : device.profile.silenceHint }

    func exchange(_ line: inout ModbusContext, command: AdmittedCommand?) throws(BusProblem) {
        line.guardInterval = device.profile.traits.guardInterval
        let order = command.flatMap { output.order(in: $0, reach: device.watchdog) }.map(feasible)
        let now = MonotonicClock.now()
        guard let order else {
            try converse(&line, nil, isHeldBack: false)
            // A drive that is only looked at is not written to.
            if !isDrive { try settings.tend(&line, at: now, mayWrite: true) }
            return
        }
        settings.resume(at: now)
        if order.isMoving, settings.isDue(at: now) { try lookBeforeMoving(&line) }
        let isHeldBack = order.isMoving && settings.demandsRest
        try converse(&line, order, isHeldBack: isHeldBack)
        guard !order.isMoving || isHeldBack else { return }
        try settings.tend(&line, at: now, mayWrite: deviceStatus().isDisjoint(with: Self.hurt))
    }

    /// A drive that refuses to be read is not moved on: what it was told before must not stay in force.
    private func lookBeforeMoving(_ line: inout ModbusContext) throws(BusProblem) {
        do throws(BusProblem) {
            try settings.look(&line)
        } catch {
            guard case .exception = error else { throw error }
            settings.demandRest()
        }
    }

    func lost() {
        settings.doubt()
        sequencer.doubt()
        standing = nil
        output.flag(.commandUnconfirmed)
    }

    /// An axis that is sent to places has a slowest pace. What is slower, above all a rope that is to stand for an instant
    /// while its force is regulated, is a stop.
    private func feasible(_ order: DriveOrder) -> DriveOrder {
        guard order.isMoving, let channel = pace, let pace = order.values[.pace] else { return order }
        let value = device.calibration.value(ofSI: pace, in: channel.unit)
        let isNothing = channel.words(for: value)?.contains { $0 != 0 } == false
        return isNothing || value < channel.range?.lowerBound ?? 0 ? order.atRest : order
    }

    // MARK: A round

    private func converse(
        _ line: inout ModbusContext, _ order: DriveOrder?, isHeldBack: Bool
    ) throws(BusProblem) {
        let begin = MonotonicClock.now()
        var unread = program.everyRound[...]
        let refusal = try order.flatMap { order throws(BusProblem) in
            try command(isHeldBack ? order.atRest : order, &unread, &line)
        }
        for block in unread { image.store(try line.read(unit: device.unit, block), of: block) }
        hasAnswered = true
        try readSlowBlock(&line, at: begin)
        let status = deviceStatus()
        settings.see(status)
        // Whatever becomes of the rest of the answer: an emergency stop must not be lost.
        output.flag(status.intersection(Self.hurt))
        if let refusal {
            try publish(status, since: begin, isConfirmed: false)
            throw refusal
        }
        if let order {
            if heartbeat != nil, !isEchoed { throw .badFrame("it answers an earlier command") }
            settings.acknowledged(isMoving: order.isMoving, status, at: MonotonicClock.now())
            reset.update(
                tripped: status.contains(.watchdogTripped),
                mayReset: !order.isMoving && program.reset != nil && status.isDisjoint(with: Self.stopped),
                isUnderway: !sequencer.isThrough)
        }
        // Held back: the drive was not told what the core wanted.
        try publish(status, since: begin, isConfirmed: !isHeldBack && isSettled(hasOrder: order != nil))
    }

    /// The refusal, if the drive refuses: its state, which says why, is read all the same.
    private func command(
        _ order: DriveOrder, _ unread: inout ArraySlice<ReadBlock>, _ line: inout ModbusContext
    ) throws(BusProblem) -> BusProblem? {
        do throws(BusProblem) {
            try obey(order, &unread, &line)
            refusals = 0
            return nil
        } catch {
            switch error {
            case .exception:
                refusals += 1
                if order.isMoving, refusals >= Self.mostRefusals { settings.demandRest() }
            case .cannotCarry:
                // Nothing was said, and what was said before is still in force.
                if order.isMoving { settings.demandRest() }
            case .cannotOpen, .lineLost, .timeout, .neverAnswered, .badFrame, .refused, .undecodable, .wrongSetting,
                .notNew:
                throw error
            }
            sequencer.doubt()
            standing = nil
            return error
        }
    }

    private func obey(
        _ order: DriveOrder, _ unread: inout ArraySlice<ReadBlock>, _ line: inout ModbusContext
    ) throws(BusProblem) {
        let command: CommandSequencer.Command = order.isMoving ? .run : reset.isHigh ? .reset : .stop
        let now = MonotonicClock.now()
        let blocks = sequencer.due(command, of: program, at: now)
        if !blocks.isEmpty, isEchoing { heartbeat = (heartbeat ?? 0) &+ 1 }
        var words: [[UInt16]] = []
        for block in blocks { words.append(try self.words(of: block, order)) }
        if let standing, standing.blocks == blocks, standing.words == words, now - standing.at < refreshInterval {
            return
        }
        standing = nil
        var refusal: BusProblem?
        for (block, words) in zip(blocks, words) {
            do throws(BusProblem) {
                try say(block, words, whole: blocks.count == 1, &unread, &line)
            } catch {
                // One part of a stop that is refused keeps no other part from the drive.
                guard case .exception = error, !order.isMoving else { throw error }
                refusal = refusal ?? error
            }
        }
        if let refusal { throw refusal }
        standing = (blocks, words, now)
    }

    private func say(
        _ block: WriteBlock, _ words: [UInt16], whole: Bool, _ unread: inout ArraySlice<ReadBlock>,
        _ line: inout ModbusContext
    ) throws(BusProblem) {
        guard program.writesAndReads, whole, block.table == .holding, let first = unread.first else {
            return try line.write(unit: device.unit, address: block.address, words, with: block.function)
        }
        let answer = try line.writeAndRead(unit: device.unit, writeAddress: block.address, words, first)
        image.store(answer, of: first)
        unread = unread.dropFirst()
    }

    /// A standing command is said again well before the drive's watchdog acts, if nothing of it changes.
    private var refreshInterval: TimeSpan {
        min(TimeSpan(nanoseconds: device.watchdog.nanoseconds / 4), .milliseconds(100))
    }

    private func words(of block: WriteBlock, _ order: DriveOrder) throws(BusProblem) -> [UInt16] {
        var words: [UInt16] = []
        for write in block.writes {
            guard let channel = device.profile.channel(write.channel) else { continue }
            let value = value(of: write, for: channel, order)
            guard let value, let carried = channel.words(for: order.isMoving ? value : channel.nearest(to: value))
            else {
                throw .cannotCarry(
                    "\(channel.name) cannot carry \(value.map { String($0) } ?? "a place that is not known")")
            }
            words += carried
        }
        return words
    }

    private func value(of write: ChannelWrite, for channel: Channel, _ order: DriveOrder) -> Double? {
        switch write.value {
        case .constant(let value): value
        case .variable(.heartbeat): Double(heartbeat ?? 0)
        case .variable(.incline): order.values[.incline]
        case .variable(let variable):
            order.values[variable].map { device.calibration.value(ofSI: $0, in: channel.unit) }
        }
    }

    private func readSlowBlock(_ line: inout ModbusContext, at now: MonotonicInstant) throws(BusProblem) {
        // One at the most in a round, so that none takes long; the longest overdue first.
        let due = program.slow.indices.filter { index in
            slow[index].map { now - $0 >= program.slow[index].interval } ?? true
        }
        guard let next = due.min(by: { (slow[$0] ?? .zero) < (slow[$1] ?? .zero) }) else { return }
        image.store(try line.read(unit: device.unit, program.slow[next].block), of: program.slow[next].block)
        slow[next] = now
    }

    // MARK: What it says

    private func deviceStatus() -> DeviceStatus {
        var status: DeviceStatus = []
        for rule in device.profile.status {
            let holds = { [image, device] (condition: Condition) in
                condition.holds { device.profile.channel($0).flatMap(image.raw) }
            }
            let isSet = rule.flag.needsAll ? rule.conditions.allSatisfy(holds) : rule.conditions.contains(where: holds)
            if isSet { status.insert(rule.flag.deviceStatus) }
        }
        return status
    }

    private var isEchoed: Bool {
        guard let echo = device.profile.channel(for: .heartbeatEcho) else { return true }
        return image.reading(of: echo)?.value == heartbeat.map(Double.init)
    }

    /// Whether the newest command is known to be in force.
    private func isSettled(hasOrder: Bool) -> Bool {
        guard heartbeat == nil || isEchoed else { return false }
        guard hasOrder else { return true }
        guard sequencer.isThrough || sequencer.isOnItsWay(at: MonotonicClock.now()), let standing else { return false }
        return zip(standing.blocks, standing.words).allSatisfy { block, words in isReadBack(words, of: block) }
    }

    private func isReadBack(_ words: [UInt16], of block: WriteBlock) -> Bool {
        var first = 0
        for write in block.writes {
            guard let channel = device.profile.channel(write.channel) else { continue }
            let written = words[first..<first + channel.width]
            first += channel.width
            if channel.isVerified, image.words(of: channel)?.elementsEqual(written) != true { return false }
        }
        return true
    }

    private func publish(
        _ status: DeviceStatus, since begin: MonotonicInstant, isConfirmed: Bool
    ) throws(BusProblem) {
        var date: MonotonicInstant? = begin
        if let counter = device.profile.channel(for: .sampleCounter), let words = image.words(of: counter),
            let count = words.first
        {
            date = try samples?.date(count, from: begin, to: MonotonicClock.now())
        }
        guard let date else { return }
        var flags = status
        if isDrive {
            if settings.isVerified { flags.insert(.watchdogVerified) }
        } else if !settings.isVerified {
            // What it reads is not what it is taken for.
            flags.insert(.fault)
        }
        if !isConfirmed { flags.insert(.commandUnconfirmed) }
        // The same sample again says nothing new but the device's state; whatever else it says now is not believed.
        if date < begin { return output.restate(flags) }
        try output.publish(Measurements(image: image, device: device), flags, sampledAt: date)
    }
}

/// Resets a drive that stopped because nobody talked to it, and only while it is not commanded to move: one walk through
/// its reset, then its stop again.
struct ResetPulse {
    private(set) var isHigh = false

    mutating func update(tripped: Bool, mayReset: Bool, isUnderway: Bool) {
        if isHigh && isUnderway && mayReset { return }
        isHigh = tripped && mayReset && !isHigh
    }
}

/// Runs a decoder and passes its problem on as the bus's.
func decoding<Value>(_ decode: () throws(DecodingProblem) -> Value) throws(BusProblem) -> Value {
    do throws(DecodingProblem) {
        return try decode()
    } catch {
        throw .undecodable(error)
    }
}

extension Channel {
    /// What of `value` the channel can carry: for a stop, which must never fail to be said.
    fileprivate func nearest(to value: Double) -> Double {
        let ends = [format.range.lowerBound * scale + offset, format.range.upperBound * scale + offset]
        guard value == value, !table.holdsBits, let least = ends.min(), let most = ends.max() else { return value }
        let bounded = min(max(value, least), most)
        guard let range else { return bounded }
        return min(max(bounded, range.lowerBound), range.upperBound)
    }
}
