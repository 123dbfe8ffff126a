import Testing

/// Waits for an event: looks every few milliseconds until `isSo`, and fails the test when that never happens.
///
/// The bound only ends a test that would hang; it is no measurement, so it is far longer than anything takes.
func eventually(
    _ what: String, within bound: Duration = .seconds(20), sourceLocation: SourceLocation = #_sourceLocation,
    _ isSo: () -> Bool
) async throws {
    let deadline = ContinuousClock.now + bound
    while !isSo() {
        try #require(ContinuousClock.now < deadline, "never: \(what)", sourceLocation: sourceLocation)
        try await Task.sleep(for: .milliseconds(2))
    }
}
