using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;

namespace Community.Architecture.Tests;

/// <summary>The texts that clients get with a refusal: plain sentences that name only existing calls.</summary>
public sealed partial class RefusalTests(Applications applications)
{
    [Fact]
    public void ARefusalIsAPlainSentence()
    {
        var texts = Texts().ToList();
        texts.Count.ShouldBeGreaterThan(300);
        texts.Where(text => Unclear().IsMatch(text.Text)).ShouldBeEmpty();
    }

    [Fact]
    public void ARefusalIsASentenceOrContinuesAName()
    {
        // "must be …" continues the field's name; anything else is a sentence with an end.
        var breaches = Texts()
            .Where(text =>
                char.IsUpper(text.Text[0])
                && text.Text[^1] is not ('.' or '?' or ' ' or ')' or '(')
                && !text.Text.EndsWith("})", StringComparison.Ordinal)
                && text.Text.Count(character => character == ' ') > 2
            );
        breaches.ShouldBeEmpty();
    }

    [Fact]
    public void ACallThatARefusalNamesExists()
    {
        var routes = applications
            .Endpoints.SelectMany(pair =>
                pair.Endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()
                    ?.HttpMethods.Select(method => $"{method} /{Holes().Replace(pair.Endpoint.RoutePattern.RawText!.Trim('/'), "{}")}")
                ?? []
            )
            .ToHashSet(StringComparer.Ordinal);
        var named = Repository
            .Files("services", ".cs")
            .Concat(Repository.PlatformFiles(".cs"))
            .SelectMany(file =>
                Repository
                    .Read(file)
                    .Split('\n')
                    .Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal))
                    .SelectMany(line => Literal().Matches(line))
                    .SelectMany(literal => Call().Matches(literal.Value))
                    .Select(match => (File: file, Call: match))
            )
            .Select(found =>
                (
                    found.File,
                    Call: $"{found.Call.Groups["method"].Value} /api/v1{Holes().Replace(found.Call.Groups["path"].Value.Replace("{{", "{", StringComparison.Ordinal).Replace("}}", "}", StringComparison.Ordinal), "{}")}"
                )
            )
            .ToList();
        named.Count.ShouldBeGreaterThan(20);
        named.Where(call => !routes.Contains(call.Call)).ShouldBeEmpty();
    }

    /// <summary>The texts in calls that create refusals, each with its file.</summary>
    private static IEnumerable<(string File, string Text)> Texts() =>
        from file in Repository.Files("services", ".cs").Concat(Repository.PlatformFiles(".cs")).Concat(Repository.Files("gateway", ".cs"))
        let code = Repository.Read(file)
        from call in Refusing().Matches(code)
        from literal in Literal().Matches(Arguments(code, call.Index + call.Length))
        let text = literal.Groups["text"].Value
        where text.Contains(' ', StringComparison.Ordinal) && text.Trim().Length > 0
        select (file, text);

    /// <summary>The source from a call's opening parenthesis to its end; parentheses in texts do not count.</summary>
    private static string Arguments(string code, int from)
    {
        var (depth, at) = (1, from);
        for (; at < code.Length && depth > 0; at++)
        {
            if (code[at] == '"')
            {
                for (at++; at < code.Length && code[at] != '"'; at++)
                {
                    at += code[at] == '\\' ? 1 : 0;
                }
            }
            else
            {
                depth +=
                    code[at] is '(' or '[' or '{' ? 1
                    : code[at] is ')' or ']' or '}' ? -1
                    : 0;
            }
        }

        return code[from..Math.Min(at, code.Length)];
    }

    [GeneratedRegex(
        @"(\bProblem\s*\.\s*[A-Z]\w+|HubProblem\w*(\.\w+)?|HubException|Refuse\w*|new ValidationResult|faults\[[^\]]+\] =)\s*[(\[]"
    )]
    private static partial Regex Refusing();

    [GeneratedRegex("\"(?<text>(?:[^\"\\\\\n]|\\\\.)*)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Literal();

    [GeneratedRegex(
        @"\b(nobody|somebody|anybody|everybody|no one|someone|anyone|everyone|whoever|whatever|whomever|whom|ours|himself)\b|^Who\b|\bonly who\b|\bno \w+ of ours\b|\bcome and go\b|\blets in\b|\bis gone\b|, and it is yours\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Unclear();

    [GeneratedRegex(@"\b(?<method>GET|POST|PUT|PATCH|DELETE) (?<path>/[A-Za-z0-9{}_/-]*[A-Za-z0-9}_-])", RegexOptions.ExplicitCapture)]
    private static partial Regex Call();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Holes();
}
