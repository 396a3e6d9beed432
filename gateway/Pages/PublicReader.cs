using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Community.Gateway.Headers;
using Community.Gateway.Proxying;
using Microsoft.Net.Http.Headers;

namespace Community.Gateway.Pages;

/// <summary>
/// Reads public data by the routes of the API, without a token: the services decide about the access, and a page shows no more than the
/// API.
/// </summary>
internal sealed class PublicReader(ServiceMap services, ServiceClient client)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>The object at a path.</summary>
    /// <param name="service">The service that has it.</param>
    /// <param name="path">Below <c>/api/v1</c>, with its query.</param>
    /// <param name="context">The request that it is for.</param>
    /// <returns>Null: it does not exist, or is not public.</returns>
    /// <exception cref="PublicReadException">The service does not answer, or answers with an error.</exception>
    public async Task<JsonObject?> ReadAsync(string service, string path, HttpContext context)
    {
        if (!services.Contains(service))
        {
            return null;
        }

        if (services[service].Pick() is not { } instance)
        {
            throw new PublicReadException(service);
        }

        using var inFlight = instance.Enter();
        try
        {
            using var answer = await client.GetAsync(instance, Routes.Api + path, Limit, context.RequestAborted, Prepare);
            return answer.StatusCode switch
            {
                HttpStatusCode.OK => JsonNode.Parse(await answer.Content.ReadAsByteArrayAsync(context.RequestAborted)) as JsonObject,
                HttpStatusCode.NotFound or HttpStatusCode.Gone or HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized => null,
                _ => throw new PublicReadException(service),
            };
        }
        catch (Exception failed)
            when (failed is HttpRequestException or SocketException or System.Text.Json.JsonException
                || (failed is OperationCanceledException && !context.RequestAborted.IsCancellationRequested)
            )
        {
            throw new PublicReadException(service, failed);
        }

        void Prepare(HttpRequestMessage request)
        {
            request.Headers.TryAddWithoutValidation(RequestId.Header, context.TraceIdentifier);
            if (context.Request.Headers.TraceParent is [{ } parent])
            {
                request.Headers.TryAddWithoutValidation(HeaderNames.TraceParent, parent);
            }
        }
    }
}

/// <summary>A service could not be asked; the page says so with 503.</summary>
internal sealed class PublicReadException(string service, Exception? cause = null)
    : Exception($"The {service} service did not answer for a public page.", cause);
