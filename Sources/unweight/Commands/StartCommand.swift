import ArgumentParser
import OperatorAPI
import TrainingPlans
import TreadmillControl

struct StartCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start", abstract: "Start a session and follow it to its end.",
        discussion: """
            The belt starts only after checks of all devices, with support raised, after an announced countdown. \
            Ctrl-C asks for a controlled stop and waits for it; a second Ctrl-C leaves at once. \
            Exits 0 only when the plan ran to its end.

            \(ProgramExit.help)
            """)

    @Argument(help: "The plan, a YAML file.")
    var plan: String
    @OptionGroup var runner: RunnerOptions
    @Flag(help: "Return as soon as the session is started; it goes on by itself.")
    var detach = false
    @Flag(
        help: """
            The belt runs only while this program is there and its terminal shows what it prints; otherwise it stops \
            within a second and a ramp.
            """)
    var operatorLink = false
    @OptionGroup var daemon: DaemonOptions
    @OptionGroup var display: DisplayOptions

    func validate() throws {
        guard !(detach && operatorLink) else {
            throw ValidationError("--operator-link needs somebody to stay: it does not go with --detach")
        }
    }

    func run() async throws {
        let file = try PlanText.read(path: plan)
        let request = SessionRequest(
            planText: file.text, planName: plan, massKilograms: runner.mass, needsOperatorLink: operatorLink)
        guard !detach else {
            let started = try await daemon.withDaemon { client in try await client.start(request) }
            TerminalOutput.line(Self.greeting(started, title: file.plan.title))
            return
        }
        let exit = try await daemon.withDaemon { client in
            var session = FollowSession(display: display.choice)
            let started = try await client.start(request)
            TerminalOutput.line(Self.greeting(started, title: file.plan.title))
            return await session.run(
                .attached(sessionID: started.sessionID), isOperator: operatorLink, client: client)
        }
        throw ExitCode(exit.rawValue)
    }

    private static func greeting(_ started: SessionStarted, title: String) -> String {
        let log = started.logFile.map { "log \($0)" } ?? "WITHOUT a log: none could be opened"
        return TerminalText.harmless("session \(started.sessionID) started: \(title); \(log)")
    }
}
