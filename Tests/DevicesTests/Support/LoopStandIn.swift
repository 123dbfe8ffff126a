import Devices
import Foundation
import Synchronization
import TreadmillControl

/// Posts one and the same command a hundred times a second, as the control loop would, until told another.
///
/// Should the machine under the test keep it from its work, it posts rest for a second before it goes on: a loop that
/// comes back from a silence must, and the session's own interlock would.
final class LoopStandIn: Sendable {
    private struct State {
        var command: AdmittedCommand?
        var isWanted = true
        var hasPosted = false
    }

    private static let period = TimeSpan.milliseconds(10)
    private static let longestGap = TimeSpan.milliseconds(100)
    private static let penance = TimeSpan.milliseconds(1000)

    private let state = Mutex(State())
    private let ended = DispatchSemaphore(value: 0)

    init(posting rig: Rig) {
        let thread = Thread { [self] in
            run(rig)
            ended.signal()
        }
        thread.start()
    }

    /// From now on, `command`; `nil` is silence.
    func post(_ command: AdmittedCommand?) {
        state.withLock { state in
            state.command = command
            state.hasPosted = false
        }
    }

    /// Whether the rig has the newest command.
    var hasPosted: Bool { state.withLock { $0.hasPosted } }

    func stop() {
        state.withLock { $0.isWanted = false }
        ended.wait()
    }

    private func run(_ rig: Rig) {
        var last = MonotonicClock.now()
        var restUntil = MonotonicInstant.zero
        while true {
            let (command, isWanted) = state.withLock { ($0.command, $0.isWanted) }
            guard isWanted else { return }
            let now = MonotonicClock.now()
            if now - last > Self.longestGap { restUntil = now + Self.penance }
            last = now
            if let command {
                rig.post(now < restUntil ? .safeState : command, at: now)
                state.withLock { $0.hasPosted = $0.command == command }
            }
            MonotonicClock.sleep(until: now + Self.period)
        }
    }
}
