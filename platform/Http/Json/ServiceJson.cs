using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;

namespace Community.Platform.Http.Json;

/// <summary>
/// The JSON conventions of all services: snake_case members and enums, nulls written, times in UTC. Unknown members are ignored (a PUT or
/// PATCH with them is refused, see RequestInputs). Ambiguous or unstorable input is refused: duplicates, comments, trailing commas, depth
/// over 32, NUL, lone surrogates, numbers beyond the type, times without an offset, and absent (or null) members that the record declares
/// as not nullable.
/// </summary>
public static class ServiceJson
{
    /// <summary>How deep arrays and objects may nest.</summary>
    public const int MaxDepth = 32;

    /// <summary>The shared, read-only options: for the bus, the outbox, stored documents and tests.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    /// <summary>Makes minimal APIs read and write JSON by the rules of <see cref="Options"/>.</summary>
    public static IServiceCollection AddServiceJson(this IServiceCollection services) =>
        services.ConfigureHttpJsonOptions(options => ConfigureForClients(options.SerializerOptions));

    /// <summary>
    /// Gives options that read client requests (of minimal APIs, of SignalR) the same behaviour, and two more rules: times and dates are
    /// within <see cref="ClientTimes"/>, and texts are converted to the normal form of their rules.
    /// </summary>
    public static void ConfigureForClients(JsonSerializerOptions options)
    {
        options.Converters.Add(new ClientTimeConverter());
        options.Converters.Add(new ClientDateConverter());
        Configure(options);
        options.TypeInfoResolver = options.TypeInfoResolver!.WithAddedModifier(NormalText.Normalize);
    }

    private static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.DictionaryKeyPolicy = null;
        options.PropertyNameCaseInsensitive = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.Never;
        options.AllowDuplicateProperties = false;
        options.AllowTrailingCommas = false;
        options.ReadCommentHandling = JsonCommentHandling.Disallow;
        options.RespectNullableAnnotations = true;
        options.MaxDepth = MaxDepth;
        // The answers are application/json and never embedded in HTML: text stays readable and short.
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.Converters.Add(new TextConverter());
        options.Converters.Add(new TimeConverter());
        options.Converters.Add(new FiniteDoubleConverter());
        options.Converters.Add(new FiniteSingleConverter());
        options.Converters.Add(new OptionalConverterFactory());
        options.Converters.Add(new EnumWordConverterFactory());
        options.TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { RequireNonNullableMembers, HideAbsentOptionals } };
    }

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        Configure(options);
        options.MakeReadOnly();
        return options;
    }

    // A record's parameter that has no default and cannot be null must be sent. Otherwise a missing string would be null although its type
    // is not nullable, and a missing number would silently be zero.
    private static void RequireNonNullableMembers(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            // A member without a getter here (JsonIgnore) or without a setter (an anonymous type's) cannot be required.
            if (
                property is { Get: not null, Set: not null }
                && property.AssociatedParameter is { HasDefaultValue: false, IsNullable: false }
                && !Optional.Is(property.PropertyType)
            )
            {
                property.IsRequired = true;
            }
        }
    }

    private static void HideAbsentOptionals(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (Optional.Is(property.PropertyType))
            {
                property.ShouldSerialize = static (_, value) => value is IOptional { IsSet: true };
            }
        }
    }
}
