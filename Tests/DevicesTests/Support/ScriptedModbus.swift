import Devices
import Glibc
import Synchronization
import TreadmillControl

/// What a scripted Modbus device does to the answers that carry measurements.
enum Misbehaviour: CaseIterable, Sendable {
    /// The answer comes after the host has given it up.
    case late
    /// The bytes come one by one and are not through in time.
    case slowBytes
    case silence
    case truncated
    case garbage
    case exception
    /// Modbus exception 6.
    case busy
    case wrongFunction
    /// The answer to a request 60 ms before.
    case earlierCommand
    /// RTU: another device's name on it. TCP: another transaction's number.
    case misaddressed
    /// RTU only; TCP has none.
    case wrongChecksum
}

/// The Modbus devices of a scripted line, by unit. They answer well until told otherwise.
final class ScriptedModbus: Sendable {
    private struct State {
        var devices: [UInt8: RegisterImage]
        var poison: (@Sendable (UInt8, inout RegisterImage) -> Void)?
        var misbehaviour: Misbehaviour?
        var isSilent = false
        var spoiltAnswers = 0
    }

    private let state: Mutex<State>

    init(_ devices: [UInt8: RegisterImage]) { state = Mutex(State(devices: devices)) }

    /// From now on, measurements are spoilt so, and hold values that are not true.
    func misbehave(_ misbehaviour: Misbehaviour, poison: @escaping @Sendable (UInt8, inout RegisterImage) -> Void) {
        state.withLock { state in
            state.misbehaviour = misbehaviour
            state.poison = poison
            state.spoiltAnswers = 0
        }
    }

    func behave() { state.withLock { $0.misbehaviour = nil } }

    /// Nothing is heard and nothing is said.
    func setSilent(_ silent: Bool) { state.withLock { $0.isSilent = silent } }

    /// Answers spoilt since the misbehaviour began.
    var spoiltAnswers: Int { state.withLock { $0.spoiltAnswers } }

    func change(_ unit: UInt8, _ change: (inout RegisterImage) -> Void) {
        state.withLock { state in
            guard var image = state.devices[unit] else { return }
            change(&image)
            state.devices[unit] = image
        }
    }

    func image(_ unit: UInt8) -> RegisterImage { state.withLock { $0.devices[unit] } ?? RegisterImage() }

    /// The answer to a request and how it is to be spoilt; `nil` is silence.
    private func answer(_ unit: UInt8, _ request: [UInt8]) -> (pdu: [UInt8], spoilt: Misbehaviour?)? {
        state.withLock { state in
            guard !state.isSilent, var image = state.devices[unit] else { return nil }
            let spoilt = RegisterImage.asksForMeasurement(request) ? state.misbehaviour : nil
            let pdu = image.answer(to: request)
            state.devices[unit] = image
            guard let spoilt else { return (pdu, nil) }
            state.spoiltAnswers += 1
            state.poison?(unit, &image)
            if spoilt == .earlierCommand {
                if let echo = image.echo { image.holding[echo.from] &-= 1 }
                image.startedAt = image.startedAt + .milliseconds(60)
            }
            let poisoned = Self.poisoned(request, image)
            return spoilt == .silence ? nil : (poisoned, spoilt)
        }
    }

    /// The answer out of untrue registers, without the writing that a request may do besides.
    private static func poisoned(_ request: [UInt8], _ image: RegisterImage) -> [UInt8] {
        var image = image
        if let echo = image.echo { image.holding[echo.to] = image.holding[echo.from] }
        guard request[0] == 23 else { return image.answer(to: request) }
        let read = image.answer(to: [3] + request[1...4])
        return [23] + read.dropFirst()
    }

    // MARK: Wires

    func serveTCP(_ wire: Wire) {
        while let header = wire.read(7), let request = wire.read(Int(header[4]) << 8 + Int(header[5]) - 1) {
            guard let (pdu, spoilt) = answer(header[6], request) else { continue }
            var body = spoilt.map { Self.spoil(pdu, $0) } ?? pdu
            if spoilt == .garbage { body = [0xFF, 0xFF] }
            var frame = [header[0], header[1], 0, 0, 0, UInt8(body.count + 1), header[6]] + body
            if spoilt == .misaddressed { frame[1] &+= 7 }
            if spoilt == .garbage { frame[2] = 0xAA }
            guard send(frame, spoilt, wire) else { return }
        }
    }

    func serveRTU(_ wire: Wire) {
        while let frame = Self.rtuFrame(wire) {
            guard Self.checksum(frame.dropLast(2)) == Array(frame.suffix(2)) else {
                wire.discardUntilQuiet()
                continue
            }
            let request = (unit: frame[0], pdu: Array(frame[1..<frame.count - 2]))
            guard let (pdu, spoilt) = answer(request.unit, request.pdu) else { continue }
            let body = spoilt.map { Self.spoil(pdu, $0) } ?? pdu
            var frame = [spoilt == .misaddressed ? request.unit + 9 : request.unit] + body
            frame += Self.checksum(frame)
            if spoilt == .wrongChecksum { frame[frame.count - 1] ^= 0xFF }
            if spoilt == .garbage { frame = frame.map { ~$0 } }
            guard send(frame, spoilt, wire) else { return }
        }
    }

    private static func spoil(_ pdu: [UInt8], _ misbehaviour: Misbehaviour) -> [UInt8] {
        switch misbehaviour {
        case .exception: [pdu[0] | 0x80, 4]
        case .busy: [pdu[0] | 0x80, 6]
        case .wrongFunction: [pdu[0] == 3 ? 4 : 3] + pdu.dropFirst()
        case .late, .slowBytes, .silence, .truncated, .garbage, .earlierCommand, .misaddressed, .wrongChecksum: pdu
        }
    }

    private func send(_ frame: [UInt8], _ spoilt: Misbehaviour?, _ wire: Wire) -> Bool {
        switch spoilt {
        case .late:
            MonotonicClock.sleep(until: MonotonicClock.now() + .milliseconds(300))
            return wire.write(frame)
        case .slowBytes:
            for byte in frame {
                guard wire.write([byte]) else { return false }
                MonotonicClock.sleep(until: MonotonicClock.now() + .milliseconds(25))
            }
            return true
        case .truncated:
            return wire.write(Array(frame.dropLast(3)))
        case .silence, .garbage, .exception, .busy, .wrongFunction, .earlierCommand, .misaddressed, .wrongChecksum, nil:
            return wire.write(frame)
        }
    }

    private static func rtuFrame(_ wire: Wire) -> [UInt8]? {
        guard var frame = wire.read(8) else { return nil }
        // Requests 3 and 4 have 8 bytes; 16 and 23 say how many follow.
        let rest =
            switch frame[1] {
            case 16: Int(frame[6]) + 1
            case 23: 5
            default: 0
            }
        guard let more = wire.read(rest) else { return nil }
        frame += more
        if frame[1] == 23 {
            guard let values = wire.read(Int(frame[10])) else { return nil }
            frame += values
        }
        return frame
    }

    /// CRC of Modbus over Serial Line V1.02, low byte first.
    private static func checksum(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        var crc: UInt16 = 0xFFFF
        for byte in bytes {
            crc ^= UInt16(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xA001 : crc >> 1 }
        }
        return [UInt8(crc & 0xFF), UInt8(crc >> 8)]
    }
}
