import ArgumentParser
import Foundation
import RigConfiguration
import StrictYAML
import TreadmillControl

/// How bytes are framed on the wire.
struct FramingOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Baud rate. Default: 9600, of a treadmill 4800.", valueName: "n"))
    var baud: Int?
    @Option(help: "Parity: none, even or odd. Default: none.")
    var parity: LineParity?
    @Option(help: ArgumentHelp("Stop bits, 1 or 2. Default: 1.", valueName: "n"))
    var stopBits: Int?

    func validate() throws {
        guard baud.map({ SerialSettings.standardBauds.contains($0) }) ?? true else {
            let known = SerialSettings.standardBauds.map(\.description).joined(separator: ", ")
            throw ValidationError("--baud \(baud ?? 0) is not a standard rate; use one of: \(known).")
        }
        guard (1...2).contains(stopBits ?? 1) else { throw ValidationError("--stop-bits is 1 or 2.") }
    }

    /// - Parameter standardBaud: where nobody has said one.
    func settings(standardBaud: Int = 9600) -> SerialSettings {
        SerialSettings(
            baud: baud ?? standardBaud, parity: (parity ?? .none).setting, dataBits: 8, stopBits: stopBits ?? 1)
    }

    /// The options that were given.
    var given: [String] {
        (baud == nil ? [] : ["--baud"]) + (parity == nil ? [] : ["--parity"]) + (stopBits == nil ? [] : ["--stop-bits"])
    }
}

enum LineParity: String, ExpressibleByArgument, CaseIterable {
    case none, even, odd

    var setting: SerialSettings.Parity {
        switch self {
        case .none: .none
        case .even: .even
        case .odd: .odd
        }
    }
}

/// Where a device is that no rig places.
struct LineOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The serial port: of a Modbus RTU line, or of a treadmill.", valueName: "path"))
    var port: String?
    @Option(help: ArgumentHelp("A Modbus TCP server, HOST:PORT.", valueName: "host:port"))
    var tcp: String?
    @Option(help: ArgumentHelp("The device's Modbus unit, 1 to 247. Default: 1.", valueName: "n"))
    var unit: Int?
    @Option(help: ArgumentHelp("How long to wait for an answer, ms. Default: 300.", valueName: "ms"))
    var responseTimeout: Int?
    @OptionGroup var framing: FramingOptions

    func validate() throws {
        guard (1...247).contains(unit ?? 1) else { throw ValidationError("--unit is from 1 to 247.") }
        guard (5...5000).contains(responseTimeout ?? 300) else {
            throw ValidationError("--response-timeout is from 5 to 5000 ms.")
        }
    }

    /// The options that were given.
    var given: [String] {
        (port == nil ? [] : ["--port"]) + (tcp == nil ? [] : ["--tcp"]) + (unit == nil ? [] : ["--unit"])
            + (responseTimeout == nil ? [] : ["--response-timeout"]) + framing.given
    }

    /// Where relative ports are.
    var runtimeDirectory: String { ProcessInfo.processInfo.environment["RUNTIME_DIRECTORY"] ?? "" }

    /// The bus of a device of a profile.
    func modbus() throws -> BusConfiguration {
        switch (port, tcp) {
        case (let port?, nil):
            return try bus(.modbusRTU(port: name(of: port), settings: framing.settings()))
        case (nil, let tcp?):
            guard case .tcp(let host, let port) = try endpoint("tcp://\(tcp)", "--tcp", "write HOST:PORT") else {
                throw ValidationError("--tcp is HOST:PORT.")
            }
            return bus(.modbusTCP(host: host, port: port))
        case (nil, nil), (_?, _?):
            throw ValidationError("Say where the device is: --port PATH, or --tcp HOST:PORT.")
        }
    }

    /// The bus of a treadmill.
    func serial() throws -> BusConfiguration {
        guard let port else { throw ValidationError("Say where the treadmill is: --port PATH or tcp://HOST:PORT.") }
        let endpoint = try endpoint(port, "--port", "write a path, usb:VID:PID or tcp://HOST:PORT")
        return bus(.serial(endpoint, settings: framing.settings(standardBaud: 4800)))
    }

    private func name(of port: String) throws -> String {
        guard case .port(let path) = try endpoint(port, "--port", "write a path or usb:VID:PID") else {
            throw ValidationError("--port is a path or usb:VID:PID; a Modbus TCP server is --tcp HOST:PORT.")
        }
        return path
    }

    private func endpoint(_ text: String, _ option: String, _ remedy: String) throws -> SerialEndpoint {
        do throws(YAMLRefusal) {
            return try SerialEndpoint(text: text)
        } catch {
            throw ValidationError("\(option): \(error.reason); \(remedy).")
        }
    }

    private func bus(_ line: BusLine) -> BusConfiguration {
        BusConfiguration(
            name: "bench", line: line, responseTimeout: .milliseconds(Int64(responseTimeout ?? 300)))
    }
}
