/// What a device on a Modbus line is, and how it is read and commanded: all that a driver needs to know of it, and
/// nothing of the machine that it is built into.
public struct DeviceProfile: Equatable, Sendable {
    /// The name by which rigs refer to it: that of its file.
    public var name: String
    /// Maker and device, for people.
    public var title: String
    public var role: DeviceRole
    /// The document that the facts are from.
    public var source: String
    public var evidence: ProfileEvidence
    /// What `unweight-sim` serves for it; `nil` for a device that it does not know.
    public var model: String?
    /// What to look at when the device does not answer at all.
    public var silenceHint: String?
    public var traits: ModbusTraits
    /// In the order of the file.
    public var channels: [Channel]
    public var status: [StatusRule]
    /// Written before the first command and read back, in order.
    public var setup: [SetupStep]
    /// Of a drive; a device that is only read has none.
    public var motion: MotionCommands?

    public init(
        name: String, title: String, role: DeviceRole, source: String, evidence: ProfileEvidence,
        model: String? = nil, silenceHint: String? = nil, traits: ModbusTraits = ModbusTraits(), channels: [Channel],
        status: [StatusRule], setup: [SetupStep] = [], motion: MotionCommands? = nil
    ) {
        self.name = name
        self.title = title
        self.role = role
        self.source = source
        self.evidence = evidence
        self.model = model
        self.silenceHint = silenceHint
        self.traits = traits
        self.channels = channels
        self.status = status
        self.setup = setup
        self.motion = motion
    }

    public func channel(_ name: String) -> Channel? { channels.first { $0.name == name } }

    public func channel(for signal: Signal) -> Channel? { channels.first { $0.signal == signal } }
}

/// What a device does in a rig.
public enum DeviceRole: String, CaseIterable, Equatable, Sendable {
    case belt
    case hoist
    case loadCell = "load_cell"

    /// Whether it moves something.
    public var isDrive: Bool { self != .loadCell }

    /// What the role lives by.
    public var mainSignal: Signal {
        switch self {
        case .belt: .beltSpeed
        case .hoist: .ropePosition
        case .loadCell: .supportForce
        }
    }
}

/// How far a profile has been tried.
public enum ProfileEvidence: String, CaseIterable, Equatable, Sendable {
    /// Written from the maker's document, and tried against a simulation of it.
    case documentation
    /// Tried on the device itself.
    case hardware

    public var description: String {
        switch self {
        case .documentation: "from documentation, not hardware-tested"
        case .hardware: "tested on hardware"
        }
    }
}
