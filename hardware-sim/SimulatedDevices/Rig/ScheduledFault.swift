import RigConfiguration
import RigSimulation
import TreadmillControl

/// A fault with its time, counted from the start of the simulator.
public struct ScheduledFault: Equatable, Sendable {
    public var fault: RigFault
    public var begin: TimeSpan
    /// `nil` for good.
    public var duration: TimeSpan?

    public init(fault: RigFault, begin: TimeSpan, duration: TimeSpan? = nil) {
        self.fault = fault
        self.begin = begin
        self.duration = duration
    }
}

/// Why a fault given as text cannot be scheduled.
public struct FaultTextProblem: Error, Equatable, CustomStringConvertible {
    public var text: String
    public var reason: String
    public var remedy: String

    public var description: String { "fault \"\(text)\": \(reason); \(remedy)" }
}

extension ScheduledFault {
    /// Reads `at=SECONDS fault=KIND [device=NAME | bus=NAME] [for=SECONDS] [newtons=N]` for this rig.
    ///
    /// Kinds are disconnect (of a bus, or of a device's bus), silent, fault (of a device), e-stop, and force (of the
    /// load cell, with `newtons`). Devices are belt, hoist and load-cell.
    public init(parsing text: String, for rig: RigConfiguration) throws(FaultTextProblem) {
        let fields = try FaultTextFields(text)
        begin = try fields.seconds("at", required: true) ?? .zero
        duration = try fields.seconds("for", required: false)
        fault = try fields.fault(for: rig)
    }
}

/// The `key=value` words of a fault.
private struct FaultTextFields {
    let text: String
    private var values: [String: String] = [:]

    private static let keys = ["at", "bus", "device", "fault", "for", "newtons"]
    private static let parts: [String: RigPart] = ["belt": .belt, "hoist": .hoist, "load-cell": .loadCell]

    init(_ text: String) throws(FaultTextProblem) {
        self.text = text
        for word in text.split(whereSeparator: \.isWhitespace) {
            let sides = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard sides.count == 2, Self.keys.contains(sides[0]) else {
                throw problem("\"\(word)\" is not understood", "use \(Self.keys.joined(separator: "=, "))=")
            }
            guard values.updateValue(sides[1], forKey: sides[0]) == nil else {
                throw problem("\(sides[0]) is given twice", "give it once")
            }
        }
    }

    func seconds(_ key: String, required: Bool) throws(FaultTextProblem) -> TimeSpan? {
        guard let value = values[key] else {
            guard !required else { throw problem("\(key) is missing", "add \(key)=SECONDS") }
            return nil
        }
        guard let seconds = Double(value), (0...86_400).contains(seconds) else {
            throw problem("\(key)=\(value) is not a time", "give seconds from 0 to 86400")
        }
        return .seconds(seconds)
    }

    func fault(for rig: RigConfiguration) throws(FaultTextProblem) -> RigFault {
        let allowed: Set<String>
        let fault: RigFault
        switch values["fault"] {
        case "disconnect":
            allowed = ["bus", "device"]
            fault = .disconnected(bus: try bus(of: rig))
        case "silent":
            allowed = ["device"]
            fault = .silent(try part())
        case "fault":
            allowed = ["device"]
            fault = .deviceFault(try part())
        case "e-stop":
            allowed = []
            fault = .emergencyStopPressed
        case "force":
            allowed = ["device", "newtons"]
            fault = .loadCellForced(try force())
        case let other:
            throw problem(
                other.map { "there is no fault \"\($0)\"" } ?? "fault is missing",
                "use fault=disconnect, silent, fault, e-stop or force")
        }
        for key in ["bus", "device", "newtons"] where values[key] != nil && !allowed.contains(key) {
            throw problem("\(key) does not go with fault=\(values["fault"] ?? "")", "leave it out")
        }
        return fault
    }

    private func part() throws(FaultTextProblem) -> RigPart {
        guard let part = values["device"].flatMap({ Self.parts[$0] }) else {
            throw problem(
                values["device"].map { "there is no device \"\($0)\"" } ?? "device is missing",
                "use device=belt, hoist or load-cell")
        }
        return part
    }

    private func bus(of rig: RigConfiguration) throws(FaultTextProblem) -> String {
        guard let name = values["bus"] else {
            switch try part() {
            case .belt: return rig.belt.bus
            case .hoist: return rig.hoist.bus
            case .loadCell: return rig.loadCell.bus
            }
        }
        guard values["device"] == nil else { throw problem("device and bus are both given", "give one of them") }
        guard rig.buses.contains(where: { $0.name == name }) else {
            let names = rig.buses.map(\.name).joined(separator: ", ")
            throw problem("there is no bus \"\(name)\"", "use one of: \(names)")
        }
        return name
    }

    private func force() throws(FaultTextProblem) -> Force {
        if values["device"] != nil, try part() != .loadCell {
            throw problem("only the load cell reports a force", "use device=load-cell")
        }
        guard let newtons = values["newtons"].flatMap(Double.init), (-5000...5000).contains(newtons) else {
            throw problem("newtons is missing or not a force", "add newtons=N from -5000 to 5000")
        }
        return .newtons(newtons)
    }

    private func problem(_ reason: String, _ remedy: String) -> FaultTextProblem {
        FaultTextProblem(text: text, reason: reason, remedy: remedy)
    }
}
