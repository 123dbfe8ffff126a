import Foundation
import Testing
import TreadmillControl

/// Lines of a test's own between the daemon and the simulator of a bench.
final class InterposedRig: Sendable {
    let unloading: InterposedLine
    let belt: InterposedLine
    let heardOnUnloading: HeardCommands
    let heardOnBelt: HeardCommands

    /// Changes the bench's rig so that a daemon started from now on comes through these lines.
    ///
    /// - Parameters:
    ///   - isNoisy: without noise the lines only listen.
    ///   - seed: decides all noise.
    init(_ bench: Bench, _ rig: ReferenceRig, isNoisy: Bool, seed: UInt64) throws {
        let heardOnUnloading = HeardCommands(.rtu)
        let heardOnBelt = HeardCommands(rig == .modbus ? .modbusTCP : .trackMaster) { $0 == 1 }
        self.heardOnUnloading = heardOnUnloading
        self.heardOnBelt = heardOnBelt
        let file = bench.folder.appendingPathComponent("rig.yaml")
        var text = try String(contentsOf: file, encoding: .utf8)
        let terminal = try TerminalEnds(
            link: bench.folder.appendingPathComponent("between/unloading").path,
            simulatorLink: bench.folder.appendingPathComponent("sim/unloading").path)
        let port = try #require(Self.beltPort(in: text))
        let socket = try SocketEnds(simulatorPort: port)
        text = text.replacing("sim/unloading", with: "between/unloading").replacing("\(port)", with: "\(socket.port)")
        try text.write(to: file, atomically: true, encoding: .utf8)
        let beltNoise = rig == .modbus ? Noise.tcp : .serial
        unloading = InterposedLine(terminal, noise: isNoisy ? .rtu : .none, seed: seed) {
            heardOnUnloading.hear($0, at: $1)
        }
        belt = InterposedLine(socket, noise: isNoisy ? beltNoise : .none, seed: seed &+ 1000) {
            heardOnBelt.hear($0, at: $1)
        }
    }

    func setCalm(_ isCalm: Bool) {
        unloading.setCalm(isCalm)
        belt.setCalm(isCalm)
    }

    func stop() {
        unloading.stop()
        belt.stop()
    }

    /// The only port number in a reference rig.
    private static func beltPort(in text: String) -> UInt16? {
        for line in text.split(separator: "\n") where line.contains("tcp_port:") || line.contains("tcp://127.0.0.1:") {
            guard !line.contains("#") else { continue }
            return line.split(whereSeparator: { $0 == ":" || $0 == " " }).last.flatMap { UInt16($0) }
        }
        return nil
    }
}
