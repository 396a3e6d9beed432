using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Community.Platform.Http.Validation;

namespace Community.Platform.Http.Json;

/// <summary>
/// Blanks around a name, and the case of a code, have no meaning. If a member's rule has a normal form
/// (<see cref="TextRuleAttribute.Normal"/>), the text (or each text of a list) is converted to it when the body is read, before the rules
/// are checked.
/// </summary>
internal static class NormalText
{
    private static readonly ConditionalWeakTable<
        JsonSerializerOptions,
        ConcurrentDictionary<Func<string, string>, JsonSerializerOptions>
    > Normalizing = [];

    /// <summary>The modifier of the JSON contracts of client requests.</summary>
    public static void Normalize(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (
                property.AttributeProvider is System.Reflection.PropertyInfo member
                && FormOf(WireNames.Attributes(member).OfType<TextRuleAttribute>()) is { } form
            )
            {
                property.CustomConverter = (JsonConverter)
                    Activator.CreateInstance(typeof(Converter<>).MakeGenericType(property.PropertyType), form)!;
            }
        }
    }

    /// <summary>A value of a member, its texts in their normal form.</summary>
    public static object? Read(JsonElement json, JsonPropertyInfo property, JsonSerializerOptions options) =>
        property.CustomConverter is IHasForm has
            ? json.Deserialize(property.PropertyType, Of(options, has.Form))
            : json.Deserialize(property.PropertyType, options);

    /// <summary>The normal form of the rule that defines one, which also trims. Otherwise trimming, if a rule demands it.</summary>
    private static Func<string, string>? FormOf(IEnumerable<TextRuleAttribute> rules) =>
        rules
            .Select(rule => rule.Normal)
            .OfType<Func<string, string>>()
            .OrderBy(form => form == TextRuleAttribute.Trimmed)
            .FirstOrDefault();

    /// <summary>The same options, which convert every text to a form.</summary>
    private static JsonSerializerOptions Of(JsonSerializerOptions options, Func<string, string> form) =>
        Normalizing
            .GetOrCreateValue(options)
            .GetOrAdd(
                form,
                static (form, from) =>
                {
                    var normalizing = new JsonSerializerOptions(from);
                    normalizing.Converters.Insert(0, new TextNormalizer(form));
                    normalizing.MakeReadOnly();
                    return normalizing;
                },
                options
            );

    private interface IHasForm
    {
        Func<string, string> Form { get; }
    }

    private sealed class Converter<T>(Func<string, string> form) : JsonConverter<T>, IHasForm
    {
        public Func<string, string> Form => form;

        // For an Optional, null means that the member was sent. A null reference needs no conversion.
        public override bool HandleNull => default(T) is not null;

        public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            try
            {
                return JsonSerializer.Deserialize<T>(ref reader, Of(options, form));
            }
            catch (JsonException fault)
            {
                throw new JsonNestedException(fault);
            }
        }

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value, options);
    }

    private sealed class TextNormalizer(Func<string, string> form) : JsonConverter<string>
    {
        private static readonly TextConverter Text = new();

        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Text.Read(ref reader, typeToConvert, options) is { } text ? form(text) : null;

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
            Text.Write(writer, value, options);
    }
}
