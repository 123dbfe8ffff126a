import StrictYAML

/// By which a serial port on USB is known, whichever name it has got this time: the numbers of its adapter's maker and
/// product, and the adapter's serial number where there is more than one of a kind.
///
/// As text: `usb:0403:6001` or `usb:0403:6001:A50285BI`, the numbers in four hexadecimal digits.
public struct USBPortIdentity: Equatable, Sendable {
    public static let scheme = "usb:"

    public var vendor: UInt16
    public var product: UInt16
    /// `nil` for any.
    public var serial: String?

    public init(vendor: UInt16, product: UInt16, serial: String? = nil) {
        self.vendor = vendor
        self.product = product
        self.serial = serial
    }

    /// Reads `usb:VID:PID` or `usb:VID:PID:SERIAL`. A serial number may hold colons.
    public init(text: String) throws(YAMLRefusal) {
        let remedy = "write usb:VID:PID or usb:VID:PID:SERIAL, as in usb:0403:6001:A50285BI"
        let parts = text.dropFirst(Self.scheme.count).split(
            separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        guard text.hasPrefix(Self.scheme), parts.count >= 2, let vendor = Self.number(parts[0]),
            let product = Self.number(parts[1])
        else {
            throw YAMLRefusal(reason: "\"\(text.prefix(40))\" is not the identity of a USB port", remedy: remedy)
        }
        self.vendor = vendor
        self.product = product
        guard parts.count == 3 else { return }
        let serial = String(parts[2])
        guard (1...126).contains(serial.utf8.count), serial.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw YAMLRefusal(reason: "\"\(text.prefix(40))\" has no usable serial number", remedy: remedy)
        }
        self.serial = serial
    }

    /// Its one spelling.
    public var text: String {
        let numbers = Self.scheme + Self.digits(vendor) + ":" + Self.digits(product)
        return serial.map { "\(numbers):\($0)" } ?? numbers
    }

    /// Exactly four hexadecimal digits.
    private static func number(_ text: Substring) -> UInt16? {
        guard text.utf8.count == 4, text.allSatisfy(\.isHexDigit) else { return nil }
        return UInt16(text, radix: 16)
    }

    private static func digits(_ number: UInt16) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }
}
