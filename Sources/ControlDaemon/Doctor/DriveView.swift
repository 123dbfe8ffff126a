import OperatorAPI
import TreadmillControl

/// What a tick knows of one drive, belt and hoist alike.
struct DriveView: Equatable, Sendable {
    var sampledAt: MonotonicInstant
    /// m/s; of a belt forward, of a rope up.
    var velocity: Double
    var status: DeviceStatus

    init?(_ drive: MotionTrial.Part, in inputs: ControlInputs) {
        switch drive {
        case .belt:
            guard let belt = inputs.belt else { return nil }
            self.init(
                sampledAt: belt.sampledAt, velocity: belt.speedMeasured.metersPerSecond, status: belt.status)
        case .hoist:
            guard let hoist = inputs.hoist else { return nil }
            self.init(
                sampledAt: hoist.sampledAt, velocity: hoist.velocityMeasured.metersPerSecond,
                status: hoist.status)
        }
    }

    init(sampledAt: MonotonicInstant, velocity: Double, status: DeviceStatus) {
        self.sampledAt = sampledAt
        self.velocity = velocity
        self.status = status
    }

    /// m/s, a magnitude.
    var speed: Double { velocity.magnitude }
}

extension MotionTrial.Part {
    /// As operators know it.
    var name: String {
        switch self {
        case .belt: "belt"
        case .hoist: "hoist"
        }
    }

    var check: ProofCheck {
        switch self {
        case .belt: .beltWatchdog
        case .hoist: .hoistWatchdog
        }
    }

    /// What is seen to move.
    var moved: String {
        switch self {
        case .belt: "the belt"
        case .hoist: "the rope"
        }
    }

    /// Slower than this is standing, m/s: for the belt as the core counts it, for the rope what its drive resolves.
    var standing: Double {
        switch self {
        case .belt: 0.05
        case .hoist: 0.002
        }
    }

    /// Interlocks that follow from not speaking to this drive, and that therefore say nothing of the machine.
    var causedBySilence: InterlockSet {
        var expected = InterlockSet.none
        let common: [Interlock] = [.driveWatchdogTripped, .deviceNotReady, .commandUnconfirmed, .commandUnsettled]
        for interlock in common { expected.insert(interlock) }
        switch self {
        case .belt:
            for interlock in [Interlock.beltReadingStale, .beltTracking] { expected.insert(interlock) }
        case .hoist:
            for interlock in [Interlock.hoistReadingStale, .hoistTracking] { expected.insert(interlock) }
        }
        return expected
    }
}
