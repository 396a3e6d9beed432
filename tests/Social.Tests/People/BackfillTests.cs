using Community.Contracts.Identity;
using Community.Testing;

namespace Community.Social.Tests.People;

public sealed class BackfillTests(TestServers servers)
{
    [Fact]
    public async Task AnAccountFromBeforeTheServicesFirstStartIsFound()
    {
        await using var social = new SocialApplication(servers);
        for (var i = 0; i < 5; i++)
        {
            social.Before.Add(Snapshot());
        }

        var erased = Snapshot() with { Profile = null, IsErased = true };
        social.Before.Add(erased);
        await social.InitializeAsync();

        await Poll.UntilAsync(() =>
            social.WithDbAsync(async db => await Task.FromResult(db.People.Count(person => person.ProfileVersion == 3) == 5))
        );
        (await social.FindAsync(erased.UserId))!.IsErased.ShouldBeTrue();
    }

    [Fact]
    public async Task ASnapshotNeverOverwritesWhatIsNewer()
    {
        await using var social = new SocialApplication(servers);
        var snapshot = Snapshot();
        social.Before.Add(snapshot);
        await social.InitializeAsync();
        await Poll.UntilAsync(async () => await social.FindAsync(snapshot.UserId) is { ProfileVersion: 3 });

        await social.PublishAsync(
            Users.Updated(snapshot.UserId, 2, Users.Profile("older")),
            Users.Updated(snapshot.UserId, 4, Users.Profile("newer"))
        );

        await Poll.UntilAsync(async () => await social.FindAsync(snapshot.UserId) is { Username: "newer", ProfileVersion: 4 });
    }

    private static PersonSnapshot Snapshot() =>
        new(
            Guid.CreateVersion7(),
            Version: 3,
            Users.Profile(),
            ["attendee"],
            IsGuest: false,
            IsSuspended: false,
            SuspendedUntil: null,
            IsErased: false
        );
}
