import DeviceProtocols
import TreadmillControl

/// What one make of serial treadmill is told and asked, and in what words. When, is the ``TreadmillConversation``'s.
///
/// Whatever fails throws; what was set then counts as unknown.
protocol TreadmillDialect: SendableMetatype {
    init()

    /// What the first byte of an answer refuses, if it does.
    static func refusal(_ byte: UInt8) -> TreadmillRefusal?
    /// In tenths of a per cent, as the treadmill takes it, never steeper than `incline`.
    static func gradeTenths(for incline: Incline) -> Int

    /// The first words on a line that was opened: throws when somebody answers who is not of this make.
    mutating func greet<Line: SerialLine & ~Copyable>(_ link: inout TreadmillLink<Line>) throws(BusProblem)

    /// Starts the belt under the treadmill's own timer, at the speed that was set last.
    mutating func start<Line: SerialLine & ~Copyable>(_ link: inout TreadmillLink<Line>) throws(BusProblem)

    /// Brings the belt to rest.
    mutating func stop<Line: SerialLine & ~Copyable>(_ link: inout TreadmillLink<Line>) throws(BusProblem)

    /// Sees to it that the treadmill has this set speed, in tenths. Called in every round in which the belt is to run,
    /// before it is started as well; and where nothing is known of the belt, should the speed be in doubt.
    mutating func set<Line: SerialLine & ~Copyable>(
        speed tenths: Int, in motion: TreadmillMotion, _ settings: inout ConfirmedSettings, inRound round: Int,
        _ link: inout TreadmillLink<Line>
    ) throws(BusProblem)

    /// Sees to it that the treadmill has this set grade, in tenths of a per cent.
    mutating func set<Line: SerialLine & ~Copyable>(
        grade tenths: Int, _ settings: inout ConfirmedSettings, inRound round: Int, _ link: inout TreadmillLink<Line>
    ) throws(BusProblem)

    /// What the belt does. What it measures may deny a setting that counted as taken.
    mutating func readBelt<Line: SerialLine & ~Copyable>(
        _ settings: inout ConfirmedSettings, in motion: TreadmillMotion, _ link: inout TreadmillLink<Line>
    ) throws(BusProblem) -> TreadmillBeltSample

    /// The measured grade; `nil` where the treadmill says that it is not valid. It may deny a setting as well.
    mutating func readGrade<Line: SerialLine & ~Copyable>(
        _ settings: inout ConfirmedSettings, _ link: inout TreadmillLink<Line>
    ) throws(BusProblem) -> Incline?
}

/// What a treadmill said of its belt in one round.
struct TreadmillBeltSample: Equatable, Sendable {
    var state: TreadmillBeltState
    /// In tenths of the treadmill's unit per hour, below zero backwards; `nil` where the treadmill says that it is not
    /// valid, as in an emergency stop.
    var speedTenths: Int?
}
