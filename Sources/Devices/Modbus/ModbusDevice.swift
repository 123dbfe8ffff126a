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

    mutating func exchange() throws(BusProblem) {
        for index in devices.indices {
            do throws(BusProblem) {
                try exchange(with: index)
            } catch {
                try failed(index, error)
            }
        }
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
    }

    private mutating func failed(_ index: Int, _ problem: BusProblem) throws(BusProblem) {
        let device = devices[index]
        device.lost()
        isSetUp[index] = false
        if line.isTCP {
            for device in devices { device.lost() }
            throw problem
        }
        switch problem {
        case .lineLost, .cannotOpen:
            for device in devices { device.lost() }
            throw problem
        case .timeout, .badFrame, .exception, .refused, .undecodable:
            if health.failed(problem, device: device.name, disconnected: false) {
                report(.problem(bus: bus, device: device.name, problem))
            }
            line.drain()
        }
    }
}
