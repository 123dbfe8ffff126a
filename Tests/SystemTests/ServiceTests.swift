import Foundation
import Glibc
import OperatorAPI
import SimulatedDevices
import Testing
import TreadmillControl

@Suite("The daemon as a service", .steadyMachine)
struct ServiceTests {
    @Test("it tells the service manager READY, STATUS, WATCHDOG and STOPPING")
    func notification() async throws {
        let bench = try await Bench.open()
        let address = bench.folder.appendingPathComponent("notify").path
        let manager = try UnixSocket.listening(at: address)
        let daemon = try await bench.startDaemon(
            environment: ["NOTIFY_SOCKET": address, "WATCHDOG_USEC": "2000000"])
        var heard: [String] = []
        func listen() { while let message = manager.receive() { heard.append(message) } }

        try await eventually("READY") {
            listen()
            return heard.contains { $0.hasPrefix("READY=1\nSTATUS=") }
        }
        try await eventually("the watchdog is fed again and again") {
            listen()
            return heard.count { $0 == "WATCHDOG=1" } >= 3
        }
        let plan = try bench.write("plan.yaml", shortPlan)
        #expect(try await bench.unweight("start", plan, "--mass", "70", "--detach").status == 0)
        try await eventually("the status line follows the session") {
            listen()
            return heard.contains { $0.hasPrefix("STATUS=armed") }
        }
        daemon.send(SIGTERM)
        #expect(try await daemon.end().status == 0)
        listen()
        #expect(heard.contains { $0.hasPrefix("STOPPING=1") })
    }

    @Test("a daemon whose loop stands still feeds no watchdog")
    func stalledLoop() async throws {
        let bench = try await Bench.open()
        let address = bench.folder.appendingPathComponent("notify").path
        let manager = try UnixSocket.listening(at: address)
        let daemon = try await bench.startDaemon(
            environment: ["NOTIFY_SOCKET": address, "WATCHDOG_USEC": "2000000"])
        daemon.send(SIGSTOP)
        try await eventually("every thread stands still") { daemon.isStopped }
        while manager.receive() != nil {}
        try await eventually(within: 10, "the drive's own watchdog trips") {
            bench.simulator.observe().beltWatchdogTrips == 1
        }
        #expect(manager.receive() == nil)
        daemon.send(SIGKILL)
        _ = try await daemon.end()
    }

    @Test("the socket is for owner and group, and the log is not for the world")
    func modes() async throws {
        let bench = try await Bench.open()
        let daemon = try await bench.startDaemon()
        let plan = try bench.write("plan.yaml", shortPlan)
        #expect(try await bench.unweight("start", plan, "--mass", "70", "--detach").status == 0)
        #expect(try mode(of: bench.socket) == 0o660)
        #expect(try mode(of: try #require(try bench.logs.first)) == 0o640)
        daemon.send(SIGTERM)
        #expect(try await daemon.end().status == 0)
    }

    private func mode(of path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return try #require(attributes[.posixPermissions] as? NSNumber).intValue & 0o777
    }

    @Test("clients with half a request do not keep the daemon from its end")
    func halfRequest() async throws {
        let bench = try await Bench.open()
        let daemon = try await bench.startDaemon()
        let clients = try (0..<5).map { _ in try UnixSocket.connected(to: bench.socket) }
        for client in clients { client.send("POST /v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{") }
        #expect(try await bench.status().phase == .idle)
        daemon.send(SIGTERM)
        #expect(try await daemon.end().status == 0)
        withExtendedLifetime(clients) {}
    }
}
