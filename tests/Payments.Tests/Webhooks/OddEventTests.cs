using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Community.Payments.Tests.Webhooks;

/// <summary>
/// Every event signed with the provider's secret gets an answer: an event without meaning is refused or ignored, and never causes an
/// internal error.
/// </summary>
[Collection(nameof(PaymentsTests))]
public sealed class OddEventTests(PaymentsApplication app)
{
    private static readonly string[] Types =
    [
        "checkout.session.completed",
        "checkout.session.expired",
        "checkout.session.async_payment_failed",
        "payment_intent.payment_failed",
        "charge.refunded",
        "charge.dispute.created",
        "charge.dispute.closed",
        "charge.dispute.funds_withdrawn",
        "refund.failed",
        "refund.updated",
        "charge.refund.updated",
        "customer.subscription.updated",
        "invoice.paid",
        "invoice.payment_failed",
        "payout.paid",
    ];

    [Theory]
    [InlineData("""{"object":"dispute","amount":2500,"currency":"usd","status":"needs_response"}""")]
    [InlineData("""{"id":"","object":"dispute","charge":"ch_1","amount":2500,"currency":"usd","status":"needs_response"}""")]
    [InlineData("""{"id":"dp_1","object":"dispute","charge":"","amount":2500,"currency":"usd","status":"needs_response"}""")]
    [InlineData("""{"id":"dp_1","object":"dispute","charge":{},"amount":2500,"currency":"usd","status":"needs_response"}""")]
    [InlineData("""{"id":"../charges","object":"dispute","charge":"../x?y","amount":2500,"currency":"usd","status":"needs_response"}""")]
    [InlineData("""{"id":"dp_none","object":"dispute","charge":"ch_none","amount":2500,"currency":"usd","status":"needs_response"}""")]
    public async Task ADisputeThatNamesNothingIsPassedOver(string about) =>
        (await SendAsync("charge.dispute.created", about)).ShouldBe(HttpStatusCode.OK);

    [Theory]
    [InlineData("\\ud800")]
    [InlineData("evt_\\udc00x")]
    [InlineData("evt_\\u0000")]
    [InlineData("evt 1")]
    [InlineData("évt_1")]
    public async Task AnEventWithAnIdThatIsNoneIsRefused(string id) =>
        (await SendAsync("charge.refunded", """{"id":"ch_1","object":"charge"}""", id)).ShouldBe(HttpStatusCode.BadRequest);

    [Fact]
    public async Task NoOddMemberOfAnyEventIsAnErrorOfOurs()
    {
        string[] odd = ["null", "\"\\ud800\"", "\"\\u0000\"", "-1", "1e999", "\"../../x?y#z\"", "{\"\\ud800\":\"\\ud800\"}"];
        foreach (var type in Types)
        {
            foreach (
                var (name, kind) in ((string, string)[])
                    [
                        ("session", "checkout.session"),
                        ("intent", "payment_intent"),
                        ("charge", "charge"),
                        ("dispute", "dispute"),
                        ("refund", "refund"),
                        ("subscription", "subscription"),
                        ("invoice", "invoice"),
                    ]
            )
            {
                if (
                    !type.Contains(name, StringComparison.Ordinal)
                    && !(name == "charge" && type.StartsWith("charge", StringComparison.Ordinal))
                )
                {
                    continue;
                }

                await ProbeAsync(type, kind, odd);
            }
        }
    }

    private async Task ProbeAsync(string type, string kind, string[] odd)
    {
        var whole = JsonNode
            .Parse(
                $$$"""
                {"id":"x_1","object":"{{{kind}}}","charge":"ch_1","payment_intent":"pi_1","amount":100,"amount_refunded":1,"amount_total":100,"currency":"usd","paid":true,
                 "status":"lost","payment_status":"paid","mode":"payment","metadata":{"order_id":"1"},"subscription":"sub_1","customer":"cus_1","created":1,
                 "balance_transactions":[{"amount":-100}],"failure_reason":"x","refunds":{"data":[]},"items":{"data":[]}}
                """
            )!
            .AsObject();
        foreach (var member in whole.Select(entry => entry.Key).Where(key => key != "object").ToArray())
        {
            await Parallel.ForEachAsync(
                odd,
                async (value, _) =>
                {
                    var text = string.Join(
                        ',',
                        whole.Select(entry => $"\"{entry.Key}\":{(entry.Key == member ? value : entry.Value!.ToJsonString())}")
                    );
                    var status = await SendAsync(type, "{" + text + "}");
                    ((int)status).ShouldBeLessThan(500, $"{type}: {member} = {value}");
                }
            );
        }
    }

    private async Task<HttpStatusCode> SendAsync(string type, string about, string? id = null)
    {
        var now = Seller.Now.ToUnixTimeSeconds();
        var body = Encoding.UTF8.GetBytes(
            $$$$"""{"id":"{{{{id ?? "evt_" + Guid.CreateVersion7().ToString("N")}}}}","object":"event","created":{{{{now}}}},"type":"{{{{type}}}}","data":{"object":{{{{about}}}}}}"""
        );
        var signed = HMACSHA256.HashData(
            Encoding.UTF8.GetBytes(Seller.WebhookSecret),
            (byte[])[.. Encoding.UTF8.GetBytes($"{now}."), .. body]
        );
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/payments/webhook")
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } },
            Headers = { { "Stripe-Signature", $"t={now},v1={Convert.ToHexStringLower(signed)}" } },
        };
        using var answer = await app.Http().SendAsync(request);
        return answer.StatusCode;
    }
}
