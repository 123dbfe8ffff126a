import Synchronization

/// A place for the newest value: the writer never waits for the reader, and what was not read in time is replaced.
///
/// The lock is held for the copy of one small value, never across a system call.
final class Mailbox<Value: Sendable>: Sendable {
    private let content: Mutex<Value>

    init(_ initial: Value) { content = Mutex(initial) }

    func put(_ value: Value) { content.withLock { $0 = value } }

    func change(_ body: (inout Value) -> Void) { content.withLock { body(&$0) } }

    var newest: Value { content.withLock { $0 } }
}
