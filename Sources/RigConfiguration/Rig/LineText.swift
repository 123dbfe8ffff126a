import StrictYAML

// The texts by which a file says where a line is.

extension YAMLScalar where Value == String {
    /// The path of a serial port, or `usb:VID:PID[:SERIAL]`. A relative path stays within the runtime directory.
    static var portPath: YAMLScalar<String> {
        YAMLScalar(expectation: "the path of a serial port") { (text: String) throws(YAMLRefusal) -> String in
            guard !text.contains("://") else {
                throw YAMLRefusal(
                    reason: "\"\(text)\" is not a serial port of this machine",
                    remedy: "give a path or usb:VID:PID, or use protocol: serial or modbus_tcp")
            }
            return try portName(text)
        }
    }

    /// A host name or address.
    static var host: YAMLScalar<String> {
        YAMLScalar(expectation: "a host name or address") { (text: String) throws(YAMLRefusal) -> String in
            try checkedHost(text)
        }
    }
}

extension YAMLScalar where Value == Int {
    /// A rate that every serial driver knows.
    static var standardBaud: YAMLScalar<Int> {
        let rates = SerialSettings.standardBauds.map(\.description).joined(separator: ", ")
        return YAMLScalar(expectation: "one of: \(rates)") { (text: String) throws(YAMLRefusal) -> Int in
            guard let baud = Int(text), SerialSettings.standardBauds.contains(baud) else {
                throw YAMLRefusal(reason: "\"\(text)\" is not a standard baud rate", remedy: "use one of: \(rates)")
            }
            return baud
        }
    }
}

extension YAMLScalar where Value == SerialEndpoint {
    /// A path, `usb:VID:PID[:SERIAL]`, or `tcp://host:port`.
    static var serialEndpoint: YAMLScalar<SerialEndpoint> {
        YAMLScalar(expectation: "a path, usb:VID:PID or tcp://host:port") {
            (text: String) throws(YAMLRefusal) -> SerialEndpoint in
            try SerialEndpoint(text: text)
        }
    }
}

extension SerialEndpoint {
    /// Reads a path, `usb:VID:PID[:SERIAL]` or `tcp://host:port`; an IPv6 address stands in brackets.
    public init(text: String) throws(YAMLRefusal) {
        let scheme = "tcp://"
        guard text.hasPrefix(scheme) else {
            guard !text.contains("://") else {
                throw YAMLRefusal(reason: "\"\(text)\" is neither a path nor tcp://", remedy: "write tcp://host:port")
            }
            self = .port(path: try portName(text))
            return
        }
        let address = text.dropFirst(scheme.count)
        guard let colon = address.lastIndex(of: ":"),
            let port = UInt16(address[address.index(after: colon)...]), port > 0
        else {
            throw YAMLRefusal(reason: "\"\(text)\" has no port of 1 to 65535", remedy: "write tcp://host:port")
        }
        var host = address[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        self = .tcp(host: try checkedHost(String(host)), port: port)
    }

    /// A path, `usb:VID:PID[:SERIAL]`, or `tcp://host:port`.
    public var text: String {
        switch self {
        case .port(let path): path
        case .tcp(let host, let port): host.contains(":") ? "tcp://[\(host)]:\(port)" : "tcp://\(host):\(port)"
        }
    }
}

/// A path as it is, or the identity of a USB port in its one spelling.
private func portName(_ text: String) throws(YAMLRefusal) -> String {
    if text.hasPrefix(USBPortIdentity.scheme) { return try USBPortIdentity(text: text).text }
    try refuseUnusablePath(text)
    return text
}

private func checkedHost(_ text: String) throws(YAMLRefusal) -> String {
    let isHost = text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: ":"),
            UInt8(ascii: "_"), UInt8(ascii: "%"):
            true
        default: false
        }
    }
    guard isHost, (1...253).contains(text.utf8.count) else {
        throw YAMLRefusal(
            reason: "\"\(text.prefix(40))\" is not a host name or address", remedy: "write a name such as 192.0.2.7")
    }
    return text
}

/// Refuses what no path can hold, and relative paths that leave the directory in which they are looked up.
private func refuseUnusablePath(_ text: String) throws(YAMLRefusal) {
    guard !text.isEmpty, !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }), text.utf8.count <= 1024 else {
        throw YAMLRefusal(reason: "is not a usable path", remedy: "write a path such as /dev/ttyUSB0")
    }
    guard text.hasPrefix("/") || !text.split(separator: "/").contains("..") else {
        throw YAMLRefusal(
            reason: "\"\(text.prefix(40))\" leaves the runtime directory", remedy: "write an absolute path")
    }
}
