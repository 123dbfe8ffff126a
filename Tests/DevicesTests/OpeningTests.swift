import Foundation
import RigConfiguration
import Testing
import TreadmillControl

@testable import Devices

@Suite("A line that does not open says why, and what to do", .serialized)
struct OpeningTests {
    private let timeout = TimeSpan.milliseconds(200)

    @Test("A second opener of a Modbus port is refused, and the first goes on")
    func secondOpener() async throws {
        let modbus = ScriptedModbus([1: .hoist, 2: .loadCell])
        try await inTemporaryFolder { folder in
            let port = folder + "/sim/unloading"
            let peer = try TerminalPeer(link: port) { modbus.serveRTU($0) }
            defer { peer.stop() }
            try await WiredRig.run(Rigs.unloadingOnly, in: folder) { rig in
                try await eventually("the line is in use") { rig.hoist != nil }
                let text = problem { () throws(BusProblem) in
                    _ = try ModbusContext.open(port: port, settings: Rigs.line, responseTimeout: timeout)
                }
                #expect(text == "cannot open the line: \(port) is in use by another program; stop that program first")
                let transactions = rig.health(of: "unloading").transactions
                try await eventually("the first goes on") {
                    rig.health(of: "unloading").transactions > transactions + 5
                }
                #expect(rig.health(of: "unloading").failures == 0)
            }
        }
    }

    @Test("A missing port asks for the cable and the name")
    func missingPort() {
        let modbus = problem { () throws(BusProblem) in
            _ = try ModbusContext.open(port: "/dev/no-such-port", settings: Rigs.line, responseTimeout: timeout)
        }
        let serial = problem { () throws(BusProblem) in
            _ = try PortLine.open(path: "/dev/no-such-port", settings: Rigs.treadmillLine)
        }
        let expected =
            "cannot open the line: /dev/no-such-port: no such port; is the cable in, and the name right?"
        #expect(modbus == expected)
        #expect(serial == expected)
    }

    @Test("What is no serial port is told so")
    func noSerialPort() async throws {
        try await inTemporaryFolder { folder in
            let file = folder + "/file"
            #expect(FileManager.default.createFile(atPath: file, contents: nil))
            let modbus = problem { () throws(BusProblem) in
                _ = try ModbusContext.open(port: file, settings: Rigs.line, responseTimeout: timeout)
            }
            let serial = problem { () throws(BusProblem) in
                _ = try PortLine.open(path: file, settings: Rigs.treadmillLine)
            }
            #expect(modbus?.contains("not a serial port; check the name") == true, "\(modbus ?? "")")
            #expect(serial?.contains("not a serial port; check the name") == true, "\(serial ?? "")")
        }
    }

    @Test("A host that refuses is told from one that does not exist")
    func refusingHost() throws {
        let peer = try TCPPeer { _ in }
        let port = peer.port
        // Now nobody listens there.
        peer.stop()
        let modbus = problem { () throws(BusProblem) in
            _ = try ModbusContext.open(host: "127.0.0.1", port: port, responseTimeout: timeout)
        }
        #expect(modbus?.contains("127.0.0.1:\(port): no such host, or it refuses; check host and tcp_port") == true)
        let serial = problem { () throws(BusProblem) in
            _ = try TCPLine.open(host: "127.0.0.1", port: port, timeout: timeout)
        }
        #expect(serial?.contains("127.0.0.1:\(port): Connection refused; is the serial server on") == true)
        let nobody = problem { () throws(BusProblem) in
            _ = try TCPLine.open(host: "no-such-host.invalid", port: port, timeout: timeout)
        }
        #expect(nobody?.contains("no such host; check the name in the rig's file") == true)
    }

    @Test("A serial server is found behind the second address of its name")
    func secondAddress() throws {
        let peer = try TCPPeer { _ = $0.read(1) }
        defer { peer.stop() }
        // On most machines localhost is ::1 first, where nobody listens.
        _ = try TCPLine.open(host: "localhost", port: peer.port, timeout: timeout)
    }

    @Test("A baud rate that libmodbus would replace in silence is refused")
    func oddBaud() {
        var settings = Rigs.line
        settings.baud = 123_456
        let text = problem { () throws(BusProblem) in
            _ = try ModbusContext.open(port: "/dev/null", settings: settings, responseTimeout: timeout)
        }
        #expect(text?.contains("123456 is not a standard baud rate") == true)
    }

    @Test("A rig whose lines are not there keeps trying, tells it once, and works when they come")
    func lineComesLater() async throws {
        let modbus = ScriptedModbus([1: .hoist, 2: .loadCell])
        try await inTemporaryFolder { folder in
            try await WiredRig.run(Rigs.unloadingOnly, in: folder) { rig in
                rig.loop.post(Commands.rest)
                try await eventually("several attempts have failed") { rig.health(of: "unloading").failures >= 3 }
                #expect(rig.events.all.count == 1)
                let peer = try TerminalPeer(link: folder + "/sim/unloading") { modbus.serveRTU($0) }
                defer { peer.stop() }
                try await eventually("the rig is read") {
                    rig.loadCell != nil && rig.hoist?.status.contains(.watchdogVerified) == true
                }
                #expect(rig.events.all.last == .connected(bus: "unloading"))
                #expect(rig.health(of: "unloading").reconnects == 0)
            }
        }
    }

    /// What went wrong, in words; `nil` if nothing did.
    private func problem(_ open: () throws(BusProblem) -> Void) -> String? {
        do throws(BusProblem) {
            try open()
            return nil
        } catch {
            return error.description
        }
    }
}
