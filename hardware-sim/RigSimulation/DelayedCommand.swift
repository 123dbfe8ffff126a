import TreadmillControl

/// Commands on their way to a device, each with the moment of its arrival.
struct DelayedCommand<Command: Sendable>: Sendable {
    /// What the device has received last.
    private(set) var current: Command
    private var underway: [(command: Command, arrival: MonotonicInstant)] = []

    init(_ initial: Command) { current = initial }

    /// Sends `command`; arrivals must not go backwards.
    mutating func post(_ command: Command, at arrival: MonotonicInstant) {
        underway.append((command, arrival))
    }

    /// The newest command that has arrived by `instant`.
    mutating func inForce(at instant: MonotonicInstant) -> Command {
        while let first = underway.first, first.arrival < instant {
            current = first.command
            underway.removeFirst()
        }
        return current
    }
}
