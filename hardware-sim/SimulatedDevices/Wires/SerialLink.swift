import Glibc
import RigConfiguration
import TreadmillControl

/// A treadmill's serial line on a pseudo-terminal, at the line's baud.
///
/// A pseudo-terminal has no baud rate, so the link keeps the time of a real wire: a byte reaches the treadmill, or the
/// host, when its last bit would have come, each at an absolute time. Both directions go at once.
final class SerialLink: ServedLine {
    let endpoint: RigEndpoint
    private let terminal: ServedTerminal

    init(
        path: String, settings: SerialSettings, endpoint: RigEndpoint, answerer: @escaping SerialWire.Answerer
    ) throws(SimulatorError) {
        self.endpoint = endpoint
        let wire = WireTime(settings)
        terminal = try ServedTerminal(path: path, name: "serial-\(endpoint.bus)") { terminal, line in
            Self.serve(terminal, line, SerialWire(time: wire, answerer: answerer))
        }
    }

    func setConnected(_ connected: Bool) { terminal.setConnected(connected) }

    func stop() { terminal.stop() }

    private static func serve(_ terminal: PseudoTerminal, _ line: ServedTerminal, _ idle: SerialWire) {
        var wire = idle
        var hostIsPresent = true
        while true {
            let events = line.wait(for: terminal, until: wire.nextEvent)
            if events.isWoken { return }
            if let bytes = events.bytes {
                hostIsPresent = true
                wire.hear(bytes, at: MonotonicClock.now)
            } else if events.hostIsGone {
                if hostIsPresent { terminal.forgetUnreadBytes() }
                hostIsPresent = false
                wire = idle
                guard line.waitForHost() else { return }
            }
            let said = wire.advance(to: MonotonicClock.now)
            // A host that has gone, or that reads nothing, loses the bytes: so it would on a real line.
            if !said.isEmpty { _ = write(terminal.descriptor, said, said.count) }
        }
    }
}
