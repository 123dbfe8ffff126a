import Foundation
import Glibc
import Synchronization
import Testing

/// Judges a test only by what happens while this machine keeps time.
///
/// A virtual machine loses its processors to others, for a hundred milliseconds at times, which is longer than a reading
/// may be old: the daemon then does what it must, and stops. A test that fails while that happens is tried again, three
/// times in all, and then recorded as a known issue: it could not be judged. Whatever goes wrong on a machine that kept
/// time fails at once.
struct SteadyMachine: SuiteTrait, TestTrait, TestScoping {
    let isRecursive = true

    private static let attempts = 3

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        guard testCase != nil else { return try await function() }
        for attempt in 1...Self.attempts {
            await StandstillWitness.shared.calm()
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
            print("\(test.name): the machine stood still in attempt \(attempt) of \(Self.attempts)")
        }
        print("\(test.name): NOT JUDGED")
    }
}

extension Trait where Self == SteadyMachine {
    static var steadyMachine: Self { Self() }
}

/// A thread that sends itself a byte through a pseudo-terminal every few milliseconds, and notes how late it comes.
///
/// The byte goes the way of those between daemon and simulated devices: past the scheduler, and through the kernel's worker
/// threads, which wait for a processor like everybody else.
final class StandstillWitness: Sendable {
    static let shared = StandstillWitness()

    private struct Delay: Sendable {
        var at: ContinuousClock.Instant
        var length: Duration
    }

    private static let nap = Duration.milliseconds(3)
    /// So much later than it should be, on a machine with work to do, is nothing out of the ordinary.
    private static let ordinary = Duration.milliseconds(10)
    /// Delays of this much within ``window`` are a standstill: less than the youngest reading may be old.
    private static let standstill = Duration.milliseconds(40)
    private static let window = Duration.milliseconds(250)

    private let delays = Mutex<[Delay]>([])

    private init() {
        Thread.detachNewThread { [self] in
            let loop = EchoLoop()
            while true {
                let begin = ContinuousClock.now
                usleep(3_000)
                loop.echo()
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

    /// Waits until nothing has stood still for two seconds, but not for longer than twenty.
    func calm() async {
        let deadline = ContinuousClock.now + .seconds(20)
        while ContinuousClock.now < deadline, standstill(since: .now - .seconds(2)) {
            try? await Task.sleep(for: .seconds(1))
        }
    }
}

/// Both ends of a pseudo-terminal.
private struct EchoLoop {
    private var near: Int32 = -1
    private var far: Int32 = -1

    init() {
        var settings = termios()
        cfmakeraw(&settings)
        settings.c_cflag |= tcflag_t(CREAD | CS8)
        guard openpty(&near, &far, nil, &settings, nil) == 0 else { fatalError("no pseudo-terminal: \(errno)") }
    }

    /// Returns once the byte has come.
    func echo() {
        var byte: UInt8 = 0x55
        guard write(far, &byte, 1) == 1 else { return }
        _ = read(near, &byte, 1)
    }
}
