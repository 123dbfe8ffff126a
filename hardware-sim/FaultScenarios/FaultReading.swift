import RigSimulation
import StrictYAML
import TreadmillControl

/// Reads one fault from its keys: `at`, `device`, `fault`, `for`, and what the fault needs to be told.
enum FaultReading {
    /// What a fault happens to.
    enum Target: String {
        case belt, hoist, loadCell, runner, rig, station, loop, operatorProgram
    }

    static let targets: KeyValuePairs<String, Target> = [
        "belt": .belt, "hoist": .hoist, "load-cell": .loadCell, "runner": .runner, "rig": .rig, "station": .station,
        "loop": .loop, "operator": .operatorProgram,
    ]

    /// The longest that a scenario lasts, s.
    static let longest = 3600.0

    static func fault(_ keys: YAMLMapping) -> TimedFault? {
        let at = keys.required("at", .number(in: 0...longest, unit: "s"))
        let duration = keys.optional("for", .number(in: 0.001...longest, unit: "s"))
        let target = keys.optional("device", .choice(targets), default: .rig)
        let name = targets.first { $0.value == target }.map(\.key) ?? ""
        guard let target, let fault = fault(of: target, keys) else {
            // Without knowing the fault, nobody can say what belongs to it.
            keys.disregardOtherKeys()
            return nil
        }
        if duration != nil, case .stall = fault {
            keys.note("a stall has its own length", remedy: "remove \"for\"", key: "for")
            return nil
        }
        let word = keys.required("fault", .text(atMost: 40)) ?? ""
        return at.map {
            TimedFault(
                at: .seconds($0), duration: duration.map(TimeSpan.seconds), fault: fault, name: "\(name) \(word)")
        }
    }

    private static func fault(of target: Target, _ keys: YAMLMapping) -> ScenarioFault? {
        switch target {
        case .belt: DeviceFaultReading(part: .belt, keys: keys).fault.map(ScenarioFault.rig)
        case .hoist: DeviceFaultReading(part: .hoist, keys: keys).fault.map(ScenarioFault.rig)
        case .loadCell: DeviceFaultReading(part: .loadCell, keys: keys).fault.map(ScenarioFault.rig)
        case .runner: keys.required("fault", .choice(["fall": .rig(.fall), "unclipped": .rig(.unclipped)]))
        case .rig:
            keys.required(
                "fault",
                .choice(["e-stop": .rig(.emergencyStop), "lanyard": .rig(.lanyard), "power-loss": .rig(.powerLoss)]))
        case .station:
            keys.required(
                "fault",
                .choice([
                    "power": .station(.powerTrouble), "storage": .station(.storageTrouble),
                    "clock": .station(.clockAnomaly), "proof": .station(.proofMissing),
                ]))
        case .loop:
            keys.required("fault", .choice(["overrun": ()])).flatMap { milliseconds("stall_ms", keys) }
                .map(ScenarioFault.stall)
        case .operatorProgram: keys.required("fault", .choice(["off": .operatorGone]))
        }
    }

    static func milliseconds(_ key: String, _ keys: YAMLMapping, atMost limit: Int = 60_000) -> TimeSpan? {
        keys.required(key, .integer(in: 1...limit, unit: "ms")).map { .milliseconds(Int64($0)) }
    }
}

/// Reads a fault of belt, hoist or load cell.
struct DeviceFaultReading {
    let part: RigPart
    let keys: YAMLMapping

    private enum Kind {
        case off, disconnect, intermittent, stuck, frozen, garbage, wrong, slow, delayed, replayed, fault
        case deaf, slip, watchdogLost, watchdogInert, watchdogTripped
    }

    private static let ofAll: [(String, Kind)] = [
        ("off", .off), ("disconnect", .disconnect), ("intermittent", .intermittent), ("stuck", .stuck),
        ("frozen", .frozen), ("garbage", .garbage), ("wrong", .wrong), ("slow", .slow), ("delayed", .delayed),
        ("replayed", .replayed), ("fault", .fault),
    ]
    private static let ofDrives: [(String, Kind)] = [
        ("deaf", .deaf), ("slip", .slip), ("watchdog-lost", .watchdogLost),
        ("watchdog-inert", .watchdogInert), ("watchdog-tripped", .watchdogTripped),
    ]

    var fault: RigFault? {
        guard let kind = keys.required("fault", kinds) else { return nil }
        switch kind {
        case .off: return .off(part)
        case .disconnect: return .disconnect(part)
        case .intermittent: return intermittent
        case .stuck: return .reading(part, .stuck)
        case .frozen: return .reading(part, .frozen)
        case .garbage: return .reading(part, .garbage)
        case .replayed: return .reading(part, .replayed)
        case .wrong: return wrong.map { .reading(part, $0) }
        case .slow: return FaultReading.milliseconds("every_ms", keys).map { .reading(part, .slow(every: $0)) }
        case .delayed:
            let longest = Int(ReportedValues.memory.milliseconds) - 1
            return FaultReading.milliseconds("by_ms", keys, atMost: longest).map { .reading(part, .delayed(by: $0)) }
        case .fault: return .fault(part)
        case .deaf: return .deaf(part)
        case .slip: return slip
        case .watchdogLost: return .watchdogLost(part)
        case .watchdogInert: return .watchdogInert(part)
        case .watchdogTripped: return .watchdogTripped(part)
        }
    }

    private var kinds: YAMLScalar<Kind> {
        let words = part == .loadCell ? Self.ofAll : Self.ofAll + Self.ofDrives
        let list = words.map(\.0).joined(separator: ", ")
        return YAMLScalar(expectation: "one of: \(list)") { (text: String) throws(YAMLRefusal) -> Kind in
            guard let word = words.first(where: { $0.0 == text }) else {
                throw YAMLRefusal(
                    reason: "\"\(text.prefix(40))\" is no fault of this device", remedy: "use one of: \(list)")
            }
            return word.1
        }
    }

    private var intermittent: RigFault? {
        let period = FaultReading.milliseconds("period_ms", keys)
        let silence = FaultReading.milliseconds("off_ms", keys)
        guard let period, let silence else { return nil }
        guard silence < period else {
            keys.note("is not shorter than the period", remedy: "use less than period_ms", key: "off_ms")
            return nil
        }
        return .intermittent(part, period: period, silence: silence)
    }

    private var slip: RigFault? {
        part == .belt
            ? keys.required("share", .number(in: 0...1)).map { .beltSlip(share: $0) }
            : keys.required("speed_m_s", .number(in: 0...1, unit: "m/s")).map { .hoistSlip(speed: $0) }
    }

    /// Exactly one way of being wrong.
    private var wrong: ReadingFault? {
        let (unit, rate) =
            switch part {
            case .belt: ("m_s", "m_s2")
            case .hoist: ("m", "m_s")
            case .loadCell: ("n", "n_s")
            }
        let range = YAMLScalar<Double>.number(in: -100_000...100_000)
        let ways = [
            keys.optional("offset_\(unit)", range).map(ReadingFault.offset),
            keys.optional("factor", range).map(ReadingFault.factor),
            keys.optional("value_\(unit)", range).map(ReadingFault.value),
            keys.optional("drift_\(rate)", range).map { ReadingFault.drift(perSecond: $0) },
        ].compactMap { $0 }
        guard ways.count == 1, let way = ways.first else {
            keys.note(
                "a wrong reading is wrong in one way",
                remedy: "give one of: offset_\(unit), factor, value_\(unit), drift_\(rate)", key: "fault")
            return nil
        }
        return way
    }
}
