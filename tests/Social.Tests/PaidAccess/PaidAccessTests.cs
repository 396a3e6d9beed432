using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Community.Contracts.Payments;
using Community.Platform.Data;
using Community.Social.Communities;
using Community.Social.Membership;
using Community.Social.PaidAccess;
using Community.Social.Tests.Membership;
using Community.Testing;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Tests.PaidAccess;

/// <summary>Paying for a community, as clients and payments see it.</summary>
[Collection(nameof(SocialTests))]
public sealed class PaidAccessTests(SocialApplication app)
{
    [Fact]
    public async Task JoiningAPaidCommunityAnswersTheOrderAndPayingItLetsIn()
    {
        var (id, user) = await PaidCommunityAsync();

        var order = await app.JoinAsync(user, id, HttpStatusCode.PaymentRequired);

        (
            order.GetProperty("amount_cents").GetInt64(),
            order.GetProperty("currency").GetString(),
            order.GetProperty("price_credits").GetInt64()
        ).ShouldBe((990, "USD", 99));
        (order.GetProperty("expires_at").GetDateTimeOffset() - TimeProvider.System.GetUtcNow()).TotalMinutes.ShouldBeInRange(28, 30);
        var again = await app.JoinAsync(user, id, HttpStatusCode.PaymentRequired);
        again.GetProperty("order_id").GetGuid().ShouldBe(order.GetProperty("order_id").GetGuid());
        (await AccessAsync(user, id))
            .GetProperty("order")
            .GetProperty("order_id")
            .GetGuid()
            .ShouldBe(order.GetProperty("order_id").GetGuid());
        (await app.CountAsync(id)).ShouldBe(1);

        var paid = order.GetProperty("order_id").GetGuid();
        await app.PublishAsync(Paid(paid), Paid(paid), Paid(paid));
        await IsMemberAsync(id, user, true);
        (await app.CountAsync(id)).ShouldBe(2);
        var access = await AccessAsync(user, id);
        access.GetProperty("is_paid").GetBoolean().ShouldBeTrue();
        access.GetProperty("paid_until").GetDateTimeOffset().ShouldBe((await OrderAsync(paid)).FulfilledAt!.Value.AddMonths(1));

        // A member who leaves can come back without a new payment until the paid time ends.
        await app.AskAsync(HttpStatusCode.NoContent, user, HttpMethod.Post, $"{id}/leave");
        await app.JoinAsync(user, id);
    }

    [Fact]
    public async Task WhatIsPaidOnceIsPaidForEver()
    {
        var (id, user) = await PaidCommunityAsync(Billing.OneTime);
        await PayAsync(id, user);

        var access = await AccessAsync(user, id);
        (access.GetProperty("is_paid").GetBoolean(), access.GetProperty("paid_until").ValueKind).ShouldBe((true, JsonValueKind.Null));
        (await app.AskAsync(HttpStatusCode.Conflict, user, HttpMethod.Post, $"{id}/access/renew")).Reason().ShouldBe("not_renewable");
    }

    [Fact]
    public async Task TwoOrdersForTheSameTimeArePaidAndOneGoesBack()
    {
        var (id, user) = await PaidCommunityAsync();
        var first = await OfferAsync(id, user);
        await app.PublishAsync(Expired(first));
        await Poll.UntilAsync(async () => (await OrderAsync(first)).Status == AccessOrderStatus.Ended);
        var second = await OfferAsync(id, user);
        second.ShouldNotBe(first);

        await app.PublishAsync(Paid(first), Paid(second));

        await Poll.UntilAsync(async () => (await OrderAsync(first)).PaidAt is not null && (await OrderAsync(second)).PaidAt is not null);
        ((string[])[(await OrderAsync(first)).Status, (await OrderAsync(second)).Status])
            .Order()
            .ShouldBe([AccessOrderStatus.Fulfilled, AccessOrderStatus.Refunding]);
    }

