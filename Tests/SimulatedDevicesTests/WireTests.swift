import FaultScenarios
import Foundation
import RigConfiguration
import RigSimulation
import SimulatedDevices
import Testing
import TreadmillControl

@Suite("Other people's Modbus masters read and write the simulated rig", .serialized)
struct WireTests {
    @Test("mbpoll reads and writes the hoist and the load cell on the pseudo-terminal")
    func mbpollOnRTU() async throws {
        let mbpoll = try Peer.program("mbpoll", package: "mbpoll")
        try await ServedRig.serve(ExampleRigs.modbus()) { rig in
            let line = ["-m", "rtu", "-b", "115200", "-P", "none", "-0", "-1", "-o", "2"]
            let written = try await mbpoll.run(line + ["-a", "1", "-t", "4", "-r", "8", rig.line, "1234"])
            #expect(written.status == 0, "\(written.output)")
            let read = try await mbpoll.run(line + ["-a", "1", "-t", "4", "-r", "8", "-c", "1", rig.line])
            #expect(read.output.contains("[8]: \t1234"), "\(read.output)")
            let force = try await mbpoll.run(line + ["-a", "2", "-t", "3:float", "-B", "-r", "0", "-c", "1", rig.line])
            #expect(force.status == 0 && force.output.contains("[0]:"), "\(force.output)")
            let nobody = try await mbpoll.run(line + ["-a", "9", "-t", "4", "-r", "0", "-c", "1", rig.line])
            #expect(nobody.output.contains("timed out"), "\(nobody.output)")
        }
    }

    @Test("mbpoll reads and writes the belt on TCP")
    func mbpollOnTCP() async throws {
        let mbpoll = try Peer.program("mbpoll", package: "mbpoll")
        try await ServedRig.serve(ExampleRigs.modbus()) { rig in
            let line = ["-m", "tcp", "-p", rig.port, "-0", "-1", "-o", "2", "-a", "1", "-t", "4"]
            let written = try await mbpoll.run(line + ["-r", "9", "127.0.0.1", "800"])
            #expect(written.status == 0, "\(written.output)")
            let read = try await mbpoll.run(line + ["-r", "9", "-c", "1", "127.0.0.1"])
            #expect(read.output.contains("[9]: \t800"), "\(read.output)")
            let refused = try await mbpoll.run(line + ["-r", "400", "-c", "1", "127.0.0.1"])
            #expect(refused.output.contains("Illegal data address"), "\(refused.output)")
        }
    }

    @Test("pymodbus does all that it can on the pseudo-terminal, at the pace of the wire", arguments: [9600, 115_200])
    func pymodbusOnRTU(baud: Int) async throws {
        let client = try Peer.script("modbus_client.py")
        let line = SerialSettings(baud: baud, parity: .none, dataBits: 8, stopBits: 1)
        try await ServedRig.serve(ExampleRigs.modbus(line: line)) { rig in
            let outcome = try await client.run(["rtu", rig.line, "\(baud)"])
            #expect(outcome.status == 0 && outcome.output.hasSuffix("ok\n"), "\(outcome.output)")
        }
    }

    @Test("pymodbus does all that it can on TCP")
    func pymodbusOnTCP() async throws {
        let client = try Peer.script("modbus_client.py")
        try await ServedRig.serve(ExampleRigs.modbus()) { rig in
            let outcome = try await client.run(["tcp", "127.0.0.1", rig.port])
            #expect(outcome.status == 0 && outcome.output.hasSuffix("ok\n"), "\(outcome.output)")
        }
    }

    @Test("Requests joined and cut on TCP, two clients at once, a stream that is no Modbus")
    func segments() async throws {
        let client = try Peer.script("modbus_segments.py")
        try await ServedRig.serve(ExampleRigs.modbus()) { rig in
            let outcome = try await client.run(["127.0.0.1", rig.port])
            #expect(outcome.status == 0 && outcome.output.hasSuffix("ok\n"), "\(outcome.output)")
        }
    }

