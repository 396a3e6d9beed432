using System.Collections;
using System.Text.Json;
using Community.ServiceDefaults.Json;
using Community.ServiceDefaults.Validation;

namespace Community.ServiceDefaults.Problems;

/// <summary>What a value of a type has to look like, in words that continue the field's name.</summary>
internal static class Expectations
{
    public static string Of(Type? declared)
    {
        var type = declared is null ? typeof(object) : Optional.Unwrap(Nullable.GetUnderlyingType(declared) ?? declared);
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Choice<>))
        {
            type = type.GetGenericArguments()[0];
        }

        return type switch
        {
            { IsEnum: true } => $"must be one of {string.Join(", ", Words(type))}",
            _ when type == typeof(string) => "must be a string",
            _ when type == typeof(bool) => "must be true or false",
            _ when type == typeof(Guid) => "must be a UUID",
            _ when type == typeof(DateTimeOffset) || type == typeof(QueryTime) => TimeConverter.Expectation,
            _ when type == typeof(DateOnly) => ClientDateConverter.Expectation,
            _ when type == typeof(TimeOnly) => "must be a time of day such as 18:30:00",
            _ when type == typeof(byte[]) => "must be base64",
            _ when Whole(type) is { } range => range,
            _ when type == typeof(double) || type == typeof(float) || type == typeof(decimal) => "must be a number",
            _ when type.IsAssignableTo(typeof(IDictionary)) => "must be an object",
            _ when type.IsAssignableTo(typeof(IEnumerable)) => "must be a list",
            _ => "has the wrong type or form",
        };
    }

    public static IEnumerable<string> Words(Type enumeration) => Enum.GetNames(enumeration).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName);

    private static string? Whole(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Int32 => $"must be a whole number from {int.MinValue} to {int.MaxValue}",
        TypeCode.Int64 => $"must be a whole number from {long.MinValue} to {long.MaxValue}",
        TypeCode.Int16 => $"must be a whole number from {short.MinValue} to {short.MaxValue}",
        TypeCode.Byte => "must be a whole number from 0 to 255",
        TypeCode.UInt16 or TypeCode.UInt32 or TypeCode.UInt64 or TypeCode.SByte => "must be a whole number in range",
        _ => null,
    };
}
