import FaultScenarios
import RigSimulation
import TreadmillControl

/// How much later things are noticed and commanded over a rig's wires than in virtual time, where every tick sees
/// every device.
struct ScenarioWires: Sendable {
    let rig: ReferenceRig

    init(_ rig: ReferenceRig) { self.rig = rig }

    /// How late a tick may be before the daemon counts it as late, with ``limits``.
    private static let lateness = TimeSpan.milliseconds(50)

    /// What the daemon runs with: whatever a scenario promises, it promises with the shipped limits. What a test would
    /// only wait for is shorter, and a test machine that computes other things besides may keep the loop waiting.
    static let limits = """
        supervision: {loop_lateness_s: \(lateness.seconds), loop_overruns: 20}
        support: {body_weight_slew_percent_s: 5}
        session: {countdown_s: 2, check_time_s: 0.2}
        """

    /// One whole exchange with every device of the bus, and the wait for an answer that does not come, ms.
    ///
    /// Hoist and load cell at 115200 baud: 15 and 20. The inverter on the network: 2 and 50. A treadmill at 4800 baud:
    /// 56 for status, speed and a set speed with its read-back, and 120 for a missing answer with the pause after it.
    private static let unloading = TimeSpan.milliseconds(15 + 20)
    private static let inverter = TimeSpan.milliseconds(2 + 50)
    private static let treadmill = TimeSpan.milliseconds(56 + 120)
    private static let period = TimeSpan.milliseconds(10)

    /// The most that any expectation is given.
    var longest: TimeSpan { Self.unloading + belt + belt + Self.tick }

    /// How much later what is expected may come.
    func slack(of expectation: Expectation, in scenario: FaultScenario) -> TimeSpan {
        let fault = scenario.faults.indices.contains(expectation.fault) ? scenario.faults[expectation.fault].fault : nil
        let noticed = (fault?.onRig?.isOfBelt ?? false) ? belt : Self.unloading
        let commanded = expectation.claims.contains(where: \.needsBeltCommand) ? belt : .zero
        return Self.tick + noticed + commanded
    }

    /// The tick that sees it, and how late one may be without counting as late.
    private static let tick = period + lateness

    private var belt: TimeSpan {
        switch rig {
        case .modbus: Self.inverter
        case .trackMaster: Self.treadmill
        }
    }
}

extension ReferenceRig {
    /// As scenario files call it.
    var letter: FaultScenario.Rig {
        switch self {
        case .modbus: .a
        case .trackMaster: .b
        }
    }
}

extension Claim {
    /// Whether a command has to reach the belt before it can hold.
    fileprivate var needsBeltCommand: Bool {
        switch self {
        case .beltSpeedAtMost, .beltSpeedNeverAbove, .planTimeStands: true
        case .reaction, .interlock, .noReaction, .supportNeverBelow, .supportNeverAbove, .ropeStands, .state: false
        }
    }
}

extension RigFault {
    /// Whether only the belt's bus tells of it.
    fileprivate var isOfBelt: Bool {
        switch self {
        case .off(let part), .disconnect(let part), .intermittent(let part, _, _), .reading(let part, _),
            .deaf(let part), .fault(let part), .watchdogLost(let part), .watchdogInert(let part),
            .watchdogTripped(let part):
            part == .belt
        case .beltSlip: true
        case .emergencyStop, .powerLoss, .hoistSlip, .fall, .unclipped: false
        // The belt drive is the only one that has a word for it.
        case .lanyard: true
        }
    }
}