    @Test("The PyPI package pywoodway drives the Woodway on the simulator's own terminal")
    func woodwayPackage() async throws {
        let client = try Peer.script("woodway_client.py")
        try await ServedRig.serve(ExampleRigs.woodway(unit: .milesPerHour)) { rig in
            let outcome = try await client.run([rig.treadmillLine])
            #expect(outcome.status == 0 && outcome.output.hasSuffix("ok\n"), "\(outcome.output)")
            // What the client saw stopping by itself was the timer.
            #expect(rig.server.observe().beltWatchdogTrips == 1)
        }
    }

    @Test("The PyPI package trackmaster drives the TrackMaster on the simulator's own terminal")
    func trackmasterPackageOnTerminal() async throws {
        let client = try Peer.script("trackmaster_terminal.py")
        var configuration = ExampleRigs.trackMaster(unit: .milesPerHour)
        configuration.buses[1].line = .serial(.port(path: "sim/treadmill"), settings: ExampleRigs.treadmillLine)
        try await ServedRig.serve(configuration) { rig in
            let outcome = try await client.run([rig.treadmillLine])
            #expect(outcome.status == 0 && outcome.output.hasSuffix("ok\n"), "\(outcome.output)")
        }
    }

    @Test("The PyPI package trackmaster drives the treadmill through socat's terminal")
    func trackmasterPackage() async throws {
        _ = try Peer.program("socat", package: "socat")
        let client = try Peer.script("trackmaster_client.py")
        try await ServedRig.serve(ExampleRigs.trackMaster(unit: .milesPerHour)) { rig in
            let outcome = try await client.run(["127.0.0.1", rig.port, rig.folder])
            #expect(outcome.status == 0 && outcome.output.hasSuffix("ok\n"), "\(outcome.output)")
        }
    }
}

@Suite("A simulated rig comes, is cut, is mended and goes", .serialized)
struct ServedRigLifeTests {
    @Test("A cut terminal is gone and a cut port refuses; mended, both serve as before")
    func cutAndMended() async throws {
        let mbpoll = try Peer.program("mbpoll", package: "mbpoll")
        try await ServedRig.serve(ExampleRigs.modbus()) { rig in
            let tcp = [
                "-m", "tcp", "-p", rig.port, "-0", "-1", "-o", "1", "-a", "1", "-t", "4", "-r", "16", "127.0.0.1",
            ]
            let rtu = [
                "-m", "rtu", "-b", "115200", "-P", "none", "-0", "-1", "-o", "1", "-a", "1", "-t", "4", "-r", "16",
                rig.line,
            ]
            for part in [RigPart.hoist, .belt] { rig.server.apply(.disconnect(part)) }
            let refused = try await mbpoll.run(tcp)
            #expect(refused.output.contains("Connection refused"), "\(refused.output)")
            try await until("the link is gone") { !linkExists(rig.line) }
            for part in [RigPart.hoist, .belt] { rig.server.clear(.disconnect(part)) }
            let tcpAgain = try await mbpoll.run(tcp)
            #expect(tcpAgain.output.contains("[16]:"), "\(tcpAgain.output)")
            try await until("the link is back") { linkExists(rig.line) }
            let rtuAgain = try await mbpoll.run(rtu)
            #expect(rtuAgain.output.contains("[16]:"), "\(rtuAgain.output)")
        }
    }

