/// What the monitor must know of the session to judge the readings.
struct MonitorContext: Equatable, Sendable {
    /// The belt is meant to follow its command (not while it is being stopped).
    var isTracking: Bool
    /// The force loop is at work on `supportTarget`.
    var isRegulating: Bool
    /// Nobody may hang in the rope: a drive is put to the proof.
    var isProving: Bool
    /// The session needs its operator to be there, now.
    var needsOperator: Bool
    /// What was last commanded.
    var commanded: AdmittedCommand
    var supportTarget: Force
    var meanSupport: Force?
    /// Steps are seen in the rope's force.
    var seesSteps: Bool
    var runnerWeight: Force
    /// A stop has run past its deadline without the belt being confirmed at standstill.
    var stopOverdue: Bool
    /// Limits, plan and runner are such that a session may be armed.
    var isConfigurationSound: Bool
    /// Time did not pass from the last tick to this one as it should.
    var timeIsBroken: Bool
}
