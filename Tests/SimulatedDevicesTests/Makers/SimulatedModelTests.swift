import Foundation
import RigSimulation
import SimulatedDevices
import Testing
import TreadmillControl

@Suite("Every model has a name and a role")
struct SimulatedModelTests {
    @Test(
        "The names are those that rigs give",
        arguments: [
            ("reference-inverter", "belt"), ("siemens-v20", "belt"), ("automationdirect-gs4", "belt"),
            ("delta-ms300", "belt"), ("hitachi-wj200", "belt"), ("reference-hoist", "hoist"),
            ("iai-robocylinder", "hoist"), ("reference-load-cell", "load cell"), ("flintec-dad141", "load cell"),
            ("pavone-dat-400", "load cell"),
        ])
    func names(name: String, role: String) throws {
        let model = try #require(SimulatedModel(rawValue: name))
        #expect((model.belt(calibration: 0.1) != nil) == (role == "belt"))
        #expect((model.hoist() != nil) == (role == "hoist"))
        #expect((model.loadCell(calibration: 0.1) != nil) == (role == "load cell"))
    }

    /// The GS4's detection of a silent line is P9.04, register 0x0904; the MS300's treatment is Pr. 09-02, register 0x0902.
    /// As shipped the MS300 speaks ASCII and the V20 USS.
    @Test("As shipped some are silent and none watches its line; as built all answer")
    func commissioning() throws {
        func answer(_ model: SimulatedModel, _ commissioning: Commissioning, _ pdu: [UInt8]) throws -> [UInt8] {
            var drive = try #require(model.belt(calibration: 0.1, commissioning: commissioning))
            return ModbusServerCore.answer(to: pdu, from: &drive)
        }
        #expect(try answer(.automationDirectGS4, .asShipped, [3, 0x09, 0x04, 0, 1]) == [3, 2, 0, 0])
        #expect(try answer(.automationDirectGS4, .byBuilder, [3, 0x09, 0x04, 0, 1]) == [3, 2, 0, 1])
        #expect(try answer(.deltaMS300, .asShipped, [3, 0x09, 0x02, 0, 1]).isEmpty)
        #expect(try answer(.deltaMS300, .byBuilder, [3, 0x09, 0x02, 0, 1]) == [3, 2, 0, 1])
        #expect(try answer(.siemensV20, .asShipped, [3, 0, 109, 0, 1]).isEmpty)
        #expect(try answer(.siemensV20, .byBuilder, [3, 0, 109, 0, 1]).count == 4)
    }

    @Test("There are no others")
    func count() { #expect(SimulatedModel.allCases.count == 10) }
}

/// Requests by chance to every model, while its world changes by chance.
@Suite("No request harms a simulated device")
struct SimulatedModelFuzzTests {
    private static let rounds = 3000

    @Test(
        "Belt drives answer within the limits of a frame, and their belts stay belts",
        arguments: SimulatedModel.allCases)
    func belts(model: SimulatedModel) throws {
        guard var drive = model.belt(calibration: 0.12) else { return }
        var requests = RandomRequests()
        var belt = BeltPlant(parameters: BeltParameters())
        var now = MonotonicInstant.zero
        for _ in 0..<Self.rounds {
            try requests.check(&drive)
            let conditions = requests.conditions()
            for _ in 0..<requests.below(40) {
                now = now + .milliseconds(1)
                let sample = DeviceSample(main: belt.smoothSpeed.metersPerSecond, sampledAt: now)
                let demand = drive.demand(at: now, sample: sample, conditions: conditions)
                belt.step(by: 0.001, demand: demand, load: 1)
            }
            #expect(belt.smoothSpeed >= .zero && belt.smoothSpeed <= .metersPerSecond(7))
        }
    }

    @Test(
        "Hoist axes answer within the limits of a frame, and their ropes stay ropes", arguments: SimulatedModel.allCases
    )
    func hoists(model: SimulatedModel) throws {
        guard var axis = model.hoist() else { return }
        var requests = RandomRequests()
        var hoist = HoistPlant(parameters: HoistParameters(), timeStep: 0.001)
        var now = MonotonicInstant.zero
        for _ in 0..<Self.rounds {
            try requests.check(&axis)
            let conditions = requests.conditions()
            for _ in 0..<requests.below(40) {
                now = now + .milliseconds(1)
                let sample = DeviceSample(
                    main: hoist.position.meters, side: hoist.velocity.metersPerSecond, sampledAt: now)
                hoist.step(by: 0.001, demand: axis.demand(at: now, sample: sample, conditions: conditions))
            }
            #expect(hoist.velocity.magnitude <= .metersPerSecond(1.01))
        }
    }

