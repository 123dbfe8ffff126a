extension Problem {
    /// 404.
    public static let noProof = Problem(
        status: 404, title: "There is no proof", detail: "the doctor has not examined this machine yet",
        remedy: "Empty the machine and run `unweight doctor`.")

    /// 409.
    public static let doctorAtWork = Problem(
        status: 409, title: "The doctor is at work", detail: "the machine is being examined",
        remedy: "Wait until it is done, or end it with `unweight stop`.")

    /// 409.
    public static func machineNotEmpty(newtons force: Double) -> Problem {
        Problem(
            status: 409, title: "The machine is not empty", detail: "the rope carries \(Int(force.rounded())) N",
            remedy: "Take everybody and everything out of the rope but the harness, then try again.")
    }
}
