import DeviceProtocols
import RigSimulation
import TreadmillControl

@testable import SimulatedDevices

func checkTrackMasterReply(_ input: [UInt8]) throws(FuzzFinding) {
    let commands: [TrackMaster.Command] = [
        .start, .stop, .setSpeed(tenths: 31), .setGrade(tenths: 15), .readStatus, .readSpeed, .readGrade,
        .readSetSpeed, .readSetGrade,
    ]
    for command in commands {
        guard let payload = try? command.payload(of: input) else { continue }
        try require(input.count == command.replyLength, "an answer of \(input.count) bytes to \(command)")
        try require(payload.count == input.count - 1, "a payload of \(payload.count) bytes")
        guard let number = try? TrackMaster.number(payload) else { continue }
        try require((0...9999).contains(number), "the number \(number)")
        try require(TrackMaster.digits(number) == payload, "\(payload) is not how \(number) is written")
        for unit in SpeedCount.allCases {
            try require(unit.speed(tenths: number).isFinite, "the speed of \(number) tenths")
        }
    }
}

func checkWoodwayReply(_ input: [UInt8]) throws(FuzzFinding) {
    let commands: [Woodway.Command] = [
        .start, .disengage, .setSpeed(tenths: 31), .setGrade(tenths: 15), .autoStop, .test, .readSpeed, .readGrade,
        .readFirmware,
    ]
    for command in commands {
        guard let payload = try? command.payload(of: input) else { continue }
        try require(input.count == command.replyLength, "an answer of \(input.count) bytes to \(command)")
        if let velocity = try? Woodway.velocity(payload) {
            try require((0...999).contains(velocity.tenths), "the speed \(velocity)")
            let said = Woodway.Command.setSpeed(tenths: velocity.tenths).bytes
            try require(said.dropFirst(2).elementsEqual(payload.dropFirst()), "\(payload) is not how it is written")
        }
        if let grade = try? Woodway.grade(payload) { try require((0...9999).contains(grade), "the grade \(grade)") }
    }
}

/// Every block of registers that a reference device could answer with.
func checkRegisters(_ input: [UInt8]) throws(FuzzFinding) {
    let words = stride(from: 0, to: input.count - input.count % 2, by: 2).map {
        UInt16(input[$0]) << 8 | UInt16(input[$0 + 1])
    }
    if let belt = try? ReferenceBeltDrive.Status(registers: words) {
        try require(belt.speedMeasured.magnitude <= .metersPerSecond(15), "\(belt.speedMeasured)")
        try require(belt.inclineMeasured.isFinite, "\(belt.inclineMeasured)")
    }
    if let hoist = try? ReferenceHoist.Status(registers: words) {
        try require(hoist.positionMeasured.magnitude <= .meters(10), "\(hoist.positionMeasured)")
        try require(hoist.velocityMeasured.isFinite, "\(hoist.velocityMeasured)")
    }
    if let sample = try? ReferenceLoadCell.Sample(registers: words) {
        try require(sample.supportForceMeasured.magnitude <= .newtons(20_000), "\(sample.supportForceMeasured)")
    }
}

/// The first byte says how long the pieces are in which the rest comes; a silence follows every third.
func checkRTU(_ input: [UInt8]) throws(FuzzFinding) {
    guard let first = input.first else { return }
    var receiver = RTUReceiver()
    var rest = input.dropFirst()
    var taken = 0
    var pieces = 0
    while !rest.isEmpty {
        receiver.append(rest.prefix(Int(first) + 1))
        rest = rest.dropFirst(Int(first) + 1)
        pieces += 1
        while let request = receiver.next() { taken += try size(of: request) }
        if pieces % 3 == 0, let request = receiver.silence() { taken += try size(of: request) }
    }
    try require(taken <= input.count, "\(taken) bytes of requests in \(input.count)")
}

private func size(of request: RTURequest) throws(FuzzFinding) -> Int {
    try require((4...RTUFrame.largest).contains(request.wireLength), "a frame of \(request.wireLength) bytes")
    try require(request.pdu.count == request.wireLength - 3, "a request of \(request.pdu.count) bytes")
    return request.wireLength
}

