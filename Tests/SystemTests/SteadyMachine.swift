import Foundation
import Glibc
import Synchronization
import Testing

/// Tries a test again, up to three times in all, when this machine stood still while it ran.
///
/// A virtual machine loses its processors to others, for a hundred milliseconds at times, which is longer than a reading
/// may be old: the daemon then does what it must, and stops. Whatever goes wrong while nothing stood still counts at
/// once, and whatever goes wrong in the last attempt counts in any case.
struct SteadyMachine: SuiteTrait, TestTrait, TestScoping {
    let isRecursive = true

    private static let attempts = 3

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        guard testCase != nil else { return try await function() }
        for _ in 1..<Self.attempts {
            let begin = ContinuousClock.now
            let isDisturbed = Mutex(false)
            try await withKnownIssue("the machine stood still", isIntermittent: true) {
                try await function()
            } matching: { _ in
                let stood = StandstillWitness.shared.standstill(since: begin)
                isDisturbed.withLock { $0 = $0 || stood }
                return stood
            }
            guard isDisturbed.withLock({ $0 }) else { return }
            print("\(test.name): the machine stood still; once more")
            await StandstillWitness.shared.calm()
        }
        try await function()
    }
}

extension Trait where Self == SteadyMachine {
    static var steadyMachine: Self { Self() }
}

/// A thread that does nothing but sleep for two milliseconds at a time, and notes how late it wakes.
final class StandstillWitness: Sendable {
    static let shared = StandstillWitness()

    private struct Delay: Sendable {
        var at: ContinuousClock.Instant
        var length: Duration
    }

    private static let nap = Duration.milliseconds(2)
    /// A thread of ordinary priority on a machine with work to do wakes so late without anything being wrong.
    private static let ordinary = Duration.milliseconds(10)
    /// Delays of this much within ``window`` are a standstill: less than the youngest reading may be old.
    private static let standstill = Duration.milliseconds(40)
    private static let window = Duration.milliseconds(250)

    private let delays = Mutex<[Delay]>([])

    private init() {
        Thread.detachNewThread { [self] in
            while true {
                let begin = ContinuousClock.now
                usleep(2_000)
                let end = ContinuousClock.now
                let late = end - begin - Self.nap
                if late > Self.ordinary { delays.withLock { $0.append(Delay(at: end, length: late)) } }
            }
        }
    }

    /// Whether the machine stood still at some time since `begin`.
    func standstill(since begin: ContinuousClock.Instant) -> Bool {
        let recent = delays.withLock { $0.filter { $0.at - $0.length >= begin } }
        return recent.indices.contains { first in
            let end = recent[first].at + Self.window
            let lost = recent[first...].prefix { $0.at <= end }.reduce(Duration.zero) { $0 + $1.length }
            return lost >= Self.standstill
        }
    }

    /// Waits until nothing has stood still for three seconds, but not for longer than a minute.
    func calm() async {
        let deadline = ContinuousClock.now + .seconds(60)
        repeat {
            try? await Task.sleep(for: .seconds(3))
        } while ContinuousClock.now < deadline
            && standstill(since: .now - .seconds(3))
    }
}
