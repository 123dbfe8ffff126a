import TreadmillControl

/// One device on a Modbus line, driven by the line's worker.
protocol ModbusDevice: AnyObject {
    var name: String { get }
    /// Settings that must stand before the first command, read back. Called after every opening of the line.
    func setUp(_ line: inout ModbusContext) throws(BusProblem)
    /// One command (if there is one) and one reading.
    func exchange(_ line: inout ModbusContext, command: AdmittedCommand?) throws(BusProblem)
    /// The last call failed: what the device does with its last command is unknown.
    func lost()
}

/// A Modbus line and the devices on it.
struct ModbusConversation: BusConversation, ~Copyable {
    private var line: ModbusContext
    private let bus: String
    private let devices: [any ModbusDevice]
    private var isSetUp: [Bool]
    private let post: CommandPost
    private let health: BusHealthRecord
    private let report: @Sendable (BusEvent) -> Void

    init(
        bus: String, line: consuming ModbusContext, devices: [any ModbusDevice], post: CommandPost,
        health: BusHealthRecord, report: @escaping @Sendable (BusEvent) -> Void
    ) {
        self.bus = bus
        self.line = line
        self.devices = devices
        self.post = post
        self.health = health
        self.report = report
        isSetUp = Array(repeating: false, count: devices.count)
    }

    mutating func exchange() throws(BusProblem) -> Bool {
        var isAnswered = false
        for index in devices.indices {
            do throws(BusProblem) {
                try exchange(with: index)
                isAnswered = true
            } catch {
                try failed(index, error)
            }
        }
        return isAnswered
    }

    private mutating func exchange(with index: Int) throws(BusProblem) {
        let device = devices[index]
        if !isSetUp[index] {
            try device.setUp(&line)
            isSetUp[index] = true
        }
        let begin = MonotonicClock.now()
        try device.exchange(&line, command: post.command(at: begin))
        health.succeeded(in: MonotonicClock.now() - begin)
        health.recovered(device.name)
    }

    /// A lost answer on a shared line must not make the other devices' readings old, so there is no new set-up for it:
    /// a drive looks at its watchdog before the next command, and finds out there whether it has lost power.
    private mutating func failed(_ index: Int, _ problem: BusProblem) throws(BusProblem) {
        let device = devices[index]
        device.lost()
        switch problem {
        case .lineLost, .cannotOpen:
            try lose(problem)
        case .timeout, .badFrame:
            // libmodbus finds its way back into a TCP stream no more.
            if line.isTCP { try lose(problem) }
            note(problem, of: device)
            line.drain()
        case .exception, .refused, .undecodable:
            // A whole answer, and in its place: the line is sound.
            note(problem, of: device)
        }
    }

    private func lose(_ problem: BusProblem) throws(BusProblem) {
        for device in devices { device.lost() }
        throw problem
    }

    private func note(_ problem: BusProblem, of device: any ModbusDevice) {
        if health.failed(problem, device: device.name, disconnected: false) {
            report(.problem(bus: bus, device: device.name, problem))
        }
    }
}