func checkMBAP(_ input: [UInt8]) throws(FuzzFinding) {
    guard let first = input.first else { return }
    var decoder = MBAPDecoder()
    var rest = input.dropFirst()
    var written: [UInt8] = []
    stream: while !rest.isEmpty {
        decoder.append(rest.prefix(Int(first) + 1))
        rest = rest.dropFirst(Int(first) + 1)
        while true {
            guard let frame = try? decoder.next() else { break stream }
            try require((1...253).contains(frame.pdu.count), "a request of \(frame.pdu.count) bytes")
            written += frame.bytes
        }
    }
    try require(
        written.elementsEqual(input.dropFirst().prefix(written.count)), "frames are not those that came")
}

func checkModbusRequest(_ input: [UInt8]) throws(FuzzFinding) {
    var device = RegisterBank()
    let before = device
    let answer = ModbusServerCore.answer(to: input, from: &device)
    guard let function = input.first else { return try require(answer.isEmpty, "an answer to nothing") }
    try require((2...253).contains(answer.count), "an answer of \(answer.count) bytes")
    if answer[0] == function | 0x80, function < 0x80 {
        try require(answer.count == 2 && ModbusException(rawValue: answer[1]) != nil, "the refusal \(answer)")
        try require(device == before, "a refused request changed the device")
    } else {
        try require(answer[0] == function || function >= 0x80, "an answer to another function")
    }
}

/// A device with a few of everything.
private struct RegisterBank: RegisterDevice, Equatable {
    var registers = [UInt16](repeating: 7, count: 200)
    var coils = [Bool](repeating: false, count: 2500)

    func readCoils(_ range: Range<Int>) throws(ModbusException) -> [Bool] {
        guard range.upperBound <= coils.count else { throw .illegalDataAddress }
        return Array(coils[range])
    }
    func readHoldingRegisters(_ range: Range<Int>) throws(ModbusException) -> [UInt16] {
        guard range.upperBound <= registers.count else { throw .illegalDataAddress }
        return Array(registers[range])
    }
    mutating func writeCoils(_ values: [Bool], at address: Int) throws(ModbusException) {
        guard address + values.count <= coils.count else { throw .illegalDataAddress }
        coils.replaceSubrange(address..<address + values.count, with: values)
    }
    mutating func writeHoldingRegisters(_ values: [UInt16], at address: Int) throws(ModbusException) {
        guard address + values.count <= registers.count else { throw .illegalDataAddress }
        registers.replaceSubrange(address..<address + values.count, with: values)
    }
}

/// The simulated treadmills hear anything, and their belts stay belts.
func checkTreadmill(_ input: [UInt8]) throws(FuzzFinding) {
    try checkTreadmill(SimulatedTrackMaster(speedCount: .tenthsOfKilometersPerHour, guardsStart: true), input)
    try checkTreadmill(SimulatedWoodway(speedCount: .tenthsOfKilometersPerHour), input)
}

private func checkTreadmill(_ fresh: some SerialTreadmill, _ input: [UInt8]) throws(FuzzFinding) {
    var treadmill = fresh
    var belt = BeltPlant(parameters: BeltParameters())
    var now = MonotonicInstant.zero
    for byte in input.prefix(4096) {
        now = now + .milliseconds(2)
        let said = treadmill.receive(byte, at: now)
        try require(said.count <= 6, "\(said.count) bytes said to one")
        let demand = treadmill.demand(
            at: now, sample: DeviceSample(main: belt.smoothSpeed.metersPerSecond, sampledAt: now),
            isWithoutPower: false, ignoresSilence: false)
        belt.step(by: 0.002, demand: demand, load: 1)
        let fastest = BeltParameters().topSpeed * (1 + BeltParameters().gainError) + .metersPerSecond(0.01)
        try require(belt.smoothSpeed >= .zero && belt.smoothSpeed <= fastest, "a belt at \(belt.smoothSpeed)")
    }
}
