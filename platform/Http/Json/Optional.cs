using System.Text.Json;
using System.Text.Json.Serialization;
using Community.Platform.Http.Validation;

namespace Community.Platform.Http.Json;

/// <summary>
/// A member of a PATCH body (JSON merge patch, RFC 7396): absent keeps the present value, null clears it, a value sets it. Null is refused
/// with 400 where <typeparamref name="T"/> is not nullable. Validation attributes on the member apply to the value.
/// </summary>
/// <typeparam name="T">The member's type; nullable (<c>Optional&lt;string?&gt;</c>) where it may be cleared.</typeparam>
[JsonConverter(typeof(OptionalConverterFactory))]
public readonly record struct Optional<T> : IOptional
{
    /// <summary>A member that was sent.</summary>
    public Optional(T value) => (IsSet, Value) = (true, value);

    /// <summary>Whether the member was in the body, also as null.</summary>
    public bool IsSet { get; }

    /// <summary>The value sent; the default where it was not.</summary>
    public T Value { get; } = default!;

    object? IOptional.Value => Value;

    /// <summary>The value sent, or else the present value.</summary>
    public T Or(T current) => IsSet ? Value : current;

    /// <summary>A value as a member that was sent.</summary>
    public static implicit operator Optional<T>(T value) => new(value);
}

/// <summary>An <see cref="Optional{T}"/> seen without its type.</summary>
internal interface IOptional
{
    bool IsSet { get; }

    object? Value { get; }
}

/// <summary>Helpers for optional types.</summary>
internal static class Optional
{
    public static bool Is(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Optional<>);

    /// <summary>T for Optional of T, else the type itself.</summary>
    public static Type Unwrap(Type type) => Is(type) ? type.GetGenericArguments()[0] : type;
}

internal sealed class OptionalConverterFactory : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => Optional.Is(typeToConvert);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(OptionalConverter<>).MakeGenericType(Optional.Unwrap(typeToConvert)))!;

    private sealed class OptionalConverter<T> : JsonConverter<Optional<T>>
    {
        public override bool HandleNull => true;

        public override Optional<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType == JsonTokenType.Null && default(T) is not null)
            {
                throw new JsonRuleException(Fault.Null);
            }

            try
            {
                return new(JsonSerializer.Deserialize<T>(ref reader, options)!);
            }
            catch (JsonException fault)
            {
                throw new JsonNestedException(fault);
            }
        }

        public override void Write(Utf8JsonWriter writer, Optional<T> value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value.Value, options);
    }
}
