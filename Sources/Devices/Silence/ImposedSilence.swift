import Synchronization
import TreadmillControl

/// A time in which one drive is on purpose not spoken to, so that it shows what it does without its controller.
///
/// It has two parts: silence, in which no byte goes to the drive; and then a look, in which the drive is read and not
/// commanded, so that what it says of itself stays to be seen. Both end by themselves: nothing that fails on the side
/// of whoever imposed the silence leaves a drive without its commands.
final class ImposedSilence: Sendable {
    /// What the bus's worker may do with the drive now.
    enum Stage: Equatable {
        /// Command it as ever.
        case none
        /// No byte to it.
        case silent
        /// Read it, and command nothing.
        case looking
    }

    /// The longest silence, and the longest look.
    static let longest = TimeSpan.milliseconds(5000)

    private struct State {
        var silence = TimeSpan.zero
        var look = TimeSpan.zero
        var silentUntil = MonotonicInstant.zero
        var lookUntil: MonotonicInstant { silentUntil + look }
        var lastSpokenAt: MonotonicInstant?
    }

    private let state = Mutex(State())

    /// Begins a silence at `now`; both lengths are cut to ``longest``.
    func impose(_ silence: TimeSpan, thenLook look: TimeSpan, at now: MonotonicInstant) {
        state.withLock { state in
            state.silence = min(max(silence, .zero), Self.longest)
            state.look = min(max(look, .zero), Self.longest)
            state.silentUntil = now + state.silence
        }
    }

    /// Ends silence and look at once.
    func end() {
        state.withLock { state in
            state.silentUntil = .zero
            state.look = .zero
        }
    }

    func stage(at now: MonotonicInstant) -> Stage {
        state.withLock { state in
            if now < state.silentUntil { return .silent }
            return now < state.lookUntil ? .looking : .none
        }
    }

    /// A request to the drive goes out. One that was on its way when the silence began is where the silence counts from;
    /// those of a look do not count.
    func speak(at now: MonotonicInstant) {
        state.withLock { state in
            if now < state.silentUntil { state.silentUntil = now + state.silence }
            if now < state.silentUntil || now >= state.lookUntil { state.lastSpokenAt = now }
        }
    }

    /// When the last request before a silence, or the last of all, went out; `nil` before the first.
    var lastSpokenAt: MonotonicInstant? { state.withLock { $0.lastSpokenAt } }
}

/// One place for an imposed silence per drive.
struct DriveSilences: Sendable {
    let belt = ImposedSilence()
    let hoist = ImposedSilence()

    func of(_ drive: MotionTrial.Part) -> ImposedSilence {
        switch drive {
        case .belt: belt
        case .hoist: hoist
        }
    }

    /// By the name of the device; `nil` for one that takes no commands.
    func of(deviceNamed name: String) -> ImposedSilence? {
        if name == "belt" { return belt }
        return name == "hoist" ? hoist : nil
    }
}

extension Rig {
    /// Does not speak to a drive for `silence`, and then only reads it for `look`; each at most 5 s. Other devices on
    /// the same bus are spoken to as ever.
    public func impose(_ silence: TimeSpan, thenLook look: TimeSpan, on drive: MotionTrial.Part) {
        silences.of(drive).impose(silence, thenLook: look, at: MonotonicClock.now())
    }

    /// Ends every imposed silence: the newest command goes out with the next round of the bus.
    public func endSilences() {
        silences.belt.end()
        silences.hoist.end()
    }

    /// When the last request before a silence, or the last of all, went out to a drive; `nil` before the first.
    public func lastSpoken(to drive: MotionTrial.Part) -> MonotonicInstant? { silences.of(drive).lastSpokenAt }
}
