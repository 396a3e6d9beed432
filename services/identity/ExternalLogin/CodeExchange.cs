using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Community.Platform.Http.Problems;

namespace Community.Identity.ExternalLogin;

/// <summary>Exchanges a provider's code for the id_token (OpenID Connect Core section 3.1.3). Nothing else of the answer is used.</summary>
internal sealed partial class CodeExchange(ILogger<CodeExchange> logger)
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    /// <param name="provider">The provider.</param>
    /// <param name="endpoints">The provider's addresses.</param>
    /// <param name="code">Its code.</param>
    /// <param name="redirectUri">The address to which the provider sent the browser.</param>
    /// <param name="verifier">The verifier of PKCE.</param>
    /// <returns>The id_token, not checked yet.</returns>
    /// <exception cref="ProblemException">401: the provider refuses the code. 503: it cannot be reached, or its answer is none.</exception>
    public async Task<string> ExchangeAsync(
        OidcProvider provider,
        ProviderEndpoints endpoints,
        string code,
        string redirectUri,
        string verifier
    )
    {
        try
        {
            using var request = RequestOf(provider, endpoints, code, redirectUri, verifier);
            using var response = await provider.Http!.SendAsync(request);
            using var answer = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(), Strict);
            if (response.StatusCode == HttpStatusCode.OK && Text(answer, "id_token") is { } token)
            {
                return token;
            }

            if (response.StatusCode == HttpStatusCode.BadRequest && Text(answer, "error") == "invalid_grant")
            {
                throw Problem
                    .Unauthorized("The identity provider did not accept the code. Sign in at the provider again.", "code_refused")
                    .ToException();
            }

            Log.Failed(logger, provider.Issuer, $"{(int)response.StatusCode} {Plain(Text(answer, "error"))}");
        }
        catch (Exception failure)
            when (failure is HttpRequestException or OperationCanceledException or JsonException or InvalidOperationException)
        {
            Log.Failed(logger, provider.Issuer, failure.Message);
        }

        throw ProviderKeys.Unreachable();
    }

    private static HttpRequestMessage RequestOf(
        OidcProvider provider,
        ProviderEndpoints endpoints,
        string code,
        string redirectUri,
        string verifier
    )
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = redirectUri,
            ["client_id"] = provider.ClientIds[0],
            ["code_verifier"] = verifier,
        };
        var request = new HttpRequestMessage(HttpMethod.Post, endpoints.Token);
        if (provider.ClientSecret is { Length: > 0 } secret)
        {
            if (endpoints.PostsSecret)
            {
                form["client_secret"] = secret;
            }
            else
            {
                // RFC 6749 section 2.3.1: both parts are encoded as in a form.
                var pair = $"{WebUtility.UrlEncode(provider.ClientIds[0])}:{WebUtility.UrlEncode(secret)}";
                request.Headers.Authorization = new AuthenticationHeaderValue(
                    "Basic",
                    Convert.ToBase64String(Encoding.ASCII.GetBytes(pair))
                );
            }
        }

        request.Headers.Accept.ParseAdd("application/json");
        request.Content = new FormUrlEncodedContent(form);
        return request;
    }

    private static string? Text(JsonDocument answer, string name) =>
        answer.RootElement.ValueKind == JsonValueKind.Object
        && answer.RootElement.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    /// <summary>The error's word, for a log: nothing but letters and underscores.</summary>
    private static string Plain(string? error) =>
        string.Concat((error ?? "").Where(letter => char.IsAsciiLetter(letter) || letter == '_').Take(50));

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Issuer} did not exchange a code: {Reason}")]
        public static partial void Failed(ILogger logger, string issuer, string reason);
    }
}
