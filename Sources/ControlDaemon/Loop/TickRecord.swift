import TreadmillControl

/// Everything about one tick that others may want to know: recorder, journal, API.
struct TickRecord: Sendable {
    /// Which session's controller made it; zero before the first.
    var session: UInt32
    /// Ticks of that session so far, from zero.
    var tick: UInt64
    var now: MonotonicInstant
    var inputs: ControlInputs
    var outputs: ControlOutputs
    /// From the beginning of the tick to its end.
    var cost: TimeSpan
}
