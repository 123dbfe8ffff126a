import Glibc

extension LogTopic {
    /// The names of the fields whose bits differ between two records; empty when they are the same, NaNs included.
    func fieldsDiffering(from other: Self, layout: FieldLayout) -> [String] {
        let size = layout.byteCount
        return withUnsafeTemporaryAllocation(byteCount: 2 * size, alignment: 8) { memory in
            let mine = UnsafeMutableRawBufferPointer(rebasing: memory[..<size])
            let theirs = UnsafeMutableRawBufferPointer(rebasing: memory[size...])
            encode(into: mine)
            other.encode(into: theirs)
            if let a = mine.baseAddress, let b = theirs.baseAddress, memcmp(a, b, size) == 0 { return [] }
            var visitor = ComparisonVisitor(reference: UnsafeRawBufferPointer(theirs))
            var record = self
            record.visit(&visitor)
            return visitor.differing
        }
    }

    func encode(into memory: UnsafeMutableRawBufferPointer) {
        var encoder = FieldEncoder(into: memory)
        var record = self
        record.visit(&encoder)
    }
}

private struct ComparisonVisitor: FieldVisitor {
    let reference: UnsafeRawBufferPointer
    var offset = 0
    var differing: [String] = []

    init(reference: UnsafeRawBufferPointer) { self.reference = reference }

    mutating func visit<Value: FieldValue>(_ name: StaticString, _ value: inout Value) {
        let bits = reference.loadUnaligned(fromByteOffset: offset, as: Value.Bits.self)
        if Value.Bits(littleEndian: bits) != value.fieldBits { differing.append("\(name)") }
        offset += MemoryLayout<Value.Bits>.size
    }
}
