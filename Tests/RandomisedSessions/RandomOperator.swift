import TreadmillControl

/// An operator who mostly does what helps, and sometimes anything.
struct RandomOperator: Sendable {
    private let whims: Double
    private var requests: UInt32 = 0

    /// - Parameter whims: requests a tick that make no sense where they come.
    init(whims: Double) { self.whims = whims }

    /// What is asked for in a tick, if anything.
    mutating func request(_ dice: inout Dice, after phase: SessionPhase?, ticksASecond: Double) -> OperatorRequest? {
        let action: OperatorAction? =
            dice.happens(whims) ? whim(&dice) : dice.happens(0.5 / ticksASecond) ? help(after: phase, &dice) : nil
        return action.map {
            requests += 1
            return OperatorRequest(id: requests, action: $0)
        }
    }

    private func help(after phase: SessionPhase?, _ dice: inout Dice) -> OperatorAction? {
        switch phase {
        case .faulted: dice.happens(0.9) ? .acknowledge : .lowerSupport
        case .paused: dice.happens(0.9) ? .resume : .lowerSupport
        case .finished: .lowerSupport
        case .idle, .checking, .armed, .countdown, .running, .stopping, .proving, nil: nil
        }
    }

    private func whim(_ dice: inout Dice) -> OperatorAction {
        switch dice.count(0...20) {
        case 0: .stop
        case 1...5: .acknowledge
        case 6...10: .resume
        case 11...12: .lowerSupport
        case 13...16: .adjustSpeed(by: .metersPerSecond(dice.happens(0.05) ? .nan : dice.number(-1...1)))
        case 17...19: .adjustBodyWeight(byPoints: dice.happens(0.05) ? .infinity : dice.number(-15...15))
        default: .pause
        }
    }
}
