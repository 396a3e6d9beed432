using System.Text.Json;
using System.Text.Json.Serialization;
using Community.Platform.Http.Validation;

namespace Community.Platform.Http.Json;

/// <summary>
/// Enums as exactly one snake_case word; its case does not matter when it is read. The framework's own converter also reads lists
/// ("circle,community" becomes their bits together, a value that nothing else knows) and, where it may, numbers.
/// </summary>
internal sealed class EnumWordConverterFactory : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(EnumWordConverter<>).MakeGenericType(typeToConvert))!;

    private sealed class EnumWordConverter<TEnum> : JsonConverter<TEnum>
        where TEnum : struct, Enum
    {
        private static readonly Dictionary<TEnum, string> Words = Enum.GetValues<TEnum>()
            .Distinct()
            .ToDictionary(value => value, value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()));

        private static readonly Dictionary<string, TEnum> Values = Enum.GetNames<TEnum>()
            .ToDictionary(JsonNamingPolicy.SnakeCaseLower.ConvertName, Enum.Parse<TEnum>, StringComparer.OrdinalIgnoreCase);

        private static readonly Fault Expected = Fault.NotOneOf(Words.Values);

        public override TEnum Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String ? Parse(ref reader) : throw new JsonRuleException(Expected);

        public override void Write(Utf8JsonWriter writer, TEnum value, JsonSerializerOptions options) =>
            writer.WriteStringValue(WordOf(value));

        public override TEnum ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Parse(ref reader);

        public override void WriteAsPropertyName(Utf8JsonWriter writer, TEnum value, JsonSerializerOptions options) =>
            writer.WritePropertyName(WordOf(value));

        private static TEnum Parse(ref Utf8JsonReader reader) =>
            Values.TryGetValue(TextConverter.Text(ref reader), out var value) ? value : throw new JsonRuleException(Expected);

        private static string WordOf(TEnum value) =>
            Words.TryGetValue(value, out var word) ? word : throw new JsonException($"{value} is no value of {typeof(TEnum).Name}.");
    }
}
