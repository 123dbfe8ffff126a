import Devices
import TreadmillControl

/// The registers of a scripted Modbus device, and what it answers out of them: function codes 3, 4, 16 and 23, taken
/// from the Modbus Application Protocol V1.1b3 and from nothing of the drivers under test.
struct RegisterImage: Sendable {
    var holding = [UInt16](repeating: 0, count: 32)
    var input = [UInt16](repeating: 0, count: 8)
    /// The register that counts samples, one a millisecond.
    var holdingCounter: Int?
    var inputCounter: Int?
    /// When the counting began: the device has been on for a while.
    var startedAt = MonotonicClock.now() + .seconds(-100)
    /// The device repeats what is written to one register in another.
    var echo: (from: Int, to: Int)?
    /// Registers that take no writing, and say nothing of it.
    var deaf: Set<Int> = []
    /// The exception for a request that it refuses: then nothing of it is done.
    var refusal: (@Sendable (_ request: [UInt8]) -> UInt8?)?
    /// After so many refusals it refuses no more.
    var mostRefusals = Int.max
    private(set) var refused = 0
    /// How often registers 8 and up, its settings, were asked for.
    private(set) var settingsReads = 0
    /// How often it was measured without being commanded.
    private(set) var bareReads = 0
    /// Whatever was written to register 0, oldest first.
    var controlWords: [UInt16] = []

    /// The reference inverter, ready and at standstill.
    static var inverter: RegisterImage {
        var image = RegisterImage()
        image.holding[16] = 1
        image.holdingCounter = 21
        image.echo = (3, 20)
        return image
    }

    /// The reference hoist, ready.
    static var hoist: RegisterImage {
        var image = RegisterImage()
        image.holding[16] = 1
        image.echo = (2, 21)
        return image
    }

    /// The reference load cell, ready.
    static var loadCell: RegisterImage {
        var image = RegisterImage()
        image.input[2] = 1
        image.inputCounter = 3
        return image
    }

    /// The float of two input registers, high word first.
    mutating func setInput(_ value: Float) {
        input[0] = UInt16(truncatingIfNeeded: value.bitPattern >> 16)
        input[1] = UInt16(truncatingIfNeeded: value.bitPattern)
    }

    mutating func answer(to request: [UInt8]) -> [UInt8] {
        func word(_ offset: Int) -> Int { Int(request[offset]) << 8 | Int(request[offset + 1]) }
        if refused < mostRefusals, let exception = refusal?(request) {
            refused += 1
            return [request[0] | 0x80, exception]
        }
        if request[0] == 3, word(1) == 8 { settingsReads += 1 }
        if request[0] == 3, word(1) == 16 { bareReads += 1 }
        switch request[0] {
        case 3: return read(3, holdingRange: word(1)..<word(1) + word(3))
        case 4:
            if let inputCounter { input[inputCounter] = count }
            return Self.counted(4, input[word(1)..<word(1) + word(3)])
        case 16:
            write(request[6...], at: word(1))
            return [16] + request[1...4]
        case 23:
            write(request[10...], at: word(5))
            return read(23, holdingRange: word(1)..<word(1) + word(3))
        default: return [request[0] | 0x80, 1]
        }
    }

    /// A request for what was measured, rather than for a setting.
    static func asksForMeasurement(_ request: [UInt8]) -> Bool {
        request[0] == 23 || request[0] == 4 || (request[0] == 3 && request[2] == 16)
    }

    private var count: UInt16 {
        UInt16(truncatingIfNeeded: (MonotonicClock.now() - startedAt).nanoseconds / 1_000_000)
    }

    private mutating func read(_ function: UInt8, holdingRange: Range<Int>) -> [UInt8] {
        if let holdingCounter { holding[holdingCounter] = count }
        return Self.counted(function, holding[holdingRange])
    }

    private mutating func write(_ bytes: ArraySlice<UInt8>, at address: Int) {
        let bytes = Array(bytes)
        for index in 0..<bytes.count / 2 where !deaf.contains(address + index) {
            holding[address + index] = UInt16(bytes[index * 2]) << 8 | UInt16(bytes[index * 2 + 1])
        }
        if address == 0, bytes.count >= 2 { controlWords.append(holding[0]) }
        if let echo { holding[echo.to] = holding[echo.from] }
    }

    private static func counted(_ function: UInt8, _ registers: ArraySlice<UInt16>) -> [UInt8] {
        [function, UInt8(registers.count * 2)] + registers.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    }
}
