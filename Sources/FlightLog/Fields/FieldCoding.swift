/// Writes fields one after the other into memory that the caller has made large enough.
struct FieldEncoder: FieldVisitor {
    private let buffer: UnsafeMutableRawBufferPointer
    private var offset = 0

    /// `buffer` holds at least the topic's ``FieldLayout/byteCount``.
    init(into buffer: UnsafeMutableRawBufferPointer) { self.buffer = buffer }

    mutating func visit<Value: FieldValue>(_ name: StaticString, _ value: inout Value) {
        buffer.storeBytes(of: value.fieldBits.littleEndian, toByteOffset: offset, as: Value.Bits.self)
        offset += MemoryLayout<Value.Bits>.size
    }
}

/// Reads fields one after the other from memory whose size the caller has checked.
struct FieldDecoder: FieldVisitor {
    private let buffer: UnsafeRawBufferPointer
    private var offset = 0

    /// `buffer` holds at least the topic's ``FieldLayout/byteCount``.
    init(from buffer: UnsafeRawBufferPointer) { self.buffer = buffer }

    mutating func visit<Value: FieldValue>(_ name: StaticString, _ value: inout Value) {
        let bits = buffer.loadUnaligned(fromByteOffset: offset, as: Value.Bits.self)
        value = Value(fieldBits: Value.Bits(littleEndian: bits))
        offset += MemoryLayout<Value.Bits>.size
    }
}
