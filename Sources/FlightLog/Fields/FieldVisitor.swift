import TreadmillControl

/// A value that a field can hold: what ULog calls its basic types.
package protocol FieldValue: LosslessStringConvertible, Sendable {
    associatedtype Bits: FixedWidthInteger
    /// The name of the type in a ULog format definition.
    static var ulogName: String { get }
    /// The value as it is stored and compared, so that a NaN equals itself and -0 differs from 0.
    var fieldBits: Bits { get }
    init(fieldBits: Bits)
    /// False for NaN and the infinities.
    var isFiniteValue: Bool { get }
}

extension FieldValue where Self: FixedWidthInteger, Bits == Self {
    package var fieldBits: Self { self }
    package init(fieldBits: Self) { self = fieldBits }
    package var isFiniteValue: Bool { true }
}

extension UInt8: FieldValue { package static var ulogName: String { "uint8_t" } }
extension UInt16: FieldValue { package static var ulogName: String { "uint16_t" } }
extension UInt32: FieldValue { package static var ulogName: String { "uint32_t" } }
extension UInt64: FieldValue { package static var ulogName: String { "uint64_t" } }
extension Int32: FieldValue { package static var ulogName: String { "int32_t" } }
extension Int64: FieldValue { package static var ulogName: String { "int64_t" } }

extension Double: FieldValue {
    package static var ulogName: String { "double" }
    package var fieldBits: UInt64 { bitPattern }
    package init(fieldBits: UInt64) { self.init(bitPattern: fieldBits) }
    package var isFiniteValue: Bool { isFinite }
}

extension Bool: FieldValue {
    package static var ulogName: String { "bool" }
    package var fieldBits: UInt8 { self ? 1 : 0 }
    package init(fieldBits: UInt8) { self = fieldBits != 0 }
    package var isFiniteValue: Bool { true }
}

/// Something that goes over the fields of a record in their order: to describe, write, read, compare or print them.
///
/// A record lists its fields once, in its `visit`; every use is a visitor, so no two uses can disagree.
package protocol FieldVisitor {
    mutating func visit<Value: FieldValue>(_ name: StaticString, _ value: inout Value)
    /// A number that stands for a case; `meaning` names the case, or is `nil` for a number without one.
    mutating func visitCode(_ name: StaticString, _ value: inout UInt8, meaning: (UInt8) -> String?)
    /// The flag that says whether the fields up to the matching ``endOptional()`` hold anything.
    mutating func beginOptional(_ name: StaticString, _ isPresent: inout Bool)
    mutating func endOptional()
    /// A record refuses what it was given.
    mutating func reject(_ name: StaticString, _ reason: String)
}

extension FieldVisitor {
    package mutating func visitCode(_ name: StaticString, _ value: inout UInt8, meaning: (UInt8) -> String?) {
        visit(name, &value)
    }
    package mutating func beginOptional(_ name: StaticString, _ isPresent: inout Bool) { visit(name, &isPresent) }
    package mutating func endOptional() {}
    package mutating func reject(_ name: StaticString, _ reason: String) {}

    mutating func visit(_ name: StaticString, _ value: inout some Quantity) { visit(name, &value.value) }
    mutating func visit(_ name: StaticString, _ value: inout TimeSpan) { visit(name, &value.nanoseconds) }
}
