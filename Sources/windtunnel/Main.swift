import WindtunnelCommands

@main
enum Main {
    static func main() async { await WindtunnelTool.main() }
}
