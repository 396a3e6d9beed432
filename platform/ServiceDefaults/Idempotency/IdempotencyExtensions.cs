using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Community.ServiceDefaults.Idempotency;

/// <summary>Marks an endpoint whose callers may send <c>Idempotency-Key</c>: every POST that creates or charges.</summary>
/// <param name="storesAnswer">False: the handler itself recognises a repeat, and answers it.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class IdempotentAttribute(bool storesAnswer = true) : Attribute
{
    /// <summary>Whether the first answer is stored and given again.</summary>
    public bool StoresAnswer => storesAnswer;
}

/// <summary>Turns idempotency keys on.</summary>
public static class IdempotencyExtensions
{
    private const string ItemOfKey = "Community.IdempotencyKey";

    /// <summary>
    /// Lets signed-in callers repeat this request safely with an <c>Idempotency-Key</c> header of 16 to 255 characters, kept for 24 hours. What the handler writes through the
    /// request's DbContext commits with the answer; an effect that commits apart from it must be recognised by the handler when it is asked for again, by its nature or
    /// by <see cref="IdempotencyKeyId"/>.
    /// </summary>
    public static TBuilder Idempotent<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoint.Add(builder => builder.Metadata.Add(new IdempotentAttribute()));
        return endpoint;
    }

    /// <summary>
    /// Lets callers repeat this request safely with an <c>Idempotency-Key</c>, while no answer is stored: for answers with credentials, and where there is no caller whom
    /// a stored answer would belong to. The handler recognises a repeat by <see cref="IdempotencyKeyId"/> and by a proof that it comes from the same person.
    /// </summary>
    public static TBuilder IdempotentByEffect<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoint.Add(builder => builder.Metadata.Add(new IdempotentAttribute(storesAnswer: false)));
        return endpoint;
    }

    /// <summary>
    /// The request's Idempotency-Key as a value to be stored beside an effect, so that a repeat is recognised by it: derived from caller, method, path and key, and no way
    /// back to them. Null: the request has no key.
    /// </summary>
    public static Guid? IdempotencyKeyId(this HttpContext http) => http.Items.TryGetValue(ItemOfKey, out var id) ? (Guid?)id : null;

    internal static void SetIdempotencyKeyId(this HttpContext http, Guid id) => http.Items[ItemOfKey] = id;

    internal static IServiceCollection AddIdempotencyKeys(this IServiceCollection services) => services
        .AddSingleton<IdempotencyKeys>().AddHostedService(provider => provider.GetRequiredService<IdempotencyKeys>());

    /// <summary>Belongs behind authentication, since a key counts for its caller only.</summary>
    internal static IApplicationBuilder UseIdempotencyKeys(this IApplicationBuilder app) => app.UseMiddleware<IdempotencyMiddleware>();
}
