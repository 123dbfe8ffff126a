import ArgumentParser
import Glibc
import OperatorAPI

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Examine the empty machine before it carries a runner.",
        discussion: """
            Checks configuration, disk, clock, loop, buses, devices and load cell. Then belt and rope move slowly for a \
            moment each, nothing more is said to their drive, and its own watchdog must stop it. Takes about 15 s. \
            Ctrl-C and `unweight stop` end it and bring everything to rest.

            \(ProgramExit.help)
            """)

    @Flag(help: "Do not ask: somebody has seen that the machine is empty.")
    var yes = false
    @Flag(help: "Show the last proof instead; nothing moves. Exits 0 if it holds.")
    var show = false
    @Flag(help: "The report as JSON, as docs/openapi.yaml describes it.")
    var json = false
    @Flag(name: .customLong("no-color"), help: "No colours. $NO_COLOR does the same.")
    var noColor = false
    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
        let exit = try await show ? showLast() : examine()
        throw ExitCode(exit.rawValue)
    }

    private var capabilities: TerminalCapabilities { .current(allowsColour: !noColor) }

    private func showLast() async throws -> ProgramExit {
        let answer = try await daemon.withDaemon { client in try await client.get(ProofAnswer.self, .proof) }
        if json {
            try JSONOutput.print(answer)
        } else {
            for line in ProofLines.lines(answer) { print(line) }
        }
        return answer.standing.validity == .valid ? .ok : .failed
    }

    private func examine() async throws -> ProgramExit {
        try confirm()
        return try await daemon.withDaemon { client in
            // A signal is not lost but stops what moves; a second one leaves, and the daemon sees the connection close.
            let interrupts = RepeatedInterrupt { try? await client.request(.stop) }
            let terminal = TerminalEvents { interrupts.handle($0) }
            defer { terminal.cancel() }
            let report = try await DoctorStream(client: client).run { show($0) }
            if json { try JSONOutput.print(report) }
            return report.passed ? .ok : .failed
        }
    }

    private func confirm() throws {
        guard !yes else { return }
        guard TerminalCapabilities.inputIsTerminal else {
            throw ValidationError("Belt and rope will move: see that the machine is empty, then say --yes.")
        }
        TerminalOutput.write(
            "Belt and rope will move slowly. Is the machine empty: nobody on the belt, nobody in the harness? yes/no: ")
        guard readLine()?.trimmedWord == "yes" else {
            throw CommandFailure(message: "nothing was moved", exit: .failed)
        }
    }

    private func show(_ event: ProofEvent) {
        guard !json else { return }
        switch event {
        case .begun(let check):
            if capabilities.isScreen { TerminalOutput.write("      \(check.title) ...") }
        case .item(let item):
            clearProgress()
            for line in ProofLines.lines(item) { print(line) }
        case .report(let report):
            clearProgress()
            for line in ProofLines.summary(report) { print(line) }
        }
    }

    private func clearProgress() {
        if capabilities.isScreen { TerminalOutput.write("\r\u{1B}[2K") }
    }

    private func print(_ line: StyledLine) { TerminalOutput.line(line.text(colour: capabilities.hasColour)) }
}

extension String {
    fileprivate var trimmedWord: String { filter { !$0.isWhitespace }.lowercased() }
}
