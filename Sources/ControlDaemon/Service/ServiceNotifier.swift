import CLibSystemd

/// Tells the service manager how the daemon is: READY, STATUS, WATCHDOG, STOPPING. Outside systemd nothing happens.
enum ServiceNotifier {
    static func ready(_ status: String) { send("READY=1\nSTATUS=\(status.oneLine)") }
    static func status(_ status: String) { send("STATUS=\(status.oneLine)") }
    static func stopping(_ status: String) { send("STOPPING=1\nSTATUS=\(status.oneLine)") }
    static func feedWatchdog() { send("WATCHDOG=1") }

    /// The watchdog's period in seconds, `nil` when the service manager set none.
    static var watchdogPeriod: Double? {
        var microseconds: UInt64 = 0
        return sd_watchdog_enabled(0, &microseconds) > 0 ? Double(microseconds) / 1e6 : nil
    }

    private static func send(_ message: String) { _ = sd_notify(0, message) }
}
