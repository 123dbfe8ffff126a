/// Lets the rope follow the runner's own rise and fall, so that the spring does not turn it into force.
///
/// A runner's centre of mass moves 6 to 8 cm at each step; a rope that stands still would make a ripple of ±80 N of that
/// through a spring of 2 kN/m. The runner's displacement is known from the hoist's position and the spring's force. An
/// observer at step frequency tracks its fundamental and predicts it over the delay of sensing and hoist. Only the
/// periodic part is followed: a runner who falls is not, and is caught by rope and spring.
struct MotionFollower: Equatable, Sendable {
    /// The largest amplitude that is followed, m: the centre of mass at a run has 4.2 cm.
    static let largestAmplitude = 0.05
    /// How fast the observer follows a change of amplitude or phase, 1/s.
    static let gain = 8.0
    /// The same for the mean position.
    static let meanGain = 1.5
    /// Fading in, once steps are regular, and out, s.
    static let fadeIn = 1.0
    static let fadeOut = 0.2
    /// A rope that hangs loose for less than this says nothing of the runner, who goes on as before.
    static let patience = TimeSpan.milliseconds(600)

    private var oscillation = Phasor.zero
    private var mean: Double?
    private var share = 0.0
    private var unseen = ConditionTimer()
    /// Where the rope's end has been told to be, from its mean; its change is the velocity, so that nothing adds up.
    private var offset = 0.0

    /// One tick.
    ///
    /// - Parameters:
    ///   - displacement: the runner's displacement in m as of `age` ago; `nil` while the rope is slack or unmeasured.
    ///   - cadence: steps per minute; `nil` while there are no regular steps.
    ///   - lead: how far ahead the hoist must be told, beyond the age of the measurement.
    /// - Returns: the rope velocity to add, m/s.
    mutating func step(displacement: Double?, age: TimeSpan, cadence: Double?, lead: TimeSpan, dt: TimeSpan) -> Double {
        let seconds = dt.seconds
        let isLost = unseen.update(displacement == nil, dt: dt, longerThan: Self.patience)
        guard let cadence, !isLost else { return fade(seconds: seconds) }
        let frequency = 2 * Double.pi * cadence / 60
        oscillation = oscillation.rotated(by: frequency * seconds)
        if let displacement { observe(displacement, seconds: seconds) }
        share = min(1, share + seconds / Self.fadeIn)
        let ahead = oscillation.rotated(by: frequency * (age + lead).seconds)
        return move(to: ahead.real * share, seconds: seconds)
    }

    /// The rope was moved by `difference` metres more than was asked: it is from there that the next move starts. Never
    /// by more than a step's amplitude, so that a rope long held back does not catch up with a jerk.
    mutating func correct(by difference: Double) {
        offset = min(max(offset + difference, -Self.largestAmplitude), Self.largestAmplitude)
    }

    mutating func reset() { self = MotionFollower() }

    /// Without sight of regular steps the rope goes back to its mean, and the next steps are learnt afresh.
    private mutating func fade(seconds: Double) -> Double {
        share = max(0, share - seconds / Self.fadeOut)
        if share == 0 {
            oscillation = .zero
            mean = nil
        }
        return move(to: offset * max(0, 1 - seconds / Self.fadeOut), seconds: seconds)
    }

    private mutating func observe(_ displacement: Double, seconds: Double) {
        let center = mean ?? displacement
        let error = displacement - center - oscillation.real
        oscillation.real += Self.gain * seconds * error
        mean = center + Self.meanGain * seconds * error
        let amplitude = oscillation.squaredMagnitude.squareRoot()
        if amplitude > Self.largestAmplitude { oscillation = oscillation * (Self.largestAmplitude / amplitude) }
    }

    private mutating func move(to target: Double, seconds: Double) -> Double {
        guard seconds > 0 else { return 0 }
        let velocity = (target - offset) / seconds
        offset = target
        return velocity
    }
}
