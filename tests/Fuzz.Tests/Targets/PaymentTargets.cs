using Community.Payments;
using Community.Payments.Checkout;
using Community.Payments.Stripe;
using Community.StripeSandbox.Wire;
using Microsoft.Extensions.Options;
using FormException = Community.StripeSandbox.Wire.StripeException;
using SandboxSignature = Community.StripeSandbox.Webhooks.WebhookSignature;

namespace Community.Fuzz.Tests.Targets;

/// <summary>External input of payments, and the sandbox's forms.</summary>
internal static class PaymentTargets
{
    private const string Secret = "whsec_fuzz";

    private const string Event = """
        {"id":"evt_1","object":"event","type":"charge.dispute.created","created":1790000000,"data":{"object":{"id":"dp_1","object":"dispute","amount":100,"currency":"usd",
        "status":"needs_response","reason":"fraudulent","charge":"ch_1","payment_intent":"pi_1","created":1790000000,"metadata":{"order_id":"a"}}}}
        """;

    private const string Session = """
        {"id":"evt_2","object":"event","type":"checkout.session.completed","created":1790000000,"data":{"object":{"id":"cs_1","object":"checkout.session","status":"complete","payment_status":"paid",
        "amount_total":100,"currency":"usd","url":null,"expires_at":1790000000,"created":1790000000,"payment_intent":{"id":"pi_1"},"subscription":null,"customer":"cus_1","mode":"payment","metadata":{}}}}
        """;

    private static readonly WebhookSignature Signature = new(
        Options.Create(new StripeOptions { WebhookSecrets = [Secret] }),
        TimeProvider.System
    );
    private static readonly RedirectUrls Redirects = new(new PaymentOptions { RedirectHosts = ["app.example", "localhost"] });

    public static IReadOnlyList<Target> List { get; } =
    [
        new(
            "webhook_signature",
            Check,
            $"t=1790000000,v1={new string('a', 64)}\n{{}}",
            "t=1,v0=a,v1=b",
            $"t=253402300800,v1={new string('0', 64)}"
        )
        {
            Tokens = ["t=", "v1=", "v0=", ",", "=", "253402300799", "999999999999", new string('f', 64), " "],
        },
        new("stripe_event", EventOf, Event, Session, "{}")
        {
            Tokens =
            [
                "\"object\":\"charge\"",
                "\"object\":\"refund\"",
                "\"object\":\"invoice\"",
                "\"object\":\"subscription\"",
                "\"object\":\"payment_intent\"",
                "\"id\":",
                "\"\\ud800\"",
                "null",
                "[",
                "]",
                "{",
                "}",
                ",",
                "1e400",
                "-1",
                "253402300800",
                "\"metadata\":{\"\\ud800\":\"a\"}",
                "\"items\":{\"data\":[{}]}",
                "\"lines\":{\"data\":[{}]}",
            ],
            AllocationPerByte = 8_192,
        },
        new(
            "redirect_url",
            Redirect,
            "https://app.example/back?a=b",
            "http://localhost:3000/",
            "https://app.example@evil.example/",
            "https://app.example\\@evil.example",
            "//app.example",
            "https://app.\uFFFDxample/"
        )
        {
            Tokens =
            [
                "https://",
                "http://",
                "app.example",
                "@",
                "\\",
                "/",
                "//",
                ":",
                "?",
                "#",
                "%2f",
                "localhost",
                "\t",
                "evil.example",
                "。",
                "[::1]",
            ],
        },
        new(
            "sandbox_form",
            Form,
            "line_items[0][price]=price_1&line_items[0][quantity]=2&metadata[a]=b+c",
            "a[][x]=1&a[][y]=2&a[][x]=3",
            "a=1&a[b]=2",
            "a[b=1"
        )
        {
            Tokens = ["[", "]", "[]", "[0]", "=", "&", "%5B", "%5D", "%", "+", "%ff"],
            // A tree of nodes, each with its path.
            AllocationPerByte = 16_384,
        },
    ];

    private static void Check(byte[] input)
    {
        var (header, body) = Input.LineAndRest(input);
        Input.Require(!Signature.IsValid(header, body), "a signature without the secret is none");
        var signed = SandboxSignature.Sign(Secret, DateTimeOffset.UnixEpoch.AddDays(20_000).ToUnixTimeSeconds(), body);
        Input.Require(!Signature.IsValid(signed, body), "the secret's own signature is old");
    }

    private static void EventOf(byte[] input)
    {
        if (StripeEvents.Parse(input) is { } found)
        {
            Input.Require(StripeIds.IsId(found.Id), "an event has an id");
            _ = (
                found.AsCheckoutSession(),
                found.AsPaymentIntent(),
                found.AsCharge(),
                found.AsRefund(),
                found.AsDispute(),
                found.AsSubscription(),
                found.AsInvoice()
            );
        }
    }

    private static void Redirect(byte[] input)
    {
        var url = Input.Text(input);
        if (Redirects.FaultOf(url) is null)
        {
            var uri = new Uri(url);
            Input.Require(uri.Host is "app.example" or "localhost" && uri.UserInfo.Length == 0, "a redirect leads to a listed host");
            // Browsers end the host at these characters, whatever .NET does.
            var rest = url[(url.IndexOf("://", StringComparison.Ordinal) + 3)..];
            rest = rest.StartsWith('@') ? rest[1..] : rest;
            var host = rest[..(rest.IndexOfAny(['/', '?', '#', '\\', ':']) is var end and >= 0 ? end : rest.Length)];
            Input.Require(
                url.Contains("://", StringComparison.Ordinal)
                    && new System.Globalization.IdnMapping().GetAscii(host).ToLowerInvariant() is "app.example" or "localhost",
                "browsers read the same host"
            );
        }
    }

    private static void Form(byte[] input) => Input.Refusing<FormException>(() => Walk(FormParser.Parse(Input.Text(input)), 0));

    private static void Walk(ParameterNode node, int depth)
    {
        Input.Require(depth <= 8, "parameters nest at most 8 deep");
        Input.Require(node.Text is null || node.Children.Count == 0, "a parameter is a text or holds others");
        foreach (var (name, child) in node.Children)
        {
            Input.Require(ReferenceEquals(node.Find(name), child), "a name stands once");
            Walk(child, depth + 1);
        }
    }
}