    @Test("Amplifiers answer within the limits of a frame, whatever the force", arguments: SimulatedModel.allCases)
    func loadCells(model: SimulatedModel) throws {
        guard var amplifier = model.loadCell(calibration: 0.05) else { return }
        var requests = RandomRequests()
        for round in 0..<Self.rounds {
            try requests.check(&amplifier)
            var conditions = AmplifierConditions()
            conditions.hasFault = requests.below(10) == 0
            conditions.isOverloaded = requests.below(10) == 0
            conditions.isUnpowered = requests.below(30) == 0
            let now = MonotonicInstant(nanoseconds: Int64(round) * 10_000_000)
            let force = [0, 1e3, -1e9, 1e12, Double(requests.below(2000))][requests.below(5)]
            amplifier.take(DeviceSample(main: force, sampledAt: now), at: now, conditions: conditions)
        }
    }
}

/// Requests near to what devices understand, from a seed that a failure names.
private struct RandomRequests {
    /// Where the simulated devices have something.
    private static let places: [UInt16] = [
        0, 8, 0x0E, 0x60, 99, 109, 0x0100, 0x0102, 0x010D, 0x0120, 0x01F4, 0x0400, 0x0427, 0x08FF, 0x0902, 0x091A,
        0x0D00, 0x1000, 0x1105, 0x138F, 0x2000, 0x2060, 0x2100, 0x3300, 0x3500, 0x9000, 0x9900, 0xFFFE,
    ]
    private static let functions: [UInt8] = [1, 2, 3, 4, 5, 6, 15, 16, 16, 16, 22, 23, 43]
    private static let words: [UInt16] = [
        0, 1, 2, 3, 5, 12, 0x12, 0x80, 500, 2000, 0x047E, 0x047F, 0x7FFF, 0xFF00, 0xFFFF,
    ]

    /// Another one every time; `UNWEIGHT_FUZZ_SEED` repeats a run.
    let seed =
        ProcessInfo.processInfo.environment["UNWEIGHT_FUZZ_SEED"].flatMap { UInt64($0) } ?? .random(in: 0 ... .max)
    private var state: UInt64

    init() { state = seed }

    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

    mutating func conditions() -> DriveConditions {
        var conditions = DriveConditions()
        conditions.emergencyStopPressed = below(20) == 0
        conditions.lanyardPulled = below(20) == 0
        conditions.hasFault = below(20) == 0
        conditions.isUnpowered = below(40) == 0
        conditions.losesWatchdog = below(40) == 0
        conditions.tripsWatchdog = below(40) == 0
        return conditions
    }

    /// Sends one request and asks what must hold of every answer.
    mutating func check(_ device: inout some RegisterDevice) throws {
        let pdu = request()
        let answer = ModbusServerCore.answer(to: pdu, from: &device)
        // Silence is an answer.
        guard let first = answer.first else { return }
        try #require(answer.count <= 253, "seed \(seed): \(answer.count) bytes to \(pdu)")
        if first == pdu[0] | 0x80 {
            try #require(answer.count == 2 && ModbusException(rawValue: answer[1]) != nil, "seed \(seed): \(pdu)")
        } else {
            try #require(first == pdu[0], "seed \(seed): \(answer) to \(pdu)")
        }
    }

    private mutating func request() -> [UInt8] {
        if below(10) == 0 { return (0...below(20)).map { _ in UInt8(truncatingIfNeeded: next()) } }
        let function = Self.functions[below(Self.functions.count)]
        let address = Self.places[below(Self.places.count)] &+ UInt16(below(12))
        let count = below(20) == 0 ? 125 : 1 + below(10)
        var pdu = [function] + bytes(address)
        switch function {
        case 5: pdu += below(2) == 0 ? [0xFF, 0] : [0, 0]
        case 6: pdu += bytes(word())
        case 15:
            let coils = 1 + below(16)
            pdu +=
                bytes(UInt16(coils)) + [UInt8((coils + 7) / 8)] + (0..<(coils + 7) / 8).map { _ in UInt8(below(256)) }
        case 16:
            let registers = 1 + below(9)
            pdu += bytes(UInt16(registers)) + [UInt8(registers * 2)]
            for _ in 0..<registers { pdu += bytes(word()) }
        // A function code for the wire, not an enumeration of ours.
        default: pdu += bytes(UInt16(count))
        }
        return pdu
    }

    private mutating func word() -> UInt16 {
        below(3) == 0 ? UInt16(truncatingIfNeeded: next()) : Self.words[below(Self.words.count)]
    }

    private func bytes(_ word: UInt16) -> [UInt8] { [UInt8(word >> 8), UInt8(word & 0xFF)] }

    /// SplitMix64.
    private mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
