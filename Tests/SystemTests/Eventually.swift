import Foundation
import Testing

/// Waits for something that other processes bring about.
///
/// - Throws: when it has not come to pass after `seconds`; the message says what was waited for.
func eventually(
    within seconds: Double = 20, _ what: @autoclosure () -> String,
    sourceLocation: SourceLocation = #_sourceLocation,
    _ condition: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < deadline {
        if try await condition() { return }
        try await Task.sleep(for: .milliseconds(50))
    }
    let missing = what()
    Issue.record("not within \(seconds) s: \(missing)", sourceLocation: sourceLocation)
    throw NeverCame(what: missing)
}

struct NeverCame: Error, CustomStringConvertible {
    var what: String
    var description: String { "never came: \(what)" }
}
