using System.Net;
using Community.Contracts.Social;
using Community.Social.Communities;
using Community.Social.Membership;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Tests.Moderation;

/// <summary>Decisions by a community's own owners and moderators.</summary>
[Collection(nameof(SocialTests))]
public sealed class CommunityCaseTests(SocialApplication social)
{
    [Fact]
    public async Task AModeratorOfACommunityDecidesAboutItsMessagesAndNotAboutPeople()
    {
        await social.RecordAsync();
        var people = await social.PeopleAsync(4);
        var (owner, member, author, reporter) = (social.HttpAs(people[0]), social.HttpAs(people[1]), people[2], people[3]);
        var (community, elsewhere) = (await social.CommunityAsync(people[0]), await social.CommunityAsync(people[0]));
        await JoinAsync(community, people[1]);
        var (mine, others) = (await MessageAsync(community, author, reporter), await MessageAsync(elsewhere, author, reporter));
        string Resolve(Guid at, Guid caseId) => $"/communities/{at}/reports/{caseId}/resolve";

        var page = await owner.ReadAsync($"/communities/{community}/reports");
        page.Items().ShouldHaveSingleItem().IdOf().ShouldBe(mine.CaseId);
        page.ToString().ShouldNotContain(reporter.ToString());
        var shown = await owner.ReadAsync($"/communities/{community}/reports/{mine.CaseId}");
        shown.GetProperty("author").GetProperty("id").GetGuid().ShouldBe(author);
        shown.GetProperty("reports").GetArrayLength().ShouldBe(1);
        shown.ToString().ShouldNotContain(reporter.ToString());
        await owner
            .GetAsync($"/api/v1/communities/{community}/reports/{others.CaseId}")
            .ShouldAnswerAsync(HttpStatusCode.NotFound, "no_such_case");
        await owner
            .GetAsync($"/api/v1/communities/{community}/reports/{Guid.CreateVersion7()}")
            .ShouldAnswerAsync(HttpStatusCode.NotFound, "no_such_case");
        await member
            .GetAsync($"/api/v1/communities/{community}/reports/{mine.CaseId}")
            .ShouldAnswerAsync(HttpStatusCode.Forbidden, "not_moderator");

        await member.GetAsync($"/api/v1/communities/{community}/reports").ShouldAnswerAsync(HttpStatusCode.Forbidden, "not_moderator");
        await member
            .SendAsync(Resolve(community, mine.CaseId), new { decision = "remove", note = "n" })
            .ShouldAnswerAsync(HttpStatusCode.Forbidden, "not_moderator");
        await owner
            .SendAsync(Resolve(community, others.CaseId), new { decision = "remove", note = "n" })
            .ShouldAnswerAsync(HttpStatusCode.NotFound, "no_such_case");
        await owner
            .SendAsync(Resolve(community, mine.CaseId), new { decision = "suspend", note = "n" })
            .ShouldAnswerAsync(HttpStatusCode.BadRequest);
        await owner
            .SendAsync(Resolve(community, mine.CaseId), new { decision = "remove", note = "n" })
            .ShouldAnswerAsync(HttpStatusCode.NoContent);
        await owner
            .SendAsync(Resolve(community, mine.CaseId), new { decision = "remove", note = "n" })
            .ShouldAnswerAsync(HttpStatusCode.Conflict, "already_decided");

        await owner
            .GetAsync($"/api/v1/communities/{community}/reports/{mine.CaseId}")
            .ShouldAnswerAsync(HttpStatusCode.NotFound, "no_such_case");
        (await social.AnnouncedAsync<ContentRemoved>(mine.Message)).ShouldHaveSingleItem().DecidedBy.ShouldBe(people[0]);
        (await social.AnnouncedAsync<SanctionImposed>(author)).ShouldBeEmpty();
    }

    [Fact]
    public async Task APrivateCommunityIsHiddenFromStrangersAndNoModeratorDecidesTheirOwn()
    {
        var people = await social.PeopleAsync(3);
        var community = await social.CommunityAsync(people[0]);
        await social.WithDbAsync(db =>
            db.Communities.Where(one => one.Id == community)
                .ExecuteUpdateAsync(set => set.SetProperty(one => one.Visibility, CommunityVisibility.Private))
        );
        var own = await MessageAsync(community, people[0], people[2]);

        foreach (var id in (Guid[])[community, Guid.CreateVersion7()])
        {
            await social
                .HttpAs(people[1])
                .GetAsync($"/api/v1/communities/{id}/reports")
                .ShouldAnswerAsync(HttpStatusCode.NotFound, "no_such_community");
            await social
                .HttpAs(people[1])
                .GetAsync($"/api/v1/communities/{id}/reports/{own.CaseId}")
                .ShouldAnswerAsync(HttpStatusCode.NotFound, "no_such_community");
            await social
                .HttpAs(people[1])
                .SendAsync($"/communities/{id}/reports/{own.CaseId}/resolve", new { decision = "dismiss", note = "n" })
                .ShouldAnswerAsync(HttpStatusCode.NotFound, "no_such_community");
        }

        (await social.HttpAs(people[0]).ReadAsync($"/communities/{community}/reports")).Items().ShouldBeEmpty();
        await social
            .HttpAs(people[0])
            .GetAsync($"/api/v1/communities/{community}/reports/{own.CaseId}")
            .ShouldAnswerAsync(HttpStatusCode.NotFound, "no_such_case");
        await social
            .HttpAs(people[0])
            .SendAsync($"/communities/{community}/reports/{own.CaseId}/resolve", new { decision = "dismiss", note = "n" })
            .ShouldAnswerAsync(HttpStatusCode.Forbidden, "own_case");
    }

    private async Task<(Guid CaseId, Guid Message)> MessageAsync(Guid community, Guid author, Guid reporter)
    {
        var message = Guid.CreateVersion7();
        await social.ReportAsync(reporter, "message", message);
        var found = await social.CaseOfAsync(message);
        await social.SettleAsync(
            new ContentDescribed(
                Guid.CreateVersion7(),
                TimeProvider.System.GetUtcNow(),
                found.Id,
                found.Version,
                "message",
                message,
                author,
                community
            )
        );
        return (found.Id, message);
    }

    private Task<int> JoinAsync(Guid community, Guid userId) =>
        social.WithDbAsync(db =>
        {
            db.Members.Add(
                new CommunityMember
                {
                    Id = Guid.CreateVersion7(),
                    CommunityId = community,
                    UserId = userId,
                    Version = 1,
                    IsMember = true,
                    Role = MemberRole.Member,
                    JoinedAt = TimeProvider.System.GetUtcNow(),
                }
            );
            return db.SaveChangesAsync();
        });
}
