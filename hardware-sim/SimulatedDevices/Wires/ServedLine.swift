/// A bus of the rig that is being served.
protocol ServedLine: Sendable {
    var endpoint: RigEndpoint { get }
    /// Cuts the line or mends it. Blocks until that is done or at least underway; not to be called from an event loop.
    func setConnected(_ connected: Bool)
    /// Ends the service and gives everything back.
    func stop()
}
