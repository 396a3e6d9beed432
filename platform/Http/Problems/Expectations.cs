using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using Community.Platform.Http.Json;
using Community.Platform.Http.Validation;

namespace Community.Platform.Http.Problems;

/// <summary>The expected form of a type's values, as text that follows the field's name.</summary>
internal static class Expectations
{
    /// <param name="declared">The type of the member or parameter.</param>
    /// <param name="range">Its range: the text for a whole number has that range, not the range of its type.</param>
    public static string Of(Type? declared, RangeAttribute? range = null)
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
            _ when Whole(type, range) is { } whole => whole,
            _ when type == typeof(double) || type == typeof(float) || type == typeof(decimal) => "must be a number",
            _ when type.IsAssignableTo(typeof(IDictionary)) => "must be an object",
            _ when type.IsAssignableTo(typeof(IEnumerable)) => "must be a list",
            _ => "has the wrong type or form",
        };
    }

    public static IEnumerable<string> Words(Type enumeration) =>
        Enum.GetNames(enumeration).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName);

    private static string? Whole(Type type, RangeAttribute? range) =>
        Type.GetTypeCode(type) switch
        {
            TypeCode.Int32 => Between(range, int.MinValue, int.MaxValue),
            TypeCode.Int64 => Between(range, long.MinValue, long.MaxValue),
            TypeCode.Int16 => Between(range, short.MinValue, short.MaxValue),
            TypeCode.Byte => Between(range, byte.MinValue, byte.MaxValue),
            TypeCode.UInt16 or TypeCode.UInt32 or TypeCode.UInt64 or TypeCode.SByte => "must be a whole number in range",
            _ => null,
        };

    private static string Between(RangeAttribute? range, long least, long most)
    {
        if (
            range
            is not { MinimumIsExclusive: false, MaximumIsExclusive: false, Minimum: int or long or double, Maximum: int or long or double }
        )
        {
            return FormattableString.Invariant($"must be a whole number from {least} to {most}");
        }

        // A bound equal to that of the type is not a bound. Range has long.MaxValue as a double, which is one more.
        var (minimum, maximum) = (Bound(range.Minimum), Bound(range.Maximum));
        return (minimum > least, maximum < most) switch
        {
            (_, true) => FormattableString.Invariant($"must be a whole number from {Math.Max(minimum, least)} to {maximum}"),
            (true, false) => FormattableString.Invariant($"must be a whole number of at least {minimum}"),
            _ => FormattableString.Invariant($"must be a whole number from {least} to {most}"),
        };
    }

    private static decimal Bound(object bound) => (decimal)Math.Clamp(Convert.ToDouble(bound, CultureInfo.InvariantCulture), -1e20, 1e20);
}
