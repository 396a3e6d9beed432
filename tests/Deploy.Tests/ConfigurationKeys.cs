using System.Text.RegularExpressions;

namespace Community.Deploy.Tests;

/// <summary>The keys of docs/configuration.md. Another test proves that they are the keys of the code.</summary>
internal static partial class ConfigurationKeys
{
    private static readonly Lazy<IReadOnlyList<Key>> Keys = new(() => [.. Parse()]);

    /// <summary>Keys of the runtime and of OpenTelemetry itself.</summary>
    private static readonly string[] OfLibraries =
    [
        "DOTNET_GCHeapHardLimitPercent",
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "OTEL_SERVICE_NAME",
        "OTEL_TRACES_EXPORTER",
        "OTEL_METRICS_EXPORTER",
        "OTEL_LOGS_EXPORTER",
    ];

    /// <summary>Whether a program reads a variable.</summary>
    public static bool IsKnown(string program, string variable) =>
        OfLibraries.Contains(variable)
        || Keys.Value.Any(key => key.IsOf(program) && key.Pattern.IsMatch(variable.Replace("__", ":", StringComparison.Ordinal)));

    /// <summary>The required keys of a program that none of the variables sets.</summary>
    public static IEnumerable<string> Missing(string program, IReadOnlyCollection<string> variables) =>
        Keys
            .Value.Where(key => key.IsRequired && key.IsOf(program) && !(program == "identity" && key.Name == "services:identity:http:0"))
            .Where(key =>
                !variables.Any(variable =>
                    key.Pattern.IsMatch(variable.Replace("__", ":", StringComparison.Ordinal))
                    && (key.Name != "ConnectionStrings:NAME" || variable != "ConnectionStrings__rabbitmq")
                )
            )
            .Select(key => key.Name);

    private static IEnumerable<Key> Parse()
    {
        var section = "";
        foreach (var line in Repository.Read("docs/configuration.md").Split('\n'))
        {
            if (line.StartsWith('#'))
            {
                section = line.TrimStart('#', ' ');
            }
            else if (line.StartsWith("| `", StringComparison.Ordinal) && line.Split('|') is [_, var keys, var standard, ..])
            {
                var previous = "";
                foreach (var name in Quoted().Matches(keys).Select(match => match.Groups["key"].Value))
                {
                    previous = name.StartsWith(':') ? previous[..previous.LastIndexOf(':')] + name : name;
                    yield return new(
                        section,
                        previous,
                        standard.Contains("required", StringComparison.Ordinal)
                            && !standard.Contains("required with", StringComparison.Ordinal)
                    );
                }
            }
        }
    }

    private sealed record Key(string Section, string Name, bool IsRequired)
    {
        public Regex Pattern { get; } =
            new(
                "^"
                    + string.Join(
                        ':',
                        Name.Split(':')
                            .Select(part =>
                                part switch
                                {
                                    "NAME" => "[^:]+",
                                    "N" => "[0-9]+",
                                    "CATEGORY" => ".+",
                                    _ => Regex.Escape(part),
                                }
                            )
                    )
                    + "$",
                RegexOptions.IgnoreCase,
                TimeSpan.FromSeconds(1)
            );

        public bool IsOf(string program) =>
            Section.StartsWith("Every service and the gateway", StringComparison.Ordinal)
            || Section.StartsWith("Every service that uses it", StringComparison.Ordinal)
            || (Section.StartsWith("Every service", StringComparison.Ordinal) && program != "gateway")
            || (Section.StartsWith("Services with files", StringComparison.Ordinal) && program != "gateway")
            || string.Equals(Section, program, StringComparison.OrdinalIgnoreCase);
    }

    [GeneratedRegex("`(?<key>[^`]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Quoted();
}
