using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Community.Sdk;

/// <summary>
/// A member of a change: without a value it stays as it is and is not sent; with null it is emptied. A value converts by itself:
/// <c>new ProfileChanges { Bio = null }</c>.
/// </summary>
/// <typeparam name="T">The member's type.</typeparam>
public readonly record struct Optional<T>
{
    /// <summary>A value to send.</summary>
    public Optional(T value) => (IsSet, Value) = (true, value);

    /// <summary>Whether there is a value to send, which may be null.</summary>
    public bool IsSet { get; }

    /// <summary>The value; the type's default if there is none.</summary>
    public T Value { get; }

    /// <summary>A value to send.</summary>
    public static implicit operator Optional<T>(T value) => new(value);
}

internal sealed class OptionalConverter<T> : JsonConverter<Optional<T>>
{
    public override bool HandleNull => true;

    public override Optional<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(JsonSerializer.Deserialize(ref reader, (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T)))!);

    public override void Write(Utf8JsonWriter writer, Optional<T> value, JsonSerializerOptions options)
    {
        if (value.Value is null)
        {
            writer.WriteNullValue();
        }
        else
        {
            JsonSerializer.Serialize(writer, value.Value, (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T)));
        }
    }
}
