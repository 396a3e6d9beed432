using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using Community.Messaging.Webhooks;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Validation;

namespace Community.Architecture.Tests;

/// <summary>docs/webhooks.md has every type of webhook with its schema, made from the code.</summary>
public sealed class WebhookDocumentTests
{
    [Fact, Trait("Writes", "docs")]
    public void EveryTypeIsDescribed()
    {
        var page = new StringBuilder("| Type | Version | Data | When |\n| --- | --- | --- | --- |\n");
        foreach (var type in WebhookCatalogue.Types)
        {
            page.Append(
                CultureInfo.InvariantCulture,
                $"| `{type.Name}` | {type.Version} | [{type.Data.Name}](#{type.Data.Name.ToLowerInvariant()}) | {type.Meaning} |\n"
            );
        }

        Generated.PartShouldBe("docs/webhooks.md", "events", page.ToString());
    }

    [Fact, Trait("Writes", "docs")]
    public void EveryShapeIsDescribed()
    {
        var page = new StringBuilder();
        foreach (var type in WebhookCatalogue.Types.Select(type => type.Data).Distinct().Append(typeof(WebhookPingData)))
        {
            page.Append(
                CultureInfo.InvariantCulture,
                $"### {type.Name}\n\n{XmlDocs.Summary(type)}\n\n| Member | Type | Meaning |\n| --- | --- | --- |\n"
            );
            foreach (
                var member in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(one => one.Name != "EqualityContract")
            )
            {
                var name = JsonNamingPolicy.SnakeCaseLower.ConvertName(member.Name);
                var mark = Nullability.MayBeNull(member) ? "?" : "";
                page.Append(
                    CultureInfo.InvariantCulture,
                    $"| `{name}` | {NameOf(member.PropertyType)}{mark} | {XmlDocs.Property(member)} |\n"
                );
            }

            page.Append('\n');
        }

        Generated.PartShouldBe("docs/webhooks.md", "schemas", page.ToString());
    }

    /// <summary>Types have a subject and a past participle; their names are for good.</summary>
    [Fact]
    public void TypesAreNamedAlike() =>
        WebhookCatalogue.Names.ShouldAllBe(name =>
            name.Split('.').Length == 2 && name.All(letter => char.IsAsciiLetterLower(letter) || letter == '.' || letter == '_')
        );

    private static string NameOf(Type declared) =>
        (Nullable.GetUnderlyingType(declared) ?? declared) switch
        {
            var type when type == typeof(Guid) => "uuid",
            var type when type == typeof(string) => "text",
            var type when type == typeof(bool) => "boolean",
            var type when type == typeof(DateTimeOffset) => "time",
            var type when type == typeof(long) || type == typeof(int) => "integer",
            var type when type == typeof(double) => "number",
            var type => throw new InvalidOperationException($"What is {type} in JSON?"),
        };
}
