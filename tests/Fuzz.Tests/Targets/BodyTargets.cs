using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using Community.Events.Publishing;
using Community.Platform.Http.Json;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Validation;
using Community.Platform.Text;
using Microsoft.Extensions.DependencyInjection;

namespace Community.Fuzz.Tests.Targets;

/// <summary>Bodies, queries and request targets.</summary>
internal static class BodyTargets
{
    private const string Full = """
        {"name":"Ada","kind":"second_one","at":"2026-01-31T18:30:00+04:00","on":"2026-01-31","share":0.5,"count":3,"id":"0198c0de-0000-7000-8000-000000000001",
        "tags":["a"],"note":null,"level":2,"inner":{"name":"b","kind":"first","count":1},"numbers":{"a":1},"price":1.5,"web":"https://a.example/","flag":true}
        """;

    private static readonly JsonSerializerOptions Json = ClientJson();
    private static readonly BodyFaults Faults = new(Json, new ValidationPlans(Json));
    private static readonly ServiceProvider NoServices = new ServiceCollection().BuildServiceProvider();
    private static readonly TimeZoneInfo[] Zones =
    [
        .. ((string[])["Europe/Berlin", "Africa/Monrovia", "Pacific/Apia", "America/Caracas", "Asia/Kathmandu"]).Select(
            TimeZoneInfo.FindSystemTimeZoneById
        ),
    ];

    public static IReadOnlyList<Target> List { get; } =
    [
        new("json_body", Body, Full, """{"name":" a ","kind":"FIRST","count":1}""", "[]", "{\"name\":\"\\ud800\"}")
        {
            Tokens =
            [
                "\"name\":",
                "\"kind\":",
                "\"at\":",
                "\"on\":",
                "\"share\":",
                "\"count\":",
                "\"tags\":",
                "\"note\":",
                "\"level\":",
                "\"inner\":",
                "\"numbers\":",
                "\"price\":",
                "\"web\":",
                "null",
                "true",
                "1e400",
                "-0",
                "1.0",
                "99999999999999999999",
                "\"\\ud800\"",
                "\"\\u0000\"",
                "\"2026-01-31\"",
                "\"9999-12-31T23:59:59.9999999Z\"",
                "\"first,second_one\"",
                "{",
                "}",
                "[",
                "]",
                ",",
                "[[[[[[[[",
                "\"a\\u0062\"",
                "//",
                "\"\\ufffe\"",
            ],
            // Each fault is written out, and read again to find its place.
            AllocationPerByte = 32_768,
        },
        new(
            "query_values",
            Query,
            "2026-01-31T18:30:00Z",
            "2026-01-31T18:30",
            "2026-10-25 02:30:00.1234567+14:00",
            "second_one",
            "Germany",
            "eur",
            "1900-01-01T00:00:00-14:00"
        )
        {
            Tokens = ["T", "Z", "+00:00", "-14:00", "1900-01-01", "2199-12-31", "24:00", ":60", ".1234567", " ", "\u0661"],
        },
        new("request_target", TargetOf, "/a/%C3%A9?b=%25", "/%00", "/%E", "/a?q=%ED%A0%80")
        {
            Tokens = ["%", "%2", "%00", "%25", "%C3", "%ED%A0%80", "%+1", "% 1"],
        },
    ];

    private static JsonSerializerOptions ClientJson()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        ServiceJson.ConfigureForClients(options);
        options.MakeReadOnly();
        return options;
    }

    private static void Body(byte[] input)
    {
        _ = Faults.HasUnknownMember(input, typeof(Sample));
        var faults = Faults.Find(input, typeof(Sample), refusesUnknown: true, NoServices);
        Input.Require(
            faults.DistinctBy(fault => fault.Field).Count() <= ValidationFaults.Most
                && faults.All(fault => !fault.Field.Any(char.IsControl)),
            "faults are few and printable"
        );
        Input.Require(faults.All(fault => !fault.Fault.Message.Contains("{0}", StringComparison.Ordinal)), "a fault is a sentence");

        Input.Refusing<JsonException>(() =>
        {
            var body = JsonSerializer.Deserialize<Sample>(input, Json);
            var written = JsonSerializer.SerializeToUtf8Bytes(body, Json);
            var again = JsonSerializer.SerializeToUtf8Bytes(Again(written), Json);
            Input.Require(written.AsSpan().SequenceEqual(again), "a body that was read is written and read again");
        });
    }

    private static Sample? Again(byte[] written)
    {
        try
        {
            return JsonSerializer.Deserialize<Sample>(written, Json);
        }
        catch (JsonException refused)
        {
            throw new InvalidOperationException("A body that was taken is refused when it is written again.", refused);
        }
    }

    private static void Query(byte[] input)
    {
        var text = Input.Text(input);
        if (QueryTime.TryParse(text, CultureInfo.InvariantCulture, out var time))
        {
            Input.Require(ClientTimes.Contains(time.Value) && time.Value.Offset == TimeSpan.Zero, "a time is in UTC and in bounds");
        }

        Input.Require(
            !Choice<Kind>.TryParse(text, CultureInfo.InvariantCulture, out var choice) || Enum.IsDefined(choice.Value),
            "a choice is one of the words"
        );
        if (WrittenTime.Parse(text) is { } written)
        {
            foreach (var zone in Zones)
            {
                Input.Require(written.In(zone).Offset == TimeSpan.Zero, "a written time has a moment in every zone");
            }
        }

        Input.Require(Countries.Find(text) is null or { Length: 2 }, "a country has a code of two letters");
        foreach (
            var rule in (ValidationAttribute[])
                [
                    new WrittenTimeAttribute(),
                    new CountryCodeAttribute(),
                    new CurrencyCodeAttribute(),
                    new TimeZoneNameAttribute(),
                    new HttpsUrlAttribute(),
                ]
        )
        {
            _ = rule.GetValidationResult(text, new ValidationContext(text));
        }
    }

    private static void TargetOf(byte[] input)
    {
        // A request's target is ASCII here: the server refuses others.
        var target = string.Concat(input.Select(octet => (char)(octet & 0x7f)));
        if (RequestTarget.Fault(target) is null)
        {
            var decoded = Uri.UnescapeDataString(target);
            Input.Require(
                target.Contains('\0', StringComparison.Ordinal) || !decoded.Contains('\0', StringComparison.Ordinal),
                "no escape hides a NUL"
            );
            Input.Require(
                !decoded.Contains('\uFFFD', StringComparison.Ordinal) || target.Contains("%EF%BF%BD", StringComparison.OrdinalIgnoreCase),
                "escapes are UTF-8"
            );
        }
    }

    private enum Kind
    {
        First,
        SecondOne,
    }

    private sealed record Sample(
        [property: SingleLine, StringLength(40)] string Name,
        Kind Kind,
        [property: Range(0, 100)] int Count,
        DateTimeOffset? At = null,
        DateOnly? On = null,
        double? Share = null,
        Guid? Id = null,
        [property: MultiLine] IReadOnlyList<string>? Tags = null,
        Optional<string?> Note = default,
        Optional<int> Level = default,
        Sample? Inner = null,
        Dictionary<string, int>? Numbers = null,
        decimal? Price = null,
        [property: HttpsUrl] string? Web = null,
        bool Flag = false
    );
}
