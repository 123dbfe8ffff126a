import TreadmillControl

/// An interlock that is present or waits for a person.
public struct InterlockReport: Codable, Equatable, Sendable {
    public enum State: String, Codable, Sendable {
        /// Its cause is present now.
        case active
        /// Its cause is gone; it waits for an acknowledgement.
        case latched
        /// Gone. Only in events, never in a status report.
        case cleared
    }

    public var name: Interlock
    public var title: String
    public var reaction: Reaction
    public var state: State
    public var cause: String
    public var remedy: String

    public init(_ interlock: Interlock, state: State) {
        name = interlock
        title = interlock.title
        reaction = interlock.reaction
        self.state = state
        cause = interlock.cause
        remedy = interlock.remedy
    }

    /// All present and waiting interlocks, the most severe first.
    public static func reports(active: InterlockSet, latched: InterlockSet) -> [InterlockReport] {
        active.union(latched).interlocks
            .map { InterlockReport($0, state: active.contains($0) ? .active : .latched) }
            .sorted { ($1.reaction, $0.name.rawValue) < ($0.reaction, $1.name.rawValue) }
    }
}
