@testable import Devices

/// A Woodway treadmill as its open client has it (pyWoodway 0.2.4), that can be told to lie: it counts in tenths of
/// km/h, follows at once, and keeps every byte that it hears.
struct ScriptedWoodway: TreadmillScript {
    typealias Dialect = WoodwayDialect

    /// The drive has power: a set speed moves the belt.
    var isEngaged = false
    /// Under its timer: started so, and not stopped since.
    var isTimed = false
    /// The belt was once moved without its timer.
    private(set) var hasMovedUntimed = false
    var setSpeed = 0
    var setGrade = 0
    /// What the belt does, in tenths; `nil` follows the setting.
    var speed: Int?
    /// The first of the digits of the measured speed.
    var direction: Character = "0"
    var grade: Int?
    var firmware: [UInt8] = [0x00, 0x01, 0x02, 0x03]
    var lies: [UInt8: [UInt8]] = [:]
    private(set) var heard: [UInt8] = []
    private var pending: [UInt8] = []

    var isRunning: Bool { isEngaged && setSpeed > 0 }

    /// Its own timer, or its keys.
    mutating func stopByItself() {
        setSpeed = 0
        isTimed = false
    }

    mutating func forgetHeard() { heard = [] }

    mutating func receive(_ byte: UInt8) -> [UInt8] {
        heard.append(byte)
        if byte >= 0x80 { pending = [] }
        pending.append(byte)
        guard pending.count == (pending[0] == 0xA3 || pending[0] == 0xA4 ? 5 : 1) else { return [] }
        let answer = answer(to: pending)
        if isRunning, !isTimed { hasMovedUntimed = true }
        let command = pending[0]
        pending = []
        return lies[command] ?? answer
    }

    private mutating func answer(to command: [UInt8]) -> [UInt8] {
        switch command[0] {
        case 0xA0, 0xA9:
            isEngaged = true
            isTimed = command[0] == 0xA0
        case 0xA2:
            isEngaged = false
            isTimed = false
        case 0xAA:
            // Nobody says that the drive loses its power by this, so it does not.
            setSpeed = 0
            isTimed = false
        // Behind the command byte comes the direction.
        case 0xA3: setSpeed = Self.value(command.dropFirst(2))
        case 0xA4: setGrade = Self.value(command.dropFirst())
        case 0xC0: return [0xD0, 0x31]
        case 0xC1:
            return [0xD1] + Array("\(direction)".utf8) + Self.digits(speed ?? (isRunning ? setSpeed : 0)).dropFirst()
        case 0xC2: return [0xD2] + Self.digits(grade ?? setGrade)
        case 0xC3: return [0xD3] + firmware
        default: return [0xBF]
        }
        return [command[0] + 0x10]
    }

    private static func value(_ digits: ArraySlice<UInt8>) -> Int { digits.reduce(0) { $0 * 10 + Int($1) - 0x30 } }

    private static func digits(_ value: Int) -> [UInt8] { ScriptedTreadmill.digits(value) }
}
