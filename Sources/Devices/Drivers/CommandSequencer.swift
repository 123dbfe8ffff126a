import DeviceProfiles
import TreadmillControl

/// Walks through the steps of a drive's commands without ever waiting: a delay passes while the line goes on.
struct CommandSequencer {
    enum Command: Equatable {
        case stop, run, reset
    }

    private(set) var current: Command?
    private var nextStep = 0
    private var notBefore = MonotonicInstant.zero
    private var begunAt = MonotonicInstant.zero

    /// Steps that are through within this time are a command on its way, and none that is missing: a few rounds, and half
    /// of what makes a reading of the belt too old.
    private static let usual = TimeSpan.milliseconds(100)

    /// Every step is through; what was written last stands.
    private(set) var isThrough = false

    /// What is to be written now. Another command than before begins at its first step, whatever was underway.
    mutating func due(
        _ command: Command, of program: DeviceProgram, at now: MonotonicInstant
    ) -> [WriteBlock] {
        if command != current { self = CommandSequencer(beginning: command, at: now) }
        let steps = Self.sequence(command, program).steps
        while nextStep < steps.count {
            guard now >= notBefore else { return [] }
            let step = steps[nextStep]
            nextStep += 1
            switch step {
            case .write(let blocks):
                isThrough = nextStep == steps.count
                return blocks
            case .delay(let time):
                notBefore = now + time
            }
        }
        isThrough = true
        return steps.last.map(Self.blocks) ?? []
    }

    /// It is not known what of the last write got through. A command that was through is said again by its last step: to
    /// begin anew would take a running belt through its stop for one lost answer. Any other begins anew.
    mutating func doubt() {
        guard isThrough, nextStep > 0 else {
            self = CommandSequencer()
            return
        }
        isThrough = false
        nextStep -= 1
    }

    /// Whether its steps are being said and none has been lost.
    func isOnItsWay(at now: MonotonicInstant) -> Bool { current != nil && !isThrough && now - begunAt < Self.usual }

    init() {}

    private init(beginning command: Command, at now: MonotonicInstant) {
        current = command
        begunAt = now
    }

    private static func sequence(_ command: Command, _ program: DeviceProgram) -> DeviceProgram.Sequence {
        switch command {
        case .stop: program.stop
        case .run: program.run
        case .reset: program.reset ?? program.stop
        }
    }

    private static func blocks(of step: DeviceProgram.Sequence.Step) -> [WriteBlock] {
        switch step {
        case .write(let blocks): blocks
        case .delay: []
        }
    }
}
