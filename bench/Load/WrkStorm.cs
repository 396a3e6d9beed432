using System.Globalization;
using System.Text.Json;

namespace Community.Bench.Load;

/// <summary>A storm: every member posts once to the same resource, as fast as the connections allow.</summary>
internal static class WrkStorm
{
    // wrk's own clock runs to the end of its duration, even if the last answer came earlier, so the script measures the time itself.
    private const string Script = """
        local ffi = require("ffi")
        ffi.cdef[[ typedef struct { long tv_sec; long tv_usec; } timeval; int gettimeofday(timeval *tv, void *tz); ]]
        local tv = ffi.new("timeval")
        local function now() ffi.C.gettimeofday(tv, nil); return tonumber(tv.tv_sec) * 1e6 + tonumber(tv.tv_usec) end
        local threads, requests, sent = {}, {}, 0
        began, ended, answers, refused = 0, 0, 0, 0
        function setup(thread) table.insert(threads, thread) end
        function init(args)
            for token in io.lines(args[1]) do
                local headers = { ["Authorization"] = "Bearer " .. token, ["Content-Length"] = "0" }
                if args[2] == "keyed" then headers["Idempotency-Key"] = string.format("a-key-of-a-storm-%06d", #requests) end
                requests[#requests + 1] = wrk.format("POST", nil, headers)
            end
        end
        function request()
            if sent == 1 then began = now() end
            sent = sent + 1
            -- around again: wrk asks for one request that it never sends
            return requests[(sent - 1) % #requests + 1]
        end
        function response(status)
            if answers == #requests then return end
            answers = answers + 1
            if status ~= 200 and status ~= 402 then refused = refused + 1 end
            ended = now()
            if answers == #requests then wrk.thread:stop() end
        end
        function done(summary, latency)
            local t = threads[1]
            io.write(string.format('\nRESULT {"requests":%d,"duration":%d,"p50":%d,"p99":%d,"errors":%d}\n',
                t:get("answers"), t:get("ended") - t:get("began"), latency:percentile(50), latency:percentile(99),
                t:get("refused") + summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
        end
        """;

    /// <summary>
    /// Takes exactly <paramref name="limit"/> (whole seconds), also if all posts end earlier. If keyed, each request has an
    /// Idempotency-Key.
    /// </summary>
    public static async Task<Sample> PostAsync(
        string url,
        IReadOnlyList<string> tokens,
        TemporaryFolder folder,
        int connections,
        TimeSpan limit,
        bool isKeyed = false
    )
    {
        var script = folder.Write("storm.lua", Script);
        var tokenFile = folder.Write($"tokens-{Guid.CreateVersion7()}", string.Join('\n', tokens) + "\n");
        var (output, errors, _) = await Programs.RunAsync(
            "wrk",
            "-t1",
            $"-c{connections}",
            string.Create(CultureInfo.InvariantCulture, $"-d{limit.TotalSeconds:0}s"),
            "--timeout",
            "30s",
            "--latency",
            "-s",
            script,
            url,
            "--",
            tokenFile,
            isKeyed ? "keyed" : "unkeyed"
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
