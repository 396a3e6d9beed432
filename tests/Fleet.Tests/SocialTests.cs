using System.Net;
using Community.Sdk;
using Community.Sdk.Models;
using Community.Testing;

namespace Community.Fleet.Tests;

/// <summary>Relations between people, and their effects in the other services.</summary>
public sealed class SocialTests(SharedFleet fleet)
{
    [Fact]
    public async Task APersonCanBeConnectedWithAtOnceAndABlockEndsItEverywhere()
    {
        var (organizer, other) = (await fleet.OrganizerAsync(), await fleet.RegisterAsync());
        var eventId = await organizer.PublishAsync();
        await other.Client.Connections.RequestAsync(new() { UserId = organizer.Id });
        // Each has asked the other: no acceptance is needed.
        (await organizer.Client.Connections.RequestAsync(new() { UserId = other.Id })).Status.ShouldBe("accepted");

        await Poll.UntilAsync(async () =>
            (await other.Client.Feed.List().FirstPageAsync()).Items.Any(item => item.Kind == "event_created")
        );
        await other.Client.Events.GetAsync(eventId);

        await organizer.Client.Blocks.AddAsync(other.Id);
        (await other.Client.Connections.List().FirstPageAsync()).Items.ShouldBeEmpty();
        (await other.Client.Feed.List().FirstPageAsync()).Items.ShouldBeEmpty();
        await Should.ThrowAsync<NotFoundException>(() => other.Client.Connections.RequestAsync(new() { UserId = organizer.Id }));

        // The bus tells the events service.
        await Poll.UntilAsync(async () => await other.Client.Events.GetAsync(eventId).StatusAsync() == HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task APaidCommunityIsEnteredByPayingAndItsDeletionGivesTheMoneyBack()
    {
        await using var provider = await PaymentProvider.OfAsync(fleet);
        var (owner, buyer) = (await fleet.OrganizerAsync(), await fleet.RegisterAsync());
        var draft = new CommunityDraft
        {
            Kind = KindChoice.Community,
            Name = "Night sky",
            Visibility = VisibilityChoice.Paid,
            PriceCents = 1500,
            Currency = "USD",
            Billing = BillingChoice.OneTime,
        };
        var community = (await owner.Client.Communities.CreateAsync(draft)).Id;
        var join = await Should.ThrowAsync<PaymentRequiredException>(() => buyer.Client.Communities.JoinAsync(community));
        var orderId = join.OrderId!.Value;

        var checkout = await buyer.CheckOutAsync(orderId);
        (await provider.ShowAsync(checkout.Page)).ShouldContain("15.00");
        (await provider.PayAsync(checkout.Page)).ShouldBe(HttpStatusCode.SeeOther);
        await Poll.UntilAsync(async () => (await buyer.Client.Communities.GetAsync(community)).MyRole == "member");
        await buyer.UntilOrderIsAsync(orderId, "fulfilled");
        (await owner.Client.Communities.GetAsync(community)).MemberCount.ShouldBe(2);

        await owner.Client.Communities.DeleteAsync(community);
        await buyer.UntilOrderIsAsync(orderId, "refunded");
        (await provider.ChargesAsync([orderId])).ShouldBe([new ProviderCharge(orderId, 1500, 1500)]);
        await fleet.LedgerIsProvenAsync();
    }

    [Fact]
    public async Task ModeratorsSuspensionsAreCarriedOutByIdentityAndLiftedByIt()
    {
        var (reporter, offender) = (await fleet.RegisterAsync(), await fleet.RegisterAsync());
        var moderation = (await fleet.AdministratorAsync()).Client.Moderation;
        var report = new ReportRequest
        {
            ContentType = ReportedContent.User,
            ContentId = offender.Id,
            Reason = ReportReason.Spam,
        };
        await reporter.Client.Reports.CreateAsync(report);

        var query = new ModerationCasesQuery { ContentType = ReportedContent.User, Limit = 100 };
        var found = (await moderation.Cases(query).FirstPageAsync()).Items.Single(item => item.ContentId == offender.Id);
        var decision = new ResolveRequest
        {
            Decision = Decision.Suspend,
            Note = "again",
            Days = 3,
        };
        await moderation.ResolveCaseAsync(found.Id, decision);

        await Poll.UntilAsync(async () => await fleet.LogInAsync(offender.Username).StatusAsync() == HttpStatusCode.Forbidden);
        await moderation.LiftMeasureAsync(offender.Id, new() { Kind = Liftable.Suspension, Note = "a mistake" });
        await Poll.UntilAsync(async () => await fleet.LogInAsync(offender.Username).StatusAsync() == HttpStatusCode.OK);
        (await moderation.CheckDecisionsAsync()).FirstFault.ShouldBeNull();
    }

    [Fact]
    public async Task AnExportHasWhatSocialHoldsAndAnErasedOwnerHandsOver()
    {
        var (owner, heir) = (await fleet.RegisterAsync(), await fleet.RegisterAsync());
        var community = await owner.FoundAsync("Bakers", VisibilityChoice.Public);
        await heir.Client.Communities.JoinAsync(community);

        (await owner.Client.Me.ExportAsync()).Services["social"].GetRawText().ShouldContain("Bakers");

        await owner.Client.Me.EraseAsync(new() { Password = SharedFleet.Password });
        await Poll.UntilAsync(async () => (await heir.Client.Communities.GetAsync(community)).MyRole == "owner");
        (await heir.Client.Communities.GetAsync(community)).MemberCount.ShouldBe(1);
    }
}
