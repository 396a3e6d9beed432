using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Community.Platform.Http.Json;
using Community.Platform.Http.Validation;

namespace Community.Platform.Http.Problems;

/// <summary>Finds where a JSON body is wrong and describes the expected value.</summary>
internal static partial class JsonProblems
{
    private const int MaxPathLength = 200;

    public static readonly Fault Twice = new(FaultCode.Duplicate, "must appear only once");

    public static BadRequestProblem For(JsonException fault, Type? body, JsonSerializerOptions options)
    {
        if (fault.Message.Contains("maximum configured depth", StringComparison.Ordinal))
        {
            return Problem.BadRequest($"The body is nested deeper than {options.MaxDepth} levels.");
        }

        var faults = Faults(fault, body, options);
        return faults switch
        {
            null => Problem.BadRequest($"The body is not valid JSON (line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1})."),
            [("", var whole)] => Problem.BadRequest($"The body {whole.Message}."),
            _ => Problem.Invalid(faults),
        };
    }

    /// <summary>The members that a conversion failed for, with their faults; null where the text is not JSON.</summary>
    /// <param name="fault">The serializer's exception.</param>
    /// <param name="type">The type that was read.</param>
    /// <param name="options">The options that it was read with.</param>
    public static IReadOnlyList<FieldFault>? Faults(JsonException fault, Type? type, JsonSerializerOptions options)
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
            return [new(path, rule.Fault)];
        }

        // The serializer's messages are English and stable within a major version; Platform.Tests checks each of these patterns.
        if (Missing().Match(fault.Message) is { Success: true } missing)
        {
            return
            [
                .. Quoted()
                    .Matches(missing.Groups["names"].Value)
                    .Select(m => Join(path, m.Groups["name"].Value))
                    .Distinct(StringComparer.Ordinal)
                    .Select(n => new FieldFault(n, Fault.Required)),
            ];
        }

        if (Duplicate().Match(fault.Message) is { Success: true } twice)
        {
            return [new(At(path, twice.Groups["name"].Value), Twice)];
        }

        if (NullRefused().Match(fault.Message) is { Success: true } nothing)
        {
            return [new(At(path, JsonNamingPolicy.SnakeCaseLower.ConvertName(nothing.Groups["name"].Value)), Fault.Null)];
        }

        return IsSyntax(fault) ? null : [new(path, ExpectationAt(jsonPath, type, options))];
    }

    // Some of the serializer's paths end in the member, others in its parent.
    private static string At(string path, string name) =>
        path == name || path.EndsWith("." + name, StringComparison.Ordinal) ? path : Join(path, name);

    // A fault of syntax wraps the reader's own exception (an internal type); conversions wrap another one or none.
    private static bool IsSyntax(JsonException fault) => fault.InnerException is JsonException || fault.GetType() != typeof(JsonException);

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    /// <summary>$.tags[3].name → tags[3].name; a client's own long keys are cut and made printable.</summary>
    private static string PathOf(string? jsonPath)
    {
        var path =
            jsonPath is null or "$" ? ""
            : jsonPath.StartsWith("$.", StringComparison.Ordinal) ? jsonPath[2..]
            : jsonPath[1..];
        path = path.Length <= MaxPathLength ? path : path[..MaxPathLength] + "…";
        return string.Concat(path.EnumerateRunes().Select(rune => Rune.IsControl(rune) ? Rune.ReplacementChar : rune));
    }

    private static Fault ExpectationAt(string? jsonPath, Type? type, JsonSerializerOptions options)
    {
        var range = default(RangeAttribute);
        foreach (var step in Steps().Matches(jsonPath ?? "").Select(m => m.Groups["name"] is { Success: true } name ? name.Value : null))
        {
            if (type is null)
            {
                break;
            }

            var inner = Optional.Unwrap(type);
            var contract = options.GetTypeInfo(Nullable.GetUnderlyingType(inner) ?? inner);
            var property =
                step is null || contract.Kind is JsonTypeInfoKind.Dictionary
                    ? null
                    : contract.Properties.FirstOrDefault(p => p.Name == step);
            (type, range) = (
                step is null || contract.Kind is JsonTypeInfoKind.Dictionary ? contract.ElementType : property?.PropertyType,
                RangeOf(property)
            );
        }

        return Expectations.Of(type, range);
    }

    /// <summary>The range that a member is declared with.</summary>
    public static RangeAttribute? RangeOf(JsonPropertyInfo? property) =>
        property?.AttributeProvider is PropertyInfo declared
            ? WireNames.Attributes(declared).OfType<RangeAttribute>().FirstOrDefault()
            : null;

    [GeneratedRegex(
        """\.(?<name>[^.\[]+)|\['(?<name>[^']*)'\]|\[[0-9]+\]""",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        Timeout.Infinite
    )]
    private static partial Regex Steps();

    [GeneratedRegex(
        "missing required properties including: (?<names>.*)$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        Timeout.Infinite
    )]
    private static partial Regex Missing();

    [GeneratedRegex("'(?<name>[^']+)'", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, Timeout.Infinite)]
    private static partial Regex Quoted();

    [GeneratedRegex("^Duplicate property '(?<name>[^']*)'", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, Timeout.Infinite)]
    private static partial Regex Duplicate();

    [GeneratedRegex(
        "^The (property or field|constructor parameter) '(?<name>[^']*)' on type .* doesn't allow",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        Timeout.Infinite
    )]
    private static partial Regex NullRefused();
}
