@testable import Devices

/// A TrackMaster treadmill by the book (Full Vision TMX428 service manual), that can be told to lie: it counts in
/// tenths of km/h, follows at once, and keeps every byte that it hears.
struct ScriptedTreadmill: TreadmillScript {
    typealias Dialect = TrackMasterDialect

    var state: UInt8 = 0x31
    var setSpeed = 0
    var setGrade = 0
    /// What the belt does, in tenths; `nil` follows the setting.
    var speed: Int?
    var lies: [UInt8: [UInt8]] = [:]
    /// Its sister with 9600 baud, so soon after power-up that it rejects a start, and then every one until a stop (GE
    /// T2100-ST1/ST2 Service Manual, Theory of Operation, "ESTOP").
    var isPoweringUp = false
    /// How it rejects a start; the manual does not say.
    var rejection: [UInt8] = [0xBF]
    private var isRejecting = false
    private(set) var heard: [UInt8] = []
    private var pending: [UInt8] = []

    mutating func forgetHeard() { heard = [] }

    mutating func receive(_ byte: UInt8) -> [UInt8] {
        heard.append(byte)
        if byte >= 0x80 { pending = [] }
        pending.append(byte)
        guard pending.count == (pending[0] == 0xA3 || pending[0] == 0xA4 ? 5 : 1) else { return [] }
        let answer = answer(to: pending)
        let command = pending[0]
        pending = []
        return lies[command] ?? answer
    }

    private mutating func answer(to command: [UInt8]) -> [UInt8] {
        let value = command.dropFirst().reduce(0) { $0 * 10 + Int($1) - 0x30 }
        switch command[0] {
        case 0xA0:
            isRejecting = isRejecting || isPoweringUp
            if isRejecting { return rejection }
            state = 0x32
        case 0xA1: state = 0x33
        case 0xA2:
            isRejecting = false
            state = 0x31
            setSpeed = 0
        case 0xA3: setSpeed = value
        case 0xA4: setGrade = value
        case 0xC0: return [0xD0, state]
        case 0xC1: return [0xD1] + Self.digits(speed ?? (state == 0x31 ? 0 : setSpeed))
        case 0xC2, 0xC4: return [command[0] + 0x10] + Self.digits(setGrade)
        case 0xC3: return [0xD3] + Self.digits(setSpeed)
        default: return [0xBF]
        }
        return [command[0] + 0x10]
    }

    static func digits(_ value: Int) -> [UInt8] {
        [value / 1000 % 10, value / 100 % 10, value / 10 % 10, value % 10].map { UInt8($0) + 0x30 }
    }
}
