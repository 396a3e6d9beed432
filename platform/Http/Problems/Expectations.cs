using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Community.Platform.Http.Json;
using Community.Platform.Http.Validation;

namespace Community.Platform.Http.Problems;

/// <summary>The fault of a value that is not one of a type.</summary>
internal static class Expectations
{
    public static readonly Fault NotANumber = new(FaultCode.NotANumber, "must be a number");

    /// <param name="declared">The type of the member or parameter.</param>
    /// <param name="range">Its range: the text for a whole number has that range, not the range of its type.</param>
    public static Fault Of(Type? declared, RangeAttribute? range = null)
    {
        var type = declared is null ? typeof(object) : Optional.Unwrap(Nullable.GetUnderlyingType(declared) ?? declared);
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Choice<>))
        {
            type = type.GetGenericArguments()[0];
        }

        return type switch
        {
            { IsEnum: true } => Fault.NotOneOf(Words(type)),
            _ when type == typeof(string) => TextConverter.NotText,
            _ when type == typeof(bool) => new(FaultCode.WrongType, "must be true or false"),
            _ when type == typeof(Guid) => new(FaultCode.InvalidFormat, "must be a UUID"),
            _ when type == typeof(DateTimeOffset) || type == typeof(QueryTime) => TimeConverter.Expected,
            _ when type == typeof(DateOnly) => ClientDateConverter.Expected,
            _ when type == typeof(TimeOnly) => new(FaultCode.InvalidTime, "must be a time of day such as 18:30:00"),
            _ when type == typeof(byte[]) => new(FaultCode.InvalidFormat, "must be base64"),
            _ when Whole(type, range) is { } whole => whole,
            _ when type == typeof(double) || type == typeof(float) || type == typeof(decimal) => NotANumber,
            _ when type.IsAssignableTo(typeof(IDictionary)) => new(FaultCode.WrongType, "must be an object"),
            _ when type.IsAssignableTo(typeof(IEnumerable)) => new(FaultCode.WrongType, "must be a list"),
            _ => new(FaultCode.WrongType, "has the wrong type or form"),
        };
    }

    public static IEnumerable<string> Words(Type enumeration) =>
        Enum.GetNames(enumeration).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName);

    private static Fault? Whole(Type type, RangeAttribute? range) =>
        Type.GetTypeCode(type) switch
        {
            TypeCode.Int32 => Between(range, int.MinValue, int.MaxValue),
            TypeCode.Int64 => Between(range, long.MinValue, long.MaxValue),
            TypeCode.Int16 => Between(range, short.MinValue, short.MaxValue),
            TypeCode.Byte => Between(range, byte.MinValue, byte.MaxValue),
            TypeCode.UInt16 or TypeCode.UInt32 or TypeCode.UInt64 or TypeCode.SByte => new(
                FaultCode.NotANumber,
                "must be a whole number in range"
            ),
            _ => null,
        };

    private static Fault Between(RangeAttribute? range, long least, long most)
    {
        if (
            range
            is not { MinimumIsExclusive: false, MaximumIsExclusive: false, Minimum: int or long or double, Maximum: int or long or double }
        )
        {
            return FromTo(least, most);
        }

        // A bound equal to that of the type is not a bound. Range has long.MaxValue as a double, which is one more.
        var (minimum, maximum) = (RuleFaults.Bound(range.Minimum), RuleFaults.Bound(range.Maximum));
        return (minimum > least, maximum < most) switch
        {
            (_, true) => FromTo(Math.Max(minimum, least), maximum),
            (true, false) => new(FaultCode.NotANumber, FormattableString.Invariant($"must be a whole number of at least {minimum}"))
            {
                Min = minimum,
            },
            _ => FromTo(least, most),
        };
    }

    private static Fault FromTo(decimal least, decimal most) =>
        new(FaultCode.NotANumber, FormattableString.Invariant($"must be a whole number from {least} to {most}"))
        {
            Min = least,
            Max = most,
        };
}