    @Test("A serial line on a terminal is cut and mended as well, and an adapter on USB cannot be simulated")
    func serialTerminal() async throws {
        try await ServedRig.serve(ExampleRigs.woodway()) { rig in
            #expect(
                rig.endpoints.map(\.description).last
                    == "treadmill: belt on a serial line at \(rig.treadmillLine), 4800 8N1")
            rig.server.apply(.disconnect(.belt))
            try await until("the link is gone") { !linkExists(rig.treadmillLine) }
            rig.server.clear(.disconnect(.belt))
            try await until("the link is back") { linkExists(rig.treadmillLine) }
        }
        var adapter = ExampleRigs.woodway()
        adapter.buses[1].line = .serial(.port(path: "usb:0403:6001"), settings: ExampleRigs.treadmillLine)
        let folder = temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let server = SimulatedRigServer(
            configuration: adapter, runtimeDirectory: folder, runnerMass: .kilograms(70), seed: 1)
        #expect(
            throws: SimulatorError.unservableLine(
                bus: "treadmill", reason: "usb:0403:6001 is an adapter; write a path, as in sim/treadmill")
        ) { try server.start() }
    }

    @Test("A scheduled fault comes and goes by itself")
    func scheduledFault() async throws {
        try await ServedRig.serve(ExampleRigs.modbus()) { rig in
            rig.server.schedule([
                TimedFault(at: .zero, duration: .milliseconds(50), fault: .rig(.emergencyStop)),
                TimedFault(at: .zero, fault: .rig(.off(.hoist))),
            ])
            try await until("the stop is released") { rig.server.activeFaults == [.off(.hoist)] }
        }
    }

    @Test("A link left over by a killed simulator is replaced, and gone after the end")
    func staleLink() async throws {
        let folder = temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder + "/sim", withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: folder + "/sim/unloading", withDestinationPath: "/dev/pts/999999")
        let server = server(in: folder)
        _ = try server.start()
        #expect(
            try FileManager.default.destinationOfSymbolicLink(atPath: folder + "/sim/unloading") != "/dev/pts/999999")
        server.stop()
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/sim").isEmpty)
    }

    @Test("A file in the place of the link is not touched: the start is refused and says why")
    func occupiedLink() throws {
        let folder = temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder + "/sim", withIntermediateDirectories: true)
        let path = folder + "/sim/unloading"
        #expect(FileManager.default.createFile(atPath: path, contents: Data("precious".utf8)))
        #expect(throws: SimulatorError.linkPathOccupied(path: path)) { try server(in: folder).start() }
        #expect(FileManager.default.contents(atPath: path) == Data("precious".utf8))
    }

    @Test("A second simulator on the same link, or on the same port, is refused and leaves the first in peace")
    func secondSimulator() async throws {
        try await ServedRig.serve(ExampleRigs.modbus()) { rig in
            #expect(throws: SimulatorError.linkServedByAnother(path: rig.line)) { try server(in: rig.folder).start() }
            #expect(linkExists(rig.line))

            let elsewhere = temporaryFolder()
            defer { try? FileManager.default.removeItem(atPath: elsewhere) }
            let port = try #require(UInt16(rig.port))
            var configuration = ExampleRigs.modbus()
            configuration.buses[1].line = .modbusTCP(host: "127.0.0.1", port: port)
            let second = SimulatedRigServer(
                configuration: configuration, runtimeDirectory: elsewhere, runnerMass: .kilograms(70), seed: 1)
            #expect(throws: SimulatorError.portBusy(host: "127.0.0.1", port: port)) { try second.start() }
            // What was opened before the failure is closed again.
            #expect(!linkExists(elsewhere + "/sim/unloading"))
        }
    }

    private func server(in folder: String) -> SimulatedRigServer {
        SimulatedRigServer(
            configuration: ExampleRigs.modbus(), runtimeDirectory: folder, runnerMass: .kilograms(70), seed: 1)
    }

    private func temporaryFolder() -> String {
        FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    }

    private func linkExists(_ path: String) -> Bool {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) != nil
    }

    /// Looks until it is so; a minute is for ever.
    private func until(_ what: String, _ isSo: () -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while !isSo() {
            try #require(ContinuousClock.now < deadline, "never: \(what)")
            try await Task.sleep(for: .milliseconds(5))
        }
    }
}
