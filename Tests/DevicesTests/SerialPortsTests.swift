import Foundation
import RigConfiguration
import Testing
import TreadmillControl

@testable import Devices

@Suite("A serial port is found by its USB identity")
struct SerialPortsTests {
    private static func adapter(_ name: String, _ serial: String?, product: UInt16 = 0x6001) -> SerialPort {
        SerialPort(
            name: name, description: "FT232R USB UART",
            transport: .usb(SerialPort.USBAdapter(vendor: 0x0403, product: product, serial: serial)))
    }

    private let native = SerialPort(name: "/dev/ttyS0", description: "ttyS0", transport: .native)
    private let first = adapter("/dev/ttyUSB0", "A50285BI")
    private let second = adapter("/dev/ttyUSB1", "A50285BJ")
    private let nameless = SerialPort(name: "/dev/ttyUSB7", transport: .usb(nil))

    private func found(_ name: String, among ports: [SerialPort]) -> Result<String, BusProblem> {
        do throws(BusProblem) {
            return .success(try SerialPorts.path(ofName: name, among: { ports }))
        } catch {
            return .failure(error)
        }
    }

    @Test("The only one of its kind needs no serial number; of several the serial number tells which")
    func matching() {
        #expect(found("usb:0403:6001", among: [native, first, nameless]) == .success("/dev/ttyUSB0"))
        #expect(found("usb:0403:6001:A50285BJ", among: [native, first, second]) == .success("/dev/ttyUSB1"))
        #expect(
            found("usb:0403:6010", among: [first, Self.adapter("/dev/ttyUSB4", nil, product: 0x6010)])
                == .success("/dev/ttyUSB4"))
    }

    @Test("It is looked for anew each time: the same adapter under another name is found there")
    func renamed() {
        var moved = first
        moved.name = "/dev/ttyUSB3"
        #expect(found("usb:0403:6001:A50285BI", among: [second, moved]) == .success("/dev/ttyUSB3"))
    }

    @Test("None there: what is there instead is listed, so that the right one can be copied")
    func none() {
        #expect(
            found("usb:0403:6001:A50285BX", among: [native, first])
                == .failure(
                    .cannotOpen(
                        "usb:0403:6001:A50285BX: no such port; is the cable in, and the identity right? on USB there "
                            + "is: /dev/ttyUSB0 (usb:0403:6001:A50285BI, FT232R USB UART)")))
        #expect(
            found("usb:0403:6001", among: [native])
                == .failure(
                    .cannotOpen(
                        "usb:0403:6001: no such port; is the cable in, and the identity right? there is no serial port "
                            + "on USB")))
    }

    @Test("Several match: none is taken by chance, and all are listed")
    func several() {
        #expect(
            found("usb:0403:6001", among: [first, native, second])
                == .failure(
                    .cannotOpen(
                        "usb:0403:6001: 2 ports are that: /dev/ttyUSB0 (usb:0403:6001:A50285BI, FT232R USB UART), "
                            + "/dev/ttyUSB1 (usb:0403:6001:A50285BJ, FT232R USB UART); add the serial number of the "
                            + "right one, or write the path of one of its links")))
    }

    @Test("A path is its own and nothing is listed for it")
    func path() throws {
        var listings = 0
        let path = try SerialPorts.path(
            ofName: "/dev/serial/by-id/usb-x",
            among: {
                listings += 1
                return []
            })
        #expect(path == "/dev/serial/by-id/usb-x")
        #expect(listings == 0)
    }

    @Test("The links of udev's folder that lead to a port are its links, through whatever they lead")
    func links() async throws {
        try await inTemporaryFolder { folder in
            let (port, other) = (folder + "/ttyUSB0", folder + "/ttyUSB1")
            for path in [port, other] { #expect(FileManager.default.createFile(atPath: path, contents: nil)) }
            let byID = folder + "/by-id"
            try FileManager.default.createDirectory(atPath: byID, withIntermediateDirectories: true)
            for (name, target) in [("usb-b", "../ttyUSB0"), ("usb-a", port), ("usb-c", other), ("usb-d", "../gone")] {
                try FileManager.default.createSymbolicLink(atPath: byID + "/" + name, withDestinationPath: target)
            }
            let real = try PortLine.realName(of: port)
            #expect(SerialPorts.links(in: byID, to: real) == [byID + "/usb-a", byID + "/usb-b"])
            #expect(SerialPorts.links(in: folder + "/nowhere", to: real).isEmpty)
        }
    }

    @Test("This machine's own ports can be listed: each with a name, no two with the same")
    func ownPorts() {
        let names = SerialPorts.list().map(\.name)
        #expect(names.allSatisfy { $0.hasPrefix("/dev/") })
        #expect(Set(names).count == names.count)
    }

    @Test("A rig whose port is an adapter that is not there says so, on a serial line as on a Modbus line")
    func rigWithoutAdapter() async throws {
        // No maker has the number ffff.
        let name = "usb:ffff:fffe:none"
        let serial = RigConfiguration(
            name: "serial",
            buses: [
                BusConfiguration(
                    name: "treadmill", line: .serial(.port(path: name), settings: Rigs.treadmillLine),
                    responseTimeout: .milliseconds(100))
            ],
            belt: .woodway(bus: "treadmill", speedUnit: .milesPerHour), hoist: Rigs.unloadingOnly.hoist,
            loadCell: Rigs.unloadingOnly.loadCell)
        var modbus = Rigs.unloadingOnly
        modbus.buses[0].line = .modbusRTU(port: name, settings: Rigs.line)
        for configuration in [serial, modbus] {
            try await inTemporaryFolder { folder in
                try await WiredRig.run(configuration, in: folder) { rig in
                    try await eventually("it was told") { !rig.events.all.isEmpty }
                    let told = try #require(rig.events.all.first)
                    #expect("\(told)".contains("usb:ffff:fffe:none: no such port; is the cable in"))
                }
            }
        }
    }
}