    [Fact]
    public async Task APaymentThatComesLateLetsInAllTheSame()
    {
        var (id, user) = await PaidCommunityAsync();
        var order = await OfferAsync(id, user);
        await app.PublishAsync(
            new PaymentFailed(Guid.CreateVersion7(), default, order, 2, user, AccessOrders.Purpose, order, "card_declined")
        );
        await Poll.UntilAsync(async () => (await OrderAsync(order)).EndReason == "payment_failed");

        await app.PublishAsync(Paid(order));

        await IsMemberAsync(id, user, true);
    }

    [Fact]
    public async Task AUserWhoWasBannedMeanwhileIsRefunded()
    {
        var (id, user) = await PaidCommunityAsync();
        var order = await OfferAsync(id, user);
        var owner = await app.WithDbAsync(db =>
            db.Communities.Where(community => community.Id == id).Select(community => community.CreatedBy).SingleAsync()
        );

        await app.AskAsync(HttpStatusCode.NoContent, owner, HttpMethod.Post, $"{id}/bans", new { user_id = user });
        (await OrderAsync(order)).EndReason.ShouldBe("banned", "the offer is taken back");
        await app.PublishAsync(Paid(order));

        await Poll.UntilAsync(async () => await OrderAsync(order) is { Status: AccessOrderStatus.Refunding, EndReason: "banned" });
        (await app.CountAsync(id)).ShouldBe(1);
    }

