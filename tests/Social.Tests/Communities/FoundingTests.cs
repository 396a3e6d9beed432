using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Community.Contracts.Social;
using Community.Platform.Hosting.Configuration;
using Community.Social.Communities;
using Community.Social.Feed;
using Community.Social.Membership;
using Community.Social.Tests.People;
using Community.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Community.Social.Tests.Communities;

[Collection(nameof(SocialTests))]
public sealed class FoundingTests(SocialApplication app) : IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await app.RecordAnnouncedAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task ACommunityIsAnsweredWithAllItsFields()
    {
        var founder = await app.PersonAsync();
        var founded = await app.HttpAs(founder)
            .FoundAsync([
                ("kind", "circle"),
                ("name", "Sunrise 🌅 runners"),
                ("description", "We run.\n\n*All paces.* <b>"),
                ("category", "fitness"),
                ("region", "Dubai"),
                ("interest", "Running"),
                ("tags", new JsonArray("#Trail  Running", "MORNINGS", "mornings", "ｆｕｎ")),
                ("color", "#39ccb7"),
                .. CommunityCalls.Paid,
                ("price_credits", 15),
                ("billing", "monthly"),
            ]);

        founded
            .EnumerateObject()
            .Select(member => member.Name)
            .ShouldBe([
                "id",
                "name",
                "kind",
                "description",
                "category",
                "region",
                "interest",
                "tags",
                "color",
                "picture_url",
                "visibility",
                "price_cents",
                "price_credits",
                "currency",
                "billing",
                "member_count",
                "created_by",
                "owner",
                "created_at",
                "updated_at",
                "my_role",
                "is_member",
                "is_held",
                "is_removed",
                "is_on_web",
                "picture",
                "rules",
                "rules_html",
            ]);
        founded.Text("name").ShouldBe("Sunrise 🌅 runners");
        founded.Text("kind").ShouldBe("circle");
        founded.Text("description").ShouldBe("We run.\n\n*All paces.* <b>");
        founded.Text("category").ShouldBe("Fitness");
        founded.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()).ShouldBe(["trail running", "mornings", "fun"]);
        founded.Text("color").ShouldBe("#39CCB7");
        (
            founded.Text("visibility"),
            founded.GetProperty("price_cents").GetInt64(),
            founded.Text("currency"),
            founded.GetProperty("price_credits").GetInt64(),
            founded.Text("billing")
        ).ShouldBe(("paid", 1500, "USD", 15, "monthly"));
        (founded.GetProperty("member_count").GetInt32(), founded.Text("my_role"), founded.GetProperty("is_member").GetBoolean()).ShouldBe(
            (1, "owner", true)
        );
        founded.GetProperty("created_by").GetGuid().ShouldBe(founder);
        (await app.HttpAs(founder).GetJsonAsync($"/communities/{founded.Id()}")).ToString().ShouldBe(founded.ToString());
    }

    [Theory]
    [InlineData("usd", "USD")]
    [InlineData("Sar ", "SAR")]
    public async Task ACurrencyIsTakenInAnyCase(string written, string code)
    {
        var founder = app.HttpAs(await app.PersonAsync());
        var founded = await founder.FoundAsync(("visibility", "paid"), ("price_cents", 5000), ("currency", written));
        founded.Text("currency").ShouldBe(code);

        (await founder.ChangeAsync(founded.Id(), ("currency", "eur"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await founder.GetJsonAsync($"/communities/{founded.Id()}")).Text("currency").ShouldBe("EUR");
    }

    [Fact]
    public async Task WhatIsNotSaidHasItsDefault()
    {
        var founder = app.HttpAs(await app.PersonAsync());
        var founded = await founder.FoundAsync();
        (founded.Text("visibility"), founded.Text("category"), founded.Text("billing"), founded.Text("picture_url")).ShouldBe(
            ("public", null, null, null)
        );
        founded.GetProperty("tags").GetArrayLength().ShouldBe(0);
        (await founder.FoundAsync(CommunityCalls.Paid)).Text("billing").ShouldBe("one_time");
    }

    [Fact]
    public async Task TheFounderIsTheFirstMemberAndItIsAnnouncedAndTold()
    {
        var founder = await app.PersonAsync();
        using var answer = await app.HttpAs(founder).TryFoundAsync([("visibility", "private"), ("tags", new JsonArray("Tea"))]);
        var id = (await answer.ShouldBeAsync(HttpStatusCode.Created)).Id();
        answer.Headers.Location!.ToString().ShouldBe($"/api/v1/communities/{id}");

        var member = await app.WithDbAsync(db => db.Members.AsNoTracking().SingleAsync(m => m.CommunityId == id));
        (member.UserId, member.Role, member.IsMember, member.Version).ShouldBe((founder, MemberRole.Owner, true, 1));
        var created = await app.LastAnnouncedAsync<CommunityCreated>(id);
        (created.Version, created.CreatedBy, created.Name, created.Kind, created.Visibility, created.IsHidden).ShouldBe(
            (1, founder, "Sunrise runners", "group", "private", false)
        );
        created.Tags.ShouldBe(["tea"]);
        var joined = await app.LastAnnouncedAsync<CommunityMemberJoined>(member.Id);
        (joined.Version, joined.CommunityId, joined.UserId, joined.Role).ShouldBe((1, id, founder, "owner"));
        var told = await app.WithDbAsync(db => db.Activities.AsNoTracking().SingleAsync(activity => activity.CommunityId == id));
        (told.Kind, told.ActorId, told.SourceId).ShouldBe((ActivityKind.CommunityCreated, founder, id));
    }

    [Fact]
    public async Task ARepeatedKeyFoundsOneCommunity()
    {
        var founder = await app.PersonAsync();
        var ids = new List<Guid>();
        for (var i = 0; i < 2; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/communities")
            {
                Content = JsonContent.Create(CommunityCalls.Draft()),
            };
            request.Headers.Add("Idempotency-Key", $"founding-{founder}");
            using var answer = await app.HttpAs(founder).SendAsync(request);
            ids.Add((await answer.ShouldBeAsync(HttpStatusCode.Created)).Id());
        }

        ids.Distinct().ShouldHaveSingleItem();
        (await app.HttpAs(founder).GetJsonAsync("/communities/mine")).GetProperty("total").GetInt32().ShouldBe(1);
    }

    public static TheoryData<string, string, string> Bad =>
        new()
        {
            { """{"name":"No kind"}""", "kind", "required" },
            { """{"kind":"club","name":"Other kind"}""", "kind", "not_an_option" },
            { """{"kind":"group"}""", "name", "required" },
            { """{"kind":"group","name":"x"}""", "name", "too_short" },
            { """{"kind":"group","name":" x "}""", "name", "too_short" },
            { """{"kind":"group","name":"x\ny"}""", "name", "not_one_line" },
            { """{"kind":"group","name":"NAME101"}""", "name", "too_long" },
            { """{"kind":"group","name":"xx","description":"TEXT5001"}""", "description", "too_long" },
            { """{"kind":"group","name":"xx","description":"a\u0000b"}""", "description", "forbidden_characters" },
            { """{"kind":"group","name":"xx","rules":"TEXT5001"}""", "rules", "too_long" },
            { """{"kind":"group","name":"xx","rules":"a\u0000b"}""", "rules", "forbidden_characters" },
            { """{"kind":"group","name":"xx","category":"WORD51"}""", "category", "too_long" },
            { """{"kind":"circle","name":"xx"}""", "category", "not_an_option" },
            { """{"kind":"circle","name":"xx","category":"Chess"}""", "category", "not_an_option" },
            { """{"kind":"group","name":"xx","region":"NAME101"}""", "region", "too_long" },
            { """{"kind":"group","name":"xx","interest":"WORD51"}""", "interest", "too_long" },
            { """{"kind":"group","name":"xx","tags":["ok","WORD51"]}""", "tags[1]", "too_long" },
            { """{"kind":"group","name":"xx","tags":["ok","#"]}""", "tags[1]", "blank" },
            { """{"kind":"group","name":"xx","tags":TAGS21}""", "tags", "too_many" },
            { """{"kind":"group","name":"xx","color":"39CCB7"}""", "color", "invalid_color" },
            { """{"kind":"group","name":"xx","color":"#39CCB7\n"}""", "color", "invalid_color" },
            { """{"kind":"group","name":"xx","color":"red"}""", "color", "invalid_color" },
            { """{"kind":"group","name":"xx","visibility":"secret"}""", "visibility", "not_an_option" },
            { """{"kind":"group","name":"xx","visibility":"paid","currency":"USD"}""", "price_cents", "required" },
            { """{"kind":"group","name":"xx","visibility":"paid","price_cents":500}""", "currency", "required" },
            { """{"kind":"group","name":"xx","visibility":"paid","price_cents":49,"currency":"USD"}""", "price_cents", "too_small" },
            { """{"kind":"group","name":"xx","visibility":"paid","price_cents":17499,"currency":"HUF"}""", "price_cents", "too_small" },
            { """{"kind":"group","name":"xx","visibility":"paid","price_cents":0,"currency":"USD"}""", "price_cents", "too_small" },
            { """{"kind":"group","name":"xx","visibility":"paid","price_cents":100000000,"currency":"USD"}""", "price_cents", "too_large" },
            { """{"kind":"group","name":"xx","visibility":"paid","price_cents":5000,"currency":"KPW"}""", "currency", "invalid_currency" },
            {
                """{"kind":"group","name":"xx","visibility":"paid","price_cents":5000,"currency":"USD","price_credits":0}""",
                "price_credits",
                "too_small"
            },
            {
                """{"kind":"group","name":"xx","visibility":"paid","price_cents":5000,"currency":"USD","billing":"yearly"}""",
                "billing",
                "not_an_option"
            },
            { """{"kind":"group","name":"xx","price_cents":5000}""", "price_cents", "not_applicable" },
            { """{"kind":"group","name":"xx","currency":"USD"}""", "currency", "not_applicable" },
            { """{"kind":"group","name":"xx","price_credits":5}""", "price_credits", "not_applicable" },
            { """{"kind":"group","name":"xx","visibility":"private","billing":"monthly"}""", "billing", "not_applicable" },
        };

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task BadInputIsRefusedWithItsFieldAndNothingIsFounded(string body, string field, string code)
    {
        var founder = await app.PersonAsync();
        body = body.Replace("NAME101", new('x', 101), StringComparison.Ordinal)
            .Replace("WORD51", new('x', 51), StringComparison.Ordinal)
            .Replace("TEXT5001", new('x', 5001), StringComparison.Ordinal)
            .Replace("TAGS21", $"[{string.Join(',', Enumerable.Range(0, 21).Select(n => $"\"t{n}\""))}]", StringComparison.Ordinal);
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await app.HttpAs(founder).PostAsync("/api/v1/communities", content);

        await answer.ShouldRefuseAsync(field, code);
        (await app.WithDbAsync(db => db.Communities.CountAsync(community => community.CreatedBy == founder))).ShouldBe(0);
    }

    [Fact]
    public async Task GuestsAndTheSilencedFoundNothing()
    {
        var guest = Users.Registered(Users.Profile(), isGuest: true);
        await app.AddAsync(guest);
        var muted = await app.PersonAsync();
        await app.ExecuteAsync($"UPDATE people SET muted_until = now() + interval '1 day' WHERE id = {muted}");

        await (await app.HttpAs(guest.UserId).TryFoundAsync()).ShouldBeAsync(HttpStatusCode.Forbidden, "guest_account");
        await (await app.HttpAs(muted).TryFoundAsync()).ShouldBeAsync(HttpStatusCode.Forbidden, "muted");
        await (await app.HttpAs(Guid.CreateVersion7()).TryFoundAsync()).ShouldBeAsync(HttpStatusCode.Forbidden, "no_account");
    }

    [Fact]
    public async Task TenADayAreFoundedHoweverManyAreTriedAtOnce()
    {
        var founder = await app.PersonAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => app.HttpAs(founder).TryFoundAsync()));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.Created).ShouldBe(10);
        foreach (var refused in answers.Where(answer => answer.StatusCode != HttpStatusCode.Created))
        {
            await refused.ShouldBeAsync(HttpStatusCode.TooManyRequests, "too_many_founded");
            refused.Headers.RetryAfter!.Delta!.Value.ShouldBeInRange(TimeSpan.FromHours(23), TimeSpan.FromDays(1));
        }

        // Deleting frees no place; only time does.
        var mine = (await app.HttpAs(founder).GetJsonAsync("/communities/mine")).Ids();
        await (await app.HttpAs(founder).DeleteAsync($"/api/v1/communities/{mine[0]}")).ShouldBeAsync(HttpStatusCode.NoContent);
        await (await app.HttpAs(founder).TryFoundAsync()).ShouldBeAsync(HttpStatusCode.TooManyRequests, "too_many_founded");
        await app.ExecuteAsync($"UPDATE communities SET created_at = created_at - interval '1 day' WHERE id = {mine[1]}");
        await app.HttpAs(founder).FoundAsync();
    }

    [Fact]
    public async Task FiftyAreOwnedAtMost()
    {
        var founder = await app.PersonAsync();
        var owned = new List<Guid>();
        for (var i = 0; i < 10; i++)
        {
            owned.Add(await app.FoundIdAsync(founder));
        }

        await app.ExecuteAsync($"UPDATE communities SET created_at = created_at - interval '2 days' WHERE created_by = {founder}");
        var others = (await app.PeopleAsync(4)).ToArray();
        foreach (var other in others)
        {
            for (var i = 0; i < 10; i++)
            {
                await app.JoinAsync(await app.FoundIdAsync(other), founder, MemberRole.Owner);
            }
        }

        await (await app.HttpAs(founder).TryFoundAsync()).ShouldBeAsync(HttpStatusCode.Conflict, "too_many_owned");
        await app.ExecuteAsync($"UPDATE community_members SET role = 'moderator' WHERE community_id = {owned[0]} AND user_id = {founder}");
        await app.HttpAs(founder).FoundAsync();
    }

    [Theory]
    [InlineData("0")]
    [InlineData("10001")]
    public void ALimitOutOfRangeKeepsTheServiceFromStarting(string most) =>
        Should.Throw<OptionsValidationException>(() =>
            new ConfigurationBuilder().AddInMemoryCollection([new("Communities:MostOwned", most)]).Build().GetSettings<FoundingLimits>()
        );
}
