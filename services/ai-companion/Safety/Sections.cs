using System.Collections.Frozen;

namespace Community.Companion.Safety;

/// <summary>Text files of answers: <c>= NAME</c> begins one, <c>#</c> a comment before the first.</summary>
internal static class Sections
{
    public static FrozenDictionary<string, string> Read(string path) =>
        Embedded
            .Text(path)
            .Split("\n= ")
            .Skip(1)
            .Select(answer => answer.Split('\n', 2))
            .ToFrozenDictionary(answer => answer[0].Trim(), answer => answer[1].Trim(), StringComparer.Ordinal);
}
