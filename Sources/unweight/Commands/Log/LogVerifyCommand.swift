import ArgumentParser
import FlightLog

struct LogVerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Say of flight logs whether every byte is what was written.",
        discussion: """
            The daemon seals what it has written once a second with a checksum. Exits 1 when a log is damaged; a log that \
            ends without its last seal, as after a power cut, is told and is no damage.

            \(ProgramExit.help)
            """)

    @Argument(help: "Flight logs, .ulg files.")
    var logs: [String]
    @Flag(help: "One line of JSON for each log.")
    var json = false

    func run() throws {
        var worst = ProgramExit.ok
        for log in logs {
            do throws(FlightLogError) {
                let found = try FlightLogVerification(path: log)
                if json {
                    try? JSONOutput.print(LogVerifyReport(log, found))
                } else {
                    for line in LogVerifyReport(log, found).lines { TerminalOutput.line(TerminalText.harmless(line)) }
                }
                if found.verdict == .damaged, worst == .ok { worst = .failed }
            } catch {
                // The others are looked at all the same.
                TerminalOutput.errorLine(TerminalText.harmless("unweight: \(log): \(error)"))
                worst = .unusableFile
            }
        }
        if worst != .ok { throw ExitCode(worst.rawValue) }
    }
}

/// What is known of the bytes of a log, for people and as JSON.
struct LogVerifyReport: Encodable, Equatable {
    struct Stretch: Encodable, Equatable {
        var from: UInt64
        var to: UInt64

        enum CodingKeys: String, CodingKey {
            case from = "from_byte"
            case to = "to_byte"
        }
    }

    var log: String
    var verdict: FlightLogVerification.Verdict
    var bytes: UInt64
    var ticks: UInt64
    var sealedTo: UInt64
    var soundSeals: UInt64
    var damagedStretches: UInt64
    /// The first hundred.
    var damaged: [Stretch]
    var damagedBytes: UInt64
    var tornBytes: UInt64

    enum CodingKeys: String, CodingKey {
        case log, verdict, bytes, ticks, damaged
        case sealedTo = "sealed_to_byte"
        case soundSeals = "sound_seals"
        case damagedStretches = "damaged_stretches"
        case damagedBytes = "damaged_bytes"
        case tornBytes = "torn_bytes"
    }

    init(_ log: String, _ found: FlightLogVerification) {
        self.log = log
        verdict = found.verdict
        bytes = found.bytes
        ticks = found.ticks
        sealedTo = found.seals.sealedTo
        soundSeals = found.seals.sound
        damagedStretches = found.seals.damagedCount
        damaged = found.seals.damaged.map { Stretch(from: $0.lowerBound, to: $0.upperBound) }
        damagedBytes = found.damagedBytes
        tornBytes = found.tornBytes
    }

    var lines: [String] {
        let head = "\(log): \(ticks) ticks, \(bytes) bytes; "
        switch verdict {
        case .sound: return [head + "sound"]
        case .unsealedEnd:
            return [head + "sound up to byte \(sealedTo); the \(bytes - sealedTo) bytes behind it carry no seal"]
        case .withoutSeals: return [head + "whole in form; it carries no seals, so changed values cannot be told"]
        case .damaged:
            let stretches = damaged.map { "  bytes \($0.from) to \($0.to) are not what was written" }
            let more =
                damagedStretches > UInt64(damaged.count)
                ? ["  and \(damagedStretches - UInt64(damaged.count)) more"] : []
            let form = damagedBytes > 0 ? ["  \(damagedBytes) bytes are no part of any record"] : []
            return [head + "DAMAGED; use another copy, or do not rely on these parts"] + stretches + more + form
        }
    }
}
