using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Community.ServiceDefaults.Validation;

namespace Community.ServiceDefaults.Json;

/// <summary>
/// Blanks around a name, a code or an address are the keyboard's, not the person's: where a member has a rule that allows none
/// (<see cref="TextRuleAttribute.IsTrimmed"/>), they are removed when the body is read, in a list from each text, before any rule is asked.
/// </summary>
internal static class TrimmedText
{
    private static readonly ConditionalWeakTable<JsonSerializerOptions, JsonSerializerOptions> Trimming = [];

    /// <summary>The modifier of the contracts of what clients send.</summary>
    public static void Trim(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (property.AttributeProvider is System.Reflection.PropertyInfo member
                && WireNames.Attributes(member).OfType<TextRuleAttribute>().Any(rule => rule.IsTrimmed))
            {
                property.CustomConverter = (JsonConverter)Activator.CreateInstance(typeof(Converter<>).MakeGenericType(property.PropertyType))!;
            }
        }
    }

    /// <summary>A value of a member that is trimmed.</summary>
    public static object? Read(JsonElement json, Type type, JsonSerializerOptions options) => json.Deserialize(type, Of(options));

    /// <summary>The same options, in which every text is trimmed.</summary>
    private static JsonSerializerOptions Of(JsonSerializerOptions options) => Trimming.GetValue(options, static from =>
    {
        var trimming = new JsonSerializerOptions(from);
        trimming.Converters.Insert(0, new TextTrimmer());
        trimming.MakeReadOnly();
        return trimming;
    });

    private sealed class Converter<T> : JsonConverter<T>
    {
        // An Optional that is null was sent; a reference that is null needs no reading.
        public override bool HandleNull => default(T) is not null;

        public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            try
            {
                return JsonSerializer.Deserialize<T>(ref reader, Of(options));
            }
            catch (JsonException fault)
            {
                throw new JsonNestedException(fault);
            }
        }

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => JsonSerializer.Serialize(writer, value, options);
    }

    private sealed class TextTrimmer : JsonConverter<string>
    {
        private static readonly TextConverter Text = new();

        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Text.Read(ref reader, typeToConvert, options)?.Trim();

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => Text.Write(writer, value, options);
    }
}
