using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Tests.People;

/// <summary>The companion's projection of identity's events, for any order and number of deliveries.</summary>
[Collection(nameof(CompanionTests))]
public sealed class PeopleProjectionTests(CompanionApplication companion)
{
    [Fact]
    public async Task ARegistrationMakesAPersonAndItsRepeatsChangeNothing()
    {
        var registered = Users.Registered(Users.Profile("Maya", "Dubai", ["chess"], "Maya Haddad"));
        await companion.AddAsync(registered);
        await companion.PublishAsync(registered, registered);
        await companion.AddAsync(Users.Registered(Users.Profile()));

        var person = (await companion.FindAsync(registered.UserId))!;
        (person.Username, person.FullName, person.Region, person.IsGuest, person.ProfileVersion).ShouldBe(
            ("Maya", "Maya Haddad", "Dubai", false, 1)
        );
        person.Interests.ShouldBe(["chess"]);
        person.CreatedAt.ShouldBe(registered.Profile.CreatedAt);
    }

    [Fact]
    public async Task AnOlderProfileNeverReplacesANewerOne()
    {
        var registered = Users.Registered(Users.Profile("first"));
        var id = registered.UserId;
        await companion.PublishAsync(Users.Updated(id, 5, Users.Profile("fifth")));
        await Poll.UntilAsync(async () => (await companion.FindAsync(id))?.ProfileVersion == 5);
        await companion.PublishAsync(registered, Users.Updated(id, 4, Users.Profile("fourth")));
        await companion.PublishAsync(Users.Suspended(id, 6));
        await Poll.UntilAsync(async () => (await companion.FindAsync(id))?.IsSuspended == true);
        await companion.AddAsync(Users.Registered(Users.Profile()));

        (await companion.FindAsync(id))!.Username.ShouldBe("fifth");
    }

    [Fact]
    public async Task ASuspensionThatOvertakesItsRegistrationCounts()
    {
        var registered = Users.Registered(Users.Profile());
        await companion.PublishAsync(Users.Suspended(registered.UserId, 2));
        await Poll.UntilAsync(async () => await companion.FindAsync(registered.UserId) is not null);
        await companion.AddAsync(registered);

        var person = (await companion.FindAsync(registered.UserId))!;
        (person.IsSuspended, person.Username).ShouldBe((true, registered.Profile.Username));
    }

    [Fact]
    public async Task AnErasedPersonNeverComesBack()
    {
        var registered = Users.Registered(Users.Profile("gone", "Dubai", ["chess"], "Gone Girl"));
        await companion.AddAsync(registered);
        await companion.PublishAsync(Users.Erased(registered.UserId, 3));
        await Poll.UntilAsync(async () => (await companion.FindAsync(registered.UserId))!.IsErased);
        await companion.PublishAsync(Users.Updated(registered.UserId, 9, Users.Profile("back")), Users.Suspended(registered.UserId, 10));
        await companion.AddAsync(Users.Registered(Users.Profile()));

        var row = await companion.WithDbAsync(db =>
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
