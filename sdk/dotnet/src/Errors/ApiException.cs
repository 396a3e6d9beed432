using System.Globalization;
using System.Text.Json;
using Community.Sdk.Models;

namespace Community.Sdk;

/// <summary>A refusal of the server: a status of 400 or more. There is a subclass for each kind.</summary>
public class ApiException : CommunityException
{
    internal ApiException(Refusal refusal)
        : base(refusal.Detail) => Refusal = refusal;

    /// <summary>The HTTP status.</summary>
    public int Status => Refusal.Status;

    /// <summary>Why, as a word for programs; null where the status says it all. A new word may come at any time.</summary>
    public Reason? Reason => Text("reason") is { } word ? new Reason(word) : (Reason?)null;

    /// <summary>Quote it when you ask for help.</summary>
    public string? TraceId => Text("trace_id");

    /// <summary>How long to wait before a repeat, if the answer says so.</summary>
    public TimeSpan? RetryAfter => Refusal.RetryAfter;

    /// <summary>The whole body, as it came.</summary>
    public string RawBody => Refusal.Body;

    /// <summary>The members of the body; empty if it is no problem+json.</summary>
    public IReadOnlyDictionary<string, JsonElement> Problem => Refusal.Members;

    private protected Refusal Refusal { get; }

    private protected string? Text(string member) =>
        Refusal.Members.TryGetValue(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private protected long? Number(string member) =>
        Refusal.Members.TryGetValue(member, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number)
            ? number
            : null;
}

/// <summary>400, 415 or 422: the request has to change; the same one fails again.</summary>
public sealed class ValidationFailedException : ApiException
{
    internal ValidationFailedException(Refusal refusal)
        : base(refusal) => (Errors, Faults) = (Read(refusal), ReadFaults(refusal));

    /// <summary>The faults of each field, by its path in the body (<c>tags[3]</c>) or its name in the query.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Errors { get; }

    /// <summary>The same faults with their codes and numbers, for sentences of your own.</summary>
    public IReadOnlyList<Fault> Faults { get; }

    private static Dictionary<string, IReadOnlyList<string>> Read(Refusal refusal) =>
        refusal.Members.TryGetValue("errors", out var errors) && errors.ValueKind == JsonValueKind.Object
            ? errors
                .EnumerateObject()
                .Where(field => field.Value.ValueKind == JsonValueKind.Array)
                .ToDictionary(
                    field => field.Name,
                    IReadOnlyList<string> (field) => [.. field.Value.EnumerateArray().Select(fault => fault.ToString())],
                    StringComparer.Ordinal
                )
            : [];

    private static Fault[] ReadFaults(Refusal refusal) =>
        refusal.Members.TryGetValue("faults", out var faults) && faults.ValueKind == JsonValueKind.Array
            ?
            [
                .. faults
                    .EnumerateArray()
                    .Where(fault => fault.ValueKind == JsonValueKind.Object)
                    .Select(fault => fault.Deserialize(CommunityJson.Default.Fault)!),
            ]
            : [];
}

/// <summary>401: sign in again.</summary>
public sealed class UnauthorizedException : ApiException
{
    internal UnauthorizedException(Refusal refusal)
        : base(refusal) { }

    internal UnauthorizedException(string detail)
        : this(new Refusal(401, detail)) { }

    /// <summary>With the reason <c>second_factor_required</c>: the argument of <c>Auth.LoginWithCodeAsync</c>.</summary>
    public string? Challenge => Text("challenge");
}

/// <summary>402: something has to be paid.</summary>
public sealed class PaymentRequiredException : ApiException
{
    internal PaymentRequiredException(Refusal refusal)
        : base(refusal) { }

    /// <summary>The order to pay; null where none was made, as for a declined card.</summary>
    public Guid? OrderId => Guid.TryParse(Text("order_id"), out var id) ? id : null;

    /// <summary>In the currency's smallest unit; 0: payable with credits only.</summary>
    public long? AmountCents => Number("amount_cents");

    /// <summary>ISO 4217.</summary>
    public string? Currency => Text("currency");

    /// <summary>Null: not payable with credits.</summary>
    public long? PriceCredits => Number("price_credits");

    /// <summary>Until when the order can be paid.</summary>
    public DateTimeOffset? ExpiresAt =>
        DateTimeOffset.TryParse(Text("expires_at"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : null;
}

/// <summary>402: a higher plan is needed.</summary>
public sealed class PlanRequiredException : ApiException
{
    internal PlanRequiredException(Refusal refusal)
        : base(refusal) { }

    /// <summary>The lowest plan that is enough.</summary>
    public string Plan => Text("required_plan") ?? "";
}

/// <summary>403: the caller may not do this.</summary>
public sealed class ForbiddenException : ApiException
{
    internal ForbiddenException(Refusal refusal)
        : base(refusal) { }
}

/// <summary>404 or 410: it does not exist, or the caller must not know that it does.</summary>
public sealed class NotFoundException : ApiException
{
    internal NotFoundException(Refusal refusal)
        : base(refusal) { }
}

/// <summary>409: the state has to change first; <see cref="ApiException.Reason"/> names the obstacle.</summary>
public sealed class ConflictException : ApiException
{
    internal ConflictException(Refusal refusal)
        : base(refusal) { }
}

/// <summary>413: the body is too long; the message names the limit.</summary>
public sealed class TooLargeException : ApiException
{
    internal TooLargeException(Refusal refusal)
        : base(refusal) { }
}

/// <summary>429: too many requests; <see cref="ApiException.RetryAfter"/> says how long to wait.</summary>
public sealed class RateLimitedException : ApiException
{
    internal RateLimitedException(Refusal refusal)
        : base(refusal) { }
}

/// <summary>500 or more: the server failed. Quote <see cref="ApiException.TraceId"/>.</summary>
public sealed class ServerErrorException : ApiException
{
    internal ServerErrorException(Refusal refusal)
        : base(refusal) { }
}
