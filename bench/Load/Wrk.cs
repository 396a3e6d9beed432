using System.Globalization;
using System.Text.Json;

namespace Community.Bench.Load;

/// <summary>A request for wrk: a GET, or with <paramref name="Json"/> a POST.</summary>
/// <param name="Path">With its query.</param>
/// <param name="Token">The access token.</param>
/// <param name="Json">The body.</param>
internal sealed record WrkRequest(string Path, string Token, string Json = "");

/// <summary>Load by wrk: one thread, connections that stay open, the next request as soon as the last is answered.</summary>
internal static class Wrk
{
    // The requests are built before the run; wrk then only sends them. Results are JSON, latencies in microseconds.
    private const string Script = """
        local requests, next = {}, 0
        function init(args)
            for line in io.lines(args[1]) do
                local token, path, body = line:match("^([^\t]*)\t?([^\t]*)\t?(.*)$")
                local headers = {}
                if token ~= "" then headers["Authorization"] = "Bearer " .. token end
                if path == "" then path = nil end
                if body == "" then
                    requests[#requests + 1] = wrk.format("GET", path, headers)
                else
                    headers["Content-Type"] = "application/json"
                    requests[#requests + 1] = wrk.format("POST", path, headers, body)
                end
            end
        end
        function request()
            next = next % #requests + 1
            return requests[next]
        end
        function done(summary, latency)
            local e = summary.errors
            io.write(string.format('\nRESULT {"requests":%d,"duration":%d,"p50":%d,"p99":%d,"errors":%d}\n',
                summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
                e.connect + e.read + e.write + e.status + e.timeout))
        end
        """;

    /// <summary>An alternative that sends GET requests to <paramref name="url"/>, with each token in turn (or with none).</summary>
    public static Alternative Get(string name, string url, TemporaryFolder folder, int connections, params IReadOnlyList<string> tokens)
    {
        var script = folder.Write("get.lua", Script);
        var tokenFile = folder.Write($"tokens-{Guid.CreateVersion7()}", string.Join('\n', tokens.DefaultIfEmpty("")) + "\n");
        return new Alternative(name, duration => RunAsync(url, script, tokenFile, connections, duration));
    }

    /// <summary>An alternative that sends these requests to <paramref name="url"/> in turn, repeatedly.</summary>
    public static Alternative Requests(string name, string url, TemporaryFolder folder, int connections, IEnumerable<WrkRequest> requests)
    {
        var script = folder.Write("get.lua", Script);
        var file = folder.Write(
            $"requests-{Guid.CreateVersion7()}",
            string.Concat(requests.Select(request => $"{request.Token}\t{request.Path}\t{request.Json}\n"))
        );
        return new Alternative(name, duration => RunAsync(url, script, file, connections, duration));
    }

    private static async Task<Sample> RunAsync(string url, string script, string tokens, int connections, TimeSpan duration)
    {
        var (output, errors, _) = await Programs.RunAsync(
            "wrk",
            "-t1",
            $"-c{connections}",
            string.Create(CultureInfo.InvariantCulture, $"-d{duration.TotalSeconds:0}s"),
            "--latency",
            "-s",
            script,
            url,
            "--",
            tokens
        );
        var result =
            output.Split('\n').FirstOrDefault(line => line.StartsWith("RESULT ", StringComparison.Ordinal))
            ?? throw new BenchException($"wrk {url}: {output}{errors}");
        using var json = JsonDocument.Parse(result["RESULT ".Length..]);
        double Figure(string name) => json.RootElement.GetProperty(name).GetDouble();
        return new Sample(
            Figure("requests") / Figure("duration") * 1e6,
            Figure("p50") / 1000,
            Figure("p99") / 1000,
            (long)Figure("errors")
        );
    }
}
