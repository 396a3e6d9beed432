using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Community.ServiceDefaults.Idempotency;

/// <summary>Marks an endpoint that accepts <c>Idempotency-Key</c>: every POST that creates or charges.</summary>
/// <param name="storesAnswer">False: the handler itself recognises a repeat, and answers it.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class IdempotentAttribute(bool storesAnswer = true) : Attribute
{
    /// <summary>Whether the first answer is stored and given again.</summary>
    public bool StoresAnswer => storesAnswer;
}

/// <summary>Registers idempotency keys.</summary>
public static class IdempotencyExtensions
{
    private const string ItemOfKey = "Community.IdempotencyKey";

    /// <summary>
    /// Lets signed-in callers repeat this request safely with an <c>Idempotency-Key</c> header of 16 to 255 characters, kept for 24 hours.
    /// The handler's writes through the request's DbContext commit with the answer. If an effect commits separately, the handler must
    /// recognise it in a repeat, by its nature or by <see cref="IdempotencyKeyId"/>.
    /// </summary>
    public static TBuilder Idempotent<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoint.Add(builder => builder.Metadata.Add(new IdempotentAttribute()));
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

    internal static IServiceCollection AddIdempotencyKeys(this IServiceCollection services) => services
        .AddSingleton<IdempotencyKeys>().AddHostedService(provider => provider.GetRequiredService<IdempotencyKeys>());

    /// <summary>Must come after authentication, because a key belongs to its caller.</summary>
    internal static IApplicationBuilder UseIdempotencyKeys(this IApplicationBuilder app) => app.UseMiddleware<IdempotencyMiddleware>();
}
