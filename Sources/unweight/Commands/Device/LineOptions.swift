import ArgumentParser
import DeviceProfiles
import Devices
import Foundation
import RigConfiguration
import StrictYAML
import TreadmillControl

/// How bytes are framed on the wire.
struct FramingOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Baud rate.", valueName: "n"))
    var baud: Int = 9600
    @Option(help: "Parity: none, even or odd.")
    var parity = LineParity.none
    @Option(help: ArgumentHelp("Stop bits, 1 or 2.", valueName: "n"))
    var stopBits = 1

    func validate() throws {
        guard SerialSettings.standardBauds.contains(baud) else {
            let known = SerialSettings.standardBauds.map(\.description).joined(separator: ", ")
            throw ValidationError("--baud \(baud) is not a standard rate; use one of: \(known).")
        }
        guard (1...2).contains(stopBits) else { throw ValidationError("--stop-bits is 1 or 2.") }
    }

    var settings: SerialSettings {
        SerialSettings(baud: baud, parity: parity.setting, dataBits: 8, stopBits: stopBits)
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

/// Where a device is.
struct LineOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The serial port of a Modbus RTU line.", valueName: "path"))
    var port: String?
    @Option(help: ArgumentHelp("A Modbus TCP server, HOST:PORT.", valueName: "host:port"))
    var tcp: String?
    @Option(help: ArgumentHelp("The device's Modbus unit, 1 to 247.", valueName: "n"))
    var unit: Int = 1
    @Option(help: ArgumentHelp("How long to wait for an answer, ms.", valueName: "ms"))
    var responseTimeout: Int = 300
    @OptionGroup var framing: FramingOptions

    func validate() throws {
        guard (port == nil) != (tcp == nil) else {
            throw ValidationError("Say where the device is: --port PATH, or --tcp HOST:PORT.")
        }
        guard (1...247).contains(unit) else { throw ValidationError("--unit is from 1 to 247.") }
        guard (5...5000).contains(responseTimeout) else {
            throw ValidationError("--response-timeout is from 5 to 5000 ms.")
        }
        _ = try line()
    }

    func line() throws -> BusLine {
        if let port { return .modbusRTU(port: port, settings: framing.settings) }
        do {
            guard case .tcp(let host, let port) = try SerialEndpoint(text: "tcp://\(tcp ?? "")") else {
                throw ValidationError("--tcp is HOST:PORT.")
            }
            return .modbusTCP(host: host, port: port)
        } catch let refusal as YAMLRefusal {
            throw ValidationError("--tcp: \(refusal.reason); write HOST:PORT.")
        }
    }

    /// The open bench; what keeps it from opening ends the program.
    func open(_ profile: DeviceProfile) throws -> DeviceBench {
        let line = try line()
        let runtime = ProcessInfo.processInfo.environment["RUNTIME_DIRECTORY"] ?? ""
        do throws(BusProblem) {
            return try DeviceBench(
                profile, on: line, unit: UInt8(clamping: unit), responseTimeout: .milliseconds(Int64(responseTimeout)),
                runtimeDirectory: runtime)
        } catch {
            throw CommandFailure(message: TerminalText.harmless("\(error)"), exit: .failed)
        }
    }
}
