import TreadmillControl

/// One device on a Modbus line, driven by the line's worker.
protocol ModbusDevice: AnyObject {
    var name: String { get }
    /// One command (if there is one) and one reading.
    func exchange(_ line: inout ModbusContext, command: AdmittedCommand?) throws(BusProblem)
    /// What a person must see to before the device may move; `nil` for nothing.
    var complaint: String? { get }
    /// What a person should look at while the device has never answered; `nil` once it has.
    var silenceHint: String? { get }
    /// The last call failed: what the device does with its last command is unknown.
    func lost()
}

/// A Modbus line and the devices on it.
struct ModbusConversation: BusConversation, ~Copyable {
    private var line: ModbusContext
    private let bus: String
    private let devices: ModbusDevices
    private let post: CommandPost
    private let health: BusHealthRecord
    private let silences: DriveSilences
    private let report: @Sendable (BusEvent) -> Void

    init(
        bus: String, line: consuming ModbusContext, devices: ModbusDevices, post: CommandPost,
        health: BusHealthRecord, silences: DriveSilences = DriveSilences(),
        report: @escaping @Sendable (BusEvent) -> Void
    ) {
        self.bus = bus
        self.line = line
        self.devices = devices
        self.post = post
        self.health = health
        self.silences = silences
        self.report = report
    }

    mutating func exchange() throws(BusProblem) -> Bool {
        var isAnswered = false
        for index in devices.round() {
            do throws(BusProblem) {
                if try exchange(with: index) { isAnswered = true }
            } catch {
                try failed(index, error)
            }
        }
        return isAnswered
    }

    /// False when the device is not to be spoken to.
    private mutating func exchange(with index: Int) throws(BusProblem) -> Bool {
        let device = devices.all[index]
        let silence = silences.of(deviceNamed: device.name)
        let stage = silence?.stage(at: MonotonicClock.now()) ?? .none
        guard stage != .silent else { return false }
        let begin = MonotonicClock.now()
        if stage == .none { silence?.speak(at: begin) }
        try device.exchange(&line, command: stage == .none ? post.command(at: begin) : nil)
        health.succeeded(in: MonotonicClock.now() - begin)
        if let complaint = device.complaint {
            note(.wrongSetting(complaint), of: device)
        } else if health.works(device.name, at: begin) {
            report(.recovered(bus: bus, device: device.name))
        }
        return true
    }

    /// A lost answer on a shared line must not make the other devices' readings old, so the line is not opened anew for
    /// it: a drive's settings are looked at before its next command to move, and show there whether it has lost power.
    private mutating func failed(_ index: Int, _ failure: BusProblem) throws(BusProblem) {
        let device = devices.all[index]
        let problem = Self.explained(failure, of: device)
        device.lost()
        switch problem {
        case .lineLost, .cannotOpen:
            try lose(problem, over: index)
        case .timeout, .neverAnswered, .badFrame:
            // libmodbus finds its way back into a TCP stream no more.
            if line.isTCP { try lose(problem, over: index) }
            note(problem, of: device)
            line.drain()
        case .notNew:
            note(problem, of: device)
            // On a serial line it may be the answer to an earlier request, with the right one right behind it.
            if !line.isTCP { line.drain() }
        case .exception, .refused, .undecodable, .cannotCarry, .wrongSetting:
            // A whole answer, and in its place: the line is sound.
            note(problem, of: device)
        }
    }

    /// A device that has never answered is most likely set otherwise than the rig's file has it.
    private static func explained(_ problem: BusProblem, of device: any ModbusDevice) -> BusProblem {
        guard problem == .timeout, let hint = device.silenceHint else { return problem }
        return .neverAnswered(hint: hint)
    }

    private func lose(_ problem: BusProblem, over index: Int) throws(BusProblem) {
        devices.lostLine(over: index)
        for device in devices.all { device.lost() }
        throw problem
    }

    private func note(_ problem: BusProblem, of device: any ModbusDevice) {
        if health.failed(problem, device: device.name, disconnected: false, at: MonotonicClock.now()) {
            report(.problem(bus: bus, device: device.name, problem))
        }
    }
}
