import Synchronization
import TreadmillControl

/// A command as it stood on a device's end of the wire.
enum HeardCommand: Equatable, Sendable {
    /// Belt inverter: mm/s and hundredths of a per cent.
    case belt(runs: Bool, speed: Int, incline: Int)
    /// Hoist: tenths of a mm/s.
    case rope(moves: Bool, velocity: Int)
    /// A setting of a Modbus drive.
    case setting(unit: UInt8, address: Int, value: Int)
    /// TrackMaster, in tenths of its units.
    case start
    case stop
    case setSpeed(tenths: Int)
    case setGrade(tenths: Int)
    /// TrackMaster: a command that is never to be said.
    case unheardOf(UInt8)
}

/// What the devices on one line have heard, in order. Written from the protocols' documents and from nothing of the
/// drivers under test.
final class HeardCommands: Sendable {
    /// How commands are framed.
    enum Framing: Sendable {
        case rtu
        case modbusTCP
        case trackMaster
    }

    struct Entry: Sendable {
        var at: MonotonicInstant
        var command: HeardCommand
    }

    private struct State {
        var buffer: [UInt8] = []
        var entries: [Entry] = []
        /// Whole frames, of any kind.
        var frames = 0
    }

    private let framing: Framing
    /// What the unit of a Modbus frame is: the belt's inverter, or else the hoist.
    private let isBelt: @Sendable (UInt8) -> Bool
    private let state = Mutex(State())

    init(_ framing: Framing, isBelt: @escaping @Sendable (UInt8) -> Bool = { _ in false }) {
        self.framing = framing
        self.isBelt = isBelt
    }

    var entries: [Entry] { state.withLock { $0.entries } }
    var frames: Int { state.withLock { $0.frames } }

    /// The first command since `instant` that is as described.
    func first(since instant: MonotonicInstant, where isIt: (HeardCommand) -> Bool) -> Entry? {
        state.withLock { state in state.entries.first { $0.at >= instant && isIt($0.command) } }
    }

    /// The newest command that is as described.
    func last(where isIt: (HeardCommand) -> Bool) -> HeardCommand? {
        state.withLock { state in state.entries.last { isIt($0.command) }?.command }
    }

    /// What has arrived; nothing when the line was opened anew.
    func hear(_ bytes: [UInt8], at now: MonotonicInstant) {
        state.withLock { state in
            // Half a request ends with its connection. A treadmill knows of no connections.
            if bytes.isEmpty && framing == .modbusTCP { state.buffer = [] }
            switch framing {
            case .rtu: hearRTU(bytes, at: now, &state)
            case .modbusTCP: hearTCP(bytes, at: now, &state)
            case .trackMaster: for byte in bytes { hearTrackMaster(byte, at: now, &state) }
            }
        }
    }

    // MARK: Modbus

    /// Any place at which a request with the right checksum stands counts, whether the device was listening or not.
    private func hearRTU(_ bytes: [UInt8], at now: MonotonicInstant, _ state: inout State) {
        state.buffer += bytes
        var begin = 0
        var consumed = 0
        while begin < state.buffer.count {
            let rest = state.buffer[begin...]
            if let length = Self.requestLength(Array(rest.prefix(11))), rest.count >= length,
                Self.hasChecksum(rest.prefix(length))
            {
                take(unit: rest[begin], Array(rest.dropFirst().prefix(length - 3)), at: now, &state)
                begin += length
                consumed = begin
            } else {
                begin += 1
            }
        }
        // No request of ours is longer than this: what is older will not become one any more.
        state.buffer = Array(state.buffer[consumed...].suffix(64))
    }

    private func hearTCP(_ bytes: [UInt8], at now: MonotonicInstant, _ state: inout State) {
        state.buffer += bytes
        while state.buffer.count >= 7 {
            let length = Int(state.buffer[4]) << 8 + Int(state.buffer[5])
            guard state.buffer[2] == 0, state.buffer[3] == 0, (2...260).contains(length) else {
                state.buffer = []
                return
            }
            guard state.buffer.count >= 6 + length else { return }
            take(unit: state.buffer[6], Array(state.buffer[7..<6 + length]), at: now, &state)
            state.buffer.removeFirst(6 + length)
        }
    }

    private static func requestLength(_ head: [UInt8]) -> Int? {
        guard head.count > 1 else { return nil }
        switch head[1] {
        case 3, 4: return 8
        case 16: return head.count > 6 ? 9 + Int(head[6]) : nil
        case 23: return head.count > 10 ? 13 + Int(head[10]) : nil
        default: return nil
        }
    }

    /// CRC of Modbus over Serial Line V1.02, low byte first.
    private static func hasChecksum(_ frame: ArraySlice<UInt8>) -> Bool {
        var crc: UInt16 = 0xFFFF
        for byte in frame.dropLast(2) {
            crc ^= UInt16(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xA001 : crc >> 1 }
        }
        return Array(frame.suffix(2)) == [UInt8(crc & 0xFF), UInt8(crc >> 8)]
    }

    private func take(unit: UInt8, _ request: [UInt8], at now: MonotonicInstant, _ state: inout State) {
        state.frames += 1
        let write: (address: Int, bytes: [UInt8])
        switch request.first {
        case 16 where request.count > 6: write = (Self.word(request, 1), Array(request[6...]))
        case 23 where request.count > 10: write = (Self.word(request, 5), Array(request[10...]))
        default: return
        }
        let values = (0..<write.bytes.count / 2).map { Self.word(write.bytes, $0 * 2) }
        if write.address == 0, isBelt(unit), values.count >= 3 {
            let belt = HeardCommand.belt(
                runs: values[0] & 1 == 1, speed: values[1], incline: Int(Int16(truncatingIfNeeded: values[2])))
            state.entries.append(Entry(at: now, command: belt))
        } else if write.address == 0, values.count >= 2 {
            let rope = HeardCommand.rope(
                moves: values[0] & 1 == 1, velocity: Int(Int16(truncatingIfNeeded: values[1])))
            state.entries.append(Entry(at: now, command: rope))
        } else {
            for (offset, value) in values.enumerated() {
                let setting = HeardCommand.setting(unit: unit, address: write.address + offset, value: value)
                state.entries.append(Entry(at: now, command: setting))
            }
        }
    }

    private static func word(_ bytes: [UInt8], _ offset: Int) -> Int {
        offset + 1 < bytes.count ? Int(bytes[offset]) << 8 | Int(bytes[offset + 1]) : 0
    }

    // MARK: TrackMaster

    private func hearTrackMaster(_ byte: UInt8, at now: MonotonicInstant, _ state: inout State) {
        if byte >= 0x80 { state.buffer = [] }
        state.buffer.append(byte)
        let isSetting = state.buffer[0] == 0xA3 || state.buffer[0] == 0xA4
        guard state.buffer.count == (isSetting ? 5 : 1) else { return }
        let words = state.buffer
        state.buffer = []
        state.frames += 1
        guard let command = Self.command(words) else { return }
        state.entries.append(Entry(at: now, command: command))
    }

    private static func command(_ words: [UInt8]) -> HeardCommand? {
        switch words[0] {
        case 0xA0: return .start
        case 0xA2: return .stop
        case 0xA3, 0xA4:
            let digits = words.dropFirst()
            guard digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
            let tenths = digits.reduce(0) { $0 * 10 + Int($1) - 0x30 }
            return words[0] == 0xA3 ? .setSpeed(tenths: tenths) : .setGrade(tenths: tenths)
        case 0xC0...0xDF, 0x00..<0x80: return nil
        default: return .unheardOf(words[0])
        }
    }
}
