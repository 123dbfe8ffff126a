import Glibc

/// SIGTERM and SIGINT, waited for instead of handled. Make it before any thread is started: threads inherit the mask.
struct TerminationSignals {
    private let signals: sigset_t

    init() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGTERM)
        sigaddset(&signals, SIGINT)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        // A reader of our output that goes away must not take the rig with it.
        signal(SIGPIPE, SIG_IGN)
        self.signals = signals
    }

    /// Waits for a signal, for so many seconds at most; `nil` is for ever. Returns whether one came.
    func wait(seconds: Double?) -> Bool {
        var signals = self.signals
        guard let seconds else {
            var received: Int32 = 0
            while sigwait(&signals, &received) != 0 {}
            return true
        }
        var timeout = timespec(
            tv_sec: Int(seconds), tv_nsec: Int((seconds - seconds.rounded(.down)) * 1_000_000_000))
        while true {
            if sigtimedwait(&signals, nil, &timeout) > 0 { return true }
            if errno != EINTR { return false }
        }
    }
}
