import TreadmillControl

/// The timer by which a serial treadmill stops its belt when it hears nothing: 500 ms (Full Vision TMX428 service
/// manual, communication note 1; nobody has published that of a Woodway).
enum TreadmillTimer {
    /// After such a silence it has acted.
    static let surelyOver = TimeSpan.milliseconds(600)
}
