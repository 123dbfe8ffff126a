import CLibSerialPort
import Foundation
import Glibc
import RigConfiguration

/// The serial ports of this machine.
public enum SerialPorts {
    /// Where udev puts names that stay.
    static let linkFolder = "/dev/serial/by-id"

    /// Every serial port that the system has at this moment, by name; none where the system does not say.
    public static func list() -> [SerialPort] {
        var listed: UnsafeMutablePointer<OpaquePointer?>?
        guard sp_list_ports(&listed) == SP_OK, let listed else { return [] }
        defer { sp_free_port_list(listed) }
        var ports: [SerialPort] = []
        var next = listed
        while let port = next.pointee {
            if let described = describe(port) { ports.append(described) }
            next += 1
        }
        return ports.sorted { $0.name < $1.name }
    }

    private static func describe(_ port: OpaquePointer) -> SerialPort? {
        guard let name = text(sp_get_port_name(port)) else { return nil }
        let transport: SerialPort.Transport =
            switch sp_get_port_transport(port) {
            case SP_TRANSPORT_USB: .usb(adapter(of: port))
            case SP_TRANSPORT_BLUETOOTH: .bluetooth
            // Numbers of the library, not an enumeration of ours.
            default: .native
            }
        return SerialPort(
            name: name, description: text(sp_get_port_description(port)), transport: transport,
            links: links(in: linkFolder, to: name))
    }

    private static func adapter(of port: OpaquePointer) -> SerialPort.USBAdapter? {
        var vendor: Int32 = 0
        var product: Int32 = 0
        guard sp_get_port_usb_vid_pid(port, &vendor, &product) == SP_OK else { return nil }
        return SerialPort.USBAdapter(
            vendor: UInt16(truncatingIfNeeded: vendor), product: UInt16(truncatingIfNeeded: product),
            serial: text(sp_get_port_usb_serial(port)), manufacturerName: text(sp_get_port_usb_manufacturer(port)),
            productName: text(sp_get_port_usb_product(port)))
    }

    private static func text(_ characters: UnsafeMutablePointer<CChar>?) -> String? {
        guard let characters else { return nil }
        let text = String(cString: characters)
        return text.isEmpty ? nil : text
    }

    /// The links of a folder that lead to a device, whole paths, by name.
    static func links(in folder: String, to device: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.sorted().map { "\(folder)/\($0)" }.filter { link in
            guard let end = realpath(link, nil) else { return false }
            defer { free(end) }
            return String(cString: end) == device
        }
    }

    // MARK: By the name in a rig

    /// The path behind the name of a port in a rig: a path is its own, a USB identity is looked for now.
    static func path(ofName name: String, among ports: () -> [SerialPort] = list) throws(BusProblem) -> String {
        guard name.hasPrefix(USBPortIdentity.scheme) else { return name }
        guard let identity = try? USBPortIdentity(text: name) else {
            throw .cannotOpen("\(name): not the identity of a USB port; write usb:VID:PID or usb:VID:PID:SERIAL")
        }
        return try port(meantBy: identity, among: ports()).name
    }

    /// The one port that `identity` means.
    static func port(
        meantBy identity: USBPortIdentity, among ports: [SerialPort]
    ) throws(BusProblem) -> SerialPort {
        let meant = ports.filter { $0.isMeant(by: identity) }
        if let only = meant.first, meant.count == 1 { return only }
        guard meant.isEmpty else {
            throw .cannotOpen(
                "\(identity.text): \(meant.count) ports are that: \(summary(of: meant)); add the serial number of "
                    + "the right one, or write the path of one of its links")
        }
        let others = ports.filter { $0.identity != nil }
        let there = others.isEmpty ? "there is no serial port on USB" : "on USB there is: \(summary(of: others))"
        throw .cannotOpen("\(identity.text): no such port; is the cable in, and the identity right? \(there)")
    }

    /// As in "/dev/ttyUSB0 (usb:0403:6001:A50285BI, FT232R USB UART)".
    private static func summary(of ports: [SerialPort]) -> String {
        ports.map { port in
            let words = [port.identity?.text, port.description].compactMap { $0 }
            return words.isEmpty ? port.name : "\(port.name) (\(words.joined(separator: ", ")))"
        }
        .joined(separator: ", ")
    }
}
