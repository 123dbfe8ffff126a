/// The version of the daemon and the command line, which are released together.
public enum SoftwareVersion {
    public static let text = "0.1.0"
}
