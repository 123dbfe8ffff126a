import ArgumentParser
import Devices
import RigConfiguration

struct DeviceListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the serial ports of this machine and how a rig may name them.",
        discussion: """
            A port on USB has an identity, usb:VID:PID:SERIAL, which stays the same whichever name the port gets this \
            time: write it as the port of a bus.

            \(ProgramExit.help)
            """)

    @Flag(help: "As JSON.")
    var json = false

    func run() throws {
        let ports = SerialPorts.list().map(PortReport.init)
        guard !json else { return try JSONOutput.print(ports) }
        guard !ports.isEmpty else {
            return TerminalOutput.line("no serial port on this machine; is the adapter in?")
        }
        for port in ports {
            TerminalOutput.line(TerminalText.harmless(port.headline))
            for name in [port.identity].compactMap({ $0 }) + port.links {
                TerminalOutput.line("  port: \(TerminalText.harmless(name))")
            }
        }
    }
}

/// A serial port, as JSON has it.
struct PortReport: Encodable {
    var name: String
    var description: String?
    /// "native", "usb" or "bluetooth".
    var transport: String
    var manufacturer: String?
    var product: String?
    /// What a rig may write for it; absent for a port that is not on USB.
    var identity: String?
    var links: [String]

    init(_ port: SerialPort) {
        name = port.name
        description = port.description
        links = port.links
        identity = port.identity?.text
        switch port.transport {
        case .native: transport = "native"
        case .bluetooth: transport = "bluetooth"
        case .usb(let adapter):
            transport = "usb"
            manufacturer = adapter?.manufacturerName
            product = adapter?.productName
        }
    }

    var headline: String {
        let words = [manufacturer, product ?? description].compactMap { $0 }.joined(separator: " ")
        return "\(name)  \(transport)" + (words.isEmpty ? "" : "  \(words)")
    }
}
