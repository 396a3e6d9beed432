using System.Net.Http.Headers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Community.Platform.Tests.Http;

/// <summary>No request causes an internal error: there is no status of 500 or more, and every refusal is a problem.</summary>
[Collection(nameof(SampleApp))]
public sealed class RandomBodies(SampleApp app)
{
    private const string Valid = """
        {"full_name":"Ada \u00e9","age":30,"mood":"calm","interests":["a","b"],"address":{"city":"X","country":"DE"},"born_at":"2000-01-01T00:00:00Z","weight":1.5,"labels":{"k":"v"}}
        """;

    [Fact]
    public void NeverBreakTheServer() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), body => Send(body)).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void ThatWereNearlyValidNeverBreakTheServer()
    {
        var edits = Gen.Choose(0, Valid.Length - 1)
            .SelectMany(at =>
                Gen.Elements(
                        "\"",
                        "\\",
                        "{",
                        "}",
                        "[",
                        "]",
                        ",",
                        ":",
                        "null",
                        "\\u0000",
                        "\\ud800",
                        "\\udc00\\ud800",
                        "1e999",
                        "-",
                        "\0",
                        "é",
                        "\uFFFF",
                        "true",
                        "'",
                        "/*",
                        "\\"
                    )
                    .SelectMany(text => Gen.Choose(0, 12).Select(cut => (at, text, cut)))
            );
        var bodies = edits.ListOf().Select(list => list.Take(4).Aggregate(Valid, Edit));

        Prop.ForAll(bodies.ToArbitrary(), body => Send(Encoding.UTF8.GetBytes(body))).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    private static string Edit(string body, (int At, string Text, int Cut) edit)
    {
        var at = Math.Min(edit.At, body.Length);
        return body[..at] + edit.Text + body[Math.Min(body.Length, at + edit.Cut)..];
    }

    private bool Send(byte[] body)
    {
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/people") { Content = content };
        using var response = app.Client.Send(request);
        var isProblem = response.Content.Headers.ContentType?.MediaType == "application/problem+json";
        return (int)response.StatusCode is >= 200 and < 500 && isProblem == !response.IsSuccessStatusCode;
    }
}
