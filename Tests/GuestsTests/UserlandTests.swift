import MachineRules
import ModelContextProtocol
import Synchronization
import Testing

@testable import Guests

@Suite("The emulated programs of a machine")
struct UserlandTests {
    /// Runs words in a userland of a fixed time whose sleeps are over at once.
    private func run(
        _ words: [String],
        stdin: String = "",
        environment: [(String, String)] = [],
        sleep: @escaping @Sendable (Timestamp) async throws -> Void = { _ in }
    ) async throws -> (code: Int, out: String, err: String) {
        let userland = Userland(
            hostname: "d0", environment: ProcessEnvironment(environment), files: VolumeFiles(mounts: []),
            startedAt: Timestamp(milliseconds: 1_785_585_600_000), sleep: sleep)
        let result = try await userland.run(words, stdin: Array(stdin.utf8))
        return (
            result.exitCode, String(decoding: result.stdout, as: UTF8.self),
            String(decoding: result.stderr, as: UTF8.self)
        )
    }

    @Test(
        "Each program says what it is known for",
        arguments: [
            (["true"], 0, "", ""), (["false"], 1, "", ""), (["echo"], 0, "\n", ""),
            (["echo", "-n", "a", "b"], 0, "a b", ""), (["echo", "a", "-n"], 0, "a -n\n", ""),
            (["/bin/echo", "x"], 0, "x\n", ""), (["/usr/bin/env"], 0, "A=1\nB=two words\n", ""),
            (["env", "A=9", "C=3"], 0, "A=9\nB=two words\nC=3\n", ""),
            (["env", "A=9", "printenv", "A"], 0, "9\n", ""), (["printenv"], 0, "A=1\nB=two words\n", ""),
            (["printenv", "B"], 0, "two words\n", ""), (["printenv", "A", "Z"], 1, "1\n", ""),
            (["hostname"], 0, "d0\n", ""), (["pwd"], 0, "/\n", ""), (["whoami"], 0, "root\n", ""),
            (["id"], 0, "uid=0(root) gid=0(root) groups=0(root)\n", ""), (["uname"], 0, "Linux\n", ""),
            (["uname", "-sn"], 0, "Linux d0\n", ""),
            (["uname", "-a"], 0, "Linux d0 6.12.0-fly #1 SMP PREEMPT_DYNAMIC x86_64 GNU/Linux\n", ""),
            (["uname", "-x"], 1, "", "uname: unrecognized option: x\n"),
            (["date"], 0, "Sat Aug  1 12:00:00 UTC 2026\n", ""),
            (
                ["date", "-u", "+%F %T %s %Z %a %b %e %Y-%m-%d %H:%M:%S %% %q"], 0,
                "2026-08-01 12:00:00 1785585600 UTC Sat Aug  1 2026-08-01 12:00:00 % %q\n", ""
            ),
            (["date", "now"], 1, "", "date: invalid date 'now'\n"), (["exit", "3"], 3, "", ""),
            (["exit", "259"], 3, "", ""), (["exit", "x"], 2, "", "sh: exit: Illegal number: x\n"),
            (["sleep"], 1, "", "sleep: missing operand\n"), (["sleep", "x"], 1, "", "sleep: invalid number 'x'\n"),
            (["sleep", "1", "0.5m"], 0, "", ""), (["nginx", "-t"], 127, "", "sh: nginx: not found\n"),
            (["/opt/tool"], 127, "", "sh: /opt/tool: not found\n"), (["cat"], 0, "typed", ""),
            (["cat", "-", "/x"], 1, "typed", "cat: /x: No such file or directory\n"),
            (["ls", "/x"], 1, "", "ls: /x: No such file or directory\n"),
            (["ls", "-z"], 1, "", "ls: unrecognized option: z\n"),
            (["sh"], 127, "", "sh: typed: not found\n"), (["sh", "-c"], 2, "", "sh: -c requires an argument\n"),
            (["sh", "x.sh"], 2, "", "sh: windtunnel runs scripts of -c and of standard input only\n"),
        ] as [([String], Int, String, String)])
    func programs(words: [String], code: Int, out: String, err: String) async throws {
        let result = try await run(words, stdin: "typed", environment: [("A", "1"), ("B", "two words")])
        #expect(result == (code, out, err))
    }

