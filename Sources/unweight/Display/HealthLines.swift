import OperatorAPI

/// Devices, buses, loop and log, as `unweight status` lists them below the panel.
enum HealthLines {
    /// At most `width` wide, but for what went wrong on a bus: that ends with what to do about it, and stays whole.
    static func lines(_ report: StatusReport, width: Int) -> [StyledLine] {
        func cut(_ lines: [StyledLine]) -> [StyledLine] { lines.map { $0.truncated(to: width) } }
        return cut(report.devices.map(device)) + report.buses.flatMap { cut([bus($0)]) + lastError($0) }
            + cut([loop(report.loop)] + log(report.log) + (report.proof.map { [ProofLines.standing($0)] } ?? []))
            + cut([StyledLine("daemon \(report.daemon.version), up \(Figures.elapsed(report.daemon.uptime))")])
    }

    private static func device(_ device: DeviceReport) -> StyledLine {
        let age = "reading \(Figures.fixed(device.readingAge, decimals: 0)) ms old"
        return StyledLine("\(device.name) on \(TerminalText.harmless(device.bus)): \(age)")
            + (device.isFresh ? StyledLine("") : StyledLine(", too old", .alarm))
    }

    private static func bus(_ bus: BusReport) -> StyledLine {
        let counts =
            "\(bus.transactions) exchanges, \(bus.failures) failed, \(bus.reconnects) reconnections, "
            + "\(Figures.fixed(bus.roundTrip, decimals: 1)) ms each"
        let state = bus.connected ? StyledLine("connected", .good) : StyledLine("not connected", .alarm)
        return StyledLine("bus \(TerminalText.harmless(bus.name)): ") + state + StyledLine(", \(counts)")
    }

    private static func lastError(_ bus: BusReport) -> [StyledLine] {
        bus.lastError.map { [StyledLine("  last error: \(TerminalText.harmless($0))")] } ?? []
    }

    private static func loop(_ loop: LoopReport) -> StyledLine {
        StyledLine(
            "loop \(Figures.fixed(loop.rate, decimals: 0)) Hz: \(loop.ticks) ticks, \(loop.overruns) late, "
                + "\(loop.missed) missed; lateness p99 \(Figures.fixed(loop.latenessP99, decimals: 2)) ms, "
                + "max \(Figures.fixed(loop.latenessMax, decimals: 2)) ms")
    }

    private static func log(_ log: LogReport?) -> [StyledLine] {
        guard let log else { return [StyledLine("log: none open")] }
        let file = TerminalText.harmless(log.file ?? Figures.absent)
        let dropped = log.dropped > 0 ? ", \(log.dropped) ticks lost" : ""
        let line = StyledLine("log \(file): \(log.bytes) bytes\(dropped)")
        guard let failure = log.failure else { return [line] }
        return [line, StyledLine("  not written any more: \(TerminalText.harmless(failure))", .alarm)]
    }
}
