using System.Net;
using Community.Contracts.Identity;
using Community.Contracts.Payments;
using Community.Payments.Orders;
using Community.Payments.Tests.Disputes;
using Community.Payments.Tests.Subscriptions;
using Community.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Community.Payments.Tests.Receipts;

/// <summary>The mails about payments and refunds in the pickup folder.</summary>
[Collection(nameof(PaymentsTests))]
public sealed class ReceiptMailTests(PaymentsApplication app)
{
    private readonly Guid _buyer = Guid.CreateVersion7();

    [Fact]
    public async Task APaymentByCardIsReceipted()
    {
        app.Verify(_buyer);
        var (offer, _) = await app.PaidAsync(_buyer);

        var mail = await MailAsync("Receipt");
        mail.Subject.ShouldBe("Receipt: Rooftop Sunset");
        foreach (
            var line in (string[])
                ["For: Rooftop Sunset", "Amount: 25.00 USD", "Paid by: card", $"Order: {offer.OrderId}", $"{Seller.Now:MMMM yyyy}"]
        )
        {
            mail.Text.ShouldContain(line);
            mail.Html!.ShouldContain(line);
        }
    }

    [Fact]
    public async Task ARefundSaysHowMuchGoesWhere()
    {
        app.Verify(_buyer);
        var (offer, _) = await app.PaidAsync(_buyer);
        await app.PublishAsync(
            new RefundRequested(
                Guid.CreateVersion7(),
                Seller.Now,
                offer.OrderId,
                3,
                _buyer,
                offer.Purpose,
                offer.ReferenceId,
                1_000,
                "cancelled"
            )
        );

        var mail = await MailAsync("Refund");
        mail.Text.ShouldContain("10.00 USD of your payment is refunded to you.");
        mail.Text.ShouldContain("It goes to the card that you paid with.");
        mail.Text.ShouldContain($"Order: {offer.OrderId}");
    }

    [Fact]
    public async Task ReceiptsAreInTheLanguageThatTheBuyersClientAskedFor()
    {
        app.Verify(_buyer);
        await app.GiveCreditsAsync(_buyer, 250);
        var offer = await app.OpenAsync(Seller.Offer(_buyer) with { Description = "<b>Rooftop</b>" });
        var http = app.HttpAs(_buyer);
        http.DefaultRequestHeaders.Add("Accept-Language", "fr, ar-AE;q=0.9, en;q=0.5");
        await http.PostJsonAsync($"/api/v1/payments/orders/{offer.OrderId}/pay-with-credits", null);

        var receipt = await MailAsync("إيصال");
        receipt.Html!.ShouldContain("dir=\"rtl\"");
        receipt.Html!.ShouldContain("&lt;b&gt;Rooftop&lt;/b&gt;");
        receipt.Text.ShouldContain("250 رصيد");
        await app.SellerGivesBackAsync(offer);
        (await MailAsync("استرداد")).Text.ShouldContain("عاد الرصيد إلى محفظتك.");
    }

    [Fact]
    public async Task EachPeriodOfASubscriptionIsReceiptedInItsLanguage()
    {
        app.Verify(_buyer);
        var http = app.HttpAs(_buyer);
        http.DefaultRequestHeaders.Add("Accept-Language", "ar");
        (await app.PayPageAsync(await http.PageAsync("premium"))).ShouldBe(HttpStatusCode.OK);

        (await MailAsync("إيصال")).Text.ShouldContain("9.99 USD");
        await app.AdvanceAsync(_buyer);
        await Poll.UntilAsync(() => Task.FromResult(Mails().Count(mail => mail.Text.Contains("9.99 USD", StringComparison.Ordinal)) == 2));
    }

    [Fact]
    public async Task AReceiptIsWrittenOnceHoweverOftenThePaymentIsHeardOf()
    {
        app.Verify(_buyer);
        var (offer, _) = await app.PaidAsync(_buyer);
        await MailAsync("Receipt");
        await app.WithAsync(async services =>
        {
            var payment = await app.WithDbAsync(db => db.Payments.SingleAsync(payment => payment.OrderId == offer.OrderId));
            return await services
                .GetRequiredService<Data.PaymentsDb>()
                .InTransactionAsync(() =>
                    services.GetRequiredService<OrderStore>().ApplyAsync(offer.OrderId, new Pay(payment.Id, payment.Amount))
                );
        });

        (await app.WithDbAsync(db => db.Receipts.CountAsync(notice => notice.OrderId == offer.OrderId))).ShouldBe(1);
        Mails().Count.ShouldBe(1);
    }

    [Fact]
    public async Task WithoutAVerifiedAddressNothingIsMailedAndNothingWaits()
    {
        var (offer, _) = await app.PaidAsync(_buyer);
        await Poll.UntilAsync(() =>
            app.WithDbAsync(db =>
                db.Receipts.AnyAsync(notice => notice.OrderId == offer.OrderId && notice.DoneAt != null && notice.DeliveryId == null)
            )
        );
        Mails().ShouldBeEmpty();
    }

    [Fact]
    public async Task AnErasureLeavesNoTraceOfTheMails()
    {
        app.Verify(_buyer);
        await app.PaidAsync(_buyer);
        await MailAsync("Receipt");
        await app.PublishAsync(new UserErased(Guid.CreateVersion7(), Seller.Now, _buyer, 9));
        await Poll.UntilAsync(() => app.WithDbAsync(async db => !await db.Receipts.AnyAsync(notice => notice.UserId == _buyer)));
    }

    private Task<ReceivedMail> MailAsync(string subject) =>
        ReceivedMail.WaitForAsync(app.MailFolder, mail => IsMine(mail) && mail.Subject.StartsWith(subject, StringComparison.Ordinal));

    private List<ReceivedMail> Mails() => [.. ReceivedMail.ReadFolder(app.MailFolder).Where(IsMine)];

    private bool IsMine(ReceivedMail mail) => mail.To.Contains($"{_buyer:N}@", StringComparison.Ordinal);
}
