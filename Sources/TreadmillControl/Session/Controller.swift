/// The control core: readings and requests in, an admitted command out.
///
/// A value with all its state inside. It knows no clock, no device and no file, so that the daemon, a simulation and a
/// replay run exactly the same code: the same inputs at the same instants give the same outputs, bit for bit.
public struct Controller: Sendable {
    public let limits: ControlLimits
    /// `nil` while no session is loaded: the belt is kept stopped and support held.
    public let setup: SessionSetup?

    /// A controller for one session, which begins with its checks; or, without a setup, one that only supervises.
    public init(limits: ControlLimits, setup: SessionSetup?) {
        self.limits = limits
        self.setup = setup
    }

    /// One tick of the loop. Allocates nothing.
    public mutating func step(_ inputs: ControlInputs, at now: MonotonicInstant) -> ControlOutputs {
        ControlOutputs(
            state: .idle, position: .start, announcedChangeIn: nil,
            setpoints: Setpoints(beltSpeed: .zero, bodyWeight: .percent(100), incline: .zero),
            bodyWeightCommanded: .percent(100), command: .safeState, estimates: Estimates(),
            activeInterlocks: .none, latchedInterlocks: .none, reaction: .none, requestResult: nil)
    }
}
