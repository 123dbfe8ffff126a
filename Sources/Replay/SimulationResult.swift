import FlightLog
import TreadmillControl

/// What a simulated session came to.
public struct SimulationResult: Equatable, Sendable {
    /// One interval of the plan. Means are over its steady part: setpoints reached by the ramps and settled.
    public struct Interval: Equatable, Sendable {
        /// What the plan asked for.
        public var planned: PlannedInterval
        /// Ticks in which plan time ran.
        public var ticks: UInt64
        /// Ticks of the steady part.
        public var steadyTicks: UInt64
        /// Mean effective body weight from the load cell; `nil` without a steady part.
        public var meanBodyWeight: BodyWeightPercent?
        /// Mean measured belt speed; `nil` without a steady part.
        public var meanBeltSpeed: BeltSpeed?
        /// Mean of the setpoints in the steady part, an operator's adjustments included.
        public var meanBodyWeightSetpoint: BodyWeightPercent?
        public var meanBeltSpeedSetpoint: BeltSpeed?
    }

    public var intervals: [Interval]
    public var finalState: SessionState
    /// Why the session ended, when it did.
    public var finishReason: FinishReason? {
        if case .finished(let reason) = finalState { reason } else { nil }
    }
    /// Interlocks that waited for a person at some time.
    public var latchedInterlocks: InterlockSet
    public var ticks: UInt64
    /// Virtual time from the first tick to the last.
    public var duration: TimeSpan
    /// Plan time at the end.
    public var planTime: TimeSpan
    /// Support force against its target over all steady parts: root mean square and largest, from the load cell.
    public var supportErrorRMS: Force
    public var supportErrorPeak: Force
    /// What happened, in order.
    public var events: [LogEvent]
}
