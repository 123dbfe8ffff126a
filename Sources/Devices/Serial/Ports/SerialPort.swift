import RigConfiguration

/// A serial port of this machine, as the system describes it.
public struct SerialPort: Equatable, Sendable {
    public enum Transport: Equatable, Sendable {
        /// Of the machine itself.
        case native
        case usb(USBAdapter?)
        case bluetooth
    }

    /// What a USB adapter says of itself.
    public struct USBAdapter: Equatable, Sendable {
        public var vendor: UInt16
        public var product: UInt16
        public var serial: String?
        public var manufacturerName: String?
        public var productName: String?

        public init(
            vendor: UInt16, product: UInt16, serial: String? = nil, manufacturerName: String? = nil,
            productName: String? = nil
        ) {
            self.vendor = vendor
            self.product = product
            self.serial = serial
            self.manufacturerName = manufacturerName
            self.productName = productName
        }
    }

    /// As in `/dev/ttyUSB0`.
    public var name: String
    public var description: String?
    public var transport: Transport
    /// The links of udev that lead to it, whole paths: names that stay when the port's own name changes.
    public var links: [String]

    public init(name: String, description: String? = nil, transport: Transport, links: [String] = []) {
        self.name = name
        self.description = description
        self.transport = transport
        self.links = links
    }

    /// By which a rig may name it; `nil` for a port that is not on USB.
    public var identity: USBPortIdentity? {
        guard case .usb(let adapter?) = transport else { return nil }
        return USBPortIdentity(vendor: adapter.vendor, product: adapter.product, serial: adapter.serial)
    }

    /// Whether it is the port that `identity` means, or one of them.
    func isMeant(by identity: USBPortIdentity) -> Bool {
        guard case .usb(let adapter?) = transport, adapter.vendor == identity.vendor,
            adapter.product == identity.product
        else { return false }
        return identity.serial == nil || identity.serial == adapter.serial
    }
}
