/// The switching-on of a SINAMICS V20: what its control word, its terminals and its faults make of the motor.
///
/// After power-up, a coast stop, a quick stop or an acknowledged fault the drive is inhibited. It leaves that only when
/// ON is 0 with neither stop commanded (0x047E), and is switched on by ON after that (0x047F).
struct V20Sequencer: Sendable {
    enum State: Equatable, Sendable {
        /// Switching on is inhibited.
        case inhibited
        /// Ready to be switched on.
        case ready
        /// Switched on; runs while operation is enabled.
        case on
        /// Comes to rest after OFF1, or after OFF3.
        case stopping(quickly: Bool)
    }

    private(set) var state = State.inhibited

    /// Lets the control word and what is seen of the motor act.
    ///
    /// - Parameter isBlocked: a fault, or a coast stop by a terminal.
    mutating func update(control: V20ControlWord, isBlocked: Bool, isAtStandstill: Bool) {
        if isBlocked || !control.contains(.noCoastStop) {
            state = .inhibited
        } else if !control.contains(.noQuickStop) {
            quickStop(isAtStandstill: isAtStandstill)
        } else if control.contains(.on) {
            switchOn(isAtStandstill: isAtStandstill)
        } else {
            switchOff(isAtStandstill: isAtStandstill)
        }
    }

    private mutating func quickStop(isAtStandstill: Bool) {
        switch state {
        case .on, .stopping: state = isAtStandstill ? .inhibited : .stopping(quickly: true)
        case .inhibited, .ready: state = .inhibited
        }
    }

    private mutating func switchOn(isAtStandstill: Bool) {
        switch state {
        case .ready, .stopping(quickly: false): state = .on
        case .stopping(quickly: true): if isAtStandstill { state = .inhibited }
        case .inhibited, .on: break
        }
    }

    private mutating func switchOff(isAtStandstill: Bool) {
        switch state {
        case .inhibited: state = .ready
        case .on: state = isAtStandstill ? .ready : .stopping(quickly: false)
        case .stopping: if isAtStandstill { state = .ready }
        case .ready: break
        }
    }
}
