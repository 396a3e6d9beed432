using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
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
        using (var asked = await other.PostAsync("/api/v1/connections", new { user_id = organizer.Id }))
        {
            await asked.ShouldBeAsync(HttpStatusCode.Created);
        }

        using (var asked = await organizer.PostAsync("/api/v1/connections", new { user_id = other.Id }))
        {
            // Each has asked the other: no acceptance is needed.
            (await asked.Content.ReadFromJsonAsync<JsonNode>())!["status"]!
                .GetValue<string>()
                .ShouldBe("accepted");
        }

        await Poll.UntilAsync(async () =>
            await ItemsAsync(other, "/api/v1/feed") is { Count: > 0 } items
            && items.Any(item => item!["kind"]!.GetValue<string>() == "event_created")
        );
        await other.Client.GetAsync($"/api/v1/events/{eventId}", HttpStatusCode.OK);

        using (var blocked = await organizer.Client.PutAsync(new Uri($"/api/v1/blocks/{other.Id}", UriKind.Relative), content: null))
        {
            blocked.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        }

        (await ItemsAsync(other, "/api/v1/connections")).ShouldBeEmpty();
        (await ItemsAsync(other, "/api/v1/feed")).ShouldBeEmpty();
        using (var asked = await other.PostAsync("/api/v1/connections", new { user_id = organizer.Id }))
        {
            await asked.ShouldBeAsync(HttpStatusCode.NotFound);
        }

        // The bus tells the events service.
        await Poll.UntilAsync(async () =>
        {
            using var answer = await other.Client.GetAsync(new Uri($"/api/v1/events/{eventId}", UriKind.Relative));
            return answer.StatusCode == HttpStatusCode.NotFound;
        });
    }

    [Fact]
    public async Task APaidCommunityIsEnteredByPayingAndItsDeletionGivesTheMoneyBack()
    {
        await using var provider = await PaymentProvider.OfAsync(fleet);
        var (owner, buyer) = (await fleet.OrganizerAsync(), await fleet.RegisterAsync());
        var community = await owner.FoundAsync(
            new
            {
                kind = "community",
                name = "Night sky",
                visibility = "paid",
                price_cents = 1500,
                currency = "USD",
                billing = "one_time",
            }
        );
        Guid orderId;
        using (var join = await buyer.PostAsync($"/api/v1/communities/{community}/join"))
        {
            orderId = (await join.ShouldBeAsync(HttpStatusCode.PaymentRequired))["order_id"]!.GetValue<Guid>();
        }

        var checkout = await buyer.CheckOutAsync(orderId);
        (await provider.ShowAsync(checkout.Page)).ShouldContain("15.00");
        (await provider.PayAsync(checkout.Page)).ShouldBe(HttpStatusCode.SeeOther);
        await Poll.UntilAsync(async () => await RoleAsync(buyer, community) == "member", 60);
        await buyer.UntilOrderIsAsync(orderId, "fulfilled");
        (await owner.Client.GetAsync($"/api/v1/communities/{community}", HttpStatusCode.OK))["member_count"]!.GetValue<int>().ShouldBe(2);

        using (var deleted = await owner.Client.DeleteAsync(new Uri($"/api/v1/communities/{community}", UriKind.Relative)))
        {
            deleted.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        }

        await buyer.UntilOrderIsAsync(orderId, "refunded");
        (await provider.ChargesAsync([orderId])).ShouldBe([new ProviderCharge(orderId, 1500, 1500)]);
        await fleet.LedgerIsProvenAsync();
    }

    [Fact]
    public async Task ModeratorsSuspensionsAreCarriedOutByIdentityAndLiftedByIt()
    {
        var (reporter, offender, admin) = (await fleet.RegisterAsync(), await fleet.RegisterAsync(), await fleet.AdministratorAsync());
        using (
            var report = await reporter.PostAsync(
                "/api/v1/reports",
                new
                {
                    content_type = "user",
                    content_id = offender.Id,
                    reason = "spam",
                }
            )
        )
        {
            await report.ShouldBeAsync(HttpStatusCode.Created);
        }

        var found = (await ItemsAsync(admin, "/api/v1/moderation/reports?content_type=user&limit=100")).Single(item =>
            item!["content_id"]!.GetValue<Guid>() == offender.Id
        )!;
        using (
            var decided = await admin.PostAsync(
                $"/api/v1/moderation/reports/{found["id"]}/resolve",
                new
                {
                    decision = "suspend",
                    note = "again",
                    days = 3,
                }
            )
        )
        {
            await decided.ShouldBeAsync(HttpStatusCode.OK);
        }

        await Poll.UntilAsync(async () => await LogInAnswerAsync(offender) == HttpStatusCode.Forbidden);
        using (
            var lifted = await admin.PostAsync(
                $"/api/v1/moderation/users/{offender.Id}/lift",
                new { kind = "suspension", note = "a mistake" }
            )
        )
        {
            lifted.IsSuccessStatusCode.ShouldBeTrue(await lifted.Content.ReadAsStringAsync());
        }

        await Poll.UntilAsync(async () => await LogInAnswerAsync(offender) == HttpStatusCode.OK);
        (await admin.Client.GetAsync("/api/v1/moderation/decisions/check", HttpStatusCode.OK))["first_fault"].ShouldBeNull();
    }

    [Fact]
    public async Task AnExportHasWhatSocialHoldsAndAnErasedOwnerHandsOver()
    {
        var (owner, heir) = (await fleet.RegisterAsync(), await fleet.RegisterAsync());
        var community = await owner.FoundAsync(
            new
            {
                kind = "group",
                name = "Bakers",
                visibility = "public",
            }
        );
        using (var join = await heir.PostAsync($"/api/v1/communities/{community}/join"))
        {
            join.IsSuccessStatusCode.ShouldBeTrue();
        }

        var export = await owner.Client.GetAsync("/api/v1/users/me/export", HttpStatusCode.OK);
        export.ToJsonString().ShouldContain("Bakers");

        using (
            var request = new HttpRequestMessage(HttpMethod.Delete, "/api/v1/users/me")
            {
                Content = JsonContent.Create(new { password = SharedFleet.Password }),
            }
        )
        using (var erased = await owner.Client.SendAsync(request))
        {
            erased.IsSuccessStatusCode.ShouldBeTrue();
        }

        await Poll.UntilAsync(async () => await RoleAsync(heir, community) == "owner");
        (await heir.Client.GetAsync($"/api/v1/communities/{community}", HttpStatusCode.OK))["member_count"]!.GetValue<int>().ShouldBe(1);
    }

    private static async Task<string?> RoleAsync(Person person, Guid community) =>
        (await person.Client.GetAsync($"/api/v1/communities/{community}", HttpStatusCode.OK))["my_role"]?.GetValue<string>();

    private static async Task<JsonArray> ItemsAsync(Person person, string path) =>
        (await person.Client.GetAsync(path, HttpStatusCode.OK))["items"]!.AsArray();

    private async Task<HttpStatusCode> LogInAnswerAsync(Person person)
    {
        using var anonymous = fleet.Client();
        using var answer = await anonymous.PostAsJsonAsync(
            "/api/v1/auth/login",
            new { identifier = person.Username, password = SharedFleet.Password }
        );
        return answer.StatusCode;
    }
}
