using System.Text.RegularExpressions;

namespace Community.Architecture.Tests;

/// <summary>A reason that problem+json can give.</summary>
/// <param name="Word">The word for programs.</param>
/// <param name="Status">The HTTP status of the answer.</param>
/// <param name="Program">The service, <c>gateway</c> or <c>every service</c>.</param>
/// <param name="Sentence">An example of its sentence; parts that vary are an ellipsis.</param>
internal sealed record Reason(string Word, int Status, string Program, string Sentence);

/// <summary>
/// Every reason in the code, found at the calls that refuse: <c>Problem.Conflict("…", "event_full")</c>. A reason that is not a literal
/// there must stand in <see cref="Computed"/>, or reading fails, so that none is forgotten.
/// </summary>
internal static partial class Reasons
{
    // The position of the argument that is the reason, and the status.
    private static readonly Dictionary<string, (int Argument, int Status)> Makers = new(StringComparer.Ordinal)
    {
        ["BadRequest"] = (1, 400),
        ["Unauthorized"] = (1, 401),
        ["OrderRequired"] = (2, 402),
        ["PlanRequired"] = (2, 402),
        ["Forbidden"] = (1, 403),
        ["NotFound"] = (1, 404),
        ["Conflict"] = (1, 409),
        ["Gone"] = (1, 410),
        ["Unprocessable"] = (1, 422),
        ["TooManyRequests"] = (2, 429),
        ["ServiceUnavailable"] = (2, 503),
    };

    /// <summary>The reasons that the code composes, by the expression.</summary>
    private static readonly Dictionary<string, string[]> Computed = new(StringComparer.Ordinal)
    {
        ["services/identity/Registration/TakenIdentifier.cs $\"{field}_taken\""] = ["username_taken", "email_taken", "phone_taken"],
        ["services/messaging/Channels/ChannelAccess.cs $\"no_such_{what}\""] =
        [
            "no_such_attachment",
            "no_such_channel",
            "no_such_chat",
            "no_such_community",
            "no_such_message",
            "no_such_person",
            "no_such_thread",
            "no_such_upload",
        ],
        ["services/events/Tickets/TicketEndpoints.cs ticket.Status"] = [.. TicketStates()],
        ["services/payments/Orders/OrderProblems.cs reason"] = ["payment_required", "insufficient_credits"],
    };

    /// <summary>Every reason, once for each pair of program and status.</summary>
    public static IReadOnlyList<Reason> All { get; } =
    [
        .. Read()
            .GroupBy(reason => (reason.Word, reason.Status, reason.Program))
            .Select(same => same.First())
            .OrderBy(reason => reason.Word, StringComparer.Ordinal)
            .ThenBy(reason => reason.Status)
            .ThenBy(reason => reason.Program, StringComparer.Ordinal),
    ];

    private static IEnumerable<Reason> Read()
    {
        foreach (
            var file in Repository
                .Files("platform", ".cs")
                .Concat(Repository.Files("gateway", ".cs"))
                .Concat(Repository.Files("services", ".cs"))
                .Order(StringComparer.Ordinal)
        )
        {
            var code = Repository.Read(file);
            foreach (Match call in Refusal().Matches(code))
            {
                var maker = call.Groups["maker"].Value;
                var arguments = Source.Arguments(code, call.Index + call.Length);
                foreach (var word in WordsOf(file, maker, arguments))
                {
                    yield return new(word, Makers[maker].Status, ProgramOf(file), SentenceOf(arguments));
                }
            }
        }
    }

    private static IEnumerable<string> WordsOf(string file, string maker, IReadOnlyList<string> arguments)
    {
        var given =
            arguments.FirstOrDefault(argument => argument.StartsWith("reason:", StringComparison.Ordinal))
            ?? arguments.ElementAtOrDefault(Makers[maker].Argument);
        if (given is null)
        {
            return maker switch
            {
                "OrderRequired" => ["payment_required"],
                "PlanRequired" => ["plan_required"],
                _ => [],
            };
        }

        return Computed.TryGetValue($"{file} {given}", out var words) ? words
            : Word().Matches(given).Select(match => match.Groups["word"].Value).ToList() is { Count: > 0 } written ? written
            : throw new InvalidOperationException(
                $"{file} gives the reason {given}: write it as a text, or say in Reasons.Computed what it can be."
            );
    }

    private static string SentenceOf(IEnumerable<string> arguments) =>
        arguments
            .SelectMany(argument => Sentence().Matches(argument))
            .Select(match =>
                Hole()
                    .Replace(
                        match
                            .Groups["text"]
                            .Value.Replace("{{", "\u0001", StringComparison.Ordinal)
                            .Replace("}}", "\u0002", StringComparison.Ordinal),
                        "…"
                    )
                    .Replace('\u0001', '{')
                    .Replace('\u0002', '}')
                    .Replace("\\\"", "\"", StringComparison.Ordinal)
            )
            .FirstOrDefault("");

    private static string ProgramOf(string file) =>
        file.Split('/') switch
        {
            ["services", var service, ..] => service,
            ["gateway", ..] => "gateway",
            _ => "every service",
        };

    /// <summary>The reasons of a registration whose ticket is not valid at the door.</summary>
    private static IEnumerable<string> TicketStates() =>
        Repository
            .AssemblyOf(Repository.Services.Single(project => Repository.NameOf(project) == "events"))
            .GetTypes()
            .Single(type => type.Name == "RegistrationStatus")
            .GetFields()
            .Where(field => field.IsLiteral && field.Name is not ("Confirmed" or "CheckedIn"))
            .Select(field => (string)field.GetRawConstantValue()!);

    [GeneratedRegex(
        @"\bProblem\s*\.\s*(?<maker>BadRequest|Unauthorized|OrderRequired|PlanRequired|Forbidden|NotFound|Conflict|Gone|Unprocessable|TooManyRequests|ServiceUnavailable)\(",
        RegexOptions.ExplicitCapture
    )]
    private static partial Regex Refusal();

    [GeneratedRegex("\"(?<word>[a-z][a-z0-9_]*)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Word();

    [GeneratedRegex("\"(?<text>[A-Z…{](?:[^\"\\\\]|\\\\.)* (?:[^\"\\\\]|\\\\.)*)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Sentence();

    [GeneratedRegex(@"\{[^{}]*(\{[^{}]*\}[^{}]*)*\}", RegexOptions.ExplicitCapture)]
    private static partial Regex Hole();
}

/// <summary>Reads calls in source text.</summary>
internal static class Source
{
    /// <summary>The arguments of a call as the source has them.</summary>
    /// <param name="code">A source file.</param>
    /// <param name="from">The index after the call's opening parenthesis.</param>
    public static IReadOnlyList<string> Arguments(string code, int from)
    {
        var (arguments, depth, start, at) = (new List<string>(), 1, from, from);
        for (; at < code.Length; at++)
        {
            switch (code[at])
            {
                case '"':
                    for (at++; at < code.Length && code[at] != '"'; at++)
                    {
                        at += code[at] == '\\' ? 1 : 0;
                    }

                    break;
                case '(' or '[' or '{':
                    depth++;
                    break;
                case ')' or ']' or '}':
                    depth--;
                    break;
                case ',' when depth == 1:
                    arguments.Add(code[start..at].Trim());
                    start = at + 1;
                    break;
            }

            if (depth == 0)
            {
                break;
            }
        }

        arguments.Add(code[start..Math.Min(at, code.Length)].Trim());
        return [.. arguments.Where(argument => argument.Length > 0)];
    }
}