    [Fact]
    public async Task TheNextMonthIsOfferedBeforeTheEndAndGoesOnFromThere()
    {
        var (id, user) = await PaidCommunityAsync();
        var first = await PayAsync(id, user);
        (await app.AskAsync(HttpStatusCode.Conflict, user, HttpMethod.Post, $"{id}/access/renew")).Reason().ShouldBe("not_renewable");

        var until = await AgeAsync(first, AlmostAMonthAgo());
        var offered = await Poll.ForAsync(async () =>
            (await AccessAsync(user, id)).GetProperty("order") is { ValueKind: JsonValueKind.Object } order ? (object)order : null
        );
        var next = ((JsonElement)offered).GetProperty("order_id").GetGuid();
        ((JsonElement)offered).GetProperty("expires_at").GetDateTimeOffset().ShouldBe(until);
        (await app.AskAsync(HttpStatusCode.PaymentRequired, user, HttpMethod.Post, $"{id}/access/renew"))
            .GetProperty("order_id")
            .GetGuid()
            .ShouldBe(next);

        await app.PublishAsync(Paid(next));
        await Poll.UntilAsync(async () => (await AccessAsync(user, id)).GetProperty("paid_until").GetDateTimeOffset() > until.AddDays(27));
        (await AccessAsync(user, id)).GetProperty("order").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task WhenThePaidTimeIsOverSoIsTheMembershipAndOnlyThat()
    {
        var (id, user) = await PaidCommunityAsync();
        var moderator = await app.PersonAsync();
        await app.WithDbAsync(async db =>
        {
            db.Members.Add(
                new CommunityMember
                {
                    Id = Guid.CreateVersion7(),
                    CommunityId = id,
                    UserId = moderator,
                    Version = 1,
                    IsMember = true,
                    Role = MemberRole.Moderator,
                    JoinedAt = TimeProvider.System.GetUtcNow(),
                }
            );
            await db
                .Communities.Where(community => community.Id == id)
                .ExecuteUpdateAsync(set => set.SetProperty(community => community.MemberCount, 2));
            return await db.SaveChangesAsync();
        });
        var order = await PayAsync(id, user);

        await AgeAsync(order, TimeProvider.System.GetUtcNow().AddDays(-40));

        await IsMemberAsync(id, user, false);
        (await app.MembershipAsync(id, user))!.LeaveReason.ShouldBe("expired");
        (await app.MembershipAsync(id, moderator))!.IsMember.ShouldBeTrue();
        (await app.CountAsync(id)).ShouldBe(2);
        // Coming back costs a new payment.
        (await OfferAsync(id, user)).ShouldNotBe(order);
    }

    [Fact]
    public async Task MoneyThatGoesBackEndsTheAccess()
    {
        var (id, user) = await PaidCommunityAsync();
        var order = await PayAsync(id, user);

        await app.PublishAsync(Refunded(order, 100));
        await Poll.UntilAsync(async () => (await OrderAsync(order)).RefundedAmount == 100);
        (await app.MembershipAsync(id, user))!.IsMember.ShouldBeTrue("a part is no whole");
        await app.PublishAsync(Refunded(order, 890));

        await IsMemberAsync(id, user, false);
        (await OrderAsync(order)).Status.ShouldBe(AccessOrderStatus.Refunded);
    }

    [Fact]
    public async Task ARefundThatIsHeardOfBeforeThePaymentGivesNothing()
    {
        var (id, user) = await PaidCommunityAsync();
        var order = await OfferAsync(id, user);
        await app.PublishAsync(Refunded(order, 990));
        await Poll.UntilAsync(async () => (await OrderAsync(order)).RefundedAmount == 990);

        await app.PublishAsync(Paid(order));

        await Poll.UntilAsync(async () => (await OrderAsync(order)).Status == AccessOrderStatus.Refunded);
        (await app.CountAsync(id)).ShouldBe(1);
    }

    [Fact]
    public async Task ADeletedCommunityTakesItsOffersBackAndGivesBackTheMonthThatRuns()
    {
        var (id, user) = await PaidCommunityAsync();
        var other = await app.PersonAsync();
        var (paid, open) = (await PayAsync(id, user), await OfferAsync(id, other));

        await app.WithDbAsync(db =>
            db.InTransactionAsync(async () =>
            {
                var community = await db.Communities.SingleAsync(c => c.Id == id);
                community.DeletedAt = TimeProvider.System.GetUtcNow();
                await db.SaveChangesAsync();
                foreach (var follower in (IWhenCommunityDeleted[])[new DeletedCommunityClosing(), new DeletedCommunityRefunds()])
                {
                    await follower.CommunityDeletedAsync(db, community, TimeProvider.System.GetUtcNow());
                }

                return true;
            })
        );

        (await OrderAsync(paid)).ShouldSatisfyAllConditions(
            o => o.Status.ShouldBe(AccessOrderStatus.Refunding),
            o => o.EndReason.ShouldBe("community_deleted")
        );
        (await OrderAsync(open)).EndReason.ShouldBe("community_deleted");
        await app.PublishAsync(Paid(open));
        await Poll.UntilAsync(async () => await OrderAsync(open) is { Status: AccessOrderStatus.Refunding, EndReason: "community_closed" });
    }

    [Fact]
    public async Task PaymentsIsToldOfAnOfferAgainWhenItAsks()
    {
        var (id, user) = await PaidCommunityAsync();
        var order = await OfferAsync(id, user);

        foreach (var query in (string[])[$"order_id={order}", $"product_id={id}"])
        {
            using var answer = await app.HttpAsFleet().GetAsync($"/internal/orders?user_id={user}&{query}");
            var requested = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
            (
                requested.GetProperty("order_id").GetGuid(),
                requested.GetProperty("product_id").GetGuid(),
                requested.GetProperty("purpose").GetString()
            ).ShouldBe((order, id, "community_access"));
            requested.GetProperty("seller_id").GetGuid().ShouldBe(await FirstOwnerAsync(id));
            requested.GetProperty("refundable_until").GetDateTimeOffset().ShouldBe((await OrderAsync(order)).ExpiresAt.AddMonths(1));
        }

        using var others = await app.HttpAsFleet().GetAsync($"/internal/orders?user_id={Guid.CreateVersion7()}&order_id={order}");
        others.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var nobody = await app.HttpAs(user).GetAsync($"/internal/orders?user_id={user}&order_id={order}");
        nobody.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task AnOrderNamesTheCommunitysOwnerAsItsSeller()
    {
        var said = new ConcurrentDictionary<Guid, PaymentRequested>();
        var endpoint = app.Service<IBusControl>()
            .ConnectReceiveEndpoint(
                $"test-{Guid.CreateVersion7():N}",
                bus =>
                    bus.Handler<PaymentRequested>(context =>
                    {
                        said[context.Message.OrderId] = context.Message;
                        return Task.CompletedTask;
                    })
            );
        await endpoint.Ready.WaitAsync(Poll.Patience);
        var (id, user) = await PaidCommunityAsync(Billing.OneTime);
        var order = await OfferAsync(id, user);

        await Poll.UntilAsync(() => Task.FromResult(said.ContainsKey(order)));

        said[order].SellerId.ShouldBe(await FirstOwnerAsync(id));
        said[order].RefundableUntil.ShouldBe(said[order].ExpiresAt + AccessOrders.RefundOfOneTime);
        await endpoint.StopAsync(CancellationToken.None).WaitAsync(Poll.Patience);
    }

    private Task<Guid> FirstOwnerAsync(Guid id) =>
        app.WithDbAsync(db =>
            db.Members.Where(member => member.CommunityId == id && member.Role == MemberRole.Owner)
                .Select(member => member.UserId)
                .SingleAsync()
        );

    private async Task<(Guid Community, Guid User)> PaidCommunityAsync(string billing = Billing.Monthly)
    {
        var people = await app.PeopleAsync(2);
        return (await app.CommunityAsync(people[0], CommunityVisibility.Paid, billing: billing), people[1]);
    }

    private async Task<Guid> OfferAsync(Guid id, Guid user) =>
        (await app.JoinAsync(user, id, HttpStatusCode.PaymentRequired)).GetProperty("order_id").GetGuid();

    private async Task<Guid> PayAsync(Guid id, Guid user)
    {
        var order = await OfferAsync(id, user);
        await app.PublishAsync(Paid(order));
        await IsMemberAsync(id, user, true);
        return order;
    }

    /// <summary>The beginning of a month that ends within the next three days, on any date.</summary>
    private static DateTimeOffset AlmostAMonthAgo()
    {
        var now = TimeProvider.System.GetUtcNow();
        return Enumerable
            .Range(24, 8)
            .Select(days => now.AddDays(-days))
            .First(start => start.AddMonths(1) > now.AddHours(1) && start.AddMonths(1) < now.AddDays(3));
    }

    /// <summary>Moves a payment into the past; returns the end of the access that it gives then.</summary>
    private async Task<DateTimeOffset> AgeAsync(Guid id, DateTimeOffset to)
    {
        var order = await OrderAsync(id);
        var fulfilled = to.AsKept();
        await app.WithDbAsync(async db =>
        {
            await db.AccessOrders.Where(o => o.Id == id).ExecuteUpdateAsync(set => set.SetProperty(o => o.FulfilledAt, fulfilled));
            return await db
                .AccessGrants.Where(grant => grant.CommunityId == order.CommunityId && grant.UserId == order.UserId)
                .ExecuteUpdateAsync(set => set.SetProperty(grant => grant.PaidUntil, fulfilled.AddMonths(1)));
        });
        return fulfilled.AddMonths(1);
    }

    private Task<AccessOrder> OrderAsync(Guid id) =>
        app.WithDbAsync(db => db.AccessOrders.AsNoTracking().SingleAsync(order => order.Id == id));

    private Task<JsonElement> AccessAsync(Guid user, Guid id) => app.AskAsync(HttpStatusCode.OK, user, HttpMethod.Get, $"{id}/access");

    private Task IsMemberAsync(Guid id, Guid user, bool isMember) =>
        Poll.UntilAsync(async () => (await app.MembershipAsync(id, user))?.IsMember == isMember);

    private static PaymentSucceeded Paid(Guid order) =>
        new(Guid.CreateVersion7(), default, order, 2, Guid.Empty, AccessOrders.Purpose, order, 990, "USD", "card");

    private static OrderExpired Expired(Guid order) =>
        new(Guid.CreateVersion7(), default, order, 2, Guid.Empty, AccessOrders.Purpose, order);

    private static PaymentRefunded Refunded(Guid order, long amount) =>
        new(Guid.CreateVersion7(), default, order, 4, Guid.Empty, AccessOrders.Purpose, order, amount, "USD");
}