    @Test(
        "A script runs its commands in a row",
        arguments: [
            ("echo a; echo b", 0, "a\nb\n", ""), ("echo a\n\necho b # c\n", 0, "a\nb\n", ""),
            ("true && echo yes || echo no", 0, "yes\n", ""), ("false && echo yes || echo no", 0, "no\n", ""),
            ("false || false; echo $?", 0, "1\n", ""), ("nope; echo $?", 0, "127\n", "sh: nope: not found\n"),
            ("echo a &&\n echo b", 0, "a\nb\n", ""), ("echo a; exit 4; echo b", 4, "a\n", ""),
            ("false; exit", 1, "", ""), ("echo $A-${A}x'$A'\"$A\"\\$A$", 0, "1-1x$A1$A$\n", ""),
            ("echo $B", 0, "two words\n", ""), ("echo \"$B\"", 0, "two   words\n", ""),
            ("echo x${B}y", 0, "xtwo wordsy\n", ""), ("echo [$NONE] \"$NONE\" $NONE.", 0, "[]  .\n", ""),
            ("echo \"a\\\"b\\n\" ''", 0, "a\"b\\n \n", ""), ("X=5; echo $X", 0, "5\n", ""),
            ("X=5 printenv X; echo .$X", 0, "5\n.\n", ""), ("export X=6; sh -c 'echo $X'", 0, "6\n", ""),
            ("sh -c 'exit 7'; echo $?", 0, "7\n", ""), ("bash -lc 'echo hi'", 0, "hi\n", ""),
            ("$C", 0, "from a variable\n", ""), ("", 0, "", ""),
            ("echo a | cat", 2, "", "sh: windtunnel does not emulate | of the shell\n"),
            ("echo a > b", 2, "", "sh: windtunnel does not emulate > of the shell\n"),
            ("sleep 1 &", 2, "", "sh: windtunnel does not emulate & of the shell\n"),
            ("ls *", 2, "", "sh: windtunnel does not emulate * of the shell\n"),
            ("echo $(date)", 2, "", "sh: windtunnel does not emulate $( of the shell\n"),
            ("echo \"`date`\"", 2, "", "sh: windtunnel does not emulate ` of the shell\n"),
            ("echo ${A:-1}", 2, "", "sh: windtunnel does not emulate ${A:-1} of the shell\n"),
            ("echo ${A", 2, "", "sh: unterminated `${`\n"),
            ("echo 'a", 2, "", "sh: unterminated quoted string\n"),
            ("echo \"a", 2, "", "sh: unterminated quoted string\n"),
            ("; echo", 2, "", "sh: syntax error: unexpected \";\"\n"),
            ("echo && && echo", 2, "", "sh: syntax error: unexpected \"&&\"\n"),
            ("echo a ||", 2, "", "sh: syntax error: unexpected end of file\n"),
        ])
    func scripts(script: String, code: Int, out: String, err: String) async throws {
        let result = try await run(
            ["sh", "-c", script],
            environment: [("A", "1"), ("B", "two   words"), ("C", "echo from a variable")])
        #expect(result == (code, out, err))
    }

    @Test("A sleep ends when the time is there, and the next one begins then")
    func sleeps() async throws {
        let dues = Mutex<[Int64]>([])
        let result = try await run(["sh", "-c", "sleep 1.5; date +%s; sleep 2m; date +%s"]) { due in
            dues.withLock { $0.append(due.milliseconds - 1_785_585_600_000) }
        }
        #expect(dues.withLock { $0 } == [1500, 121_500])
        #expect(result.out == "1785585601\n1785585721\n")
    }

    @Test("Work that is to end ends in its sleep")
    func ends() async throws {
        await #expect(throws: CancellationError.self) {
            try await run(["sh", "-c", "sleep 5; echo never"]) { _ in throw CancellationError() }
        }
    }

    @Test("A script that runs itself comes to an end")
    func recursion() async throws {
        let once = try await run(["sh", "-c", "$X"], environment: [("X", "sh -c $X")])
        #expect(once.code != 0)
        let deep = try await run(
            ["sh", "-c", "sh -c \"$X\""], environment: [("X", "sh -c \"$X\"; sh -c \"$X\"; sh -c \"$X\"")])
        #expect(deep.err.contains("sh: scripts nested too deeply"))
        #expect(deep.err.hasSuffix("sh: windtunnel runs no more than 1000 commands at once\n"))
        #expect(deep.code == 2)
    }

    @Test("What is written is kept up to a MiB, and words are bounded, too")
    func bounds() async throws {
        let long = String(repeating: "x", count: 700_000)
        let result = try await run(["sh", "-c", "echo $L; echo $L; echo $L"], environment: [("L", long)])
        #expect(result.out.utf8.count == 1 << 20)
        let words = try await run(["sh", "-c", "echo $L$L$L$L; echo $?"], environment: [("L", long)])
        #expect(words == (0, "126\n", "sh: argument list too long\n"))
        let assignment = try await run(["sh", "-c", "X=$L$L$L$L"], environment: [("L", long)])
        #expect(assignment.code == 126)
    }

    @Test(
        "A line is split into words as a shell does",
        arguments: [
            ("", []), ("  ", []), ("a b", ["a", "b"]), (" a\t b\nc ", ["a", "b", "c"]),
            ("'a b' \"c d\"", ["a b", "c d"]),
            ("a\\ b", ["a b"]), ("''", [""]), ("a''b\"c\"", ["abc"]),
            ("a; b && $X | c > d", ["a;", "b", "&&", "$X", "|", "c", ">", "d"]),
            ("\"\\\"\\\\\\$\\n\"", ["\"\\$\\n"]), ("'\\'", ["\\"]), ("#no comment", ["#no", "comment"]),
            ("ls *.txt `x` $(y)", ["ls", "*.txt", "`x`", "$(y)"]), ("é\u{301} 👩‍👩‍👧", ["é\u{301}", "👩‍👩‍👧"]),
        ] as [(String, [String])])
    func words(line: String, words: [String]) throws {
        #expect(try ShellWords.split(line) == words)
    }

    @Test("A line that no shell reads is refused", arguments: ["'a", "\"a", "a\\", "\"a\\\""])
    func unbalanced(line: String) {
        #expect(throws: ShellSyntaxError.self) { try ShellWords.split(line) }
    }
}
