using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Community.ServiceDefaults.Validation;

namespace Community.ServiceDefaults.Json;

/// <summary>
/// Blanks around a name, and the case of a code, are the keyboard's and not the user's. Where a member's rule has a normal form
/// (<see cref="TextRuleAttribute.Normal"/>), the text is brought into it when the body is read, in a list each text, before any rule is asked.
/// </summary>
internal static class NormalText
{
    private static readonly ConditionalWeakTable<JsonSerializerOptions, ConcurrentDictionary<Func<string, string>, JsonSerializerOptions>> Normalizing = [];

    /// <summary>The modifier of the contracts of what clients send.</summary>
    public static void Normalize(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (property.AttributeProvider is System.Reflection.PropertyInfo member
                && FormOf(WireNames.Attributes(member).OfType<TextRuleAttribute>()) is { } form)
            {
                property.CustomConverter = (JsonConverter)Activator.CreateInstance(typeof(Converter<>).MakeGenericType(property.PropertyType), form)!;
            }
        }
    }

    /// <summary>A value of a member, its texts in their normal form.</summary>
    public static object? Read(JsonElement json, JsonPropertyInfo property, JsonSerializerOptions options) => property.CustomConverter is IHasForm has
        ? json.Deserialize(property.PropertyType, Of(options, has.Form))
        : json.Deserialize(property.PropertyType, options);

    /// <summary>The form of the rule that has one of its own, which trims too; else trimmed, where a rule says so.</summary>
    private static Func<string, string>? FormOf(IEnumerable<TextRuleAttribute> rules) =>
        rules.Select(rule => rule.Normal).OfType<Func<string, string>>().OrderBy(form => form == TextRuleAttribute.Trimmed).FirstOrDefault();

    /// <summary>The same options, in which every text is brought into a form.</summary>
    private static JsonSerializerOptions Of(JsonSerializerOptions options, Func<string, string> form) =>
        Normalizing.GetOrCreateValue(options).GetOrAdd(form, static (form, from) =>
        {
            var normalizing = new JsonSerializerOptions(from);
            normalizing.Converters.Insert(0, new TextNormalizer(form));
            normalizing.MakeReadOnly();
            return normalizing;
        }, options);

    private interface IHasForm
    {
        Func<string, string> Form { get; }
    }

    private sealed class Converter<T>(Func<string, string> form) : JsonConverter<T>, IHasForm
    {
        public Func<string, string> Form => form;

        // An Optional that is null was sent; a reference that is null needs no reading.
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

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => JsonSerializer.Serialize(writer, value, options);
    }

    private sealed class TextNormalizer(Func<string, string> form) : JsonConverter<string>
    {
        private static readonly TextConverter Text = new();

        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Text.Read(ref reader, typeToConvert, options) is { } text ? form(text) : null;

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => Text.Write(writer, value, options);
    }
}
