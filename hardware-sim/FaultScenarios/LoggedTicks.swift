import FlightLog
import TreadmillControl

extension ObservedTick {
    /// The ticks of a flight log, on the clock of the machine that wrote it.
    /// - Throws: what makes the log unreadable. A torn end is none.
    public static func ticks(ofLog path: String) throws(FlightLogError) -> [ObservedTick] {
        var reader = try FlightLogReader(path: path)
        var ticks: [ObservedTick] = []
        while let message = try reader.next() {
            guard case .outputs(let record) = message, let phase = record.phase, let reaction = record.reaction
            else { continue }
            ticks.append(
                ObservedTick(
                    time: record.time, phase: phase, reaction: reaction,
                    interlocks: record.activeInterlocks.union(record.latchedInterlocks), planTime: record.planTime))
        }
        return ticks
    }
}
