using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Community.Platform.Http.Idempotency;

/// <summary>The header that carries a key.</summary>
public static class IdempotencyHeader
{
    /// <summary>Its name.</summary>
    public const string Name = "Idempotency-Key";

    /// <summary>Long enough that two callers do not choose the same key by chance: a random UUID, not a counter.</summary>
    public const int MinLength = 16;

    /// <summary>The longest key, in characters.</summary>
    public const int MaxLength = 255;
}

/// <summary>Marks an endpoint that accepts <c>Idempotency-Key</c>: every POST that creates or charges.</summary>
/// <param name="storesAnswer">False: the handler itself recognises a repeat, and answers it.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class IdempotentAttribute(bool storesAnswer = true) : Attribute
{
    /// <summary>Whether the first answer is stored and given again.</summary>
    public bool StoresAnswer => storesAnswer;

    /// <summary>The headers that are part of the request, besides its query and body: with another value it is another request.</summary>
    public IReadOnlyList<string> RequestHeaders { get; init; } = [];

    /// <summary>The headers that are part of the answer, besides Location and the type of its body.</summary>
    public IReadOnlyList<string> AnswerHeaders { get; init; } = [];
}

/// <summary>Declares endpoints whose requests may be repeated.</summary>
public static class IdempotencyExtensions
{
    private const string ItemOfKey = "Community.IdempotencyKey";

    /// <summary>
    /// Lets signed-in callers repeat this request safely with an <c>Idempotency-Key</c> header of 16 to 255 characters, kept for 24 hours.
    /// The handler's writes through the request's DbContext commit with the answer. If an effect commits separately, the handler must
    /// recognise it in a repeat, by its nature or by <see cref="IdempotencyKeyId"/>.
    /// </summary>
    public static TBuilder Idempotent<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.Idempotent([], []);

    /// <summary>As <see cref="Idempotent{TBuilder}(TBuilder)"/>, for a request that has a part of its content in headers.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="requestHeaders">The headers that are part of the request.</param>
    /// <param name="answerHeaders">The headers that are part of the answer, besides Location.</param>
    public static TBuilder Idempotent<TBuilder>(
        this TBuilder endpoint,
        IReadOnlyList<string> requestHeaders,
        IReadOnlyList<string> answerHeaders
    )
        where TBuilder : IEndpointConventionBuilder
    {
        endpoint.Add(builder =>
            builder.Metadata.Add(new IdempotentAttribute { RequestHeaders = requestHeaders, AnswerHeaders = answerHeaders })
        );
        return endpoint;
    }

    /// <summary>
    /// Lets callers repeat this request safely with an <c>Idempotency-Key</c>, without a stored answer. This is for answers with
    /// credentials, and for requests without a caller to whom a stored answer would belong. The handler recognises a repeat by
    /// <see cref="IdempotencyKeyId"/> and by a proof that it comes from the same person.
    /// </summary>
    public static TBuilder IdempotentByEffect<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoint.Add(builder => builder.Metadata.Add(new IdempotentAttribute(storesAnswer: false)));
        return endpoint;
    }

    /// <summary>
    /// The request's Idempotency-Key as a value to be stored beside an effect, so that a repeat is recognised by it. It is derived from
    /// caller, method, path and key, which cannot be recovered from it. Null: the request has no key.
    /// </summary>
    public static Guid? IdempotencyKeyId(this HttpContext http) => http.Items.TryGetValue(ItemOfKey, out var id) ? (Guid?)id : null;

    internal static void SetIdempotencyKeyId(this HttpContext http, Guid id) => http.Items[ItemOfKey] = id;
}
