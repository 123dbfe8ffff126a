import StrictYAML

extension String {
    /// A whole number in decimal or, after `0x`, in hexadecimal.
    var wholeNumber: Int? {
        guard hasPrefix("0x") || hasPrefix("0X") else { return Int(self) }
        let digits = dropFirst(2)
        guard digits.first?.isHexDigit == true else { return nil }
        return Int(digits, radix: 16)
    }

    /// A number as it may lie in a register: whole, hexadecimal or with decimals.
    var registerNumber: Double? { wholeNumber.map(Double.init) ?? decimal }
}

extension YAMLScalar where Value == WireAddress {
    /// An address on the wire, counted from 0.
    static var wireAddress: YAMLScalar<WireAddress> {
        YAMLScalar(expectation: "an address from 0 to 65535, as on the wire") {
            (text: String) throws(YAMLRefusal) -> WireAddress in
            guard let number = text.wholeNumber, (0...65535).contains(number) else {
                let hint = text.wholeNumber.flatMap(WireAddress.behindPrefix)
                let meant = hint.map { ": the one that the manual counts as \(text) is \($0)" } ?? ""
                throw YAMLRefusal(
                    reason: "\"\(text.prefix(40))\" is not an address on the wire",
                    remedy: "write 0 to 65535, or 0x0000 to 0xFFFF\(meant)")
            }
            return WireAddress(number: UInt16(number), isDecimal: !text.lowercased().hasPrefix("0x"))
        }
    }
}

/// An address as it was written.
struct WireAddress {
    var number: UInt16
    var isDecimal: Bool

    /// The address on the wire that a manual may have written with the table's digit in front and counted from 1, as in
    /// 40001 for 0; `nil` where it cannot be that.
    static func behindPrefix(_ number: Int) -> Int? {
        for base in [10_000, 30_000, 40_000, 100_000, 300_000, 400_000] {
            let most = base < 100_000 ? 9_999 : 65_536
            if (base + 1...base + most).contains(number) { return number - base - 1 }
        }
        return nil
    }

    /// The address that was meant, where this looks like one with its table's digit in front.
    func meant(in table: ModbusTable) -> Int? {
        let base =
            switch table {
            case .coil: 0
            case .discrete: 10_000
            case .input: 30_000
            case .holding: 40_000
            }
        guard isDecimal, base > 0, (base + 1...base + 9_999).contains(Int(number)) else { return nil }
        return Int(number) - base - 1
    }
}

extension YAMLScalar where Value == ClosedRange<Int> {
    /// A bit of a register, or a run of them.
    static var bits: YAMLScalar<ClosedRange<Int>> {
        let expectation = "a bit of 0 to 15, or a run of bits as in 4-7"
        return YAMLScalar(expectation: expectation) { (text: String) throws(YAMLRefusal) -> ClosedRange<Int> in
            let parts = text.split(separator: "-", omittingEmptySubsequences: false)
            let ends = parts.compactMap { Int($0) }
            guard ends.count == parts.count, (1...2).contains(ends.count), let first = ends.first, let last = ends.last,
                first >= 0, first <= last, last <= 15
            else { throw YAMLRefusal(reason: "\"\(text.prefix(40))\" names no bits", remedy: "use \(expectation)") }
            return first...last
        }
    }
}

extension YAMLScalar where Value == ModbusFunction {
    static var function: YAMLScalar<ModbusFunction> {
        let known = ModbusFunction.allCases.map { String($0.rawValue) }.joined(separator: ", ")
        return YAMLScalar(expectation: "function codes of: \(known)") {
            (text: String) throws(YAMLRefusal) -> ModbusFunction in
            guard let function = Int(text).flatMap(ModbusFunction.init(rawValue:)) else {
                throw YAMLRefusal(
                    reason: "\"\(text.prefix(40))\" is not a function code that can be used", remedy: "use \(known)")
            }
            return function
        }
    }
}

extension YAMLScalar where Value == WrittenNumber {
    /// A number, or a word whose meaning its channel or command decides.
    static var written: YAMLScalar<WrittenNumber> {
        YAMLScalar(expectation: "a number, a name of the channel's values, or what a command carries") {
            (text: String) throws(YAMLRefusal) -> WrittenNumber in
            if let number = text.registerNumber { return .number(number) }
            _ = try YAMLScalar<String>.identifier.read(text)
            return .word(text)
        }
    }
}

/// A value before it is known what it is for.
enum WrittenNumber: Equatable {
    case number(Double)
    case word(String)
}
