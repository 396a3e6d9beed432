using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Tests.People;

/// <summary>Social's projection of identity's events, for any order and number of deliveries.</summary>
[Collection(nameof(SocialTests))]
public sealed class PeopleProjectionTests(SocialApplication social)
{
    [Fact]
    public async Task ARegistrationMakesAPersonAndItsRepeatsChangeNothing()
    {
        var registered = Users.Registered(Users.Profile("Maya", "Dubai", ["chess"], "Maya Haddad"));
        await social.AddAsync(registered);
        await social.PublishAsync(registered, registered);
        await social.AddAsync(Users.Registered(Users.Profile()));

        var person = (await social.FindAsync(registered.UserId))!;
        (person.Username, person.FullName, person.Region, person.IsGuest, person.ProfileVersion).ShouldBe(
            ("Maya", "Maya Haddad", "Dubai", false, 1)
        );
        person.Interests.ShouldBe(["chess"]);
        person.CreatedAt.ShouldBe(registered.Profile.CreatedAt);
    }

    [Fact]
    public async Task ALongRegionHasAKeyThatFitsItsIndex()
    {
        // It has no repetitions, so that no compression makes it fit.
        var region = string.Concat(Enumerable.Range(0, 1200).Select(i => (char)('\u4E00' + (i * 7919 % 20_000))));
        var registered = Users.Registered(Users.Profile(region: region));
        await social.AddAsync(registered);

        var person = (await social.FindAsync(registered.UserId))!;
        (person.Region, person.RegionKey!.Length).ShouldBe((region, 200));
    }

    [Fact]
    public async Task AnOlderProfileNeverReplacesANewerOne()
    {
        var registered = Users.Registered(Users.Profile("first"));
        var id = registered.UserId;
        await social.PublishAsync(Users.Updated(id, 5, Users.Profile("fifth")));
        await Poll.UntilAsync(async () => (await social.FindAsync(id))?.ProfileVersion == 5);
        await social.PublishAsync(registered, Users.Updated(id, 4, Users.Profile("fourth")));
        await social.PublishAsync(Users.Suspended(id, 6));
        await Poll.UntilAsync(async () => (await social.FindAsync(id))?.IsSuspended == true);
        await social.AddAsync(Users.Registered(Users.Profile()));

        (await social.FindAsync(id))!.Username.ShouldBe("fifth");
    }

    [Fact]
    public async Task ASuspensionThatOvertakesItsRegistrationCounts()
    {
        var registered = Users.Registered(Users.Profile());
        await social.PublishAsync(Users.Suspended(registered.UserId, 2));
        await Poll.UntilAsync(async () => await social.FindAsync(registered.UserId) is not null);
        await social.AddAsync(registered);

        var person = (await social.FindAsync(registered.UserId))!;
        (person.IsSuspended, person.Username).ShouldBe((true, registered.Profile.Username));
    }

    [Fact]
    public async Task AnErasedPersonNeverComesBack()
    {
        var registered = Users.Registered(Users.Profile("gone", "Dubai", ["chess"], "Gone Girl"));
        await social.AddAsync(registered);
        await social.PublishAsync(Users.Erased(registered.UserId, 3));
        await Poll.UntilAsync(async () => (await social.FindAsync(registered.UserId))!.IsErased);
        await social.PublishAsync(Users.Updated(registered.UserId, 9, Users.Profile("back")), Users.Suspended(registered.UserId, 10));
        await social.AddAsync(Users.Registered(Users.Profile()));

        var row = await social.WithDbAsync(db =>
            db.Database.SqlQuery<string>(
                    $"""SELECT jsonb_strip_nulls(to_jsonb(people))::text AS "Value" FROM people WHERE id = {registered.UserId}"""
                )
                .SingleAsync()
        );
        row.ShouldContain("\"is_erased\": true");
        row.ShouldNotContain("gone", Case.Insensitive);
        row.ShouldNotContain("back");
        row.ShouldNotContain("ubai");
        row.ShouldNotContain("chess");
    }
}
