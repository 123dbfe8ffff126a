import FlightLog
import TreadmillControl

/// Means over the steady part of each interval, from what the devices measured.
struct SteadyPart: Sendable {
    var interval: Int
    var ticks = 0
    var bodyWeight = 0.0
    var beltSpeed = 0.0

    /// Seconds after the last ramp before an interval counts as steady.
    static let settling = TimeSpan.seconds(3)
}

enum SteadyParts {
    /// Reads `path` and averages each interval from 3 s after its ramps have ended to its end.
    static func of(_ path: String) throws -> [SteadyPart] {
        var reader = try FlightLogReader(path: path)
        guard let setup = reader.header.setup else { return [] }
        let limits = reader.header.limits
        var parts = setup.plan.intervals.indices.map { SteadyPart(interval: $0) }
        let begins = setup.plan.intervals.indices.map { steadyFrom($0, setup.plan, limits) }
        var inputs = ControlInputs()
        while let message = try reader.next() {
            switch message {
            case .inputs(let record):
                inputs = try record.controlInputs()
            case .outputs(let record):
                let index = Int(record.intervalIndex)
                guard record.phase == .running, record.isPlanAdvancing, parts.indices.contains(index),
                    record.timeInInterval >= begins[index], let cell = inputs.loadCell, let belt = inputs.belt
                else { continue }
                let weight = BodyWeightPercent(underSupport: cell.supportForceMeasured, of: setup.runnerMass)
                parts[index].ticks += 1
                parts[index].bodyWeight += weight.percent
                parts[index].beltSpeed += belt.speedMeasured.metersPerSecond
            case .deviceHealth, .event, .dropout: continue
            }
        }
        return parts.map { part in
            var mean = part
            mean.bodyWeight /= Double(max(part.ticks, 1))
            mean.beltSpeed /= Double(max(part.ticks, 1))
            return mean
        }
    }

    /// When the ramps into an interval are over, and some.
    private static func steadyFrom(_ index: Int, _ plan: SessionPlan, _ limits: ControlLimits) -> TimeSpan {
        guard index > 0 else { return SteadyPart.settling }
        let before = plan.intervals[index - 1]
        let now = plan.intervals[index]
        let weight = (now.bodyWeight - before.bodyWeight).magnitude.percent / limits.support.bodyWeightSlew
        let change = (now.beltSpeed - before.beltSpeed).metersPerSecond
        let rate = change > 0 ? limits.belt.acceleration : limits.belt.deceleration
        return .seconds(max(weight, change.magnitude / rate.metersPerSecondSquared)) + SteadyPart.settling
    }
}
