import TreadmillControl

/// Commands as the envelope admits them, after as much virtual time as its ramps need.
enum Commands {
    static let rest = AdmittedCommand.safeState

    /// A belt that runs at `speed`, at most 5 m/s, with the rope held.
    static func running(at speed: BeltSpeed, incline: Incline = .zero) -> AdmittedCommand {
        admitted(BeltCommand(isRunning: true, speed: speed, incline: incline), hoist: .hold)
    }

    /// A belt at standstill and a rope that moves at `velocity`.
    static func moving(hoist velocity: HoistVelocity) -> AdmittedCommand {
        admitted(.stopped, hoist: .regulate(velocity))
    }

    private static func admitted(_ belt: BeltCommand, hoist: HoistRequest) -> AdmittedCommand {
        var envelope = SafetyEnvelope(limits: ControlLimits(), runnerMass: .kilograms(70))
        var now = MonotonicInstant(nanoseconds: 1_000_000_000)
        var command = AdmittedCommand.safeState
        // A minute of virtual time is longer than any ramp.
        for _ in 0..<6000 where command.belt != belt || command.hoist == .hold {
            now = now + .milliseconds(10)
            let inputs = ControlInputs(
                belt: BeltReading(sampledAt: now, speedMeasured: command.belt.speed, status: .ready),
                hoist: HoistReading(
                    sampledAt: now, positionMeasured: .zero, velocityMeasured: .zero, status: .ready),
                loadCell: LoadCellReading(sampledAt: now, supportForceMeasured: .zero, status: .ready))
            command = envelope.admit(
                MotionRequest(belt: belt, hoist: hoist), inputs: inputs, reaction: .none, at: now,
                dt: .milliseconds(10))
            if command.belt == belt && hoist == .hold { break }
        }
        return command
    }
}
