import RigConfiguration
import TreadmillControl

/// The line of a bus on the bench: devices that share the bus share it, and its port is opened once.
final class BenchModbusLine {
    private let bus: BusConfiguration
    private let runtimeDirectory: String
    private var context: ModbusContext?

    init(_ bus: BusConfiguration, runtimeDirectory: String) {
        self.bus = bus
        self.runtimeDirectory = runtimeDirectory
    }

    func open() throws(BusProblem) {
        if context == nil { context = try ModbusContext.open(bus, in: runtimeDirectory) }
    }

    /// Hands the open line to `talk`. After a failure that may leave an answer underway, a TCP line is closed, to be
    /// opened anew, and an RTU line is drained.
    ///
    /// - Parameter guardInterval: silence that the device spoken to wants before a request.
    func use<Value>(
        guardInterval: TimeSpan, _ talk: (inout ModbusContext) throws(BusProblem) -> Value
    ) throws(BusProblem) -> Value {
        try open()
        guard var line = context.take() else { throw .cannotOpen("\(bus.name) is not open") }
        line.guardInterval = guardInterval
        let outcome: Result<Value, BusProblem>
        do throws(BusProblem) {
            outcome = .success(try talk(&line))
        } catch {
            outcome = .failure(error)
        }
        if line.isUsable(after: outcome) { context = consume line }
        return try outcome.get()
    }
}

extension ModbusContext {
    /// Drains the line where that is enough.
    fileprivate mutating func isUsable(after outcome: Result<some Any, BusProblem>) -> Bool {
        guard case .failure(let problem) = outcome else { return true }
        if case .exception = problem { return true }
        if case .lineLost = problem { return false }
        if isTCP { return false }
        drain()
        return true
    }
}
