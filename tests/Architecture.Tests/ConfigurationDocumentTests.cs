using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Community.Platform.Hosting.Configuration;
using Community.Platform.Http.OpenApi;
using Microsoft.Extensions.Configuration;

namespace Community.Architecture.Tests;

/// <summary>The generated tables of docs/configuration.md. They are made from the option types.</summary>
public sealed partial class ConfigurationDocumentTests
{
    private const string Page = "docs/configuration.md";

    /// <summary>Defaults that differ from machine to machine.</summary>
    private static readonly Dictionary<string, string> Defaults = new(StringComparer.Ordinal)
    {
        ["Messaging:Writers"] = "one for each processor",
    };

    [Fact, Trait("Writes", "docs")]
    public void TheTablesAreThoseOfTheOptionTypes()
    {
        RemoveRowsOfKeysThatHaveATypeByNow();
        Generated.PartShouldBe(Page, "options", Tables());
    }

    [Fact]
    public void EveryOptionSaysWhatItMeans() =>
        Programs()
            .SelectMany(program => program.Options)
            .Where(option => option.Meaning.Length < 8)
            .Select(option => option.Key)
            .ShouldBeEmpty();

    internal static IEnumerable<(string Program, IReadOnlyList<Option> Options)> Programs()
    {
        var programs = Repository
            .Services.Select(project => (Repository.NameOf(project), Assemblies: new[] { Repository.AssemblyOf(project) }))
            .Prepend(("Gateway", [typeof(Gateway.Routes).Assembly]))
            .Prepend(("Every service that uses it", [.. Repository.Platform.Select(Repository.AssemblyOf)]));
        foreach (var (program, assemblies) in programs)
        {
            var options = assemblies
                .SelectMany(assembly => assembly.GetTypes())
                .Where(type => type.GetCustomAttribute<SettingsAttribute>() is not null)
                .SelectMany(type =>
                    OptionsOf(Activator.CreateInstance(type, nonPublic: true)!, type.GetCustomAttribute<SettingsAttribute>()!.Section)
                )
                .OrderBy(option => option.Key, StringComparer.Ordinal)
                .ToList();
            if (options.Count > 0)
            {
                yield return (program, options);
            }
        }
    }

    private static IEnumerable<Option> OptionsOf(object settings, string section)
    {
        foreach (
            var property in settings
                .GetType()
                .GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(property => property.SetMethod is { IsPublic: true })
        )
        {
            var name = property.GetCustomAttribute<ConfigurationKeyNameAttribute>()?.Name ?? property.Name;
            var key = section.Length == 0 ? name : $"{section}:{name}";
            var value = property.GetValue(settings);
            if (IsSection(property.PropertyType))
            {
                foreach (var option in OptionsOf(value ?? Activator.CreateInstance(property.PropertyType, nonPublic: true)!, key))
                {
                    yield return option;
                }

                continue;
            }

            if (property.PropertyType is { IsArray: true } list && IsSection(list.GetElementType()!))
            {
                foreach (var option in OptionsOf(Activator.CreateInstance(list.GetElementType()!, nonPublic: true)!, $"{key}:N"))
                {
                    yield return option;
                }

                continue;
            }

            var shown = value is IEnumerable and not string ? $"{key}:N" : key;
            yield return new(shown, Defaults.GetValueOrDefault(key) ?? Shown(value), RangeOf(property), XmlDocs.Property(property) ?? "");
        }
    }

    private static bool IsSection(Type type) =>
        type is { IsClass: true, IsArray: false } && type.Assembly.GetName().Name!.StartsWith("Community.", StringComparison.Ordinal);

    private static string RangeOf(PropertyInfo property) =>
        string.Join(
            ", ",
            property
                .GetCustomAttributes<ValidationAttribute>()
                .Select(rule =>
                    rule switch
                    {
                        RangeAttribute range => $"{Shown(range.Minimum)} to {Shown(range.Maximum)}",
                        RequiredAttribute => "required",
                        StringLengthAttribute length => $"at most {Shown(length.MaximumLength)} characters",
                        MinLengthAttribute length => $"at least {Shown(length.Length)}",
                        AllowedValuesAttribute values => string.Join(
                            " or ",
                            values.Values.Where(value => value is not "").Select(value => $"`{value}`")
                        ),
                        RegularExpressionAttribute pattern => $"`{pattern.Pattern.Replace("|", "\\|", StringComparison.Ordinal)}`",
                        _ => "",
                    }
                )
                .Where(text => text.Length > 0)
        );

    private static string Shown(object? value) =>
        value switch
        {
            null or "" => "none",
            bool flag => flag ? "`true`" : "`false`",
            TimeSpan time => $"`{time:c}`",
            int or long => string.Format(CultureInfo.InvariantCulture, "{0:N0}", value),
            double or decimal => string.Format(CultureInfo.InvariantCulture, "{0:#,0.####}", value),
            string text => $"`{text}`",
            IEnumerable items => items.Cast<object?>().Select(Shown).ToList() is { Count: > 0 } all ? string.Join(", ", all) : "none",
            _ => $"`{Convert.ToString(value, CultureInfo.InvariantCulture)}`",
        };

    private static string Tables()
    {
        var setByAppHost = string.Concat(Repository.Files("AppHost", ".cs").Select(Repository.Read));
        var page = new StringBuilder();
        foreach (var (program, options) in Programs())
        {
            page.Append(CultureInfo.InvariantCulture, $"### {program}\n\n| Key | Default | Range | Meaning |\n| --- | --- | --- | --- |\n");
            foreach (var option in options)
            {
                var mark = setByAppHost.Contains(
                    $"\"{SettingsTests.Plain(option.Key).Replace(":", "__", StringComparison.Ordinal)}",
                    StringComparison.Ordinal
                )
                    ? " ●"
                    : "";
                page.Append(
                    CultureInfo.InvariantCulture,
                    $"| `{option.Key}`{mark} | {option.Default} | {option.Range} | {option.Meaning.Replace("|", "\\|", StringComparison.Ordinal)} |\n"
                );
            }

            page.Append('\n');
        }

        return page.ToString();
    }

    /// <summary>A key of an option type has only its generated row: a row written by hand is stale.</summary>
    private static void RemoveRowsOfKeysThatHaveATypeByNow()
    {
        var bound = Programs()
            .SelectMany(program => program.Options)
            .Select(option => SettingsTests.Plain(option.Key))
            .ToHashSet(StringComparer.Ordinal);
        var lines = new List<string>();
        var isByHand = true;
        foreach (var line in Repository.Read(Page).Split('\n'))
        {
            isByHand = line.StartsWith("<!-- generated", StringComparison.Ordinal)
                ? false
                : line.StartsWith("<!-- end", StringComparison.Ordinal) || isByHand;
            var keys =
                isByHand && Row().Match(line) is { Success: true } row ? SettingsTests.KeysOf(row.Groups["keys"].Value).ToList() : [];
            if (keys.Count == 0 || !keys.TrueForAll(key => bound.Contains(SettingsTests.Plain(key))))
            {
                lines.Add(line);
            }
        }

        Generated.ShouldBe(Page, string.Join('\n', lines));
    }

    [GeneratedRegex(@"^\| (?<keys>`[^|]+) \|", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Row();

    /// <summary>A key of the configuration.</summary>
    /// <param name="Key">The key with its section.</param>
    /// <param name="Default">The default as the table shows it.</param>
    /// <param name="Range">The permitted values; empty: any value of the type.</param>
    /// <param name="Meaning">The property's summary.</param>
    internal sealed record Option(string Key, string Default, string Range, string Meaning);
}
