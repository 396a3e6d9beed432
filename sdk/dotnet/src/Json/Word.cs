using System.Text.Json;
using System.Text.Json.Serialization;

namespace Community.Sdk;

/// <summary>
/// One of a set of words of the API. The set grows: a word that this version of the SDK does not know is kept and can be compared.
/// </summary>
/// <typeparam name="T">The set.</typeparam>
public interface IWord<T>
    where T : struct, IWord<T>
{
    /// <summary>The word, as the API writes it.</summary>
    string Value { get; }

    /// <summary>Any word.</summary>
    static abstract T From(string value);
}

internal sealed class WordConverter<T> : JsonConverter<T>
    where T : struct, IWord<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        T.From(reader.GetString() ?? "");

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}
