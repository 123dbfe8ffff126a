import Devices
import FlightLog
import Foundation
import Glibc
import OperatorAPI
import RigConfiguration
import StrictYAML
import TreadmillControl

/// Looks at the computer that the daemon runs on: its files, disk and clocks.
struct StationChecks: Sendable {
    let settings: DaemonSettings

    /// The files must still say what the daemon was started with; that was checked against every ceiling then.
    var configuration: ProofItem {
        var changed: [String] = []
        for source in settings.sources {
            let text = try? textOfFile(path: source.name)
            if text != source.text { changed.append(source.name) }
        }
        let violations = settings.limits.violations()
        let limits = settings.limits
        let finding =
            "rig \(settings.rig.name); belt at most \(limits.belt.planSpeed.metersPerSecond) m/s, body weight at least "
            + "\(limits.support.lowestBodyWeight.percent) %, support at most \(limits.support.largestForce.newtons) N"
        if !changed.isEmpty {
            return ProofItem(
                .configuration, .fail,
                "changed since the daemon was started: \(changed.joined(separator: ", "))",
                remedy: "Check them with `unweightd check`, then restart the daemon.")
        }
        return ProofItem(
            .configuration, finding,
            failsWith: violations.isEmpty ? nil : "Correct the limits; `unweightd check` names them.")
    }

    /// Writes and synchronises as much as a session does in about ten seconds.
    var disk: ProofItem {
        let remedy = "Free or repair the disk that holds \(settings.logDirectory) and \(settings.stateDirectory)."
        do throws(StorageFailure) {
            var least = Int64.max
            var longest = TimeSpan.zero
            for directory in [settings.logDirectory, settings.stateDirectory] {
                least = min(least, try FreeSpace.bytes(at: directory))
                longest = max(longest, try Self.testWrite(in: directory))
            }
            let isEnough = least >= settings.logFreeSpace
            return ProofItem(
                .disk,
                "\(least >> 20) MiB free (at least \(settings.logFreeSpace >> 20)), test write of 256 KiB synchronised "
                    + "in \(MachineObservation.text(longest))",
                failsWith: isEnough && longest < .milliseconds(2000) ? nil : remedy)
        } catch {
            return ProofItem(.disk, .fail, error.description, remedy: remedy)
        }
    }

    static let testFile = "doctor-test-write"

    private static func testWrite(in directory: String) throws(StorageFailure) -> TimeSpan {
        let begin = ClockReading.now()
        let path = directory + "/" + testFile
        defer { unlink(path) }
        try DirectoryOnDisk(path: directory).write([UInt8](repeating: 0x55, count: 256 << 10), to: testFile)
        return TimeSpan(nanoseconds: ClockReading.now().monotonic - begin.monotonic)
    }

    /// Compares two looks at the clocks, about a second apart.
    static func clock(_ first: ClockReading, _ second: ClockReading, isSynchronised: Bool) -> ProofItem {
        let passed = TimeSpan(nanoseconds: second.monotonic - first.monotonic)
        let suspended = TimeSpan(nanoseconds: (second.boot - first.boot) - passed.nanoseconds)
        let apart = TimeSpan(nanoseconds: (second.wall - first.wall) - (second.boot - first.boot))
        let wall = Date(timeIntervalSince1970: Double(second.wall) / 1e9)
        let finding =
            "time of day \(wall.ISO8601Format())\(isSynchronised ? ", synchronised" : ""); over "
            + "\(MachineObservation.text(passed)) the clocks were \(MachineObservation.text(apart.absolute)) apart"
        var remedy: String?
        if apart.absolute > largestDisagreement { remedy = "Something sets the clock by jumps; let it be slewed." }
        if suspended.absolute > largestDisagreement { remedy = "Keep this computer from being suspended." }
        if wall < earliest { remedy = "Set the time of day; it lies in the past." }
        if passed <= .zero { remedy = "The monotonic clock does not go forward; use another computer." }
        return ProofItem(.clock, finding, failsWith: remedy)
    }

    /// Clocks read one after the other differ by what a preempted reader loses.
    private static let largestDisagreement = TimeSpan.milliseconds(100)
    /// 1 January 2026: no computer that runs this software lived before.
    private static let earliest = Date(timeIntervalSince1970: 1_767_225_600)

    /// Whether systemd's time service says that it has found the time; false where it does not run.
    static var isSynchronised: Bool { access("/run/systemd/timesync/synchronized", F_OK) == 0 }

    static func realTimePriority(_ isThere: Bool) -> ProofItem {
        ProofItem(
            .realTimePriority, isThere ? "the loop runs under SCHED_FIFO" : "the loop runs under ordinary scheduling",
            failsWith: isThere ? nil : "Start the daemon by its service unit, which grants it real-time priority.")
    }
}

extension TimeSpan {
    fileprivate var absolute: TimeSpan { TimeSpan(nanoseconds: abs(nanoseconds)) }
}
