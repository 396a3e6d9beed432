using Community.Social.Communities;
using Community.Social.Membership;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Community.Social.Tests.Membership;

/// <summary>Many people at the same moment, over several writers, as with several instances.</summary>
[Collection(nameof(SocialTests))]
public sealed class MembershipStormTests(SocialApplication app)
{
    [Fact]
    public async Task TwoHundredJoinAtOnceEachTwiceAndAreCountedOnce()
    {
        var people = await app.PeopleAsync(201);
        var id = await app.CommunityAsync(people[0]);
        var instances = Instances(3);
        var joining = people.Skip(1).ToArray();

        var results = await Task.WhenAll(
            joining.Concat(joining).Select((user, index) => instances[index % 3].RunAsync(id, new Join(user)))
        );

        results.Count(result => result.Outcome == MembershipOutcome.Done).ShouldBe(200);
        results.Count(result => result.Outcome == MembershipOutcome.Repeated).ShouldBe(200);
        (await app.CountAsync(id)).ShouldBe(201);
        (await app.WithDbAsync(db => db.Activities.CountAsync(activity => activity.CommunityId == id))).ShouldBe(200);
    }

    [Fact]
    public async Task ComingsAndGoingsAndChangesOfRolesNeverMiscountNorLeaveItWithoutAnOwner()
    {
        var people = await app.PeopleAsync(30);
        var id = await app.CommunityAsync(people[0], moderators: [.. people.Skip(1).Take(4)]);
        var instances = Instances(2);
        var random = new Random(23);
        var commands = Enumerable
            .Range(0, 1200)
            .Select(
                MembershipCommand (_) =>
                {
                    var (who, by) = (people[random.Next(people.Count)], people[random.Next(5)]);
                    return random.Next(10) switch
                    {
                        < 4 => new Join(who),
                        < 6 => new Leave(who),
                        6 => new Remove(who, by),
                        7 => new Ban(who, by, null, null),
                        8 => new Unban(who, by),
                        _ => new ChangeRole(who, by, random.Next(2) == 0 ? MemberRole.Owner : MemberRole.Moderator),
                    };
                }
            )
            .ToArray();

        await Parallel.ForEachAsync(
            commands.Index(),
            new ParallelOptions { MaxDegreeOfParallelism = 50 },
            async (command, _) => await instances[command.Index % 2].RunAsync(id, command.Item)
        );

        await app.CountAsync(id);
        var rows = await app.WithDbAsync(db => db.Members.Where(member => member.CommunityId == id).ToListAsync());
        rows.Count(row => row is { IsMember: true, Role: MemberRole.Owner }).ShouldBeGreaterThan(0);
        var banned = await app.WithDbAsync(db => db.Bans.Where(ban => ban.CommunityId == id).Select(ban => ban.UserId).ToListAsync());
        rows.Any(row => row.IsMember && banned.Contains(row.UserId)).ShouldBeFalse();
    }

    [Fact]
    public async Task PeopleWhoJoinManyCirclesAtOnceDoNotDeadlock()
    {
        var people = await app.PeopleAsync(21);
        var circles = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => app.CommunityAsync(people[0], kind: CommunityKind.Circle)));
        var instances = Instances(3);

        // Each person joins every circle, each in another order: groups of different circles contain the same people.
        var results = await Task.WhenAll(
            people
                .Skip(1)
                .SelectMany(
                    (user, i) =>
                        Enumerable
                            .Range(0, circles.Length)
                            .Select(j => instances[(i + j) % 3].RunAsync(circles[(i + j) % circles.Length], new Join(user)))
                )
        );

        results.Count(result => result.Outcome == MembershipOutcome.Done).ShouldBe(20 * 5);
        results.Count(result => result.Outcome == MembershipOutcome.CircleLimit).ShouldBe(20 * 3);
        (await Task.WhenAll(circles.Select(id => app.CountAsync(id)))).Sum().ShouldBe(8 + (20 * 5));
    }

    private MembershipBatcher[] Instances(int count) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(_ => new MembershipBatcher(
                    app.Service<IServiceScopeFactory>(),
                    app.Service<MembershipStore>(),
                    app.Service<MembershipOptions>()
                )),
        ];
}
