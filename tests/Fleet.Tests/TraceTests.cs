using System.Net;
using Community.Testing;

namespace Community.Fleet.Tests;

/// <summary>
/// Traces in the dashboard, after all other stories: it keeps the last 8 MB of them, which under a storm of requests are those of a
/// second or two.
/// </summary>
[Collection<AfterTheStorms>]
public sealed class TraceTests(SharedFleet fleet)
{
    /// <summary>
    /// From the provider's call at the gateway over the bus to the ticket, from there to the notices, and to the socket of the buyer's
    /// client. Payments asks the provider by itself when a webhook is late: on a busy machine that answer may come first and begin a trace
    /// of its own. Then another payment is traced.
    /// </summary>
    [Fact]
    public async Task APaymentIsOneTraceFromTheWebhookToTheSocket()
    {
        await using var provider = await PaymentProvider.OfAsync(fleet);
        SpanTree? found = null;
        const int Payments = 6;
        for (var payment = 1; found is null; payment++)
        {
            await PayForASeatAsync(provider);
            IReadOnlyList<SpanTree> seen = [];
            try
            {
                found = await Poll.ForAsync(async () => (seen = await fleet.TreesAsync("payments/webhook")).FirstOrDefault(IsWhole), 20);
            }
            catch (TimeoutException) when (payment < Payments) { }
            catch (TimeoutException)
            {
                var others = await fleet.TreesAsync("PaymentSucceeded send");
                var last = await fleet.Running.Dashboard.GetStringAsync(new Uri("/api/traces?limit=50", UriKind.Relative));
                Assert.Fail(
                    $"No payment is a whole trace. Those that the dashboard has:\n{string.Join("\n\n", seen)}\nOf the news of payments:\n"
                        + $"{string.Join("\n\n", others)}\nIts last traces of all: {last}"
                );
            }
        }

        foreach (var hop in HopsOfTheBus)
        {
            found.Named(hop).Count().ShouldBe(1, $"{hop} is one span:\n{found}");
        }

        // RabbitMQ's client hands each message to the broker once, below the bus.
        foreach (var sent in found.Named(" send"))
        {
            found.Below(sent).Count(span => span.Kind == "producer").ShouldBe(1, $"{sent.Name} is handed over once:\n{found}");
        }
    }

    private static readonly string[] HopsOfTheBus =
    [
        ":PaymentSucceeded send",
        "events-when-payment-succeeded receive",
        ":RsvpConfirmed send",
        "messaging-when-rsvp-confirmed receive",
    ];

    private static readonly string[] HopsOfAPayment = [.. HopsOfTheBus, "/payments/webhook", "send notification"];

    /// <summary>
    /// Whether a trace has each hop. Spans arrive one after the other: it is whole when each is below the one that caused it.
    /// </summary>
    private static bool IsWhole(SpanTree trace)
    {
        string[] services = SharedFleet.IsOneProcess ? ["community"] : ["gateway", "payments", "events", "messaging"];
        return services.All(trace.Has) && HopsOfAPayment.All(hop => trace.Named(hop).Any()) && !trace.Orphans().Any();
    }

    /// <summary>A buyer who listens at the hub pays for a seat and hears of it, unless the connection was cut meanwhile.</summary>
    private async Task PayForASeatAsync(PaymentProvider provider)
    {
        var (organizer, buyer) = (await fleet.OrganizerAsync(), await fleet.RegisterAsync());
        await using var socket = await HubRecorder.ConnectAsync(buyer);
        var eventId = await organizer.PublishAsync(seats: 1, priceCents: 2500);
        var checkout = await buyer.CheckOutAsync(await buyer.HoldAsync(eventId));
        (await provider.PayAsync(checkout.Page)).ShouldBe(HttpStatusCode.SeeOther);
        await buyer.UntilRegistrationIsAsync(eventId, "confirmed");
        // Not any notification: on a busy machine others come first, and the socket must be there for these.
        await socket.UntilToldAsync("payment", "rsvp");
    }
}

/// <summary>Stories that run alone, after all others.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class AfterTheStorms;
