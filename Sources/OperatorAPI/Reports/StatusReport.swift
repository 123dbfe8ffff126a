import TreadmillControl

/// Everything an operator may want to know, at one tick. Units are in the keys; what is absent is `null`.
public struct StatusReport: Codable, Equatable, Sendable {
    public var daemon: DaemonReport
    public var phase: SessionPhase
    /// ``phase`` in words for the person at the treadmill.
    public var explanation: String
    /// `nil` while no session is loaded.
    @Nullable public var session: SessionReport?
    public var setpoints: SetpointsReport
    public var commanded: CommandedReport
    public var measured: MeasuredReport
    public var estimated: EstimatedReport
    /// The belt is measured at standstill, freshly and for a while.
    public var standstillConfirmed: Bool
    /// The severest reaction in force.
    public var reaction: Reaction
    /// The most severe first.
    public var interlocks: [InterlockReport]
    public var devices: [DeviceReport]
    public var buses: [BusReport]
    public var loop: LoopReport
    /// `nil` while no log is open.
    @Nullable public var log: LogReport?
    /// What the last proof of the machine is worth; `nil` from a daemon that keeps none.
    @Nullable public var proof: ProofStanding?
    /// What the last daemon left behind; `nil` after an orderly end, and once a person has acknowledged it.
    @Nullable public var interruption: InterruptionReport?
    /// Number of the last operator request handed to the core; 0 before the first.
    public var requestSequence: UInt32

    enum CodingKeys: String, CodingKey {
        case daemon, phase, explanation, session, setpoints, commanded, measured, estimated, reaction, interlocks
        case devices, buses, loop, log, proof, interruption
        case standstillConfirmed = "standstill_confirmed"
        case requestSequence = "request_sequence"
    }

    /// The report of one tick. Derives everything that the core's outputs say.
    public init(
        daemon: DaemonReport, session: SessionReport?, outputs: ControlOutputs, measured: MeasuredReport,
        devices: [DeviceReport], buses: [BusReport], loop: LoopReport, log: LogReport?, proof: ProofStanding? = nil,
        interruption: InterruptionReport? = nil, requestSequence: UInt32
    ) {
        self.daemon = daemon
        phase = outputs.state.phase
        explanation = outputs.state.finishReason?.explanation ?? outputs.state.phase.explanation
        _session = Nullable(wrappedValue: session)
        setpoints = SetpointsReport(outputs.setpoints)
        commanded = CommandedReport(outputs)
        self.measured = measured
        estimated = EstimatedReport(outputs.estimates)
        standstillConfirmed = outputs.estimates.standstillConfirmed
        reaction = outputs.reaction
        interlocks = InterlockReport.reports(active: outputs.activeInterlocks, latched: outputs.latchedInterlocks)
        self.devices = devices
        self.buses = buses
        self.loop = loop
        _log = Nullable(wrappedValue: log)
        _proof = Nullable(wrappedValue: proof)
        _interruption = Nullable(wrappedValue: interruption)
        self.requestSequence = requestSequence
    }
}

/// The daemon that answers.
public struct DaemonReport: Codable, Equatable, Sendable {
    public var version: String
    /// s
    public var uptime: Double
    /// The rig's name from its file.
    public var rig: String

    enum CodingKeys: String, CodingKey {
        case version, rig
        case uptime = "uptime_s"
    }

    public init(version: String, uptime: Double, rig: String) {
        self.version = version
        self.uptime = uptime
        self.rig = rig
    }
}
