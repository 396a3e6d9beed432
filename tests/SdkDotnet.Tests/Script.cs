using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Community.Sdk;

namespace Community.SdkDotnet.Tests;

/// <summary>A request as it was sent.</summary>
internal sealed record Sent(string Method, string PathAndQuery, IReadOnlyDictionary<string, string> Headers, string Body);

/// <summary>A network that answers each request with the next of its answers; the last one is repeated.</summary>
internal sealed class Script(params Func<Sent, HttpResponseMessage>[] answers) : HttpMessageHandler
{
    private int _next;

    public ConcurrentQueue<Sent> Requests { get; } = [];

    public IReadOnlyList<Sent> Sent => [.. Requests];

    public CommunityClient Client(Action<CommunityOptions>? configure = null)
    {
        var options = new CommunityOptions
        {
            BaseUrl = new Uri("https://community.example/"),
            RetryDelay = TimeSpan.FromMilliseconds(1),
            HttpClient = new HttpClient(this) { Timeout = Timeout.InfiniteTimeSpan },
        };
        configure?.Invoke(options);
        return new(options);
    }

    public static Func<Sent, HttpResponseMessage> Json(string body, int status = 200, string? retryAfter = null) =>
        _ =>
        {
            var answer = new HttpResponseMessage((HttpStatusCode)status)
            {
                Content = new StringContent(body, Encoding.UTF8, status < 400 ? "application/json" : "application/problem+json"),
            };
            if (retryAfter is not null)
            {
                answer.Headers.TryAddWithoutValidation("Retry-After", retryAfter);
            }

            return answer;
        };

    public static Func<Sent, HttpResponseMessage> Status(int status, string reason = "", string? retryAfter = null) =>
        Json($$"""{"status":{{status}},"detail":"No.","reason":"{{reason}}","trace_id":"t1"}""", status, retryAfter);

    public static HttpResponseMessage Cut(Sent request) => throw new HttpRequestException("The connection was cut.");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var sent = new Sent(
            request.Method.Method,
            request.RequestUri!.PathAndQuery,
            request
                .Headers.Concat(request.Content?.Headers.AsEnumerable() ?? [])
                .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase),
            body
        );
        Requests.Enqueue(sent);
        return answers[Math.Min(Interlocked.Increment(ref _next), answers.Length) - 1](sent);
    }
}
