using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Community.ServiceDefaults.Json;

namespace Community.ServiceDefaults.Problems;

/// <summary>Says where a JSON body is wrong and what was expected there.</summary>
internal static partial class JsonProblems
{
    private const int MaxPathLength = 200;

    public static BadRequestProblem For(JsonException fault, Type? body, JsonSerializerOptions options)
    {
        var jsonPath = fault.Path;
        while (fault is JsonNestedException { Inside: var inside })
        {
            jsonPath += inside.Path?[1..];
            fault = inside;
        }

        var path = PathOf(jsonPath);
        if (fault is JsonRuleException rule)
        {
            return At(path, rule.Message);
        }

        // The serializer's words are English and stable within a major version; Platform.Tests holds each of these to them.
        if (Missing().Match(fault.Message) is { Success: true } missing)
        {
            var names = Quoted().Matches(missing.Groups["names"].Value).Select(m => Join(path, m.Groups["name"].Value));
            string[] required = ["is required"];
            return Problem.Invalid(names.Distinct(StringComparer.Ordinal).ToDictionary(n => n, _ => required, StringComparer.Ordinal));
        }

        if (Duplicate().Match(fault.Message) is { Success: true } twice)
        {
            var name = twice.Groups["name"].Value;
            return At(path == name || path.EndsWith("." + name, StringComparison.Ordinal) ? path : Join(path, name), "must appear only once");
        }

        if (NullRefused().Match(fault.Message) is { Success: true } nothing)
        {
            var name = JsonNamingPolicy.SnakeCaseLower.ConvertName(nothing.Groups["name"].Value);
            return At(path == name || path.EndsWith("." + name, StringComparison.Ordinal) ? path : Join(path, name), "must not be null");
        }

        if (fault.Message.Contains("maximum configured depth", StringComparison.Ordinal))
        {
            return Problem.BadRequest($"The body is nested deeper than {options.MaxDepth} levels.");
        }

        return IsSyntax(fault)
            ? Problem.BadRequest($"The body is not valid JSON (line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}).")
            : At(path, Expectations.Of(TypeAt(jsonPath, body, options)));
    }

    private static BadRequestProblem At(string path, string error) =>
        path.Length == 0 ? Problem.BadRequest($"The body {error}.") : Problem.Invalid(path, error);

    // The reader's own exception (an internal type) is what wraps a fault of syntax; conversions wrap others or none.
    private static bool IsSyntax(JsonException fault) => fault.InnerException is JsonException || fault.GetType() != typeof(JsonException);

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    /// <summary>$.tags[3].name → tags[3].name; a client's own long keys are cut and made printable.</summary>
    private static string PathOf(string? jsonPath)
    {
        var path = jsonPath is null or "$" ? "" : jsonPath.StartsWith("$.", StringComparison.Ordinal) ? jsonPath[2..] : jsonPath[1..];
        path = path.Length <= MaxPathLength ? path : path[..MaxPathLength] + "…";
        return string.Concat(path.EnumerateRunes().Select(rune => Rune.IsControl(rune) ? Rune.ReplacementChar : rune));
    }

    private static Type? TypeAt(string? jsonPath, Type? type, JsonSerializerOptions options)
    {
        foreach (var step in Steps().Matches(jsonPath ?? "").Select(m => m.Groups["name"] is { Success: true } name ? name.Value : null))
        {
            if (type is null)
            {
                return null;
            }

            var inner = Optional.Unwrap(type);
            var contract = options.GetTypeInfo(Nullable.GetUnderlyingType(inner) ?? inner);
            type = step is null || contract.Kind is JsonTypeInfoKind.Dictionary
                ? contract.ElementType
                : contract.Properties.FirstOrDefault(p => p.Name == step)?.PropertyType;
        }

        return type;
    }

    [GeneratedRegex("""\.(?<name>[^.\[]+)|\['(?<name>[^']*)'\]|\[[0-9]+\]""", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, Timeout.Infinite)]
    private static partial Regex Steps();

    [GeneratedRegex("missing required properties including: (?<names>.*)$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, Timeout.Infinite)]
    private static partial Regex Missing();

    [GeneratedRegex("'(?<name>[^']+)'", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, Timeout.Infinite)]
    private static partial Regex Quoted();

    [GeneratedRegex("^Duplicate property '(?<name>[^']*)'", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, Timeout.Infinite)]
    private static partial Regex Duplicate();

    [GeneratedRegex("^The (property or field|constructor parameter) '(?<name>[^']*)' on type .* doesn't allow", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, Timeout.Infinite)]
    private static partial Regex NullRefused();
}
