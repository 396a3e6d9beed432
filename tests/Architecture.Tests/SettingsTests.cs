using System.Reflection;
using System.Text.RegularExpressions;
using Community.Platform.Hosting.Configuration;

namespace Community.Architecture.Tests;

/// <summary>The tables of docs/configuration.md and the code name the same keys.</summary>
public sealed partial class SettingsTests
{
    /// <summary>Sections that the framework, OpenTelemetry or the operator fills, and parts of keys that stand for any name.</summary>
    private static readonly string[] OfOthers = ["Kestrel", "Logging", "services", "ConnectionStrings", "OTEL_EXPORTER_OTLP_ENDPOINT"];

    private static readonly string[] AnyName = ["N", "NAME", "CATEGORY"];

    [Fact]
    public void EveryKeyOfThePageIsReadByTheCode()
    {
        var bound = BoundKeys().ToHashSet(StringComparer.OrdinalIgnoreCase);
        var words = SourceWords();
        var documented = DocumentedKeys();
        documented.Count.ShouldBeGreaterThan(100);
        documented
            .Where(key => !OfOthers.Contains(key.Split(':')[0], StringComparer.Ordinal))
            .Where(key => !bound.Contains(Plain(key)) && !key.Split(':').Except(AnyName).All(words.Contains))
            .ShouldBeEmpty();
    }

    [Fact]
    public void EveryKeyThatIsBoundStandsOnThePage()
    {
        var documented = DocumentedKeys().Select(Plain).ToHashSet(StringComparer.Ordinal);
        var bound = BoundKeys().ToList();
        bound.Count.ShouldBeGreaterThan(100);
        bound.Where(key => !documented.Contains(key)).ShouldBeEmpty();
    }

    /// <summary>Keys that are read by their full name, without a class of their own.</summary>
    [Fact]
    public void EveryKeyThatIsReadByNameStandsOnThePage()
    {
        var documented = DocumentedKeys();
        var read =
            from folder in (string[])["platform", "services", "gateway"]
            from file in Repository.Files(folder, ".cs")
            from match in ReadByName().Matches(Repository.Read(file))
            select match.Groups["key"].Value;
        var keys = read.Distinct(StringComparer.Ordinal)
            .Where(key => !OfOthers.Contains(key.Split(':')[0], StringComparer.Ordinal))
            .ToList();
        keys.Count.ShouldBeGreaterThan(2);
        keys.Where(key => !documented.Any(known => known == key || known.StartsWith(key + ":", StringComparison.Ordinal))).ShouldBeEmpty();
    }

    /// <summary>Places that read the configuration without a class with <see cref="SettingsAttribute"/>, with the reason.</summary>
    private static readonly Dictionary<string, string> ReadDirectly = new(StringComparer.Ordinal)
    {
        ["platform/Hosting/Configuration/Settings.cs"] = "the helper itself",
        ["platform/Hosting/Telemetry/TelemetryExtensions.cs"] =
            "keys of OpenTelemetry and of logging, before there is anything to bind with",
        ["platform/Access/Fleet/FleetClients.cs"] = "services by name",
        ["platform/Access/Keys/ServiceSecrets.cs"] = "one secret, under a key that each service names; no error may show its value",
        ["services/identity/Erasure/ErasureFeature.cs"] = "services by name",
        ["services/identity/ExternalLogin/OidcProviders.cs"] = "providers by name",
        ["services/payments/Stripe/StripeFeature.cs"] = "a list that may also be one value",
        ["gateway/Cors/Origins.cs"] = "a list whose errors name the entry",
        ["gateway/Headers/TrustedProxies.cs"] = "a list whose errors name the entry",
        ["gateway/Proxying/ServiceMap.cs"] = "services by name",
    };

    /// <summary>
    /// A key is a property of a class with <see cref="SettingsAttribute"/>. This gives it a range, a default and a line in
    /// docs/configuration.md.
    /// </summary>
    [Fact]
    public void TheConfigurationIsReadByClassesWithSettings()
    {
        var readers =
            from folder in (string[])["platform", "services", "gateway"]
            from file in Repository.Files(folder, ".cs")
            where ReadOtherwise().IsMatch(Repository.Read(file))
            select file;
        readers.Order(StringComparer.Ordinal).ShouldBe(ReadDirectly.Keys.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> BoundKeys() =>
        Repository
            .Services.Concat(Repository.Platform)
            .Select(Repository.AssemblyOf)
            .Append(typeof(Gateway.Routes).Assembly)
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.GetCustomAttribute<SettingsAttribute>() is not null)
            .SelectMany(Community.Platform.Hosting.Configuration.Settings.KeysOf);

    /// <summary>The first cells of the tables. A key that begins with a colon continues the key before it.</summary>
    private static List<string> DocumentedKeys()
    {
        var keys = Row().Matches(Repository.Read("docs/configuration.md")).SelectMany(row => KeysOf(row.Groups["keys"].Value));
        return [.. keys.Select(key => key.Split('=')[0]).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The keys of a row's first cell.</summary>
    internal static IEnumerable<string> KeysOf(string cell)
    {
        var last = "";
        foreach (Match code in Code().Matches(cell))
        {
            var key = code.Groups["code"].Value;
            last = key[0] == ':' ? last[..last.LastIndexOf(':')] + key : key;
            yield return last;
        }
    }

    /// <summary>The key without the index of a list.</summary>
    internal static string Plain(string key) => key.EndsWith(":N", StringComparison.Ordinal) ? key[..^2] : key;

    /// <summary>All identifiers and parts of texts in the code.</summary>
    private static HashSet<string> SourceWords() =>
        (
            from folder in (string[])["platform", "services", "gateway"]
            from file in Repository.Files(folder, ".cs")
            from match in Word().Matches(Repository.Read(file))
            select match.Value
        ).ToHashSet(StringComparer.Ordinal);

    [GeneratedRegex(@"^\| (?<keys>`[^|]+) \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Row();

    [GeneratedRegex("`(?<code>[^`]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Code();

    [GeneratedRegex(
        @"onfiguration\[|onfiguration\s*\.(?:GetValue|GetSection|Bind)\b|\.BindConfiguration\(|section\s*\.(?:GetValue|GetSection|Get|Bind)\b",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex ReadOtherwise();

    [GeneratedRegex("[A-Za-z0-9_]+", RegexOptions.None, 1000)]
    private static partial Regex Word();

    [GeneratedRegex(
        """(?:onfiguration(?:\[|\.GetValue(?:<[^>]+>)?\(|\.GetSection\())"(?<key>[A-Z][A-Za-z]*(?::[A-Za-z]+)*)["]""",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex ReadByName();
}
