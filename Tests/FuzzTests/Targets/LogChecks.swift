import FlightLog
import Replay
import TreadmillControl

/// A log may end anywhere and be damaged anywhere; every byte is either read or accounted for.
func checkLog(_ input: [UInt8]) throws(FuzzFinding) {
    guard let contents = try readThrough(input) else { return }
    try require(contents.lost <= UInt64(input.count), "\(contents.lost) bytes lost of \(input.count)")
    // The smallest message has a header of three bytes and one byte of payload.
    try require(contents.messages <= input.count / 4 + 1, "\(contents.messages) messages in \(input.count) bytes")
    try checkExport(input, messages: contents.messages)
    // The core itself, over whatever limits, plan and readings the log holds.
    guard input.count < 1 << 16, let reader = try? FlightLogReader(bytes: input) else { return }
    _ = try? LogReplay.run(reader)
}

private func readThrough(_ input: [UInt8]) throws(FuzzFinding) -> (messages: Int, lost: UInt64)? {
    do throws(FlightLogError) {
        var reader = try FlightLogReader(bytes: input)
        var messages = 0
        while let message = try reader.next() {
            messages += 1
            if case .inputs(let record) = message { _ = try? record.controlInputs() }
        }
        return (messages, reader.tornBytes + reader.damagedBytes)
    } catch {
        return nil
    }
}

private func checkExport(_ input: [UInt8], messages: Int) throws(FuzzFinding) {
    for format in FlightLogExport.Format.allCases {
        guard var reader = try? FlightLogReader(bytes: input) else { return }
        let size = SizeOfText()
        do { try FlightLogExport.write(&reader, as: format, to: { size.bytes += $0.count }) } catch { continue }
        try require(
            size.bytes <= 65_536 + 8192 * (messages + 1) + 16 * input.count,
            "\(size.bytes) bytes of \(format) from \(input.count) bytes of log")
    }
    if var reader = try? FlightLogReader(bytes: input) { _ = try? FlightLogSummary(reading: &reader) }
}

private final class SizeOfText {
    var bytes = 0
}
