using Microsoft.AspNetCore.Builder;

namespace Community.Platform.Http.OpenApi;

/// <summary>A header that the endpoint reads without a parameter of its handler, for the description of the API.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">Its effect, in a sentence or two.</param>
/// <param name="Values">The values that it may have.</param>
public sealed record RequestHeader(string Name, string Description, params string[] Values);

/// <summary>Declares headers of requests.</summary>
public static class RequestHeaderExtensions
{
    /// <summary>Names a header that callers may send.</summary>
    public static TBuilder WithRequestHeader<TBuilder>(this TBuilder endpoint, RequestHeader header)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoint.Add(builder => builder.Metadata.Add(header));
        return endpoint;
    }
}
