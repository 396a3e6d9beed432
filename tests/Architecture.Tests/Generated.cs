using System.Text;

namespace Community.Architecture.Tests;

/// <summary>Files made from the code. Tests compare them; <c>./community docs</c> writes them.</summary>
internal static class Generated
{
    private const string WriteVariable = "COMMUNITY_WRITE_DOCS";

    private static bool IsWriting => Environment.GetEnvironmentVariable(WriteVariable) == "1";

    /// <summary>
    /// Fails if a file differs from the content made from the code. Writes the file instead if COMMUNITY_WRITE_DOCS is 1.
    /// </summary>
    /// <param name="path">Relative to the root.</param>
    /// <param name="content">The whole file.</param>
    public static void ShouldBe(string path, string content)
    {
        if (IsWriting)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Repository.InRoot(path))!);
            File.WriteAllText(Repository.InRoot(path), content, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        }

        var written = File.Exists(Repository.InRoot(path)) ? Repository.Read(path) : "";
        if (written != content)
        {
            Assert.Fail(
                $"{path} is not what the code says. Run ./community docs, look at the difference and commit it.\n{FirstDifference(written, content)}"
            );
        }
    }

    /// <summary>
    /// The part between <c>&lt;!-- generated: NAME --&gt;</c> and <c>&lt;!-- end --&gt;</c> of a file that is otherwise written by hand.
    /// </summary>
    public static void PartShouldBe(string path, string name, string content)
    {
        var (from, to) = ($"<!-- generated: {name} -->\n", "<!-- end -->");
        var page = Repository.Read(path);
        var start = page.IndexOf(from, StringComparison.Ordinal);
        start.ShouldBeGreaterThan(-1, $"{path} has no part {name}");
        start += from.Length;
        ShouldBe(path, page[..start] + content + page[page.IndexOf(to, start, StringComparison.Ordinal)..]);
    }

    private static string FirstDifference(string written, string made)
    {
        var (old, now) = (written.Split('\n'), made.Split('\n'));
        var line = old.Zip(now).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"Line {line + 1} is\n  {old.ElementAtOrDefault(line) ?? "(no such line)"}\nand should be\n  {now.ElementAtOrDefault(line) ?? "(no such line)"}";
    }
}
